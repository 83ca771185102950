"""What is done about a customer or a rep: the same keys in every list and on the customer's page."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands import situation as when
from holdfast_tui.commands.command import Command

DOING: Final = (
    Command("note", "Note", "Write a note on the customer or rep under the cursor, or on all marked ones.",
            ("n",), "doing", "note", when.writable, takes_text=True),
    Command("task", "Task", "Plan what is to be done, with its day: tomorrow, +3d, fri, 2025-07-04.",
            ("t",), "doing", "task", when.writable, takes_text=True),
    Command("snooze", "Snooze", "Let a customer rest until a day, or until something about it changes.",
            ("z",), "doing", "snooze", when.writable_of_customer, takes_text=True),
    Command("outcome", "Outcome",
            "Say what came of it: reached, no answer, meeting set, kept, saved, lost, wrong flag.",
            ("o",), "doing", "outcome", when.writable_of_customer, takes_text=True),
    Command("interview", "Exit interview",
            "Write down why a customer left: reason, competitor, price, people, what would bring them back.",
            ("x",), "doing", "", when.writable_of_customer, takes_text=True),
    Command("play", "Play",
            "Look at the play for the customer under the cursor, its steps and their days; enter starts it.",
            ("p",), "doing", "play", when.on_a_customer),
    Command("message", "Message",
            "Draft a message from a template; it is never sent from here.",
            ("m",), "doing", "", when.on_a_customer, takes_text=True),
    Command("brief", "Brief", "Put all that a call or a review needs on one page.",
            ("b",), "doing", "", when.on_a_customer),
    Command("repeat", "Repeat", "Write the last entry once more, about the row under the cursor.",
            (".",), "doing", "", when.repeatable),
)  # fmt: skip
