"""A handover plan on the desk: another successor, the whole written down, taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.tui.shared_desk import SharedDesk

from holdfast.journal.journal import Journal
from holdfast.own.user import UserSettings
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.journal.texts import KeptTexts


@pytest.mark.thorough
async def test_a_plan_is_changed_written_down_and_taken_back(desks: SharedDesk, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journals", "sample", "ana")
    async with desks.at((120, 40)) as desk:
        desk.app.session.journaling = Journaling(
            journal,
            user=UserSettings(),
            texts=KeptTexts(tmp_path / "texts.json"),
            today=lambda: date(2025, 6, 30),
        )
        await desk.press("5", "down", "P").sees("If they left", "Without Freja Lindahlsen")
        await desk.press(*["down"] * 3, "enter").sees(
            "Handover: Freja Lindahlsen", "w give to", "W write down"
        )
        await desk.press("w").sees("Who takes over Hotell Bølgeløkken?", "Annika Bergqvister")
        await desk.press("down", "enter").sees("Successor of Hotell Bølgeløkken: written down", "1 as chosen")
        (choice,) = journal.read().in_force
        assert (choice.kind, choice.fields["from"]) == ("assignment", "R12")
        await desk.press("W").sees("with 38 tasks: written down", "each as it was chosen")
        assert Counter(entry.kind for entry in journal.read().in_force) == {"assignment": 38, "task": 38}
        await desk.press("W").sees("All of this plan is written down already")
        await desk.press("u").sees("Taken back: Handover of Freja Lindahlsen")
        assert journal.read().in_force == (choice,)


async def test_where_no_plan_is_its_keys_say_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "down", "enter").sees("Freja Lindahlsen answered")
        await desk.press("w").sees("No handover plan here: P on a rep leads to one.")
