"""The line mode: the questions of a day asked in words and answered in sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.tui.plain.conversing import Talk
from tests.tui.test_hostile_pty import data_faults

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.today.results import Asked
from holdfast_tui.command_line.figures import value_words
from holdfast_tui.plain.declared import BY_WORD, WORDS

_DRAWN = re.compile(r"[─-▟·▲▼●○]")
"""Boxes, blocks, bars and marks, which a screen reader reads aloud or leaves out."""


@pytest.fixture
def talk(sample_engine: Engine, tmp_path: Path) -> Talk:
    """The sample book, over the line."""
    return Talk(sample_engine, tmp_path)


def test_whom_to_call_and_why_then_everything_about_the_first(talk: Talk, sample_engine: Engine) -> None:
    first, *rows = talk("today")
    view = sample_engine.today(Query(), Asked(sample_engine.book.default_as_of), patient=True)
    assert first.startswith(f"Mon 30 Jun 2025: {view.counts.due} due, 0 done, 0 snoozed")
    assert rows[2].startswith(
        "3. Kurhaus Distelfähre, critical, €23.4k, rep Petra Hollermann. Why: 4.8× overdue"
    )
    assert "Do: Overdue call" in rows[2]
    assert rows[-1] == f"{len(view.rows) - 10} more: 'more' tells the next 10."
    page = talk("open 3")
    assert page[0].startswith("Kurhaus Distelfähre: C0160, Enterprise")
    assert page[1] == "Active: last order 133 d ago, usual every 28 d. Rep Petra Hollermann (Rhine)."
    assert page[2].startswith("Revenue, 12 months: €23.4k, −32.4% on the year before.")
    assert page[3].startswith("1. Flag Overdue, critical, since 31 Mar 2025. 4.8× overdue")
    told = "\n".join([*page, *talk("more 60")])
    for part in ("Last contacts. Last talk: 27 Feb 2025", "People. ", "Promised and noted. ", "Contract. "):
        assert part in told
    behind = talk("open 1")
    assert "overdue" in behind[0].lower()
    assert talk("back")[0] == "Back at open Kurhaus Distelfähre."
    assert talk("back")[0] == "Back at today."


@pytest.mark.thorough
def test_are_we_keeping_customers_where_does_it_leak_and_the_rows_behind(
    talk: Talk, sample_engine: Engine
) -> None:
    (figure,) = sample_engine.metrics(Query(), ("retention.customers",))
    assert figure.value is not None
    kept = talk("retention")[0]
    value = value_words(figure, figure.value, "EUR")
    assert kept.startswith(f"Customer retention: {value}, 95 % interval from ")
    assert "254 of 296. The period before: 87.8%." in kept
    said = talk("figure kept")
    assert said[0] == kept
    assert said[2].startswith("How it is made: active at start and at end ÷ active at start. Of whom: ")
    behind = talk("rows")
    assert behind[0] == "Customer retention: 254 customers: active at start and at end."
    assert behind[1].startswith("1. ")
    assert behind[-1] == "244 more: 'more' tells the next 10."
    assert [line.partition(":")[0] for line in talk("figure retention.customers by segment")[1:4]] == [
        "Enterprise",
        "Mid-market",
        "SMB",
    ]
    assert talk("risk")[0].endswith("flags open.")
    assert "Overdue (F01) is open on 23 customers" in talk("risk overdue")[0]
    assert "Losses: 42." in talk("losses")[0]
    assert talk("reps")[0].startswith("Original team retention: 72.7%")
    assert talk("check")[0] == "The export is sound: 0 problems, 0 questions, 0 rows in quarantine."


@pytest.mark.thorough
def test_a_filter_narrows_the_place_where_one_is_and_undo_takes_it_back(talk: Talk) -> None:
    assert talk("list 2")[0].startswith("400 customers, as of 30 Jun 2025")
    narrowed = talk("filter rep:freja")
    assert narrowed[0] == "Filter rep:freja: 41 of 400 customers."
    assert narrowed[1].startswith("41 of 400 customers")
    assert talk("where") == [
        "You are at list. North region (sample, synthetic): 41 of 400 customers, as of 30 Jun 2025, "
        "period 1 Jul 2024 to 30 Jun 2025, filter rep:freja."
    ]
    assert talk("filter rpe:ana") == ["filter, character 1: there is no field 'rpe': did you mean 'rep'?"]
    assert "did you mean" in talk("filter rep:fryea")[0]
    assert talk("undo")[0] == "Taken back: the filter."
    assert talk("as-of back")[0] == "As of 31 May 2025."
    assert talk("period 2025Q1")[0] == "Period 2025Q1: 1 Jan 2025 to 31 Mar 2025."
    talk("undo")
    talk("undo")
    talk("undo")
    assert talk("where")[0].endswith("400 customers, as of 30 Jun 2025, period 1 Jul 2024 to 30 Jun 2025.")
    assert talk("undo") == ["undo: there is nothing to undo"]


@pytest.mark.thorough
def test_what_is_written_names_whom_and_can_be_taken_back(talk: Talk, sample_engine: Engine) -> None:
    (asked,) = talk("note asked for a call")
    assert asked.startswith("note: say about whom: the number of a row, a name with a colon")
    talk("list")
    assert talk("note 2 asked for a call") == ["Noted: Hotel Quarzkamp. undo takes it back."]
    assert talk("task Hotel Quarzkamp: offer due:+3d") == [
        "Task for 3 Jul 2025: Hotel Quarzkamp. undo takes it back."
    ]
    talk("open Quarzkamp")
    talk("more 60")
    # On the page of a customer a number is a part of the text: its rows are flags.
    assert talk("note 30 boxes were late") == ["Noted: Hotel Quarzkamp. undo takes it back."]
    written = [entry.text for entry in talk.told.engine.book.log.written]
    assert written == ["asked for a call", "offer", "30 boxes were late"]
    assert talk("done") == ["Done, offer: Hotel Quarzkamp. undo takes it back."]
    assert talk("outcome saved") == ["outcome saved: say also amount:, such as amount:12000"]
    assert talk("outcome saved amount:12000 stayed") == [
        "Outcome 'saved': Hotel Quarzkamp. undo takes it back."
    ]
    assert talk("snooze until:+2w") == ["Snoozed until 14 Jul 2025: Hotel Quarzkamp. undo takes it back."]
    assert talk("history")[0].startswith("2 things were done")
    talk("open Freja Lindahlsen")
    assert talk("note well done") == ["Noted: Freja Lindahlsen. undo takes it back."]
    assert talk("snooze")[0].startswith("snooze: this is about customers")
    assert talk("undo") == ["Taken back: note on Freja Lindahlsen."]
    assert talk("undo") == ["Taken back: snooze on Hotel Quarzkamp."]
    talk("as-of back")
    assert talk("open Hotel Quarzkamp")[0].startswith("Hotel Quarzkamp")
    assert talk("note too late") == [
        "the journal is written on the last day of the book, 2025-06-30: as-of newest goes there"
    ]


@pytest.mark.thorough
def test_an_export_writes_what_the_last_answer_lists_and_never_over_another(
    talk: Talk, tmp_path: Path
) -> None:
    talk("filter rep:freja")
    assert talk("export") == [f"Written: 41 customers to {tmp_path / 'customers-2025-06-30.csv'}."]
    assert talk("export csv") == [f"Written: 41 customers to {tmp_path / 'customers-2025-06-30-2.csv'}."]
    assert talk("export doc") == ["export doc: write one of csv, parquet, json, md, xlsx"]
    lines = (tmp_path / "customers-2025-06-30.csv").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 42


def test_no_line_is_met_with_silence_and_a_slip_with_the_nearest_word(talk: Talk) -> None:
    assert talk("") == ["Type a word, such as today, or help."]
    assert talk("tody") == ["there is no word 'tody': did you mean 'today'?"]
    assert talk("open 3") == ["open 3: the last answer has no numbered rows"]
    assert talk("open quarz")[0].startswith("5 customers have 'quarz' in their name: ")
    assert talk("play")[0].startswith("'play' is done at the desk, by the key p: ")
    assert talk("figure retention.custmers")[0].endswith("did you mean 'retention.customers'?")
    assert talk("sort revnue")[0] == "there is no field 'revnue': did you mean 'revenue'?"
    assert talk("more") == ["That was all of it."]
    assert talk("back")[0].startswith("back: this is where you started")
    assert len(talk("help")) == len(WORDS) + 1
    assert talk("help q") == ["quit: Leave the desk; nothing is written to your book. Also: q, exit."]
    talk("quit")
    assert talk.told.ended


def test_every_word_has_one_meaning() -> None:
    assert len(BY_WORD) == sum(1 + len(word.others) for word in WORDS)


PLACES = [word.name for word in WORDS if word.kind == "place" and word.written in ("", "[N]", "[FLAG]")]


@pytest.mark.thorough
def test_no_answer_draws_and_hostile_text_stays_text(hostile_engine: Engine, tmp_path: Path) -> None:
    talk = Talk(hostile_engine, tmp_path)
    for name in PLACES:
        told = "\n".join([*talk(name), *talk("more 40")])
        assert not list(data_faults(told)), name
    talk("list")
    page = "\n".join([*talk("open 1"), *talk("more 80")])
    assert not list(data_faults(page))


@pytest.mark.thorough
def test_no_sentence_holds_a_mark_that_is_drawn(talk: Talk) -> None:
    for name in PLACES:
        told = [*talk(name), *talk("more 40")]
        assert not [line for line in told if _DRAWN.search(line)], name
