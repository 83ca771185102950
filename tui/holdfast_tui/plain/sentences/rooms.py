"""The rooms of the desk as sentences: their figures first, then the rows of their table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.risk.names import PROMPT
from holdfast.risk.states import flag_states
from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.customers import scope_words
from holdfast_tui.plain.sentences.figures import figure_rows, figure_sentence, waiting
from holdfast_tui.plain.sentences.spoken import sentence
from holdfast_tui.plain.sentences.tables import table_rows, view_table
from holdfast_tui.plain.told import ToFlag, Told, ToldRow, ToldRows, rows_of
from holdfast_tui.plain.words import counted, said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.query import Query
    from holdfast.risk.states import FlagSummary
    from holdfast.views.results import TableView
    from holdfast_tui.terminal.capabilities import Glyphs


@dataclass(frozen=True)
class RoomPlan:
    """What a room tells: `figures` in the order of reading, then the rows of the view of `table`."""

    figures: tuple[str, ...]
    table: Callable[[Engine, Query], TableView]
    caution: str = ""


def _newest_first(engine: Engine, query: Query) -> TableView:
    """Movements, the last month before all others: it is heard first."""
    view = engine.movements(query)
    return replace(view, frame=view.frame.reverse())


_OF_THE_TEAM: Final = ("retention.reps.original", "turnover.reps", "orphans.customers", "departure.cost")
"""What is heard first of the team."""

ROOMS: Final[Mapping[str, RoomPlan]] = {
    "retention": RoomPlan(
        (
            "retention.customers",
            "retention.revenue.gross",
            "retention.revenue.net",
            "repeat.rate",
            "survival.median",
        ),
        _newest_first,
    ),
    "reps": RoomPlan(
        tuple(dict.fromkeys((*_OF_THE_TEAM, *FIGURE_LISTS["rep-effects"]))),
        lambda engine, query: engine.reps(query),
        f"Figures of reps are {PROMPT}",
    ),
    "losses": RoomPlan(
        (
            "losses.count",
            "losses.revenue",
            "losses.unexplained",
            "losses.recoverable",
            "attrition.silent",
            "attrition.said",
            "churn.customers",
        ),
        lambda engine, query: engine.losses(query),
    ),
    "pipeline": RoomPlan(
        tuple(FIGURE_LISTS["pipeline-figures"]), lambda engine, query: engine.pipeline(query)
    ),
    "voice": RoomPlan(tuple(FIGURE_LISTS["voice-figures"]), lambda engine, query: engine.voice(query)),
    "money": RoomPlan(tuple(FIGURE_LISTS["money-figures"]), lambda engine, query: engine.money(query)),
}
"""By the word of the room."""

VIEWS: Final[Mapping[str, Callable[[Engine, Query], TableView]]] = {
    "flags": lambda engine, query: engine.flags(query),
    "departures": lambda engine, query: engine.departures(query),
    "cohorts": lambda engine, query: engine.cohorts(query),
    "survival": lambda engine, query: engine.survival(query),
    "movements": lambda engine, query: engine.movements(query),
    "contracts": lambda engine, query: engine.contracts(query),
    "backtest": lambda engine, query: engine.backtest(query),
}
"""Views of `show` that stand in no sentence of their own."""


def room_answer(engine: Engine, query: Query, room: str, glyphs: Glyphs) -> Told:
    """A room: what it comes to in a sentence, its other figures, the rows of its table. Raises UsageError."""
    plan, moment = ROOMS[room], engine.moment(query)
    by_id = {figure.id: figure for figure in engine.metrics(query, plan.figures)}
    found = [by_id[metric] for metric in plan.figures if metric in by_id]
    told = [figure for figure in found if figure.status != "needs"]
    caution = [safe(f"{said(plan.caution)}.")] if plan.caution else []
    first = (
        figure_sentence(told[0], moment.currency)
        if told
        else safe(said("No figure of this room can be told."))
    )
    lead = [first, safe(f"{_room_name(room)}: {scope_words(moment)}."), *caution]
    try:
        view = plan.table(engine, query)
        table, notes = table_rows(view, glyphs), view.notes
    except UsageError as error:
        view, table, notes = None, ToldRows(), (str(error),)
    rows = [*figure_rows(told[1:], moment.currency), *table.fetch(0, table.count)]
    after = [*_notes(notes), *filter(None, (waiting(found),))]
    return Told(
        tuple(lead),
        rows_of(rows),
        tuple(after),
        metric=told[0].id if told else None,
        table=view_table(view) if view else None,
    )


def view_answer(view: TableView, title: str, glyphs: Glyphs) -> Told:
    """A table of `show`."""
    rows = present.plural(view.frame.height, "row")
    head = safe(f"{said(title.capitalize())}: {rows}; {scope_words(view.moment)}.")
    return Told((head,), table_rows(view, glyphs), tuple(_notes(view.notes)), table=view_table(view))


def _notes(notes: tuple[str, ...]) -> Iterator[SafeText]:
    for note in notes:
        if note:
            yield sentence(note)


def risk_answer(engine: Engine, query: Query) -> Told:
    """Every flag that is open, worst first; each leads to whom it is open on."""
    view = engine.risk_room(query)
    moment, currency = view.moment, view.moment.currency
    opened = [flag for flag in view.flags if flag.count]
    waves = [
        ToldRow(safe(said("Wave: {evidence}. Do: {play}.", evidence=wave.evidence, play=_do(wave.play))))
        for wave in view.waves
    ]
    rated = engine.flag_rates(query).beside(opened)
    rows = [*waves, *(ToldRow(_flag(flag, currency), ToFlag(flag.id)) for flag in rated)]
    return Told(
        (sentence(flag_states(view.flags)), safe(f"{_room_name('risk')}: {scope_words(moment)}.")),
        rows_of(rows),
        table=view_table(engine.flags(query)),
    )


def _flag(flag: FlagSummary, currency: str) -> SafeText:
    whom = present.plural(flag.count, "customer")
    money = said("{money} in 12 months", money=present.money(flag.money, currency))
    parts = [f"{tr(flag.name, 'flag')}, {tr(flag.severity, 'severity')}", f"{whom}, {money}"]
    if flag.loss_rate is not None:
        lost = "{share} of such customers were lost within 90 days"
        about = f"about {lost}" if flag.shrunken else lost
        parts.append(said(about, share=present.percent(flag.loss_rate)))
        if flag.pool_books:
            parts[-1] += counted(", with a pool of {n} book|, with a pool of {n} books", flag.pool_books)
    elif flag.calibrated is False:
        parts.append(said("too few cases to say what it came to before"))
    return safe(said("{flag}. Do: {play}.", flag="; ".join(parts), play=_do(flag.play)))


def _do(play: str) -> str:
    return tr(play, "play").rstrip(".")


def _room_name(room: str) -> str:
    return tr(room.capitalize(), "room")
