"""A play says to a rep what a rep can do, and to whoever leads reps what they can."""

from __future__ import annotations

import pytest

from holdfast.errors import UsageError
from holdfast.plays.catalog import plays_of, shipped_plays
from holdfast.plays.reader import reader, spoken_to
from holdfast.plays.reading import read_plays
from holdfast.risk.names import FLAG_NAMES

OF_LEADS = ("assign", "choose a rep", "have the new rep", "name a successor", "name who calls")


def test_who_says_which_rep_they_are_is_told_what_a_rep_can_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reader() == "lead"
    assert plays_of().by_id["orphaned"].steps[0].do.startswith("Assign a rep")
    monkeypatch.setenv("HOLDFAST_ME_REP", "Ana Ruiz")
    assert reader() == "rep"
    step = plays_of().by_id["orphaned"].steps[0]
    assert (step.title, step.do[:26]) == ("Ask for a successor", "Ask your lead to name a re")
    monkeypatch.delenv("HOLDFAST_ME_REP")
    assert plays_of().by_id["orphaned"].steps[0].title == "Name a successor"


def test_no_shipped_step_of_a_customer_tells_a_rep_what_only_a_lead_can_do() -> None:
    for play in shipped_plays().values():
        if play.subject == "customer":
            for step in spoken_to(play, "rep").steps:
                assert not any(words in f"{step.title} {step.do}".lower() for words in OF_LEADS), step
    assert not any("assign" in flag.play.lower() for flag in FLAG_NAMES.values())


def test_words_for_a_rep_are_written_in_full_or_refused_with_their_line() -> None:
    text = """[mine]
title = "T"
flags = ["F01"]
why = "W"
[[mine.steps]]
day = 0
title = "Decide"
do = "Decide."
kind = "internal"
as_rep = { title = "Ask" }
"""
    with pytest.raises(UsageError, match=r"own\.toml.*do"):
        read_plays(text, "own.toml", "own.toml")
    play = read_plays(text.replace('"Ask"', '"Ask", do = "Ask."'), "own.toml", "own.toml")["mine"]
    assert [spoken_to(play, whom).steps[0].do for whom in ("lead", "rep")] == ["Decide.", "Ask."]
