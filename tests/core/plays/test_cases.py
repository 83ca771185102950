"""Plays begun by the toss of a coin that change nothing: no difference is seen, however long flags last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, cast

import polars as pl
from tests.core.books import make_book

from holdfast.plays.effect.cases import Population, compared_cases
from holdfast.plays.effect.compare import observed
from holdfast.plays.effect.days import Days, FlaggedDay
from holdfast.plays.effect.starts import OUTCOMES, STARTS

FIRST, AS_OF = date(2023, 1, 2), date(2025, 6, 30)
MONDAYS = [FIRST + timedelta(days=7 * week) for week in range(52)]
HORIZON = timedelta(days=90)
CUSTOMERS = 900


@dataclass(frozen=True)
class Life:
    """When the flag of a customer is open, from day to day, and when it is lost."""

    opens: date
    clears: date
    lost: date | None


def lives() -> list[Life]:
    """Half clear within three weeks and stay; half wait, and most of those are lost while they do."""
    draw, found = Random(11), []
    for place in range(CUSTOMERS):
        opens = FIRST + timedelta(days=draw.randrange(300))
        if place % 2:
            found.append(Life(opens, opens + timedelta(days=3 + draw.randrange(18)), None))
        else:
            lost = opens + timedelta(days=20 + int(draw.expovariate(1 / 150)))
            found.append(Life(opens, lost, lost if lost < AS_OF else None))
    return found


class Seen:
    """The days as they would be seen, told by the lives."""

    def __init__(self, told: list[Life]) -> None:
        self._lives = told

    def of(self, day: date) -> FlaggedDay:
        rows = [
            (life.lost is None or day < life.lost, 2 if life.opens <= day < life.clears else 0)
            for life in self._lives
        ]
        frame = pl.DataFrame(rows, schema={"active": pl.Boolean, "F12": pl.Int8}, orient="row")
        return FlaggedDay(
            day, frame.with_columns(pl.lit("").alias("segment"), pl.lit(1, dtype=pl.UInt32).alias("third"))
        )


def tossed(told: list[Life]) -> pl.DataFrame:
    """A play on one Monday in eight that the flag is open, and none in the horizon before."""
    draw, rows = Random(5), []
    for number, life in enumerate(told):
        last: date | None = None
        for day in MONDAYS:
            free = last is None or day - last > HORIZON
            if free and life.opens <= day < life.clears and draw.random() < 1 / 8:
                last, kept = day, life.lost is None or life.lost > day + HORIZON
                start = {"id": f"{number}", "play": "p", "flag": "F12", "customer": number, "kept": kept}
                rows.append({**start, "as_of": day, "on": day, "until": day})
    return pl.DataFrame(rows, schema={**STARTS, **OUTCOMES})


def test_a_play_by_the_toss_of_a_coin_that_changes_nothing_shows_no_difference() -> None:
    told = lives()
    rows: list[dict[str, Any]] = [
        {"customer_id": f"c{number:04}", "start": "2022-01-01", "end": life.lost, "mrr": 10.0}
        for number, life in enumerate(told)
    ]
    book = make_book(subscriptions=rows)
    everybody = pl.Series([True] * CUSTOMERS)
    population = Population(book, cast("Days", Seen(told)), everybody)
    cases = compared_cases(population, tossed(told), AS_OF)
    found = observed(cases, ["play", "flag"])["p", "F12"]
    assert found.n > 250
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high
    assert abs(found.value or 0.0) < 0.03
    # Were those without it counted once and not in every week they wait, the play would look harmful: those
    # who wait longest are the likeliest to be lost, and all their weeks count among those with it.
    once = cases.filter(pl.col("treated") | pl.col("customer").is_first_distinct().over("treated"))
    misled = observed(once, ["play", "flag"])["p", "F12"]
    assert misled.high is not None
    assert misled.high < -0.05
