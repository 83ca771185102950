"""explain: in four languages, by any name, and what the page looks like."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from tests.explained_files import written

from holdfast.metrics.registry import METRICS
from holdfast_tui.help.explained import FOLDER

from .conftest import Run

OWN_PLAY = """
[cake]
title = "Bring cake"
flags = ["F01"]
why = "Whoever eats does not leave."
counted_from = "start"
ends = { cleared = "asks", days = 60 }

[[cake.steps]]
day = 0
title = "Bake"
kind = "internal"
do = "Bake one."
"""


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        ("attrition", "en", "Customer churn"),
        ("désabonnement", "fr", "Attrition des clients"),
        ("tasso di abbandono", "it", "Abbandono dei clienti"),
        ("معدل التراجع", "ar", "تراجع العملاء"),
        ("defection", "ar", "تراجع العملاء"),
    ],
)
def test_a_synonym_of_any_language_leads_to_the_entry(run: Run, word: str, language: str, name: str) -> None:
    ran = run("explain", word, "--lang", language)
    assert ran.status == 0
    assert ran.out.splitlines()[0] == f"churn.customers  {name}"


def test_the_page_has_a_worked_example_a_source_and_the_practices(run: Run) -> None:
    page = run("explain", "retention.reps.headcount", "--lang", "fr").out
    for words in ("formule", "4 ÷ 5 = 80 %", "source", "prudence", "aussi appelé"):
        assert words in page
    assert "practice.recognition" in run("explain", "retention.reps.original").out


def test_the_language_follows_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_MESSAGES", "it_IT.UTF-8")
    assert "esempio" in run("explain", "F01").out
    monkeypatch.setenv("LC_MESSAGES", "es_ES.UTF-8")
    assert "example" in run("explain", "F01").out
    monkeypatch.setenv("HOLDFAST_DESK_LANGUAGE", "de")
    assert "Maßnahme" in run("explain", "F01").out


def test_a_language_that_is_not_there_is_refused(run: Run) -> None:
    ran = run("explain", "F01", "--lang", "es")
    assert ran.status == 2
    assert "--lang" in ran.err


def test_right_to_left_text_is_printed_without_direction_controls(run: Run) -> None:
    for subject in METRICS:
        page = run("explain", subject, "--lang", "ar").out
        assert not {letter for letter in page if unicodedata.category(letter) == "Cf"}
        assert "مثال" in page


def test_practices_are_listed_and_explained(run: Run) -> None:
    listed = run("explain", "--lang", "fr").out
    assert "practice.winback" in listed
    assert "Reconquête" in listed
    page = run("explain", "winback").out
    assert page.startswith("practice.winback  Win-back\n")
    assert "Renewal lapsed (F22)" in page


def test_the_document_keeps_its_keys_in_every_language(run: Run) -> None:
    english, arabic = (
        json.loads(run("explain", "churn.customers", "--lang", language, "--format", "json").out)
        for language in ("en", "ar")
    )
    assert list(english) == list(arabic)
    assert (english["needs"], english["language"], arabic["language"]) == (arabic["needs"], "en", "ar")
    assert english["practices"] == arabic["practices"]
    assert "attrition" in english["synonyms"]
    everything = json.loads(run("explain", "--format", "json").out)
    assert {one["kind"] for one in everything["practices"]} == {"practice"}


@pytest.mark.parametrize("word", ["priority", "loss_rate", "expected_loss"])
def test_priority_is_explained_with_all_that_it_rests_on(run: Run, word: str) -> None:
    told = json.loads(run("explain", word, "--format", "json").out)
    assert list(told) == ["priority", "loss_rate", "expected_loss", "order"]
    page = run("explain", word).out
    assert page.startswith(
        "priority       revenue × (loss rate − rate of all) × chance to reach the customer"
    )
    assert "chance to be lost within 90 days" in page
    assert "what can no longer be done after 14 days first" in page


def test_a_word_that_is_no_entry_lists_what_it_finds(run: Run) -> None:
    ran = run("explain", "chrun")
    assert ran.status == 0
    assert ran.out.startswith("churn.customers")
    assert "nothing is called 'chrun'; you may mean:" in ran.err
    ran = run("explain", "money")
    assert "key of the desk: Go to the room of money" in ran.out
    assert "field of a filter: Recency, frequency and money scores" in ran.out
    ran = run("explain", "zzqq")
    assert (ran.status, ran.out) == (2, "")
    assert "nothing is called 'zzqq' or like it" in ran.err
    assert run("explain", "chrun", "--format", "json").status == 2


def test_the_pages_that_travel_with_the_program_are_what_is_declared() -> None:
    made = written()
    assert {file.name for file in FOLDER.iterdir()} == set(made)
    for name, text in made.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, "entries have changed: make explained"


def test_whoever_has_plays_of_their_own_reads_of_them(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = run("explain", "F01").out
    plays = tmp_path / "config" / "holdfast" / "plays"
    plays.mkdir(parents=True)
    (plays / "ours.toml").write_text(OWN_PLAY, encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert "Bring cake" in run("explain", "F01").out
    assert "Bring cake" in run("explain", "play:cake").out
    assert "Bring cake" not in shipped
