"""Days at risk after something was said, and the losses that fall into them."""

from __future__ import annotations

import polars as pl

from holdfast.views.losses.sayings.at_risk import phrases_at_risk, time_at_risk, whole

MARKS = (0, 91, 182, 273)


def heard(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """Customer, kind, first day on which it speaks, and the first on which it does not."""
    frame = pl.DataFrame(rows, schema=["customer", "kind", "begins", "ends"], orient="row")
    return frame.select(
        pl.col("customer").cast(pl.UInt32),
        pl.col("kind").cast(pl.Int8),
        pl.col("begins", "ends").cast(pl.Int32),
        pl.lit(1, dtype=pl.UInt32).alias("size"),
    ).sort("customer", "begins")


def spells(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    """Customer, first and last day at risk, and whether it was lost on the last."""
    frame = pl.DataFrame(rows, schema=["customer", "begins", "last", "lost"], orient="row")
    return frame.select(
        pl.col("customer").cast(pl.UInt32),
        pl.col("begins").cast(pl.Int32),
        (pl.col("last") + 1).cast(pl.Int32).alias("ends"),
        pl.col("lost").cast(pl.Int32),
    )


def came_of(
    phrase: list[int], said: pl.DataFrame, at_risk: pl.DataFrame
) -> dict[int, tuple[int, int, float]]:
    """By customer: days, losses and expected losses of a phrase that these sayings have."""
    time = time_at_risk(said, at_risk, MARKS)
    rows = pl.DataFrame({"phrase": [0] * len(phrase), "saying": phrase}).cast(pl.UInt32)
    found = phrases_at_risk(time, said, rows).with_columns(whole(pl.col("expected"))).sort("customer")
    return {row[1]: (row[2], row[3], round(row[4], 6)) for row in found.iter_rows()}


def test_losses_are_expected_by_the_days_at_risk() -> None:
    said = heard((0, 0, 10, 60), (1, 0, 10, 60))
    lost = spells((0, 0, 40, 1), (1, 0, 200, 0))
    # 31 and 50 days at risk with one loss: 31/81 of it is expected of the first, were it like the other.
    assert came_of([0], said, lost) == {0: (31, 1, round(31 / 81, 6))}
    assert came_of([0, 1], said, lost) == {0: (31, 1, round(31 / 81, 6)), 1: (50, 0, round(50 / 81, 6))}


def test_what_is_said_on_the_day_of_the_loss_or_speaks_no_more_is_no_sign() -> None:
    late = heard((0, 0, 41, 90), (1, 0, 10, 60))
    lost = spells((0, 0, 40, 1), (1, 0, 200, 0))
    assert time_at_risk(late, lost, MARKS).losses == 0
    assert came_of([0], late, lost) == {}
    early = heard((0, 0, 10, 40), (1, 0, 10, 60))
    assert came_of([0], early, lost) == {0: (30, 0, 0)}
    in_time = heard((0, 0, 10, 41), (1, 0, 10, 60))
    assert came_of([0], in_time, lost)[0][:2] == (31, 1)


def test_who_says_it_twenty_times_is_at_risk_for_no_more_days_and_lost_once() -> None:
    lost = spells((0, 0, 40, 1), (1, 0, 200, 0))
    often = heard(*((0, 0, 10 + day, 60 + day) for day in range(20)), (1, 0, 10, 60))
    days, losses, _ = came_of(list(range(20)), often, lost)[0]
    assert (days, losses) == (31, 1)


def test_who_speaks_in_other_kinds_is_compared_apart() -> None:
    said = heard((0, 0, 10, 60), (1, 0, 10, 60), (2, 1, 10, 60))
    lost = spells((0, 0, 40, 1), (1, 0, 200, 0), (2, 0, 200, 0))
    assert came_of([0], said, lost) == {0: (31, 1, round(31 / 81, 6))}
    assert came_of([2], said, lost) == {2: (50, 0, 0)}
