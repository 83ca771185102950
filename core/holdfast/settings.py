"""What a book says about itself: the `[book]` keys of holdfast.toml, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from holdfast.timeline import Duration

ONE_YEAR: Final = Duration(months=12)


@dataclass(frozen=True)
class BookSettings:
    """Settings of one book.

    `active_window`: without subscriptions, a customer is active when it ordered inside this window.
    `reactivation_window`: how long after churning a customer may return and count as returned (None: ever).
    `churn_date`: which day of a subscription counts as its end.
    `assumed`: factors of `assumptions.toml` that the book sets itself, by name.
    `as_of`: the default as-of date; None means the last day with data.
    `discount_rate`: what money a year later is worth less, for lifetime values (0.1 is 10 %).
    `assumed_margin_pct`: margin of customers whose export names none, in percent.
    """

    name: str
    currency: str = ""
    active_window: Duration = ONE_YEAR
    fiscal_year_start: int = 1
    merge_same_day_orders: bool = False
    include_trials: bool = False
    reactivation_window: Duration | None = None
    churn_date: Literal["service_end", "cancel_requested"] = "service_end"
    as_of: date | None = None
    assumed: tuple[tuple[str, float], ...] = ()
    discount_rate: float = 0.10
    assumed_margin_pct: float | None = None
