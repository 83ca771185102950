"""Prompts beside the reps: how many, what they say, and what they are not."""

from __future__ import annotations

from tests.tui.desk_fakes import PaneApp, desk_view, rep, reps_view, screen_text

from holdfast_tui.panes import RepsPane
from holdfast_tui.terminal.capabilities import ASCII

SAID = ("Team North lost 2 of 5 in 90 d, the last on 3 May 2025", "New manager Eva Moss since 3 May 2025")
PROMPTED = reps_view(rows=(rep("Ana Ruiz", prompts=SAID, prompt="high"), rep("Marta Rossi")))


async def test_a_rep_with_prompts_has_their_number_and_no_other_has() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(60, 22)) as pilot:
        pane.show(desk_view(reps=PROMPTED))
        await pilot.pause()
        ana, marta = (line for line in screen_text(app).splitlines() if "accts" in line)
        assert "»2 " in ana
        assert "»" not in marta


async def test_under_the_cursor_the_sentences_stand_behind_what_they_are() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(60, 22)) as pilot:
        pane.show(desk_view(reps=PROMPTED))
        pane.focus()
        await pilot.press("G", "k")
        shown = " ".join(screen_text(app).replace("│", " ").split())
        assert "Prompts for a conversation, not a verdict: Team North lost 2 of 5 in 90 d" in shown
        assert "New manager Eva Moss since 3 May 2025. Kept 34 of 37 customers" in shown
        await pilot.press("j")
        assert "Prompts" not in screen_text(app)


async def test_a_low_pane_and_a_plain_terminal_show_the_mark_too() -> None:
    app = PaneApp(pane := RepsPane(), glyphs=ASCII)
    async with app.run_test(size=(46, 9)) as pilot:
        pane.show(desk_view(reps=PROMPTED))
        await pilot.pause()
        assert ">2 " in screen_text(app)


async def test_names_from_the_data_stay_inert() -> None:
    hostile = "New manager \x1b[31m[bold]Eva\u202e since 3 May 2025"
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 22)) as pilot:
        pane.show(desk_view(reps=reps_view(rows=(rep("Ana", prompts=(hostile,), prompt="info"),))))
        pane.focus()
        await pilot.press("G")
        shown = screen_text(app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[bold]Eva" in shown
