"""Every word of the line mode, declared once: what it does, help and completion follow.

What is a command of the desk too has its sentence from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast_tui.commands.by_place.doing import DOING
from holdfast_tui.commands.by_place.everywhere import EVERYWHERE
from holdfast_tui.commands.by_place.panes import PANES
from holdfast_tui.commands.by_place.rooms import ROOMS
from holdfast_tui.commands.command import Command
from holdfast_tui.plain.does import asking, looking, opening, telling, writing
from holdfast_tui.plain.word import Kind, Verb

_AT_THE_DESK: Final[Mapping[str, Command]] = MappingProxyType(
    {command.id: command for command in (*PANES, *ROOMS, *DOING, *EVERYWHERE)}
)


def _of_desk(name: str, kind: Kind, command: str, does: asking.Does, written: str = "", *others: str) -> Verb:
    """A word for a command of the desk, whose sentence it has."""
    return Verb(name, kind, _AT_THE_DESK[command].why, does, written, others, command)


_ABOUT: Final = "[N | NAME:] TEXT"

WORDS: Final = (
    _of_desk("today", "place", "room.today", looking.today_list, "[all | REP]", "call"),
    Verb("week", "place", "Tell what falls on the next seven days.", looking.week),
    Verb("history", "place", "Tell what was done in the last seven days.", looking.what_was_done),
    Verb("list", "place", "Tell the customers who pass the filter, N at once, worst first.",
         looking.customer_list, "[N]", ("customers", "desk")),
    Verb("more", "page", "Tell the next rows of the last answer.", opening.more, "[N]", ("m",)),
    Verb("open", "place", "Open a row of the last answer by its number, or a customer or a rep by name.",
         opening.open_row, "N | NAME", ("o",), "open"),
    Verb("back", "page", "Go back to where you were before, with its day, period and filter.", opening.back,
         "", ("b",), "back"),
    Verb("filter", "change", "Narrow everything to some customers, in the words of the filter bar.",
         asking.filter_by, "FILTER | none", ("f", "/"), "filter"),
    _of_desk("as-of", "change", "asof.set", asking.look_from, "DAY | back | forward | newest", "asof"),
    _of_desk("period", "change", "period.set", asking.over_period, "PERIOD | shorter | longer"),
    Verb("sort", "change", "Sort the list by fields, those after a dash falling; alone, worst first again.",
         asking.sort_by, "[FIELD,-FIELD]", (), "sort"),
    Verb("columns", "change", "Choose which fields are told of each customer; alone, the usual ones.",
         asking.show_columns, "[FIELD,FIELD]", (), "columns"),
    _of_desk("basis", "change", "basis", asking.other_basis),
    _of_desk("intervals", "change", "intervals", asking.intervals),
    Verb("views", "change", "List the saved views, or ask as one does.", asking.saved_views, "[NAME]",
         ("view",), "views"),
    Verb("figures", "place", "Tell every figure that this book can tell, those of the desk first.",
         looking.every_figure, "", ("metrics",), "figures"),
    Verb("figure", "place", "Tell one figure: interval, what it rests on, the period before, how it is made.",
         looking.figure, "NAME [by FIELD]", ("metric",)),
    Verb("rows", "place", "Tell the rows that made the figure told last, or a named one.",
         looking.rows_behind, "[FIGURE]", ("behind",)),
    _of_desk("risk", "place", "room.risk", looking.risk, "[FLAG]", "flag"),
    _of_desk("retention", "place", "room.retention", looking.room("retention")),
    _of_desk("reps", "place", "room.reps", looking.room("reps"), "", "team"),
    _of_desk("pipeline", "place", "room.pipeline", looking.room("pipeline")),
    _of_desk("losses", "place", "room.losses", looking.room("losses")),
    _of_desk("voice", "place", "room.voice", looking.room("voice")),
    _of_desk("money", "place", "room.money", looking.room("money")),
    _of_desk("check", "place", "room.data", looking.check, "", "data"),
    Verb("flags", "place", "Tell every open flag of every customer, worst first.", looking.view("flags")),
    Verb("contracts", "place", "Tell the contracts, the next to come due first.", looking.view("contracts")),
    Verb("departures", "place", "Tell the reps who left, and what became of their customers.",
         looking.view("departures")),
    Verb("cohorts", "place", "Tell how many of each month's new customers are still active later.",
         looking.view("cohorts")),
    Verb("survival", "place", "Tell how long customers stay.", looking.view("survival")),
    Verb("movements", "place", "Tell what came, grew, shrank and went, month by month.",
         looking.view("movements")),
    Verb("backtest", "place", "Tell what each flag came to in the past.", looking.view("backtest")),
    Verb("note", "act", "Write a note on a customer or a rep.", writing.note, _ABOUT, ("n",), "note"),
    _of_desk("task", "act", "task", writing.task, f"{_ABOUT} [due:DAY]", "t"),
    Verb("done", "act", "Say that the open task of a customer is done.", writing.done,
         "[N | NAME:] [TEXT] [task:ID]"),
    _of_desk("snooze", "act", "snooze", writing.snooze, "[N | NAME:] [TEXT] [until:DAY]", "z"),
    _of_desk("outcome", "act", "outcome", writing.outcome, "[N | NAME:] OUTCOME [TEXT] [amount:N] [on:DAY]"),
    Verb("log", "act", "Log a contact in which both sides spoke.", writing.log,
         f"{_ABOUT} [channel:call] [with:WHOM]"),
    _of_desk("undo", "act", "undo", asking.undo, "", "u"),
    Verb("export", "act", "Write what the last answer lists to a new file where you started.",
         telling.export, "[csv | parquet | json | md | xlsx]", ("e",), "export"),
    Verb("explain", "act", "Say what a figure, a flag, a play or a term means and how it is made.",
         telling.explain, "[NAME]", ("what", "i"), "explain"),
    Verb("where", "act", "Say where you are: the place, the day, the period and the filter.", asking.where,
         "", ("here",)),
    Verb("help", "act", "List the words, or say how one is written.", telling.help_with, "[WORD]", ("?", "h"),
         "help"),
    _of_desk("quit", "act", "quit", telling.leave, "", "q", "exit"),
)  # fmt: skip
"""Every word, in the order of help."""

BY_WORD: Final[Mapping[str, Verb]] = MappingProxyType(
    {spelt: word for word in WORDS for spelt in (word.name, *word.others)}
)
"""Every word by each of its names."""


def found_word(typed: str) -> Verb:
    """The word that was typed. Raises UsageError with the nearest one, or with why the desk alone has it."""
    folded = typed.lower()
    if (found := BY_WORD.get(folded)) is not None:
        return found
    if (command := _AT_THE_DESK.get(folded)) is not None:
        raise UsageError(f"'{typed}' is done at the desk, by the key {command.keys[0]}: {command.why}")
    raise UsageError(f"there is no word '{typed}'{did_you_mean(folded, BY_WORD) or ': help lists the words'}")
