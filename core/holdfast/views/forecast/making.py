"""The same forecast made at the close of earlier months, from what was there by then, beside what came."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.timeline import ONE_DAY
from holdfast.views.forecast.bands import SHARES, Miss, Widths, widths
from holdfast.views.forecast.contract_model import contract_path
from holdfast.views.forecast.history import MOST_BACK, YEAR, ForecastKind, History
from holdfast.views.forecast.last_year import last_year, reaches
from holdfast.views.forecast.order_model import order_path
from holdfast.views.forecast.path import PARTS, ForecastPart, ForecastPath
from holdfast.views.forecast.results import ForecastLine, ForecastMade, ForecastRecord

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book

FEWEST_MONTHS: Final = 6
"""From less than half a year nothing is said of a whole one."""

QUARTER: Final = 3
"""A model is fitted to all customers again at this distance: month by month would cost too much."""

_LEAST_OF_YEAR: Final = 3
"""So many months of a year have come before their sum is set beside what was said of it."""

Chosen = Callable[[int], pl.Series | None]
"""The customers that the filter keeps at the close of a month, Boolean by customer; None: everybody."""

Came = Mapping[ForecastPart, tuple[float | None, ...]]


@dataclass(frozen=True, eq=False)
class Making:
    """Forecasts of one kind. `step`: at how many months' distance earlier ones are made."""

    book: Book
    kind: ForecastKind
    history: History
    chosen: Chosen
    step: int = 1
    of_contracts: bool = False
    _paths: dict[int, ForecastPath | str] = field(default_factory=dict)
    _came: dict[int, Came] = field(default_factory=dict)

    def path(self, month: int) -> ForecastPath | str:
        """What is expected at the close of a month, or what is lacking."""
        if month not in self._paths:
            self._paths[month] = self._found(month)
        return self._paths[month]

    def _found(self, month: int) -> ForecastPath | str:
        there = self.history.months + month
        if there < FEWEST_MONTHS:
            return f"the data reach back {max(0, there)} months; a forecast of 12 needs {FEWEST_MONTHS}"
        if reaches(self.history, month):
            return last_year(self.history, month, self.chosen(month))
        find = contract_path if self.of_contracts else order_path
        return find(self.book, self.history, month, self.chosen(month))

    def earlier(self, until: int) -> tuple[int, ...]:
        """Months at whose close the same was said in the same way before that of `until`, newest first."""
        alike = reaches(self.history, until)
        step = self.step if alike else max(self.step, QUARTER)
        found = []
        for month in range(until - step, -MOST_BACK - 1, -step):
            if reaches(self.history, month) != alike or isinstance(self.path(month), str):
                break
            found.append(month)
        return tuple(found)

    def came(self, made: int) -> Came:
        """What came in each of the 12 months after a month, of those there by then and of those who came."""
        if made not in self._came:
            self._came[made] = self._came_of(made)
        return self._came[made]

    def _came_of(self, made: int) -> Came:
        before, now = self.chosen(made), self.chosen(0)
        there = self.history.known(made)
        existing = there if before is None else there & before
        new = ~there if now is None else ~there & now
        rows = self.history.rows.filter(pl.col("month").is_between(made + 1, made + YEAR))
        who = rows.get_column("customer")
        sums = (
            rows.select(
                "month", "value", existing.gather(who).alias("existing"), new.gather(who).alias("new")
            )
            .group_by("month")
            .agg(pl.col("value").filter(part).sum().alias(part) for part in ("existing", "new"))
        )
        found = {month: (old, new) for month, old, new in sums.iter_rows()}
        each = [
            found.get(month, (0, 0)) if month <= 0 else None for month in range(made + 1, made + YEAR + 1)
        ]
        unit = self.history.scale
        return {
            "existing": tuple(None if pair is None else pair[0] / unit for pair in each),
            "new": tuple(None if pair is None else pair[1] / unit for pair in each),
            "all": tuple(None if pair is None else (pair[0] + pair[1]) / unit for pair in each),
        }

    def _misses(self, part: ForecastPart, until: int) -> tuple[list[Miss], list[Miss]]:
        """How far off forecasts were by the close of month `until`: in their months, and in sums of them."""
        months, sums = [], []
        for made in self.earlier(until):
            path = self.path(made)
            if isinstance(path, str):
                continue
            said = path.parts[part]
            there = min(YEAR, until - made)
            pairs = list(zip(said.values, said.variances, self.came(made)[part], strict=True))[:there]
            for h, (value, variance, came) in enumerate(pairs, 1):
                size = math.sqrt(variance)
                if came is not None and size > 0:
                    months.append(Miss(made + h, abs(came - value) / size))
            if there >= _LEAST_OF_YEAR and said.total > 0:
                sums.append(Miss(made + there, _sum_miss(path, part, [came or 0.0 for *_, came in pairs])))
                sums += [Miss(made + h, sums[-1].size) for h in range(1, there)]
        return months, sums

    def made(self, month: int) -> ForecastMade | str:
        """The forecast of a month with its bands, and what came of it so far; or what is lacking."""
        path = self.path(month)
        if isinstance(path, str):
            return path
        lines: list[ForecastLine] = []
        checked = 0
        for part in PARTS:
            found = widths(*self._misses(part, month))
            checked = max(checked, found.checked)
            lines += self._lines(path, part, month, found)
        return ForecastMade(
            self.history.close(month) - ONE_DAY, path.method, path.followed, checked, tuple(lines)
        )

    def _lines(self, path: ForecastPath, part: ForecastPart, month: int, found: Widths) -> list[ForecastLine]:
        said = path.parts[part]
        came = self.came(month)[part]
        lines = []
        if not self.history.is_count:
            whole = None if None in came else math.fsum(value or 0.0 for value in came)
            size = math.sqrt(said.total_variance)
            lines.append(self._line((part, 0, None), (said.total, size), found.total, whole))
        for h in range(1, YEAR + 1):
            size = math.sqrt(said.variances[h - 1])
            start = self.history.close(month + h - 1)
            lines.append(self._line((part, h, start), (said.values[h - 1], size), found.months, came[h - 1]))
        return lines

    def _line(
        self,
        which: tuple[ForecastPart, int, date | None],
        said: tuple[float, float],
        reach: Mapping[str, float],
        came: float | None,
    ) -> ForecastLine:
        value, size = said
        low, high, low_95, high_95 = (
            bound
            for name in SHARES
            for bound in (max(0.0, value - reach[name] * size), value + reach[name] * size)
        )
        return ForecastLine(self.kind, *which, value, low, high, low_95, high_95, came)

    def record(self) -> ForecastRecord:
        """How all earlier forecasts fared that were made before what came."""
        years: list[bool] = []
        months: list[bool] = []
        for month in self.earlier(0):
            made = self.made(month)
            if isinstance(made, str):
                continue
            lines = [line for line in made.lines if line.part == "all" and line.held is not None]
            last = YEAR if self.history.is_count else 0
            years += [bool(line.held) for line in lines if line.h == last]
            months += [bool(line.held) for line in lines if line.h]
        return ForecastRecord(sum(years), len(years), sum(months), len(months))


def _sum_miss(path: ForecastPath, part: ForecastPart, came: Sequence[float]) -> float:
    """How far what came in the first months together was from what was said of them, in spreads.

    The variance of a year falls to its months as what was said of it does.
    """
    said = path.parts[part]
    value = math.fsum(said.values[: len(came)])
    size = math.sqrt(said.total_variance * value / said.total)
    return abs(math.fsum(came) - value) / size if size > 0 else 0.0
