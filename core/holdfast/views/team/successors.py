"""How well each rep fits each customer: background, region, segment; and how much each may still take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl
import tomli

from holdfast.facts.team.reps import visible_reps
from holdfast.money import MONEY_SCALE
from holdfast.risk.flag import HIGH
from holdfast.risk.rules.reps.work import HEAVY_BOOK
from holdfast.words.folding import fold
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

KNOWN_FROM: Final = 3
"""Who holds so many customers of a segment serves it."""

FILE: Final = Path(__file__).with_name("lines.toml")

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


@dataclass(frozen=True)
class Weights:
    """Points of mismatch. A customer in the upper half of the revenue to hand over counts twice."""

    background: int = 300
    leaver_alike: int = 100
    """Where the background is not the customer's line of business, but that of the rep who leaves."""
    region: int = 400
    segment: int = 200
    full: int = 400
    """Of the last account that a rep may hold; earlier ones as much less as there are fewer."""


WEIGHTS: Final = Weights()


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


class Profile(NamedTuple):
    """What of a customer decides who fits: customers of one profile fit alike."""

    segment: str | None
    region: str | None
    country: str | None
    industry: str | None


class Fit(NamedTuple):
    """Points of mismatch of one rep and one profile, and why in words."""

    points: int
    why: str


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


def fit(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit:
    """How badly a rep fits a customer, in points, and why in words: what fits, then what does not."""
    parts = (_background(profile, rep, leaver), _region(profile, rep, leaver), _segment(profile, rep))
    told = sorted((part for part in parts if part is not None), key=lambda part: part.points > 0)
    words = "; ".join(part.why for part in told)
    return Fit(sum(part.points for part in told), words or "nothing on file tells who fits")


def _background(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit | None:
    if rep.background is None:
        return None
    if profile.industry and line_of(rep.background) == line_of(profile.industry):
        return Fit(0, f"background {rep.background} for {profile.industry}")
    if leaver is not None and leaver.background and line_of(rep.background) == line_of(leaver.background):
        return Fit(WEIGHTS.leaver_alike if profile.industry else 0, f"same background: {rep.background}")
    known = profile.industry or (leaver is not None and leaver.background)
    return Fit(WEIGHTS.background, f"other background: {rep.background}") if known else None


@cache
def line_of(words: str) -> str:
    """The line of business that words mean, as `lines.toml` has it; of any other the folded words."""
    plain = fold(words).strip()
    for line, stems in _lines().items():
        if any(re.search(rf"(?:^|[^\w]){re.escape(stem)}", plain) for stem in stems):
            return line
    return plain


@cache
def _lines() -> Mapping[str, Sequence[str]]:
    lines: Mapping[str, Sequence[str]] = tomli.loads(FILE.read_text(encoding="utf-8"))["lines"]
    return {line: tuple(fold(stem) for stem in stems) for line, stems in lines.items()}


def _region(profile: Profile, rep: PossibleSuccessor, leaver: PossibleSuccessor | None) -> Fit | None:
    theirs = [place for place in (profile.region, profile.country) if place]
    if not theirs and leaver is not None and leaver.region:
        theirs = [leaver.region]
    if rep.region is None or not theirs:
        return None
    served = {fold(part).strip() for part in (rep.region, *rep.region.replace("/", "&").split("&"))}
    if any(fold(place).strip() in served for place in theirs):
        return Fit(0, rep.region)
    return Fit(WEIGHTS.region, f"other region: {rep.region}")


def _segment(profile: Profile, rep: PossibleSuccessor) -> Fit | None:
    if profile.segment is None:
        return None
    held = rep.segments.get(profile.segment, 0)
    return Fit(0 if held >= KNOWN_FROM else WEIGHTS.segment, f"holds {held or 'no'} {profile.segment}")


def load_costs(rep: PossibleSuccessor, taken: int, most: int) -> Sequence[int]:
    """Points of each further account of a rep, of at most so many, where the plan has given `taken` already.

    They rise with the share of the limit that is used; without a limit, with what the plan has to give.
    """
    if rep.accounts is None:
        return [WEIGHTS.full * more // most for more in range(1, most + 1)]
    free = max(0, rep.accounts - rep.held - taken)
    begun = rep.held + taken
    return [WEIGHTS.full * (begun + more) // rep.accounts for more in range(1, min(free, most) + 1)]


def load_words(rep: PossibleSuccessor, given: int) -> str:
    """`34 of 50 accounts then`, or how many where there is no limit."""
    then = rep.held + given
    return (
        f"{plural(then, 'account')} then"
        if rep.accounts is None
        else f"{then} of {rep.accounts} accounts then"
    )


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
