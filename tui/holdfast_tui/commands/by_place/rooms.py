"""The commands of single rooms."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands import situation as when
from holdfast_tui.commands.command import Command

ROOMS: Final = (
    Command("risk.since", "Changes since", "Type the day that the flags are compared with.",
            ("D",), "risk", "since", when.when_read),
    Command("retention.movements", "Movements by ends or events",
            "Compare each customer at the two ends of the period, or count every change inside it.",
            ("m",), "retention", "count"),
    Command("retention.buckets", "Month, quarter, year",
            "Show movements and cohorts by month, quarter or year.", ("b",), "retention", "by"),
    Command("retention.cells", "Cohort cells",
            "Let cohort cells show customers active then, revenue, or customers active then or later.",
            ("w",), "retention", "cells"),
    Command("retention.curve", "Curve of losses or second orders",
            "Draw how long customers stay, or how long the first order waits for the second.",
            ("r",), "retention", "curve"),
    Command("retention.split", "Split by a dimension", "Choose the dimension of the segments and the curves.",
            ("d",), "retention", "split", when.when_read),
    Command("retention.what_if", "What if more stayed",
            "Type retention, margin and discount; what a customer would be worth follows while you type.",
            ("W",), "retention", "what if", when.when_read),
    Command("pipeline.split", "Split the deals", "Choose the dimension that splits win rate and cycle.",
            ("d",), "pipeline", "split", when.when_read),
    Command("reps.thank", "Thank",
            "Thank the rep under the cursor, or all marked ones: written down as a recognition.",
            ("K",), "reps", "thank", when.writable_of_rep, takes_text=True),
    Command("plan.choose", "Choose a successor",
            "Choose who takes over the customer under the cursor of a handover plan; the plan keeps it.",
            ("w",), "figure", "give to", when.on_a_plan),
    Command("plan.write", "Write the plan down",
            "Write every successor of a handover plan into the journal, and the first task of each.",
            ("W",), "figure", "write down", when.on_a_plan),
    Command("today.whose", "Whose list", "Show my list or that of everybody, and the other way round.",
            ("w",), "today", "whose", when.of_somebody),
    Command("today.achieved", "What plays achieved",
            "Show what the plays that were started achieved, in the place of the week and of what was done.",
            ("E",), "today", "", when.when_read),
    Command("losses.split", "Split the losses", "Choose the dimension that splits losses and reasons.",
            ("d",), "losses", "split", when.when_read),
    Command("voice.split", "Split the answers", "Choose the dimension that splits scores and response.",
            ("d",), "voice", "split", when.when_read),
    Command("data.write", "Write the mapping", "Write what was answered and changed into holdfast.toml.",
            ("w",), "data", "write", when.drafted),
    Command("data.drop", "Drop the changes", "Forget what was answered and changed here and is not written.",
            ("d",), "data", "drop", when.drafted),
    Command("data.table", "Table of the file",
            "Say which table the file under the cursor is, or that it is not used.",
            ("t",), "data", "table", when.on_a_file),
    Command("data.known", "Known",
            "Call the finding under the cursor known, or no more; it stays in the list and alarms nobody.",
            ("K",), "data", "known", when.on_a_finding),
)  # fmt: skip
