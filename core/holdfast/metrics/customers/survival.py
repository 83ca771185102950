"""How long customers stay, and reps: Kaplan–Meier figures. Spec §4 and §6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.worth.lifetimes import YEAR_DAYS, customer_lifetimes, observed, rep_tenures
from holdfast.figures import FEW, HIDDEN_BELOW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.statistics.survival.kaplan_meier import (
    RELIABLE_AT_RISK,
    kaplan_meier,
    median,
    reliable,
    restricted_mean,
)
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.metrics.scope import Scope

ACTIVITY: Final = (("orders",), ("subscriptions",), ("mrr_events",))
SOURCE: Final = "Kaplan & Meier 1958; interval: log–log Greenwood, Kalbfleisch & Prentice 2002"
NOBODY: Final = "no customer was ever active"
NOT_REACHED: Final = "not reached: more than half stay for as long as can be followed"
TOO_SHORT: Final = f"fewer than {RELIABLE_AT_RISK} customers could be followed for 12 months"

_POPULATION: Final = (
    "customers ever active, each from first active to first lost; later returns do not undo it"
)


def spells_of(scope: Scope) -> pl.DataFrame:
    """Lifetimes of the chosen customers that were under observation."""
    return scope.own(_spells)


def _spells(scope: Scope) -> pl.DataFrame:
    chosen = scope.facts.select("customer")
    spells = customer_lifetimes(scope.book, scope.as_of)
    return observed(spells.join(chosen, on="customer", how="semi", maintain_order="left"))


def curve_of(spells: pl.DataFrame) -> pl.DataFrame:
    """The survival curve of spells, to the end."""
    return kaplan_meier(spells.get_column("t"), spells.get_column("event"), spells.get_column("entry"))


@keeps(1)
def _curve(scope: Scope) -> pl.DataFrame:
    return curve_of(spells_of(scope))


def reaches(spells: pl.DataFrame, curve: pl.DataFrame, days: float) -> bool:
    """Whether enough are still at risk at so many days, and at every event before, to say anything."""
    followed = (pl.col("t") >= days) & (pl.col("entry").is_null() | (pl.col("entry") < days))
    if int(spells.select(followed.sum()).item()) < RELIABLE_AT_RISK:
        return False
    before = curve.filter(pl.col("t") <= days)
    return bool((before.get_column("at_risk") >= RELIABLE_AT_RISK).all())


def ages_note(spells: pl.DataFrame) -> str | None:
    """Says how many customers count from the first day of the data for want of an earlier date."""
    unknown = int(spells.get_column("unknown_age").sum())
    if not unknown:
        return None
    return f"{plural(unknown, 'customer')} of unknown age counted from the first day of the data"


def _measured(
    scope: Scope, figure: Callable[[pl.DataFrame, pl.DataFrame], Measured], *, counted: bool = False
) -> Measured:
    """A figure over lifetimes and curve of the chosen customers, with the counts and the note all share.

    With `counted`, the numerator is the lost; beside a share of survivors it would be misread.
    """
    spells = spells_of(scope)
    if spells.is_empty():
        return Measured(None, note=NOBODY)
    found = figure(spells, _curve(scope))
    notes = [note for note in (found.note, ages_note(spells)) if note]
    return Measured(
        found.value,
        found.low,
        found.high,
        numerator=float(spells.get_column("event").sum()) if counted else None,
        denominator=float(spells.height),
        note="; ".join(notes) or None,
        status="few" if found.value is not None and spells.height < FEW else None,
    )


def _median(_spells: pl.DataFrame, curve: pl.DataFrame) -> Measured:
    middle = median(reliable(curve))
    return Measured(middle, note=None if middle is not None else NOT_REACHED)


def _year(spells: pl.DataFrame, curve: pl.DataFrame) -> Measured:
    if not reaches(spells, curve, YEAR_DAYS):
        return Measured(None, note=TOO_SHORT)
    until = curve.filter(pl.col("t") <= YEAR_DAYS).tail(1)
    if until.is_empty():
        return Measured(1.0, note="nobody was lost in the first 12 months, so there is no interval")
    step = until.row(0, named=True)
    return Measured(step["survival"], step["low"], step["high"])


def _year_mean(spells: pl.DataFrame, curve: pl.DataFrame) -> Measured:
    if not reaches(spells, curve, YEAR_DAYS):
        return Measured(None, note=TOO_SHORT)
    return Measured(restricted_mean(curve, YEAR_DAYS))


def _rows(scope: Scope, part: str) -> pl.DataFrame:
    spells = spells_of(scope)
    return (spells.filter("event") if part == "numerator" else spells).select("customer", "t")


def _survives(measure: Callable[[Scope], Measured]) -> Computed:
    return Computed(
        measure, _rows, adds_up="t", made="survival", amounts="days", amount_title="Days followed"
    )


def _tenure(scope: Scope) -> Measured:
    spells = rep_tenures(scope.book, scope.facts)
    if spells.is_empty():
        return Measured(None, note="no rep with a hire date was here while the data run")
    if spells.height < HIDDEN_BELOW:
        return Measured(None, note=HIDDEN_NOTE, status="hidden")
    middle = median(reliable(curve_of(spells)))
    return Measured(
        middle,
        numerator=float(spells.get_column("event").sum()),
        denominator=float(spells.height),
        note=None if middle is not None else "not reached: more than half of the reps stay on",
        status="few" if middle is not None and spells.height < FEW else None,
    )


def _tenure_rows(scope: Scope, part: str) -> pl.DataFrame:
    spells = rep_tenures(scope.book, scope.facts)
    counted = spells.filter("event") if part == "numerator" else spells
    return scope.facts.join(counted.select("rep_id", "t"), on="rep_id", how="inner", maintain_order="left")


SURVIVAL_METRICS: Final = (
    Metric(
        "survival.median",
        "Customer lifetime, median",
        "days from first active until half are lost: the first t with S(t) = Π (1 − lost ÷ at risk) ≤ ½",
        _POPULATION,
        "days",
        1,
        ACTIVITY,
        "none",
        SOURCE,
        _survives(lambda scope: _measured(scope, _median, counted=True)),
        over_period=False,
        nothing=NOBODY,
        synonyms=("median lifetime", "customer lifespan", "durée de vie médiane", "durata mediana"),
    ),
    Metric(
        "survival.12m",
        "Still there after 12 months",
        "share of customers not lost within 365 days of first becoming active, by Kaplan–Meier",
        _POPULATION,
        "ratio",
        1,
        ACTIVITY,
        "log–log Greenwood",
        SOURCE,
        _survives(lambda scope: _measured(scope, _year)),
        over_period=False,
        nothing=NOBODY,
        synonyms=("12-month survival", "one-year survival"),
    ),
    Metric(
        "survival.rmst_12m",
        "Days kept of the first 365",
        "restricted mean survival time: area under the survival curve over the first 365 days",
        _POPULATION,
        "days",
        1,
        ACTIVITY,
        "none",
        "Royston & Parmar 2013, Restricted mean survival time",
        _survives(lambda scope: _measured(scope, _year_mean)),
        over_period=False,
        nothing=NOBODY,
        synonyms=("RMST", "restricted mean survival time"),
    ),
    Metric(
        "tenure.reps",
        "Rep tenure, median",
        "days of service by which half of the reps have left, by Kaplan–Meier; hired before the data begin: "
        "at risk from the first day of the data on",
        "reps with a hire date who were here while the data run",
        "days",
        1,
        (("reps",),),
        "none",
        SOURCE,
        Computed(_tenure, _tenure_rows, adds_up="t", made="survival", amount_title="Days here"),
        subject="rep",
        about_people=True,
        over_period=False,
        nothing="no reps to follow",
        synonyms=("median tenure", "length of service", "ancienneté", "anzianità"),
    ),
)
"""Lifetimes of customers and tenure of reps."""
