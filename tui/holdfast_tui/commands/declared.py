"""Every command, declared once: its key, palette entry, footer hint, help line and documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from textual.binding import Binding

Place = Literal[
    "everywhere",
    "list",
    "panes",
    "desk",
    "customer",
    "figure",
    "filter",
    "risk",
    "retention",
    "reps",
    "pipeline",
    "losses",
    "voice",
    "money",
    "data",
]


NumberedPlace = Literal["risk", "retention", "reps", "pipeline", "losses", "voice", "money", "data"]


@dataclass(frozen=True)
class NumberedRoom:
    """A room reached by one key, mostly a number: declaring it makes its command and its help heading.

    Its screen is named in `screens/rooms/numbered.py`; `why` is one sentence for the help screen.
    """

    place: NumberedPlace
    key: str
    title: str
    why: str


NUMBERED_ROOMS: Final[tuple[NumberedRoom, ...]] = (
    NumberedRoom(
        "risk",
        "3",
        "Risk",
        "Go to the risk room: every flag, its customers, what it came to before, and what has changed.",
    ),
    NumberedRoom(
        "retention",
        "4",
        "Retention",
        "Go to the retention room: movements, cohorts, survival, segments, lifetime value.",
    ),
    NumberedRoom(
        "reps",
        "5",
        "Reps",
        "Go to the reps room: team by year, tenure, each rep raw and adjusted, orphans, cost of departures.",
    ),
    NumberedRoom(
        "pipeline",
        "6",
        "Pipeline",
        "Go to pipeline and contracts: funnel, win rates, renewals of the next 90 days, shortfalls.",
    ),
    NumberedRoom(
        "losses",
        "8",
        "Losses",
        "Go to the losses room: reasons, silent or said, competitors, topics, conduct, whom to win back.",
    ),
    NumberedRoom(
        "voice",
        "9",
        "Voice",
        "Go to the room of voice: NPS by wave, satisfaction, comments, detractors answered, eNPS.",
    ),
    NumberedRoom(
        "money",
        "0",
        "Money",
        "Go to the room of money: new and repeat, cost of churn, yearly loss, prices, what if more stayed.",
    ),
    NumberedRoom(
        "data",
        "F",
        "Data",
        "Go to the files of the book: questions, what columns became, what was set aside, what is locked.",
    ),
)
"""The rooms beside the desk, in the order of their keys."""

PLACE_TITLES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        "everywhere": "Everywhere",
        "list": "In a list",
        "panes": "In a room with panes",
        "desk": "On the desk",
        "customer": "On a customer's screen",
        "figure": "On the rows behind a figure",
        "filter": "In the filter bar",
        **{room.place: f"In the room {room.title.lower()}" for room in NUMBERED_ROOMS},
    }
)


@dataclass(frozen=True)
class Situation:
    """What decides whether a command can run now.

    `earliest` and `latest`: whether the as-of date stands at that end of the data. `metric`: the figure
    under the cursor, or the one whose rows are shown. `reading`: the sentence shown until the book is read.
    `clause`: the filter for what is under the cursor. `can_mark`: the list with the keys has rows to mark;
    `can_mark_all`: so has the list that marks and exports act on; `marked`: rows marked of its subject;
    `no_marked_filter`: the sentence that says why they cannot be filtered by. `prompted`: the id of the rep
    under the cursor, if it has open flags. `opens`: whether enter leads on from a row.
    `drafted`: whether a changed mapping waits to be written. `file`: whether a file of the book is under the
    cursor; `remark`: a finding that can be known. `other_basis`: what revenue could be
    measured on instead.
    `among`: which of how many a customer is in the list that it was opened from; `further` and `nearer`:
    whether that goes on after it and before it.
    """

    place: Place = "desk"
    reading: str | None = None
    can_undo: bool = False
    can_go_back: bool = False
    earliest: bool = False
    latest: bool = False
    rows: int = 0
    metric: str | None = None
    last_customer: int | None = None
    can_sort: bool = False
    can_export: bool = False
    has_colours: bool = True
    clause: str | None = None
    can_mark: bool = False
    can_mark_all: bool = False
    marked: int = 0
    no_marked_filter: str | None = None
    prompted: str | None = None
    opens: bool = True
    drafted: bool = False
    file: bool = False
    remark: bool = False
    other_basis: str | None = None
    among: tuple[int, int] | None = None
    further: bool = False
    nearer: bool = False


Reason = str | None

NO_MARKS_HERE: Final = "Nothing can be marked here: rows can in lists of customers, reps or contracts."
NO_EXPORT_HERE: Final = "This cannot be exported: lists of customers, flags, reps, contracts and rows can."


def _always(_: Situation) -> Reason:
    return None


def _when_read(at: Situation) -> Reason:
    return at.reading


def _with_rows(at: Situation) -> Reason:
    return at.reading or (None if at.rows else "There is no row here.")


def _openable(at: Situation) -> Reason:
    if at.place == "customer":
        return _flagged(at)
    return _with_rows(at) or (None if at.opens else "These rows are as the export has them: nothing opens.")


def _flagged(at: Situation) -> Reason:
    return at.reading or (None if at.metric else "No flag is open on this customer.")


def _not_last(at: Situation) -> Reason:
    return at.reading or _listed(at) or (None if at.further else "This is the last customer of its list.")


def _not_first(at: Situation) -> Reason:
    return at.reading or _listed(at) or (None if at.nearer else "This is the first customer of its list.")


def _listed(at: Situation) -> Reason:
    told = "This customer was not opened from a list: esc goes back, enter in a list opens one with its next."
    return None if at.among is not None else told


def _undoable(at: Situation) -> Reason:
    return None if at.can_undo else "There is nothing to undo."


def _returnable(at: Situation) -> Reason:
    return None if at.can_go_back else "This is where you started: q quits, u undoes the last change."


def _has_past(at: Situation) -> Reason:
    return at.reading or ("The data start here: there is no earlier month." if at.earliest else None)


def _has_future(at: Situation) -> Reason:
    return at.reading or ("The data end here: there is no later month." if at.latest else None)


def _explainable(at: Situation) -> Reason:
    return None if at.metric else "No figure is under the cursor: move to one with tab."


def _sortable(at: Situation) -> Reason:
    return at.reading or (None if at.can_sort else "Only the customer list can be sorted: tab goes there.")


def _exportable(at: Situation) -> Reason:
    return at.reading or (None if at.can_export else NO_EXPORT_HERE)


def _markable(at: Situation) -> Reason:
    return at.reading or (None if at.can_mark else NO_MARKS_HERE)


def _all_markable(at: Situation) -> Reason:
    return None if not at.reading and at.can_mark_all else _markable(at)


def _marked(at: Situation) -> Reason:
    return at.reading or (None if at.marked else "No row is marked: space marks the one under the cursor.")


def _filterable_marks(at: Situation) -> Reason:
    return _marked(at) or at.no_marked_filter


def _narrowable(at: Situation) -> Reason:
    return at.reading or (None if at.clause else "Nothing under the cursor can be filtered by.")


def _prompted(at: Situation) -> Reason:
    return at.reading or (None if at.prompted else "No prompts here: reps with a mark have some.")


def _on_another_basis(at: Situation) -> Reason:
    return at.reading or (None if at.other_basis else "Revenue of this book can be measured in one way only.")


def _drafted(at: Situation) -> Reason:
    return None if at.drafted else "Nothing was answered or changed here yet: enter does."


def _on_a_file(at: Situation) -> Reason:
    return at.reading or (None if at.file else "No file is under the cursor: tab goes to the files.")


def _on_a_finding(at: Situation) -> Reason:
    return at.reading or (
        None if at.remark else "Only a problem or a warning can be known: none is under the cursor."
    )


def _colourful(at: Situation) -> Reason:
    return None if at.has_colours else "This terminal shows no colours, so no theme would look different."


def _customer_known(at: Situation) -> Reason:
    return (
        None if at.last_customer is not None else "No customer is under the cursor, and none was opened yet."
    )


@dataclass(frozen=True)
class Command:
    """One command.

    `why` is one sentence for the help screen and the documentation. `keys` are Textual key names or single
    characters. `hint` is its word in the footer, if it has one there. `enabled` answers None, or the
    sentence that says why the command cannot run now. What it does is said by its id in the `controls` of a
    room, or in the `everywhere` of the session; commands of a list are actions of the focused pane
    (`pane_action`); those with a `room` go there.
    """

    id: str
    title: str
    why: str
    keys: tuple[str, ...]
    place: Place = "everywhere"
    hint: str = ""
    enabled: Callable[[Situation], Reason] = _always
    pane_action: str = ""
    room: NumberedRoom | None = None


_DECLARED: Final = (
    Command("open", "Open", "Open what is under the cursor: the rows behind it, or filter by it.",
            ("enter",), "list", "open", _openable, pane_action="open"),
    Command("filter", "Filter", "Type a filter; every pane follows while you type.",
            ("/",), "panes", "filter"),
    Command("only", "Only these",
            "Filter by the rep, group, flag or wave under the cursor; u or esc takes it back.",
            ("=",), "panes", "only these", _narrowable),
    Command("prompts", "Prompts about a rep",
            "Open the flags of the rep under the cursor; enter on one opens the rows that raised it.",
            ("P",), "panes", "prompts", _prompted),
    Command("sort", "Sort", "Sort the list by the column under the cursor; again turns it round.",
            ("s",), "desk", "sort", _sortable),
    Command("sort.add", "Sort further", "Add the column under the cursor to the sort, as its next level.",
            ("S",), "desk", "", _sortable),
    Command("columns", "Columns",
            "Choose which columns the list shows and in which order; on the figures, which stand there.",
            ("c",), "desk", "columns", _when_read),
    Command("figures", "Choose figures", "Choose which figures stand on top of the desk and in which order.",
            ("K",), "desk", "", _when_read),
    Command("pane.next", "Next pane", "Move to the next pane, or the next tab where the terminal is small.",
            ("tab",), "panes", "pane"),
    Command("pane.previous", "Previous pane", "Move to the pane before.", ("shift+tab",), "panes"),
    Command("pane.fill", "Fill the room", "Give the room to the pane with the keys; again shows all panes.",
            ("f",), "panes"),
    Command("customer.flag_next", "Next flag", "Go to the next flag; enter opens the rows that raised it.",
            ("tab",), "customer", "flag", _flagged),
    Command("customer.flag_previous", "Previous flag", "Go to the flag before.", ("shift+tab",), "customer",
            "", _flagged),
    Command("customer.section_previous", "Previous section", "Go to the section before.",
            ("(",), "customer", "section", _with_rows),
    Command("customer.section_next", "Next section",
            "Go to the next section of the page; the lower edge of its frame names them.",
            (")",), "customer", "section", _with_rows),
    Command("customer.previous", "Previous customer",
            "Go to the customer before in the list this one was opened from.",
            ("<",), "customer", "customer", _not_first),
    Command("customer.next", "Next customer",
            "Go to the next customer of the list this one was opened from, at the same section.",
            (">",), "customer", "customer", _not_last),
    Command("customer.untold", "What is not told",
            "Unfold which flags could not be judged and why, and what waits for a file; again folds it.",
            ("+",), "customer", "", _with_rows),
    Command("risk.since", "Changes since", "Type the day that the flags are compared with.",
            ("D",), "risk", "since", _when_read),
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
            ("d",), "retention", "split", _when_read),
    Command("retention.what_if", "What if more stayed",
            "Type retention, margin and discount; what a customer would be worth follows while you type.",
            ("W",), "retention", "what if", _when_read),
    Command("pipeline.split", "Split the deals", "Choose the dimension that splits win rate and cycle.",
            ("d",), "pipeline", "split", _when_read),
    Command("losses.split", "Split the losses", "Choose the dimension that splits losses and reasons.",
            ("d",), "losses", "split", _when_read),
    Command("voice.split", "Split the answers", "Choose the dimension that splits scores and response.",
            ("d",), "voice", "split", _when_read),
    Command("data.write", "Write the mapping", "Write what was answered and changed into holdfast.toml.",
            ("w",), "data", "write", _drafted),
    Command("data.drop", "Drop the changes", "Forget what was answered and changed here and is not written.",
            ("d",), "data", "drop", _drafted),
    Command("data.table", "Table of the file",
            "Say which table the file under the cursor is, or that it is not used.",
            ("t",), "data", "table", _on_a_file),
    Command("data.known", "Known",
            "Call the finding under the cursor known, or no more; it stays in the list and alarms nobody.",
            ("K",), "data", "known", _on_a_finding),
    Command("asof.back", "Month back", "Step the as-of date to the end of the month before.",
            ("[",), "everywhere", "as-of", _has_past),
    Command("asof.forward", "Month forward", "Step the as-of date to the end of the next month.",
            ("]",), "everywhere", "as-of", _has_future),
    Command("asof.set", "As-of date", "Type the day on whose close everything is computed.",
            ("a",), "everywhere", "", _when_read),
    Command("period.back", "Shorter or earlier period",
            "Take the next shorter period (24m 12m 6m 3m 1m); of 2025Q3, the quarter before.",
            ("{",), "everywhere", "", _when_read),
    Command("period.forward", "Longer or later period",
            "Take the next longer period (1m 3m 6m 12m 24m); of 2025Q3, the quarter after.",
            ("}",), "everywhere", "", _when_read),
    Command("period.set", "Period", "Type a period: 12m, 90d, 2025, 2025Q3, 2025-07 or two days.",
            ("p",), "everywhere", "", _when_read),
    Command("basis", "MRR or orders",
            "Measure retention of revenue on recurring revenue or on orders: the one that is not used now.",
            ("B",), "everywhere", "", _on_another_basis),
    Command("explain", "Explain the figure", "Say what the figure under the cursor means and how it is made.",
            ("f1", "i"), "everywhere", "explain", _explainable),
    Command("glossary", "Glossary", "Search every figure, flag, practice and term by any of its names.",
            ("I",), "everywhere", "", _when_read),
    Command("thresholds", "Thresholds",
            "Change when the flag under the cursor opens; what that would do is shown before it is saved.",
            ("L",), "everywhere", "", _when_read),
    Command("copy", "Copy cell",
            "Copy the cell under the cursor, or that column of the marked rows; of a customer, its flag.",
            ("y",), "everywhere", "", _with_rows),
    Command("copy.row", "Copy row",
            "Copy the row under the cursor, or the marked rows; of a customer, its first screen.",
            ("Y",), "everywhere", "", _with_rows),
    Command("mark", "Mark row", "Mark the row under the cursor, or unmark it, and step down.",
            ("space",), "list", "mark", _markable),
    Command("mark.all", "Mark all shown", "Mark every row of the list.", ("M",), "list", "", _all_markable),
    Command("mark.invert", "Invert marks", "Mark the unmarked rows of the list, and unmark the others.",
            ("*",), "list", "", _all_markable),
    Command("mark.clear", "Clear marks", "Unmark every row, those not shown too.", ("C",), "list", "",
            _marked),
    Command("mark.only", "Only marked", "Filter by the marked rows; u or esc takes it back.", ("&",), "panes",
            "", _filterable_marks),
    Command("export", "Export",
            "Write the marked rows, or all of the list, to a file where you started; of a customer, events.",
            ("e",), "list", "", _exportable),
    Command("undo", "Undo", "Take back the last change of filter, time, sort, columns or mapping.",
            ("u",), "everywhere", "", _undoable),
    Command("back", "Back", "Go back to where you came from, with its cursor, scroll and filter.",
            ("escape",), "everywhere", "back", _returnable),
    Command("room.desk", "Desk", "Go to the desk.", ("1",)),
    Command("room.customer", "Customer", "Go to the customer under the cursor, or the one opened last.",
            ("2",), "everywhere", "", _customer_known),
    *(Command(f"room.{room.place}", room.title, room.why, (room.key,), room=room) for room in NUMBERED_ROOMS),
    Command("reread", "Read the files again", "Read the files of the book again, and keep the place.", ("R",),
            enabled=_when_read),
    Command("palette", "All commands", "Search every command by name and run it.", ("ctrl+p", ":")),
    Command("help", "Keys of this place", "Show the keys of this place; on a figure, explain it.", ("?",),
            "everywhere", "keys"),
    Command("theme", "Theme", "Choose a theme; it is shown while you choose.", ("T",),
            enabled=_colourful),
    Command("redraw", "Redraw", "Paint the whole screen again, after something else wrote over it.",
            ("ctrl+l",)),
    Command("quit", "Quit", "Leave the desk; nothing is written to your book.", ("q", "ctrl+q", "ctrl+c")),
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
    Command("filter.down", "Next completion", "Mark the next completion.", ("down", "ctrl+n"), "filter"),
    Command("filter.up", "Previous completion", "Mark the completion before.", ("up",), "filter"),
    Command("filter.leave", "Leave", "Close the completions; again, leave with the filter as it was.",
            ("escape",), "filter", "leave"),
)  # fmt: skip

COMMANDS: Final[Mapping[str, Command]] = MappingProxyType({command.id: command for command in _DECLARED})
"""Every command by id, in the order of the help screen."""

_HINTED_WHEN_POSSIBLE: Final = (
    "data.write",
    "data.drop",
    "data.table",
    "data.known",
    "open",
    "only",
    "prompts",
    "mark",
    "sort",
    "explain",
    "back",
)

PANE_ROOMS: Final[tuple[Place, ...]] = ("desk", *(room.place for room in NUMBERED_ROOMS))
"""Rooms of several panes under one filter bar."""
LIST_ROOMS: Final[tuple[Place, ...]] = (*PANE_ROOMS, "customer", "figure")

_SHOWN_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "escape": "esc",
        "pageup": "page up",
        "pagedown": "page down",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "left_curly_bracket": "{",
        "right_curly_bracket": "}",
        "left_parenthesis": "(",
        "right_parenthesis": ")",
        "plus": "+",
        "less_than_sign": "<",
        "greater_than_sign": ">",
        "question_mark": "?",
        "slash": "/",
        "colon": ":",
        "comma": ",",
        "f1": "F1",
    }
)


def shown_key(key: str) -> str:
    """A key as the reader knows it: `escape` → `esc`."""
    return _SHOWN_KEYS.get(key, key)


class Keys:
    """The keys in force: those declared, with the user's own in their place."""

    def __init__(self, remapped: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.remapped = MappingProxyType(dict(remapped or {}))

    def of(self, command: Command) -> tuple[str, ...]:
        """The keys of a command."""
        return self.remapped.get(command.id, command.keys)

    def shown(self, command: Command) -> str:
        """The keys of a command, to be read."""
        return "  ".join(shown_key(key) for key in self.of(command))


def commands_of(*places: Place) -> tuple[Command, ...]:
    """The commands of some places, in declared order."""
    return tuple(command for command in _DECLARED if command.place in places)


def places_from(place: Place) -> tuple[Place, ...]:
    """The places whose keys work in a place, the nearest first."""
    if place == "filter":
        return ("filter",)
    if place in PANE_ROOMS:
        return (place, "panes", "list", "everywhere")
    return (place, "list", "everywhere") if place in LIST_ROOMS else (place, "everywhere")


def bindings(*places: Place) -> list[Binding]:
    """Textual bindings of some places; each carries the command's id, so that a keymap can move it.

    Those that a pane runs itself are bound there.
    """
    return [
        Binding(key, f"screen.command('{command.id}')", command.title, show=False, id=command.id)
        for command in commands_of(*places)
        if not command.pane_action
        for key in command.keys
    ]


def pane_bindings(*ids: str) -> list[Binding]:
    """Textual bindings of commands that a pane runs itself, by command id; without ids, all of them."""
    return [
        Binding(key, command.pane_action, command.title, show=False, id=command.id)
        for command in _DECLARED
        if command.pane_action and (not ids or command.id in ids)
        for key in command.keys
    ]


def hints(at: Situation, keys: Keys) -> tuple[tuple[str, str], ...]:
    """What the footer says in a place: (key, word) pairs; commands that share a word share its entry.

    Those of `_HINTED_WHEN_POSSIBLE` are left out where there is nothing to do them with.
    """
    found: dict[str, list[str]] = {}
    places = places_from(at.place)
    for command in _DECLARED:
        if command.id in _HINTED_WHEN_POSSIBLE and not at.reading and command.enabled(at):
            continue
        if command.hint and command.place in places:
            found.setdefault(command.hint, []).append(shown_key(keys.of(command)[0]))
    return tuple((" ".join(shown), word) for word, shown in found.items())


def help_lines(place: Place, keys: Keys) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """The keys of a place: (title of the place, ((keys, title, why), …)), the nearest place first."""
    return tuple(
        (PLACE_TITLES[part], tuple((keys.shown(c), c.title, c.why) for c in commands_of(part)))
        for part in places_from(place)
        if commands_of(part)
    )


def keys_markdown(keys: Keys | None = None) -> str:
    """The table of keys for the documentation, by place."""
    keys = keys or Keys()
    parts: list[str] = []
    for place, title in PLACE_TITLES.items():
        rows = commands_of(place)
        if rows:
            parts += [
                f"### {title}",
                "",
                "| Key | Command | What it does | Name in keys.toml |",
                "|---|---|---|---|",
            ]
            parts += [f"| {_markdown_keys(keys.of(c))} | {c.title} | {c.why} | `{c.id}` |" for c in rows]
            parts.append("")
    return "\n".join(parts)


def _markdown_keys(keys: Iterable[str]) -> str:
    # As keys.toml spells them: `esc` would be taken for a key that no keyboard has.
    return " ".join(f"`{key}`" for key in keys)
