"""What the keys write about customers and reps, on the real desk: in lists, on marked rows, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.book.own_log.journals import TABLES
from tests.core.books import make_book
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast.errors import NotSavedError
from holdfast.journal.entry import Draft, Entry, Value
from holdfast.journal.journal import Journal
from holdfast.own.user import UserSettings
from holdfast_tui.screens.rooms.today.room import TodayScreen
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.journal.texts import KeptTexts

WIDE = (120, 40)
HOSTILE = "[red]x[/red] \x1b]52;c;aGk=\x07 \u202egnp.exe [/bad]"


@pytest.fixture(scope="module")
def few() -> Engine:
    """Four customers: with every entry all that a desk shows is asked anew."""
    customers = [{**row, "segment": "SMB"} for row in TABLES["customers"]]
    tables: dict[str, Any] = {**TABLES, "customers": customers}
    return Engine(make_book(**tables))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journals", "sample", "ana")


def sit_down(desk: Story, journal: Journal, tmp_path: Path, rep: str = "") -> None:
    """Give a desk a journal. Its book ends on 30 Jun 2025, and that is today."""
    desk.app.session.journaling = Journaling(
        journal,
        user=UserSettings(rep=rep),
        texts=KeptTexts(tmp_path / "texts.json"),
        today=lambda: date(2025, 6, 30),
    )


def written(journal: Journal) -> tuple[Entry, ...]:
    return journal.read().in_force


def today(desk: Story) -> TodayScreen:
    assert isinstance(desk.app.room, TodayScreen)
    return desk.app.room


@pytest.mark.thorough
async def test_a_note_is_written_by_two_keys_and_a_text(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, few) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("n").sees("Note on", "enter writes").types("Likes the new range").press("enter")
        (note,) = written(journal)
        assert (note.kind, note.text, note.as_of) == ("note", "Likes the new range", date(2025, 6, 30))
        customers = desk.app.session.engine.book.customers  # type: ignore[union-attr]
        assert note.subject_id in customers["customer_id"]
        await desk.sees("written down. u takes it back")
        await desk.press("u").sees("Taken back: Note on")
        assert written(journal) == ()


@pytest.mark.thorough
async def test_what_was_done_is_taken_back_in_its_order_be_it_a_filter_or_an_entry(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, few) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("/").types("segment:smb").press("enter", "n").types("one").press("enter")
        await desk.press("]", "[")
        store = desk.app.session.store
        await desk.press("/").types(" flag:overdue").press("enter")
        await desk.press("u")
        assert store.query.where == "segment:smb"
        assert len(written(journal)) == 1
        while written(journal):
            await desk.press("u")
        assert store.query.where == "segment:smb"
        await desk.press("u")
        assert store.query.where == ""


@pytest.mark.thorough
async def test_marked_rows_get_an_entry_each_and_one_undo_takes_all_of_them_back(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, few) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("space", "space", "space", "t").sees("Task for 3 customers")
        await desk.types("Send the list").press("tab").types("fr").sees("Fri 4 Jul").press("enter")
        tasks = written(journal)
        assert len({task.subject_id for task in tasks}) == 3
        assert {(task.kind, task.text, task.fields["due"]) for task in tasks} == {
            ("task", "Send the list", "2025-07-04")
        }
        await desk.press("u")
        assert written(journal) == ()


@pytest.mark.thorough
async def test_a_text_that_was_left_stands_there_again_and_on_disk(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, few) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("n").types("half a thou").press("escape").misses("half a thou")
        assert "half a thou" in (tmp_path / "texts.json").read_text(encoding="utf-8")
        await desk.press("down", "n").misses("half a thou").press("escape")
        desk.app.session.journaling.texts = KeptTexts(tmp_path / "texts.json")
        await desk.press("up", "n").sees("half a thou", "Typed before and not written yet.")
        await desk.types("ght").press("enter")
        assert [note.text for note in written(journal)] == ["half a thought"]
        await desk.press("n").misses("half a thou").press("escape")
        assert written(journal)


async def test_what_cannot_be_saved_stays_in_the_form_and_says_what_to_do(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Sequence[Draft]) -> tuple[Entry, ...]:
        raise NotSavedError("ana.db: nothing was saved (the disk is full): make room")

    async with desks.at(WIDE, few) as desk:
        sit_down(desk, journal, tmp_path)
        with monkeypatch.context() as disk:
            disk.setattr(journal, "write", full)
            await desk.press("n").types("not lost").press("enter").sees("the disk is full", "not lost")
        await desk.press("enter").misses("the disk is full")
        assert [note.text for note in written(journal)] == ["not lost"]


@pytest.mark.thorough
async def test_in_the_past_and_without_a_journal_the_keys_say_why_nothing_is_written(
    desks: SharedDesk, few: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, few) as desk:
        await desk.press("n").sees("This desk has no journal")
        sit_down(desk, journal, tmp_path)
        await desk.press("[", "n").sees("As of 2025-05-31 the journal is only read")
        await desk.press("]", "tab", "n").sees("No customer and no rep is under the cursor")


@pytest.mark.thorough
async def test_a_rep_is_noted_and_thanked_in_the_list_of_reps(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("5", "z").sees("No customer is under the cursor")
        await desk.press("K").sees("Thank ").types("saved the hotel").press("enter")
        await desk.press("n").types("wants a course").press("enter")
        thanks, note = written(journal)
        assert (thanks.subject, thanks.kind, thanks.fields["kind"]) == ("rep", "recognition", "thanks")
        assert (note.subject, note.subject_id, note.kind) == ("rep", thanks.subject_id, "note")


async def test_the_list_of_today_shrinks_by_what_is_done_and_grows_again_by_undo(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("7").sees("due", "0 done", "Why now")
        before = len(today(desk).due.lines or ())
        view = today(desk).view
        assert view is not None
        # What can no longer be done after today stays, whoever was reached.
        first = view.rows.target_at(2)
        await desk.press("down", "down", "o", "r").sees("Reached: ", "logged as a call").press("enter")
        (call,) = written(journal)
        assert (call.kind, call.subject_id) == ("contact", first.subject_id)
        assert (call.fields["direction"], call.fields["outcome"]) == ("two-way", "reached")
        assert len(today(desk).due.lines or ()) == before - 1
        await desk.press("z").types("fri").press("enter").sees("1 snoozed", "1 done")
        assert len(today(desk).due.lines or ()) == before - 2
        await desk.press(".").sees("2 snoozed")
        await desk.press("u", "u", "u").sees("0 done", "0 snoozed")
        assert len(today(desk).due.lines or ()) == before


@pytest.mark.thorough
async def test_a_play_is_looked_at_and_started_by_enter(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("7", "down", "down", "p").sees("Play: ", "each becomes a task", "Mon 30 Jun")
        await desk.press("escape")
        assert written(journal) == ()
        await desk.press("p", "enter")
        started, *tasks = written(journal)
        assert started.kind == "play_started"
        assert tasks
        assert {(task.kind, task.ref) for task in tasks} == {("task", f"play:{started.id}")}
        await desk.press("u")
        assert written(journal) == ()


@pytest.mark.thorough
async def test_my_list_is_mine_until_w_shows_everybodys(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("7", "w").sees("Nobody says whose list is yours")
        sit_down(desk, journal, tmp_path, rep="Petra Hollermann")
        await desk.press("1", "[", "]", "7").sees("of Petra Hollermann")
        mine = len(today(desk).due.lines or ())
        await desk.press("w").misses("of Petra Hollermann")
        assert len(today(desk).due.lines or ()) > mine


@pytest.mark.thorough
async def test_hostile_text_in_notes_is_inert_on_screen(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        customers = desk.app.session.engine.book.customers  # type: ignore[union-attr]
        await desk.press("7", "down", "down")
        target = today(desk).due.target_at(2)
        assert target is not None
        as_of = date(2025, 6, 30)
        task = Draft("task", "customer", target.subject_id, as_of, HOSTILE, {"due": "2025-06-30"})
        note = Draft("note", "customer", target.subject_id, as_of, HOSTILE)
        journal.write([task, note])
        await desk.press("1", "[", "]", "7", "home").sees("[red]x[/red]")
        assert customers.height
        assert "\x1b" not in screen_text(desk.app)
        assert "\u202e" not in screen_text(desk.app)


@pytest.mark.thorough
async def test_forms_about_a_hostile_customer_show_nothing_that_a_terminal_obeys(
    desks: SharedDesk, hostile_engine: Engine, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE, hostile_engine) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("home")
        for key in ("n", "t", "z", "o", "x", "p", "m", "b"):
            await desk.press(key)
            assert len(desk.app.screen_stack) > 1, key
            shown = screen_text(desk.app)
            assert not {"\x1b", "\x07", "\u202e"} & set(shown), key
            await desk.press("escape")
        await desk.press("n").types("x").press("enter").sees("written down")
        assert "\x1b" not in screen_text(desk.app)


@pytest.mark.thorough
async def test_what_another_desk_wrote_is_there_with_the_next_question(
    desks: SharedDesk, journal: Journal, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        sit_down(desk, journal, tmp_path)
        await desk.press("7").sees("0 snoozed")
        target = today(desk).due.target_at(2)
        assert target is not None
        other = Journal(tmp_path / "journals", "sample", "luc")
        fields: dict[str, Value] = {"flags": target.flags, "stood": target.stood, "until": "2025-07-04"}
        other.write([Draft("snooze", "customer", target.subject_id, date(2025, 6, 30), "", fields)])
        await desk.press("}").sees("1 snoozed")
        # Undo takes back what was done here, never what somebody else wrote.
        await desk.press("u")
        assert len(journal.read().in_force) == 1
