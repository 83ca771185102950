"""Survival curves: customers until lost, first orders until the second, reps until they leave. Spec §4."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.team.reps import locked_reason
from holdfast.facts.worth.lifetimes import YEAR_DAYS, rep_tenures, second_orders
from holdfast.figures import HIDDEN_BELOW
from holdfast.metrics.customers.survival import ages_note, curve_of, reaches, spells_of
from holdfast.metrics.evaluate import BLANK_GROUP, group_label
from holdfast.schema.field_set import shortest
from holdfast.statistics.survival.kaplan_meier import median, reliable, restricted_mean
from holdfast.statistics.survival.log_rank import log_rank
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.metrics.scope import Scope

SurvivalSubject = Literal["customers", "second", "reps"]

EVERYONE: Final = "all"
_LEAST_TOLD: Final = 0.001
"""A smaller chance is told as smaller than this."""
"""The group of everyone, where nothing splits them."""

CURVE: Final = MappingProxyType(
    {
        "group": pl.String(),
        "t": pl.Float64(),
        "at_risk": pl.Int64(),
        "events": pl.Int64(),
        "survival": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
    }
)
"""Columns of the view; `t` in days, shares between 0 and 1."""

_COUNTED: Final[Mapping[SurvivalSubject, tuple[str, str, str]]] = MappingProxyType(
    {
        "customers": ("customer", "lost", "half are lost by day"),
        "second": ("customer", "with a second order", "half have ordered again by day"),
        "reps": ("rep", "gone", "half have left by day"),
    }
)
"""What is counted, how it ends, and what a median says."""

_NOT_RANDOM: Final = "groups that customers chose themselves may differ for other reasons"
_SELF_SELECTED: Final = ("loyalty_member", "referral", "lifecycle", "rfm_name", "risk", "active", "status")


def survival(scope: Scope, subject: SurvivalSubject, by: str | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Curves (columns of CURVE, by group and time) and what they say in words.

    `scope.facts` are those of the chosen customers, or for `reps` those of the reps in scope. A curve stops
    where fewer than 5 are at risk; groups of fewer than 5 reps are hidden. Raises UsageError where the book
    or the subject lacks what is asked for.
    """
    spells = _grouped(scope, subject, by)
    parts = [
        (str(group), part) for (group,), part in sorted(spells.partition_by("group", as_dict=True).items())
    ]
    parts.sort(key=lambda part: part[0] == BLANK_GROUP)
    shown = [part for part in parts if subject != "reps" or part[1].height >= HIDDEN_BELOW]
    drawn = [(group, part, curve_of(part)) for group, part in shown]
    curves = [
        reliable(curve).select(pl.lit(group).alias("group"), pl.all()).select(CURVE.keys())
        for group, _, curve in drawn
    ]
    notes = [_words(group, part, curve, subject) for group, part, curve in drawn]
    if len(shown) < len(parts):
        notes.append(
            phrase(
                "{counted} of fewer than {least} reps hidden",
                counted=plural(len(parts) - len(shown), "group"),
                least=HIDDEN_BELOW,
            )
        )
    if by is not None:
        notes += _comparison(spells, {group for group, _ in shown}, by)
    if subject == "customers" and (aged := ages_note(spells)):
        notes.append(aged)
    return pl.concat([pl.DataFrame(schema=CURVE), *curves]), tuple(notes)


def _grouped(scope: Scope, subject: SurvivalSubject, by: str | None) -> pl.DataFrame:
    """Spells under observation, each with its `group`."""
    if subject == "reps":
        if (reason := locked_reason(scope.book)) is not None:
            raise UsageError(reason)
        spells, key = rep_tenures(scope.book, scope.facts), "rep_id"
    elif subject == "second":
        if not scope.book.has("orders"):
            raise UsageError("time to second order needs orders.csv")
        spells, key = second_orders(scope.facts), "customer"
    else:
        spells, key = spells_of(scope), "customer"
    if by is None:
        return spells.with_columns(pl.lit(EVERYONE).alias("group"))
    fields = scope.book.fields
    if by not in fields.dimensions or by not in scope.facts.columns:
        offered = [shortest(fields[name]) for name in fields.dimensions if name in scope.facts.columns]
        raise UsageError(
            f"cannot split {_COUNTED[subject][0]}s by '{by}': choose one of {', '.join(offered)}"
        )
    return spells.join(scope.facts.select(key, group_label(by)), on=key, maintain_order="left")


def _words(group: str, part: pl.DataFrame, curve: pl.DataFrame, subject: SurvivalSubject) -> str:
    counted, ended, half = _COUNTED[subject]
    middle = median(reliable(curve))
    events = number_text(int(part.get_column("event").sum()))
    said = [
        f"{tr(group, 'vocabulary')}: {plural(part.height, counted)}, {events} {tr(ended, 'vocabulary')}",
        f"{tr(half)} {number_text(middle)}" if middle is not None else tr("median not reached"),
    ]
    if reaches(part, curve, YEAR_DAYS):
        said.append(
            phrase(
                "mean {mean} of the first {days} days",
                mean=number_text(restricted_mean(curve, YEAR_DAYS)),
                days=YEAR_DAYS,
            )
        )
    return "; ".join(said)


def _comparison(spells: pl.DataFrame, groups: set[str], by: str) -> list[str]:
    """The log-rank test between the groups that are shown, and a caution where customers chose them."""
    compared = spells.filter(pl.col("group").is_in(sorted(groups)))
    found = log_rank(*(compared.get_column(name) for name in ("t", "event", "group", "entry")))
    if found is None:
        return ["log-rank test: there are no two groups to compare"]
    chance = (
        f"p {number_text(found.p_value, 3)}" if found.p_value >= 0.001 else f"p < {number_text(0.001, 3)}"
    )
    verdict = tr("the groups differ" if found.p_value < 0.05 else "no evidence of a difference")
    freedom = phrase("{counted} of freedom", counted=plural(found.degrees, "degree"))
    said = phrase(
        "log-rank test: χ² {chi_square}, {freedom}, {chance}: {verdict}",
        chi_square=number_text(found.chi_square, 2),
        freedom=freedom,
        chance=chance,
        verdict=verdict,
    )
    return [said, _NOT_RANDOM] if by in _SELF_SELECTED else [said]
