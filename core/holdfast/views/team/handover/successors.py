"""Who may take over customers, and how much each may still take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from holdfast.facts.team.reps import visible_reps
from holdfast.money import MONEY_SCALE
from holdfast.risk.flag import HIGH
from holdfast.risk.rules.reps.work import HEAVY_BOOK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

TO_HOLD: Final = (~pl.col("state").cast(pl.String).is_in(("lost", "closed"))).fill_null(value=True)
"""Whom a rep takes care of: active customers and prospects; who is gone waits for nobody."""


OF_THE_REP: Final = ("F18", "F19", "F20")
"""Flags a customer has because of who looks after it: whoever takes over clears them, or brings others."""


def is_at_risk(facts: pl.DataFrame) -> pl.Expr:
    """Active with a high or critical flag that stays with the customer whoever looks after it. Never null."""
    own = [
        pl.col(name)
        for name in facts.columns
        if name.startswith("flag_F") and name.removeprefix("flag_") not in OF_THE_REP
    ]
    worst = pl.max_horizontal(own) if own else pl.lit(0)
    return ((worst >= HIGH) & (pl.col("state") == "active").fill_null(value=True)).fill_null(value=False)


def flagged_revenue(facts: pl.DataFrame) -> pl.Expr:
    """Int64 revenue of a year under such flags, never below 0."""
    return pl.when(is_at_risk(facts)).then(pl.max_horizontal("revenue", 0)).otherwise(0).cast(pl.Int64)


@dataclass(frozen=True)
class PlanLimits:
    """What a successor may hold in all: accounts, and revenue of a year under high flags (currency units).

    None: as flag R3 has it, `times_median` × the median of the team, or of all reps where the team is too
    small to have one. `without`: ids of reps to whom nothing is given.
    """

    accounts: int | None = None
    flagged: float | None = None
    without: tuple[str, ...] = ()


USUAL_LIMITS: Final = PlanLimits()


class PossibleSuccessor(NamedTuple):
    """A rep who is here. `accounts` and `flagged` are limits in all, `flagged*` Int64 money.

    `segments`: how many customers of each are held. `barred`: why nothing is given, None where it may be.
    """

    rep_id: str
    name: str
    team: str | None
    region: str | None
    background: str | None
    held: int
    flagged_held: int
    accounts: int | None
    flagged: int | None
    segments: Mapping[str, int]
    barred: str | None

    @property
    def room(self) -> int | None:
        """How many more accounts there may be; None without a limit."""
        return None if self.accounts is None else max(0, self.accounts - self.held)


def candidates(store: FactsStore, answer: Answer, leaver: str, limits: PlanLimits) -> list[PossibleSuccessor]:
    """Every rep who is here but the leaver, by id, with what is held now and the limits of it."""
    facts = answer.facts
    here = facts.reps.filter(pl.col("active") & (pl.col("rep_id") != leaver)).sort("rep_id")
    listed = visible_reps(store.book, facts.as_of).unique("rep_id", keep="last", maintain_order=True)
    told = listed.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in ("background",) if name not in listed.columns)
    ).select("rep_id", "background", "manager_id")
    books = here.select("rep_id", "name", "team", "region").join(told, on="rep_id", how="left")
    books = books.join(held_by(answer), on="rep_id", how="left").with_columns(
        pl.col("held", "flagged_held").fill_null(0)
    )
    segments = _segments(answer)
    managers = set(listed.get_column("manager_id").drop_nulls())
    usual = _usual(store, answer, limits, books)
    return [
        PossibleSuccessor(
            rep_id, name, team, region, background, held, flagged_held,
            *usual[rep_id], segments.get(rep_id, {}),
            _barred(limits, rep_id, manages=rep_id in managers and not held),
        )
        for rep_id, name, team, region, background, held, flagged_held in books.select(
            "rep_id", "name", "team", "region", "background", "held", "flagged_held"
        ).sort("rep_id").iter_rows()
    ]  # fmt: skip


def _barred(limits: PlanLimits, rep_id: str, *, manages: bool) -> str | None:
    if rep_id in limits.without:
        return "left out by you"
    return "leads reps and holds no customers" if manages else None


def held_by(answer: Answer) -> pl.DataFrame:
    """`rep_id`, `held` customers to take care of, `flagged_held` their Int64 revenue under high flags."""
    facts = answer.facts.customers
    return (
        facts.filter(pl.col("known") & TO_HOLD & pl.col("rep_id").is_not_null())
        .group_by("rep_id")
        .agg(pl.len().cast(pl.Int64).alias("held"), flagged_revenue(facts).sum().alias("flagged_held"))
        .sort("rep_id")
    )


def _segments(answer: Answer) -> Mapping[str, Mapping[str, int]]:
    counts = (
        answer.facts.customers.filter(pl.col("known") & TO_HOLD & pl.col("rep_id").is_not_null())
        .group_by("rep_id", pl.col("segment").cast(pl.String))
        .agg(pl.len().cast(pl.Int64))
        .drop_nulls()
    )
    found: dict[str, dict[str, int]] = {}
    for rep_id, segment, count in counts.iter_rows():
        found.setdefault(rep_id, {})[segment] = count
    return found


def _usual(
    store: FactsStore, answer: Answer, limits: PlanLimits, books: pl.DataFrame
) -> Mapping[str, tuple[int | None, int | None]]:
    """The limits of each rep: accounts, and Int64 money under high flags."""
    heavy = answer.thresholds.of(HEAVY_BOOK)
    everybody = held_by(answer).join(
        visible_reps(store.book, answer.facts.as_of)
        .unique("rep_id", keep="last", maintain_order=True)
        .select("rep_id", "team"),
        on="rep_id",
        how="left",
    )
    teams: dict[str | None, tuple[int | None, int | None]] = {None: _limits_of(everybody, heavy.times_median)}
    for (team,), part in everybody.drop_nulls("team").partition_by("team", as_dict=True).items():
        if part.height >= heavy.minimum_team:
            teams[str(team)] = _limits_of(part, heavy.times_median)
    own = None if limits.flagged is None else round(limits.flagged * MONEY_SCALE)
    found = {}
    for rep_id, team in books.select("rep_id", "team").iter_rows():
        accounts, flagged = teams.get(team, teams[None])
        found[rep_id] = (limits.accounts or accounts, flagged if own is None else own)
    return found


def _limits_of(books: pl.DataFrame, times: float) -> tuple[int | None, int | None]:
    held, flagged = books.get_column("held").median(), books.get_column("flagged_held").median()
    accounts = int(times * held) if isinstance(held, int | float) and held > 0 else None
    money = int(times * flagged) if isinstance(flagged, int | float) and flagged > 0 else None
    return accounts, money


def one_rep_of(store: FactsStore, answer: Answer, rep_id: str) -> PossibleSuccessor:
    """The rep who leaves, here or gone already; of one the reps table does not list, the id alone."""
    listed = visible_reps(store.book, answer.facts.as_of).filter(pl.col("rep_id") == rep_id)
    if listed.is_empty():
        return PossibleSuccessor(rep_id, rep_id, None, None, None, 0, 0, None, None, {}, None)
    row = listed.row(-1, named=True)
    return PossibleSuccessor(
        rep_id,
        row["name"] or rep_id,
        row["team"],
        row["region"],
        row["background"],
        0,
        0,
        None,
        None,
        {},
        None,
    )
