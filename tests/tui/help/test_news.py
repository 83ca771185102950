"""What is new is said once after an update, never on the first start; the tour is offered once."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.conftest import REPOSITORY

from holdfast.version import version
from holdfast_tui.commands.declared import Keys
from holdfast_tui.help import greeting as greeted
from holdfast_tui.help import seen as seen_module
from holdfast_tui.help.greeting import greeting
from holdfast_tui.help.news import items, newest_changes, releases
from holdfast_tui.help.seen import Seen

CHANGELOG = """\
# Changelog

## 0.3.0 (unreleased)

The desk speaks.

- It sings, too.
  In `tune`.

## 0.2.0 - 2025-08-01

- Faster.

## 0.1.0

The first.
"""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    told = releases(CHANGELOG)
    monkeypatch.setattr(seen_module, "releases", lambda: told)
    return Seen.of(os.environ)


def sitting_down(seen: Seen | None, *, on_sample: bool = False, wants_tour: bool = False) -> Any:
    return SimpleNamespace(seen=seen, on_sample=on_sample, wants_tour=wants_tour, keys=Keys())


def test_the_changelog_that_travels_along_is_that_of_the_repository() -> None:
    newest = releases()[0]
    assert version().startswith(newest.version)
    assert newest.text in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert newest_changes() == newest.text


def test_a_release_is_told_by_its_first_sentence_and_its_items() -> None:
    told = releases(CHANGELOG)
    assert [(one.version, one.lead) for one in told] == [
        ("0.3.0", "The desk speaks."),
        ("0.2.0", "Faster."),
        ("0.1.0", "The first."),
    ]
    assert items(told[0]) == ("The desk speaks.", "It sings, too. In tune.")


def test_after_an_update_what_is_new_is_said_once(seen: Seen) -> None:
    assert seen.news("0.1.0") == (), "never on the first start"
    assert [one.version for one in seen.news("0.3.0")] == ["0.3.0", "0.2.0"]
    assert seen.news("0.3.0") == ()
    assert seen.news("0.2.0") == (), "nor for who goes back"
    assert [one.version for one in seen.news("0.3.0")] == ["0.3.0"]


def test_the_line_of_the_desk_fits_a_small_terminal_and_names_the_key(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen.news("0.1.0")
    monkeypatch.setattr(greeted, "version", lambda: "0.3.0")
    assert greeting(sitting_down(seen)) == "New in 0.3.0, V tells all: The desk speaks."
    assert greeting(sitting_down(seen)) == ""


def test_the_tour_is_offered_on_the_first_start_of_the_sample_and_never_again(seen: Seen) -> None:
    assert greeting(sitting_down(seen)) == "", "not on a book of one's own"
    offer = greeting(sitting_down(seen, on_sample=True))
    assert offer.startswith("New here? Q begins a guided tour")
    assert len(offer) <= 78
    assert greeting(sitting_down(seen, on_sample=True)) == ""


def test_whoever_took_the_tour_or_keeps_nothing_is_offered_nothing(seen: Seen) -> None:
    seen.took_tour()
    assert greeting(sitting_down(seen, on_sample=True)) == ""
    assert greeting(sitting_down(None, on_sample=True)) == ""


def test_what_is_kept_may_be_damaged(tmp_path: Path) -> None:
    damaged = Seen(tmp_path / "seen.json")
    for text in ("", "[]", '{"version": 7}', "\x00"):
        damaged.path.write_text(text, encoding="utf-8")
        assert damaged.news(version()) == ()
    assert not Seen(Path("/dev/null/seen.json")).news(version())
