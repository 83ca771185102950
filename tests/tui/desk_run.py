"""A whole desk over an engine that answers what the test wants, when the test wants."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.tui.desk_fakes import (
    FakeRows,
    customer_view,
    data_view,
    desk_view,
    figure_rows,
    flag_rates,
    moment,
)

from holdfast.answers.moment import Moment
from holdfast.filters import parse
from holdfast.filters.complete import Completion, complete
from holdfast.journal.log import NOTHING_WRITTEN
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.watch import Watch
from holdfast.schema.field_set import DECLARED
from holdfast.timeline import parse_period
from holdfast.views.customer import CustomerView
from holdfast.views.customers.past import CustomerPast
from holdfast.views.data.view import DataRoomView
from holdfast.views.results import DeskView, FigureRows
from holdfast.views.risk.rates import FlagRates
from holdfast_tui.app import DeskApp
from holdfast_tui.commands.declared import Keys
from holdfast_tui.look.looks import Looks
from holdfast_tui.sitting.store import Store

SPAN = (date(2023, 1, 15), date(2025, 6, 30))


class FakeEngine:
    """Answers at once, unless a gate is closed; counts what was asked. `flag:overdue` leaves 12 customers."""

    thresholds = default_thresholds()
    book = SimpleNamespace(
        fields=DECLARED,
        log=NOTHING_WRITTEN,
        span=SPAN,
        default_as_of=SPAN[1],
        settings=SimpleNamespace(as_of=None),
        built=None,
    )
    """Of the book, a desk asks which fields and days it has, and what was written about it: nothing."""

    def sealed(self, _query: Query, figures: Sequence[object]) -> tuple[str, ...]:
        """No seals."""
        return ("",) * len(figures)

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self.gate = threading.Event()
        self.gate.set()

    def _wait(self, query: Query) -> None:
        self.asked.append(query)
        assert self.gate.wait(5)
        parse(query.where)

    def span(self) -> tuple[date, date]:
        return SPAN

    def moment(self, query: Query) -> Moment:
        as_of = query.as_of or SPAN[1]
        shown = {"": 142, "name:nobody": 0, "flag:overdue": 12}.get(query.where, 40)
        period = parse_period(query.period, as_of)
        return replace(moment(shown), as_of=as_of, period=period, where=query.where)

    def sealing(self, query: Query) -> None:
        return None

    def desk(self, query: Query) -> DeskView:
        self._wait(query)
        at = self.moment(query)
        return desk_view(FakeRows(at.shown), query=query, moment=at)

    def data_room(self, query: Query) -> DataRoomView:
        return data_view(moment=self.moment(query))

    def customer_past(self, query: Query, customer: int, watch: Watch) -> CustomerPast:
        return CustomerPast((), "No priority: the customer is not active.", "Since 31 May 2025: nothing.")

    def best_order(self, query: Query, watch: Watch) -> str:
        return "On this book priority and revenue cannot be told apart."

    def flag_rates(self, query: Query, watch: Watch) -> FlagRates:
        return flag_rates()

    def customer(self, query: Query, customer: int) -> CustomerView:
        self._wait(query)
        return customer_view(customer=customer, moment=self.moment(query))

    def rows_behind(
        self, query: Query, metric_id: str, part: str = "numerator", group: str | None = None
    ) -> FigureRows:
        self._wait(query)
        return figure_rows(metric=metric_id, moment=self.moment(query))

    def found(self, query: Query, typed: str) -> tuple[()]:
        return ()

    def example(self) -> str:
        return "rep:ana"

    def complete(self, text: str, cursor: int) -> Sequence[Completion]:
        return complete(text, cursor, lambda name: ("Ana Ruiz", "Luc Tessier") if name == "rep" else ())


def desk_app(
    engine: Any = None,
    query: Query | None = None,
    keys: Keys | None = None,
    environ: Mapping[str, str] | None = None,
    theme: str | None = None,
) -> DeskApp:
    """A desk in a terminal described by `environ`."""
    # Nobody's own themes: the looks of a test are those of the repository.
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    looks = Looks.of({**terminal, "XDG_CONFIG_HOME": os.devnull, **(environ or {})}, wanted=theme)
    # Rooms beside the desk are shown over the real engine; this one answers for the desk alone.
    answering: Any = engine or FakeEngine()
    return DeskApp(lambda: answering, looks, store=Store(query), keys=keys)
