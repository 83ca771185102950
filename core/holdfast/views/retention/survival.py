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
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.metrics.scope import Scope

SurvivalSubject = Literal["customers", "second", "reps"]

EVERYONE: Final = "all"
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
        notes.append(f"{plural(len(parts) - len(shown), 'group')} of fewer than {HIDDEN_BELOW} reps hidden")
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
    said = [
        f"{group}: {plural(part.height, counted)}, {int(part.get_column('event').sum()):,} {ended}",
        f"{half} {middle:,.0f}" if middle is not None else "median not reached",
    ]
    if reaches(part, curve, YEAR_DAYS):
        said.append(f"mean {restricted_mean(curve, YEAR_DAYS):,.0f} of the first {YEAR_DAYS} days")
    return "; ".join(said)


def _comparison(spells: pl.DataFrame, groups: set[str], by: str) -> list[str]:
    """The log-rank test between the groups that are shown, and a caution where customers chose them."""
    compared = spells.filter(pl.col("group").is_in(sorted(groups)))
    found = log_rank(*(compared.get_column(name) for name in ("t", "event", "group", "entry")))
    if found is None:
        return ["log-rank test: there are no two groups to compare"]
    chance = f"p {found.p_value:.3f}" if found.p_value >= 0.001 else "p < 0.001"
    verdict = "the groups differ" if found.p_value < 0.05 else "no evidence of a difference"
    freedom = f"{plural(found.degrees, 'degree')} of freedom"
    said = f"log-rank test: χ² {found.chi_square:,.2f}, {freedom}, {chance}: {verdict}"
    return [said, _NOT_RANDOM] if by in _SELF_SELECTED else [said]
