"""The forecast and its record as one table, and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.views.forecast.view import KINDS, forecast_view
from holdfast.views.forecast.words import told
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.forecast.history import ForecastKind
    from holdfast.views.forecast.results import ForecastView

SCHEMA: Final = {
    "made_on": pl.Date,
    "month": pl.Date,
    "part": pl.String,
    "kind": pl.String,
    "unit": pl.String,
    **dict.fromkeys(("value", "low", "high", "low_95", "high_95", "came"), pl.Float64),
    "inside": pl.Boolean,
}
"""`unit`: money or count. `month`: its first day, null for all twelve together.

`low` to `high_95` are null where there is no band, `came` where it is still ahead, `inside` (the band of
80 %) where either is lacking.
"""

_UNITS: Final[dict[ForecastKind, str]] = {"revenue": "money", "customers": "count"}


def forecast_table(store: FactsStore, answer: Answer) -> TableView:
    """The forecast made on the as-of date, then that of a year before beside what came."""
    view = forecast_view(store, answer)
    frame = pl.DataFrame(list(_rows(view)), schema=SCHEMA, orient="row")
    return TableView("forecast", answer.moment, frame, told(view))


def _rows(view: ForecastView) -> Iterator[tuple[object, ...]]:
    for made in (view.now, view.year_ago):
        for kind in KINDS:
            if (found := made.get(kind)) is None:
                continue
            for line in found.lines:
                yield (
                    found.made_on, line.start, line.part, line.kind, _UNITS[kind], line.value,
                    line.low, line.high, line.low_95, line.high_95, line.came, line.held,
                )  # fmt: skip
