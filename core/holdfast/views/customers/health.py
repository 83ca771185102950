"""The health of one customer: the number and what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.risk.catalog import FLAGS
from holdfast.scores.health import (
    BANDS,
    FLAGS_INPUT,
    INPUTS,
    band,
    health,
    lost_column,
    score_column,
    weights,
)
from holdfast.views.customer import CustomerHealth, HealthInput

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds


def customer_health(
    book: Book, as_of: date, row: pl.DataFrame, thresholds: Thresholds | None = None
) -> CustomerHealth | None:
    """The health of the one customer in `row` (evaluated facts); None where nothing can be told."""
    found = health(book, as_of, row, thresholds).row(0, named=True)
    if found["health"] is None:
        return None
    inputs = tuple(
        HealthInput(
            name,
            _title(name, row),
            weights()[name],
            found[score_column(name)],
            found[lost_column(name)],
        )
        for name in INPUTS
    )
    worst = next((part for part in inputs if part.name == found["hurts_most"]), None)
    value = found["health"]
    name = band(value)
    return CustomerHealth(value, found["health_coverage"], name, BANDS[name], inputs, worst)


def _title(name: str, row: pl.DataFrame) -> str:
    """Flags are called by the worst of them."""
    if name != FLAGS_INPUT:
        return name
    flag_id = row.get_column("worst_flag").cast(str).item()
    return name if flag_id is None else FLAGS[flag_id].name
