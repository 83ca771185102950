"""What stands of everybody's entries: in any order of merging, as of any day, under the ids of now."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.journal.desks import Written

from holdfast.journal.entry import CORRECTS, Entry
from holdfast.journal.log import Log, in_force

DAY = date(2025, 3, 10)


def some_journal(dice: random.Random) -> list[Entry]:
    """Notes, undos, undos of undos, corrections and renames, some of them of what is not there."""
    write = Written()
    entries = [write(text="first")]
    for number in range(dice.randrange(3, 14)):
        target = dice.choice(entries).id if dice.random() < 0.9 else "elsewhere"
        match dice.randrange(4):
            case 0:
                entries.append(write("undo", ref=f"entry:{target}", day=DAY + timedelta(days=number)))
            case 1:
                entries.append(write(fields={CORRECTS: target}, day=DAY + timedelta(days=number)))
            case 2:
                entries.append(
                    write(
                        "rename", f"C{number % 3}", fields={"old": f"C{number % 2}", "new": f"C{number % 3}"}
                    )
                )
            case _:
                entries.append(write(about=f"C{number % 3}", writer=dice.choice(("ana", "luc"))))
    return entries


@pytest.mark.thorough
def test_ten_thousand_merges_in_any_order_give_one_state() -> None:
    dice = random.Random(11)
    for _ in range(500):
        entries = some_journal(dice)
        state = in_force(entries)
        for _ in range(20):
            files = [dice.sample(entries, dice.randrange(len(entries) + 1)) for _ in range(2)]
            merged = [entry for file in files for entry in file] + dice.sample(entries, len(entries))
            assert in_force(merged) == state


def test_what_was_taken_back_is_gone_and_what_was_restored_is_back() -> None:
    write = Written()
    first = write(text="first")
    undo = write("undo", ref=f"entry:{first.id}")
    assert in_force([first, undo]) == ()
    redo = write("undo", ref=f"entry:{undo.id}")
    assert in_force([first, undo, redo]) == (first,)


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    write = Written()
    first = write(text="Marta")
    second = write(text="Mara", fields={CORRECTS: first.id})
    assert in_force([first, second]) == (second,)
    assert in_force([first, second, write("undo", ref=f"entry:{second.id}")]) == (first,)


def test_an_entry_takes_back_nothing_that_was_written_after_it() -> None:
    write = Written()
    early = write("undo", ref="entry:later")
    later = replace(write(text="later"), id="later")
    assert in_force([later, early]) == (later,)


def test_entries_after_a_day_change_nothing_of_it() -> None:
    dice = random.Random(5)
    for _ in range(100):
        entries = some_journal(dice)
        day = DAY + timedelta(days=dice.randrange(8))
        before = tuple(sorted((entry for entry in entries if entry.day <= day), key=lambda e: e.order))
        everything = tuple(sorted(entries, key=lambda e: e.order))
        assert Log(everything).until(day) == Log(before).until(day) == in_force(before)


def test_a_call_of_today_counts_although_the_export_ends_yesterday() -> None:
    write = Written()
    call = write("contact", day=DAY + timedelta(days=3))
    assert Log((call,), present=DAY).until(DAY) == (call,)
    assert Log((call,), present=DAY + timedelta(days=9)).until(DAY) == ()


def test_nothing_is_written_on_a_day_that_is_past() -> None:
    log = Log(present=DAY)
    assert log.closed_on(DAY) is None
    assert log.closed_on(DAY + timedelta(days=1)) is None
    assert log.closed_on(DAY - timedelta(days=1)) == (
        "Nothing is written on 2025-03-09, which is past: the book goes to 2025-03-10"
    )


def test_entries_stand_under_the_id_of_now() -> None:
    write = Written()
    old = write(about="OLD")
    first = write("rename", "MID", fields={"old": "OLD", "new": "MID"})
    second = write("rename", "NEW", fields={"old": "MID", "new": "NEW"})
    again = write(about="OLD", text="another customer has the old id now")
    log = Log((old, first, second, again))
    assert [entry.id for entry in log.about(DAY, "customer", "NEW")] == [old.id, first.id, second.id]
    assert log.about(DAY, "customer", "OLD") == (again,)
    assert log.about(DAY, "rep", "NEW") == ()
