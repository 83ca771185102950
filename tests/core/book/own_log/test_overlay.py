"""What users log counts as the export's rows do: shown as their own, never over the export, never early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.book.own_log.journals import TODAY, entries, opened, rows, shop, written
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.journal.log import NOTHING_WRITTEN, Log
from holdfast.query import Query
from holdfast.risk.past.history import History
from holdfast.views.selection import FlagOfCustomer

CALL = {"kind": "contact", "fields": {"outcome": "reached", "channel": "call"}}


def test_without_a_journal_the_book_is_the_export() -> None:
    book = shop()
    assert Engine(book).with_log(NOTHING_WRITTEN).book is book
    assert book.exported is book


def test_a_logged_call_clears_the_contact_gap_of_its_customer_alone() -> None:
    book = shop()
    before = opened(Engine(book), "F29")
    assert {"A", "B", "C"} <= before
    assert opened(written(book, CALL), "F29") == before - {"A"}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "fields", [{"outcome": "no answer"}, {"outcome": "left word"}, {"direction": "outbound"}, {}]
)
def test_a_call_that_reached_nobody_clears_nothing(fields: dict[str, str]) -> None:
    book = shop()
    assert opened(written(book, {**CALL, "fields": fields}), "F29") == opened(Engine(book), "F29")


def test_a_logged_contact_is_a_row_that_says_whose_it_is() -> None:
    engine = written(
        shop(),
        {**CALL, "text": "Renews", "fields": {**CALL["fields"], "with": "MARA klein"}},  # type: ignore[dict-item]
        {
            **CALL,
            "day": date(2025, 6, 10),
            "fields": {"outcome": "no answer", "with": "the new one", "rep": "R2"},
        },
    )
    late, early = rows(engine, "interactions")
    assert (late["at"].isoformat(), late["direction"], late["contact_id"]) == (
        "2025-06-30T00:00:00",
        "two-way",
        "P1",
    )
    assert (late["rep_id"], late["text"], late["own_log"]) == ("R1", "reached · Renews", "ana")
    assert (early["at"].date(), early["direction"], early["rep_id"]) == (date(2025, 6, 10), "out", "R2")
    assert early["text"] == "the new one · no answer"
    assert [row["text"] for row in rows(engine, "interactions", date(2025, 6, 15))] == [early["text"]]


@pytest.mark.thorough
def test_a_closed_loop_clears_the_detractor() -> None:
    book = shop()
    assert opened(Engine(book), "F12") == {"A"}
    engine = written(book, {"kind": "loop_closed"})
    assert opened(engine, "F12") == set()
    assert [(row["response_id"], row["loop_closed"]) for row in rows(engine, "surveys")] == [("S3", TODAY)]


def test_a_loop_is_closed_for_the_answer_that_was_named() -> None:
    engine = written(shop(), {"kind": "loop_closed", "ref": "survey:S1"})
    assert [row["response_id"] for row in rows(engine, "surveys")] == ["S1"]
    assert opened(engine, "F12") == {"A"}


def test_a_loop_that_nobody_opened_closes_nothing() -> None:
    assert rows(written(shop(), {"kind": "loop_closed", "about": "B"}), "surveys") == []
    assert rows(written(shop(), {"kind": "loop_closed", "day": date(2025, 4, 1)}), "surveys") == []


def test_a_loop_that_the_export_closed_stays_as_it_says() -> None:
    book = shop()
    closed = book.tables["surveys"].with_columns(loop_closed=pl.lit(date(2025, 6, 20)))
    exported = replace(book, tables={**book.tables, "surveys": closed})
    assert rows(written(exported, {"kind": "loop_closed"}), "surveys") == []


def test_an_exit_interview_fills_what_the_record_leaves_open() -> None:
    told = {"reason": "price", "competitor": "Nordvik", "lost_on": "2025-05-02"}
    engine = written(shop(), {"kind": "loss", "about": "D", "fields": told, "text": "Too dear"})
    losses = engine.book.visible("losses", TODAY)
    assert losses.height == 1
    (row,) = rows(engine, "losses")
    assert (row["reason_code"], row["competitor"], row["note"]) == ("price", "Orvelio", "Too dear")
    assert (row["date"], row["own_log"]) == (date(2025, 4, 20), "ana")


def test_the_export_wins_and_the_contradiction_is_told() -> None:
    book = shop()
    recorded = book.tables["losses"].with_columns(reason_code=pl.lit("Rep left"))
    exported = replace(book, tables={**book.tables, "losses": recorded})
    engine = written(exported, {"kind": "loss", "about": "D", "fields": {"reason": "price"}})
    (row,) = rows(engine, "losses")
    assert (row["reason_code"], row["own_log"]) == ("Rep left", "ana: price")
    assert engine.book.log.contradictions == (
        "D was lost for 'Rep left' by the export and for 'price' by ana: the export counts",
    )
    agreed = written(exported, {"kind": "loss", "about": "D", "fields": {"reason": "rep left"}})
    assert agreed.book.log.contradictions == ()


def test_a_loss_that_no_record_knows_is_a_record() -> None:
    engine = written(
        shop(), {"kind": "loss", "about": "D", "fields": {"lost_on": "2023-05-02", "reason": "price"}}
    )
    (row,) = rows(engine, "losses")
    assert (row["date"], row["source"]) == (date(2023, 5, 2), "exit interview")
    unfinished = {"reason": "price", "complete": False}
    assert rows(written(shop(), {"kind": "loss", "about": "D", "fields": unfinished}), "losses") == []


def test_thanks_are_a_recognition_of_the_rep() -> None:
    engine = written(shop(), {"kind": "recognition", "subject": "rep", "about": "R1"})
    assert [(row["rep_id"], row["date"], row["kind"]) for row in rows(engine, "recognitions")] == [
        ("R1", TODAY, "thanks")
    ]


@pytest.mark.thorough
def test_a_log_of_ones_own_does_not_make_everybody_else_never_contacted() -> None:
    """Two years of calls to one customer: nobody can tell who else was called."""
    book = shop("interactions")
    old = {**CALL, "day": date(2023, 7, 1)}
    engine = written(book, old, CALL)
    assert engine.book.has("interactions")
    facts = engine.store.answer(Query(as_of=TODAY)).facts.customers
    assert facts.filter(pl.col("customer_id") == "A").item(0, "last_contact") == TODAY
    without = Engine(book).store.answer(Query(as_of=TODAY)).facts.customers
    flags = [name for name in facts.columns if name in without.columns and without.schema[name] == pl.Int8]
    assert facts.select(flags).equals(without.select(flags))
    # Nor does a first call of one's own lengthen the log of the export.
    assert opened(written(shop(), {**CALL, "about": "B", "day": date(2020, 1, 1)}), "F29") == opened(
        Engine(shop()), "F29"
    )


def test_the_past_rests_on_the_export_alone_and_is_not_worked_out_again() -> None:
    engine = Engine(shop())
    known = History(engine.book, engine.thresholds).standing(date(2025, 5, 31))
    after = engine.with_log(Log(entries(CALL), ("ana.db",)))
    assert History(after.book, after.thresholds).standing(date(2025, 5, 31)) is known
    assert after.book.span == engine.book.span
    assert after.with_log(NOTHING_WRITTEN).book is engine.book


def test_a_note_works_out_nothing_again() -> None:
    engine = written(shop(), CALL)
    facts = engine.store.answer(Query(as_of=TODAY)).facts.customers
    log = Log((*engine.book.log.written, *entries(CALL, {"kind": "note", "about": "B"})[1:]), ("ana.db",))
    noted = engine.with_log(log)
    assert noted.book.kept is engine.book.kept
    assert noted.book.tables is engine.book.tables
    assert [entry.kind for entry in noted.book.log.in_force] == ["contact", "note"]
    assert noted.store.answer(Query(as_of=TODAY)).facts.customers.equals(facts)


def test_entries_about_a_customer_who_left_the_book_are_kept_and_counted() -> None:
    engine = written(shop(), CALL, {"kind": "note", "about": "GONE"}, {**CALL, "about": "GONE"})
    assert engine.book.log.no_longer == 2
    assert [entry.subject_id for entry in engine.book.log.in_force] == ["A", "GONE", "GONE"]
    assert engine.store.answer(Query(as_of=TODAY)).moment.total == 4


@pytest.mark.thorough
def test_an_answer_names_the_journals_in_it() -> None:
    assert written(shop(), CALL).store.answer(Query(as_of=TODAY)).moment.journals == ("ana.db",)
    assert Engine(shop()).store.answer(Query(as_of=TODAY)).moment.journals == ()


days = st.dates(date(2024, 12, 1), date(2025, 7, 5))
kinds = st.sampled_from(
    [
        {"kind": "contact", "fields": {"outcome": "reached"}},
        {"kind": "contact", "fields": {"outcome": "no answer"}},
        {"kind": "loss", "fields": {"reason": "price", "lost_on": "2025-01-05"}},
        {"kind": "loss", "fields": {"reason": "closed"}},
        {"kind": "loop_closed"},
        {"kind": "recognition", "subject": "rep", "about": "R1"},
        {"kind": "rename", "about": "A", "fields": {"old": "OLD", "new": "A"}},
        {"kind": "contact", "about": "OLD", "fields": {"outcome": "reached"}},
    ]
)
told = st.lists(st.tuples(kinds, days, st.sampled_from("ABCD"), st.booleans()), min_size=1, max_size=6)


@pytest.mark.thorough
@given(told, st.dates(date(2025, 1, 1), date(2025, 6, 30)))
@cases(24)
def test_what_is_written_after_a_day_moves_nothing_of_it(
    told: list[tuple[dict[str, object], date, str, bool]], as_of: date
) -> None:
    """Neither what is logged later, nor what is taken back or renamed later."""
    book = shop()
    wrote: list[dict[str, object]] = []
    for number, (entry, day, about, _) in enumerate(sorted(told, key=lambda one: one[1])):
        wrote.append({"about": about, **entry, "day": day})
        if told[number][3]:
            wrote.append({"kind": "undo", "ref": f"#{len(wrote) - 1}", "day": max(day, told[number][1])})
    made = list(entries(*wrote))
    for place, wrong in enumerate(made):
        if wrong.kind == "undo":
            made[place] = replace(wrong, ref=f"entry:{made[int(wrong.ref[1:])].id}")
    everything = Engine(book).with_log(Log(tuple(made), ("ana.db",)))
    counted = everything.book.log.counts_from
    by_then = Engine(book).with_log(
        Log(tuple(entry for entry in made if counted(entry) <= as_of), ("ana.db",))
    )
    asked = Query(as_of=as_of)
    one, other = (engine.store.answer(asked).facts for engine in (everything, by_then))
    assert one.customers.equals(other.customers)
    assert one.reps.equals(other.reps)
    for table in ("interactions", "surveys", "losses", "recognitions"):
        assert rows(everything, table, as_of) == rows(by_then, table, as_of)


def test_the_rows_behind_a_flag_say_which_are_ones_own() -> None:
    engine = written(shop(), {**CALL, "day": date(2024, 11, 1)})
    assert "A" in opened(engine, "F29")
    number = engine.book.customers.get_column("customer_id").to_list().index("A")
    found = engine.customers_of(Query(as_of=TODAY), FlagOfCustomer("F29", number))
    assert ("own_log", "Own log") in found.columns
    assert list(found.rows.fetch(0, 2, ["own_log"])["own_log"]) == ["ana", None]


CLEARED = ("F02", "F18", "F21", "F29", "F32", "F33")
"""Flags about silence and about who has not spoken with the customer yet."""


@pytest.mark.thorough
def test_two_calls_clear_every_flag_about_silence(sample_engine: Engine) -> None:
    """Two, because a change of rep is closed by the second."""
    asked = Query(as_of=sample_engine.book.span[1])
    before = sample_engine.store.answer(asked).facts
    assert all(before.raised[flag].height for flag in CLEARED)
    called = sorted({number for flag in CLEARED for number in before.raised[flag].get_column("customer")})
    ids = sample_engine.book.customers.get_column("customer_id").gather(called)
    calls = [{**CALL, "about": name, "day": asked.as_of} for name in ids for _ in range(2)]
    after = sample_engine.with_log(Log(entries(*calls), ("ana.db",))).store.answer(asked).facts
    left = {flag: after.raised[flag].height for flag in CLEARED}
    assert left == dict.fromkeys(CLEARED, 0)
