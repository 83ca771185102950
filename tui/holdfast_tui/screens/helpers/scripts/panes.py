"""Which command prints what a pane shows: declared once by the id of the pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from holdfast.risk.names import FLAG_NAMES
from holdfast.views import selection as at
from holdfast_tui.command_line.options import OF_PANES


@dataclass(frozen=True)
class PaneCommand:
    """The words of a command, and which parts of the question of the screen belong to it.

    `words` begin with the verb and its view; the book follows these `verb` words. `clause` narrows the filter
    further. `listed`: sort and columns count. Not `over_period`: the whole past is shown whatever the period;
    not `filtered`: the command takes no filter. `dated`: the as-of date is always said, else only where one
    was chosen. `beside`: what it prints more than the pane shows, in a sentence.
    """

    words: tuple[str, ...]
    clause: str = ""
    listed: bool = False
    over_period: bool = True
    filtered: bool = True
    dated: bool = True
    verb: int = 2
    beside: str = ""


Told: TypeAlias = Callable[[Any], PaneCommand | None]
"""From a room to what its pane shows; None where nothing is under its cursor."""


FIGURES: Final = "It prints every figure, those of this pane among them."
FLAGS: Final = "It prints a row for each flag of each customer; the pane counts them."
LINES: Final = "It prints the lines about customers; those about reps are in 'holdfast today'."
CALLS: Final = "It prints a row for each call of the plan; the pane counts them by day and rep."
LOSSES: Final = "It prints a row for each loss; the pane counts them by reason."
PAGE: Final = "It prints the whole page of the customer, of which this pane shows what a call needs."
CONTRACTS: Final = "It prints every contract that runs or ended in the period, those of this pane among them."


def _view(*words: str, beside: str = "") -> Told:
    return lambda _room: PaneCommand(("show", *words), beside=beside)


def _split(room: Any) -> PaneCommand:
    return PaneCommand(("show", "metrics", "--by", room.splitting.by), beside=FIGURES)


def _movements(room: Any) -> PaneCommand:
    shown = room.shown_as.options
    return PaneCommand(("show", "movements", "--by", shown.by, "--movements", shown.movements))


def _cohorts(room: Any) -> PaneCommand:
    shown = room.shown_as.options
    kind = "on_or_after" if shown.cohorts == "on_or_after" else "exact"
    return PaneCommand(("show", "cohorts", "--by", shown.by, "--kind", kind), over_period=False)


def _curves(room: Any) -> PaneCommand:
    shown = room.shown_as.options
    return PaneCommand(("show", "survival", "--of", shown.survival, "--by", shown.split))


def _segments(room: Any) -> PaneCommand:
    return PaneCommand(("show", "metrics", "--by", room.shown_as.options.split), beside=FIGURES)


def _flagged(room: Any) -> PaneCommand | None:
    flag = room.flags.flag
    if flag is None or flag.id not in FLAG_NAMES:
        return None
    return PaneCommand(("show", "customers"), clause=f"flag:{FLAG_NAMES[flag.id].slug}")


def _changes(room: Any) -> PaneCommand | None:
    changes = room.changes.changes
    return None if changes is None else PaneCommand(("show", "flags", "--since", changes.since.isoformat()))


def _due(room: Any) -> PaneCommand:
    mine = room.session.journaling.user.rep
    whose = "all" if room.session.store.state.choices.get(room.place) or not mine else mine
    return PaneCommand(("show", "today", "--rep", whose), over_period=False, dated=False, beside=LINES)


def _done(room: Any) -> PaneCommand:
    asked = _due(room)
    return replace(asked, words=("show", "done", *asked.words[2:]), beside="")


def _line(room: Any) -> PaneCommand | None:
    """The page of whom the line under the cursor of the list is about."""
    due = room.due
    target = due.target_at(due.row)
    if target is None:
        return None
    if target.subject == "rep":
        page = at.PageOfRep(target.subject_id)
        return PaneCommand(("show", "rows", "--behind", _said(room, page)), filtered=False)
    return PaneCommand(("brief", "--customer", target.subject_id), filtered=False, verb=1, beside=PAGE)


def _said(room: Any, selection: at.Selection) -> str:
    from holdfast.views.by_pane.selected import selection_text  # noqa: PLC0415 - polars is there once rows are

    return selection_text(selection, room.session.engine.book)


def _week(room: Any) -> PaneCommand:
    due = _due(room)
    return replace(due, words=("show", "week", *due.words[2:]), beside=CALLS)


def _customer(room: Any) -> PaneCommand | None:
    view = room.view
    if view is None:
        return None
    return PaneCommand(("brief", "--customer", str(view.facts["customer_id"])), filtered=False, verb=1)


def _rows(room: Any) -> PaneCommand | None:
    match room.subject:
        case str(metric):
            return PaneCommand(("show", "metrics", "--rows", metric))
        case at.FrequencyOf(field):
            return PaneCommand(("show", "frequency", "--by", field))
        case at.PlanReached():
            return PaneCommand(("show", "regret"), over_period=False, dated=False)
        case at.PlayPart(play, "started", None):
            return PaneCommand(("show", "plays", "--rows", play))
        case selection:
            return PaneCommand(("show", "rows", "--behind", _said(room, selection)))


_MISSING: Final = "missing"
"""The one view of a pane that is named otherwise than its pane."""

_CHECK: Final = PaneCommand(("check",), filtered=False, over_period=False, dated=False, verb=1)

PANE_COMMANDS: Final[Mapping[str, Told]] = MappingProxyType(
    {
        "kpis": _view("metrics", beside=FIGURES),
        "customers": lambda _room: PaneCommand(("show", "customers"), listed=True),
        "flags": _view("flags", beside=FLAGS),
        "reps": _view("reps"),
        "risk-flags": _view("flags", beside=FLAGS),
        "flag-customers": _flagged,
        "flag-detail": _view("backtest"),
        "flag-changes": _changes,
        "movements": _movements,
        "cohorts": _cohorts,
        "survival": _curves,
        "segments": _segments,
        "values": _view("metrics", beside=FIGURES),
        "rep-table": _view("reps"),
        "tenure": _view("survival", "--of", "reps"),
        "rep-effects": _view("metrics", beside=FIGURES),
        "departures": _view("departures"),
        "benefits": _view("what-if"),
        "data-locked": _view(_MISSING),
        "done": _done,
        "due-detail": _line,
        **{name: _view(name) for name in OF_PANES if name != _MISSING},
        "funnel": _view("pipeline"),
        "deal-groups": _split,
        "pipeline-figures": _view("metrics", beside=FIGURES),
        "renewals": _view("contracts", beside=CONTRACTS),
        "clauses": _view("contracts", beside=CONTRACTS),
        "due": _due,
        "week": _week,
        "achieved": _view("plays"),
        "loss-reasons": _view("losses", beside=LOSSES),
        "loss-groups": _split,
        "silence": _view("metrics", beside=FIGURES),
        "waves": _view("voice"),
        "voice-groups": _split,
        "voice-figures": _view("metrics", beside=FIGURES),
        "sides": _view("money"),
        "forecast": _view("forecast"),
        "money-figures": _view("metrics", beside=FIGURES),
        **dict.fromkeys(
            ("remarks", "data-files", "data-columns", "data-aside", "data-statuses"), lambda _room: _CHECK
        ),
        "customer": _customer,
        "rows": _rows,
    }
)
"""By pane, the command that prints the same; of panes that are not here none does."""
