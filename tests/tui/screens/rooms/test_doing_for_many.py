"""Exit interviews and messages for marked rows: an entry each, and a letter that somebody has seen each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.tui.desk_story import Story
from tests.tui.shared_desk import SharedDesk

from holdfast.journal.journal import Journal
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.journal.texts import KeptTexts

WIDE = (120, 40)


def sit_down(desk: Story, folder: Path) -> Journal:
    journal = Journal(folder / "journals", "sample", "ana")
    desk.app.session.journaling = Journaling(
        journal, texts=KeptTexts(folder / "texts.json"), today=lambda: date(2025, 6, 30)
    )
    return journal


@pytest.mark.thorough
async def test_one_exit_interview_is_written_for_each_marked_customer_and_taken_back_at_once(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        journal = sit_down(desk, tmp_path)
        await desk.press("/").types("state:lost reason:none").press("enter", "space", "space", "space", "x")
        await desk.sees("Exit interview: 3 customers", "An entry each", "One by one: who decided, in their")
        await desk.types("pri").press("tab").types("Rival").press("enter")
        await desk.sees("Exit interview on 3 customers: written down")
        told = journal.read().in_force
        assert len({entry.subject_id for entry in told}) == len(told) == 3
        assert {(e.kind, e.fields["competitor"], e.fields["complete"]) for e in told} == {
            ("loss", "Rival", True)
        }
        # What was on file of each stays where nothing was typed.
        days = {entry.fields["lost_on"] for entry in told}
        assert len(days) == 3
        await desk.press("u").sees("Taken back")
        assert journal.read().in_force == ()


async def test_messages_to_marked_customers_are_seen_one_after_the_other(
    desks: SharedDesk, tmp_path: Path
) -> None:
    async with desks.at(WIDE) as desk:
        journal = sit_down(desk, tmp_path)
        await desk.press("space", "space", "m").sees("Message to 2 customers").press("enter")
        await desk.sees("ctrl+n the next, 1 to come").press("ctrl+s").sees("logged as sent")
        await desk.press("ctrl+n").sees("Message to ").misses("to come").press("ctrl+s", "escape")
        drafts = [entry for entry in journal.read().in_force if entry.kind == "draft"]
        assert len({entry.subject_id for entry in drafts}) == len(drafts) == 2
        assert len({entry.text for entry in drafts}) == 2
