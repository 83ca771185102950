"""What is printed for people is in their language; what programs read is the same in every one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.cli.conftest import Run

from holdfast.own.user import user_config


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_DESK_LANGUAGE", "de")
    monkeypatch.setenv("HOLDFAST_DESK_LOCALE", "de")


def test_a_table_for_people_has_the_words_and_numbers_of_their_language(
    run: Run, sample_read: Path, german: None
) -> None:
    told = run(
        "show", "customers", sample_read, "--limit", "1", "--columns", "name,revenue,last_order,why"
    ).out
    heading, _, titles, row = told.splitlines()
    assert "Stand 30.06.2025 · 01.07.2024 – 30.06.2025 · 400 von 400 Kunden" in heading
    assert titles.split() == ["Kunde", "Umsatz", "12m", "Letzte", "Bestellung", "Warum"]
    assert "6.793,19\u00a0€" in row
    assert "19.06.2025" in row
    assert "Letzter Tag zum Kündigen. Gefragt 4 Mal von Nov 2023 bis Mai 2025" in row


@pytest.mark.thorough
@pytest.mark.parametrize("words", [("show", "flags"), ("show", "metrics"), ("today",)], ids=" ".join)
def test_what_programs_read_does_not_depend_on_the_language(
    run: Run, sample_read: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    asked = (*words, sample_read, "--limit", "5", "--format")
    english = [run(*asked, each).out for each in ("json", "table")]
    monkeypatch.setenv("HOLDFAST_DESK_LANGUAGE", "fr")
    monkeypatch.setenv("HOLDFAST_DESK_LOCALE", "fr")
    data, people, again = (run(*asked, each).out for each in ("json", "table", "table"))
    assert data == english[0]
    assert people == again != english[1]


@pytest.mark.thorough
def test_the_terminal_chooses_where_no_setting_does(
    run: Run, sample_read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "en_GB.UTF-8")
    monkeypatch.setenv("LC_NUMERIC", "it_CH.UTF-8")
    told = run("show", "metrics", sample_read, "--limit", "1").out
    assert "Customer retention" in told
    assert "85,8%" in told


@pytest.mark.thorough
def test_the_language_of_the_settings_goes_before_that_of_the_terminal(
    run: Run, sample_read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "it_IT.UTF-8")
    user_config().parent.mkdir(parents=True)
    user_config().write_text('[desk]\nlanguage = "fr"\n')
    assert "Rétention des clients" in run("show", "metrics", sample_read, "--limit", "1").out


@pytest.mark.thorough
def test_a_language_that_there_is_not_is_named_and_left_out(
    run: Run, sample_read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_DESK_LANGUAGE", "klingon")
    told = run("show", "metrics", sample_read, "--limit", "1")
    assert "HOLDFAST_DESK_LANGUAGE is 'klingon': write one of en, de, fr, it, ar" in told.err
    assert "Customer retention" in told.out
