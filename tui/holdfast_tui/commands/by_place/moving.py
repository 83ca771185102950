"""Moving in a list, and typing in the filter bar."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands.command import Command

MOVING: Final = (
    Command("list.down", "Down", "Move the cursor down a row.", ("down", "j"), "list",
            pane_action="cursor('down')"),
    Command("list.up", "Up", "Move the cursor up a row.", ("up", "k"), "list", pane_action="cursor('up')"),
    Command("list.left", "Left", "Move to the column or figure on the left.", ("left", "h"), "list",
            pane_action="column(-1)"),
    Command("list.right", "Right", "Move to the column or figure on the right.", ("right", "l"), "list",
            pane_action="column(1)"),
    Command("list.first", "First row", "Move to the first row.", ("home", "g"), "list",
            pane_action="cursor('first')"),
    Command("list.last", "Last row", "Move to the last row.", ("end", "G"), "list",
            pane_action="cursor('last')"),
    Command("list.page_up", "Page up", "Move up by a page.", ("pageup", "ctrl+b"), "list",
            pane_action="cursor('page_up')"),
    Command("list.page_down", "Page down", "Move down by a page.", ("pagedown", "ctrl+f"), "list",
            pane_action="cursor('page_down')"),
    Command("list.half_up", "Half a page up", "Move up by half a page.", ("ctrl+u",), "list",
            pane_action="cursor('half_up')"),
    Command("list.half_down", "Half a page down", "Move down by half a page.", ("ctrl+d",), "list",
            pane_action="cursor('half_down')"),
    Command("filter.apply", "Apply", "Keep the filter and go to the list.", ("enter",), "filter", "apply"),
    Command("filter.accept", "Complete", "Take over the marked completion, or the first.", ("tab",), "filter",
            "complete"),
    Command("filter.down", "Next completion",
            "Mark the next completion; among earlier filters, go on to the later one.", ("down", "ctrl+n"),
            "filter"),
    Command("filter.up", "Earlier filter, previous completion",
            "Take the filter before, until something is typed; mark the completion before.", ("up",),
            "filter", "earlier"),
    Command("filter.leave", "Leave", "Leave the bar with the filter as it was.",
            ("escape",), "filter", "leave"),
)  # fmt: skip
