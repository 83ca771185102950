"""The same forecast made at the close of earlier months, from what was there by then, beside what came."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.bands import Reach, reaches
from holdfast.views.forecast.history import MOST_BACK, YEAR, ForecastKind, MonthlyHistory
from holdfast.views.forecast.path import PARTS, Existing, ForecastPart, ForecastPath, path_of
from holdfast.views.forecast.results import ForecastLine, ForecastMade, ForecastRecord
from holdfast.views.forecast.ways.arrivals import Newcomers, newcomers
from holdfast.views.forecast.ways.contract_model import contract_model_months
from holdfast.views.forecast.ways.last_year import MONTHS_OF_COUNTS, last_year, repeats_a_year
from holdfast.views.forecast.ways.order_model import order_model_months
from holdfast.words.interface.catalogue import phrase

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

HALF_A_YEAR: Final = YEAR // 2
"""From less than that nothing is said of a whole year; a year of such forecasts later there are bands."""

QUARTER: Final = 3
"""At this distance in months forecasts are made again where each takes long."""

Chosen = Callable[[int], pl.Series | None]
"""The customers that the filter keeps at the close of a month, Boolean by customer; None: everybody."""

Came = Mapping[ForecastPart, tuple[float | None, ...]]


@dataclass(frozen=True, eq=False)
class Making:
    """Forecasts of one kind, under a filter or not, and earlier ones at a distance of `step` months."""

    book: Book
    kind: ForecastKind
    history: MonthlyHistory
    chosen: Chosen
    filtered: bool = False
    step: int = 1
    of_contracts: bool = False
    _paths: dict[int, ForecastPath | str] = field(default_factory=dict)
    _came: dict[tuple[int, int], dict[ForecastPart, tuple[float, ...]]] = field(default_factory=dict)

    def existing(self, month: int) -> Existing | str:
        """What is expected at the close of a month of those who are there, or what is lacking."""
        there = self.history.months + month
        if there < HALF_A_YEAR:
            return phrase(
                "the data reach back {there} months; a forecast of 12 needs {needed}",
                there=max(0, there),
                needed=HALF_A_YEAR,
            )
        if repeats_a_year(self.history, month):
            return last_year(self.history, month, self.chosen(month))
        if self.history.is_count and self.of_contracts and self.book.has("orders"):
            return phrase(
                "who orders and who subscribes is followed together from {needed} months of data on",
                needed=MONTHS_OF_COUNTS,
            )
        find = contract_model_months if self.of_contracts else order_model_months
        return find(self.book, self.history, month, self.chosen(month))

    def newcomers(self, month: int) -> Newcomers:
        """Who tells what those bring who come after a month."""
        return newcomers(self.history, month, self.chosen(month))

    def path(self, month: int) -> ForecastPath | str:
        """What is expected at the close of a month, or what is lacking."""
        if month not in self._paths:
            existing = self.existing(month)
            self._paths[month] = (
                existing if isinstance(existing, str) else path_of(existing, self.newcomers(month).expected())
            )
        return self._paths[month]

    def earlier(self, until: int) -> dict[int, ForecastPath]:
        """By month, newest first, the forecasts that those who made that of `until` could look back on.

        Those made in the same way, where they have run a year; else all, as the first in a new way has none
        of its own behind it. Models are fitted for them every third month.
        """
        found = {}
        way = repeats_a_year(self.history, until)
        for month in range(until - self.step, until - MOST_BACK - 1, -self.step):
            if repeats_a_year(self.history, month) != way and month % QUARTER:
                continue
            path = self.path(month)
            if isinstance(path, str):
                break
            found[month] = path
        alike = {month: path for month, path in found.items() if repeats_a_year(self.history, month) == way}
        return alike if alike and until - min(alike) >= YEAR else found

    def came(self, made: int, seen: int) -> Came:
        """What came in each of the 12 months after `made`, as it was known at the close of month `seen`."""
        # A filter of that day chose among those who had come by then.
        by = seen if self.filtered else 0
        if (made, by) not in self._came:
            self._came[made, by] = self._came_of(made, by)
        known = max(0, min(YEAR, seen - made))
        unknown = (None,) * (YEAR - known)
        return {part: (*values[:known], *unknown) for part, values in self._came[made, by].items()}

    def _came_of(self, made: int, by: int) -> dict[ForecastPart, tuple[float, ...]]:
        before, now = self.chosen(made), self.chosen(by)
        there = self.history.known(made)
        existing = there if before is None else there & before
        new = ~there if now is None else ~there & now
        rows = self.history.rows.filter(pl.col("month").is_between(made + 1, made + YEAR))
        who = rows.get_column("customer")
        sums = (
            rows.select("month", "value", existing=existing.gather(who), new=new.gather(who))
            .group_by("month")
            .agg(pl.col("value").filter(part).sum().alias(part) for part in ("existing", "new"))
        )
        found = {month: (old, new) for month, old, new in sums.iter_rows()}
        each = [found.get(month, (0, 0)) for month in range(made + 1, made + YEAR + 1)]
        unit = self.history.scale
        return {
            "existing": tuple(old / unit for old, _ in each),
            "new": tuple(new / unit for _, new in each),
            "all": tuple((old + new) / unit for old, new in each),
        }

    def _reaches(self, part: ForecastPart, until: int) -> tuple[dict[int, Reach], Reach | None]:
        """How wide the bands of the months are, and that of their sum, as known at the close of `until`."""
        months: dict[int, list[float]] = {}
        sums: dict[int, list[float]] = {}
        earlier = self.earlier(until)
        for made, path in earlier.items():
            said, came = path.parts[part], self.came(made, until)[part]
            for ahead, (value, what) in enumerate(zip(said, came, strict=True), 1):
                if what is not None and value > 0:
                    months.setdefault(ahead, []).append(what / value - 1)
            for ahead in range(HALF_A_YEAR, min(YEAR, until - made) + 1):
                if (whole := math.fsum(said[:ahead])) > 0:
                    off = math.fsum(what or 0.0 for what in came[:ahead]) / whole - 1
                    sums.setdefault(ahead, []).append(off)
        span = until - min(earlier, default=until)
        # Before forecasts have been followed through a year nobody knows what a season does to them.
        if span < YEAR:
            return {}, None
        return reaches(months, span), reaches(sums, span).get(YEAR)

    def made(self, month: int) -> ForecastMade | str:
        """The forecast of a month with its bands, and what came of it so far; or what is lacking."""
        path = self.path(month)
        if isinstance(path, str):
            return path
        lines: list[ForecastLine] = []
        for part in PARTS:
            said, came = path.parts[part], self.came(month, 0)[part]
            months, total = self._reaches(part, month)
            if not self.history.is_count:
                whole = None if None in came else math.fsum(value or 0.0 for value in came)
                lines.append(self._line((part, 0, None), math.fsum(said), total, whole))
            for h in range(1, YEAR + 1):
                start = self.history.close(month + h - 1)
                lines.append(self._line((part, h, start), said[h - 1], months.get(h), came[h - 1]))
        made_on = self.history.close(month) - ONE_DAY
        return ForecastMade(made_on, path.method, path.followed, len(self.earlier(month)), tuple(lines))

    def _line(
        self,
        which: tuple[ForecastPart, int, date | None],
        value: float,
        reach: Reach | None,
        came: float | None,
    ) -> ForecastLine:
        if reach is None:
            return ForecastLine(self.kind, *which, value, None, None, None, None, came)
        low, high, low_95, high_95 = (
            bound
            for share in ("80", "95")
            for bound in (max(0.0, value * (1 - reach[share])), value * (1 + reach[share]))
        )
        return ForecastLine(self.kind, *which, value, low, high, low_95, high_95, came)

    def record(self) -> ForecastRecord:
        """How the forecasts of the last 12 month-ends fared, each with the band it was made with."""
        years: list[bool] = []
        months: list[bool] = []
        for month in range(-self.step, -YEAR - 1, -self.step):
            made = self.made(month)
            if isinstance(made, str):
                break
            held = [
                (line.h, line.held) for line in made.lines if line.part == "all" and line.held is not None
            ]
            last = YEAR if self.history.is_count else 0
            years += [bool(inside) for h, inside in held if h == last]
            months += [bool(inside) for h, inside in held if h]
        return ForecastRecord(sum(years), len(years), sum(months), len(months))
