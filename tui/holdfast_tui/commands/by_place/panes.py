"""The commands of panes under a filter bar, of the desk, and of one customer."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands import situation as when
from holdfast_tui.commands.command import Command

PANES: Final = (
    Command("open", "Open", "Open what is under the cursor: the rows behind it, or filter by it.",
            ("enter",), "list", "open", when.openable, pane_action="open"),
    Command("filter", "Filter", "Type a filter; every pane follows while you type.",
            ("/",), "panes", "filter"),
    Command("views", "Saved views",
            "Open a saved view: filter, sort, columns, room and period; save, rename or delete one.",
            ("v",), "panes", "", when.when_read),
    Command("only", "Only these",
            "Filter by the rep, group, flag or wave under the cursor; u or esc takes it back.",
            ("=",), "panes", "only these", when.narrowable),
    Command("prompts", "Page of a rep",
            "Open the page of the rep under the cursor: book, flags, prompts, plays, thanks, notes.",
            ("P",), "panes", "page", when.prompted),
    Command("sort", "Sort", "Sort the list by the column under the cursor; again turns it round.",
            ("s",), "desk", "sort", when.sortable),
    Command("sort.add", "Sort further", "Add the column under the cursor to the sort, as its next level.",
            ("S",), "desk", "", when.sortable),
    Command("columns", "Columns",
            "Choose which columns the list shows and in which order; on the figures, which stand there.",
            ("c",), "desk", "columns", when.when_read),
    Command("figures", "Choose figures", "Choose which figures stand on top of the desk and in which order.",
            ("K",), "desk", "", when.when_read),
    Command("pane.next", "Next pane", "Move to the next pane, or the next tab where the terminal is small.",
            ("tab",), "panes", "pane"),
    Command("pane.previous", "Previous pane", "Move to the pane before.", ("shift+tab",), "panes"),
    Command("pane.fill", "Fill the room", "Give the room to the pane with the keys; again shows all panes.",
            ("f",), "panes"),
    Command("customer.flag_next", "Next flag", "Go to the next flag; enter opens the rows that raised it.",
            ("tab",), "customer", "flag", when.flagged),
    Command("customer.flag_previous", "Previous flag", "Go to the flag before.", ("shift+tab",), "customer",
            "", when.flagged),
    Command("customer.section_previous", "Previous section", "Go to the section before.",
            ("(",), "customer", "section", when.with_rows),
    Command("customer.section_next", "Next section",
            "Go to the next section of the page; the lower edge of its frame names them.",
            (")",), "customer", "section", when.with_rows),
    Command("customer.previous", "Previous customer",
            "Go to the customer before in the list this one was opened from.",
            ("<",), "customer", "customer", when.not_first),
    Command("customer.next", "Next customer",
            "Go to the next customer of the list this one was opened from, at the same section.",
            (">",), "customer", "customer", when.not_last),
    Command("customer.untold", "What is not told",
            "Unfold which flags could not be judged and why, and what waits for a file; again folds it.",
            ("+",), "customer", "", when.with_rows),
)  # fmt: skip
