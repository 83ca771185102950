"""Rules on the team around a rep: a teammate left, the team's eNPS, a new manager or other customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.answers import survey_answers
from holdfast.figures import HIDDEN_BELOW
from holdfast.risk.flag import CLEAR, HIGH, WATCH, Flag, limit
from holdfast.timeline import ONE_DAY, Period
from holdfast.words.numerals import MINUS
from holdfast.words.wording import day_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class TeammateLeftLimits:
    """R1: how long a departure counts, and what share of the team makes it high."""

    within_days: int = limit("a departure counts for", "days")
    high_leavers: int = limit("high from", "departures")
    high_share: float = limit("that are this share of the team", share=True)


def _evaluate_teammate_left(scope: RuleScope, limits: TeammateLeftLimits) -> pl.DataFrame:
    """R1: someone of the same team left while the rep was there."""
    mates = scope.day.visible("reps").lazy().filter(pl.col("team").is_not_null())
    window = scope.day.ago(limits.within_days)
    here = (pl.col("hire_date") < window) & (pl.col("end_date").is_null() | (pl.col("end_date") >= window))
    team_sizes = (
        mates.filter(here)
        .group_by("team")
        .agg(pl.len().alias("here"), pl.col("end_date").count().alias("lost"))
    )
    known_them = pl.col("hire_date").is_null() | (pl.col("hire_date") < pl.col("gone"))
    departures = (
        scope.team.reps.lazy()
        .select("rep_id", "team", "hire_date")
        .join(
            mates.filter(pl.col("end_date").is_not_null()).select("team", pl.col("end_date").alias("gone")),
            on="team",
        )
        .filter(known_them)
        .sort("rep_id", "gone")
    )
    # Departures whose windows touch keep the flag open without a day in between.
    apart = (pl.col("gone") - pl.col("gone").shift(1).over("rep_id")).dt.total_days() > limits.within_days + 1
    last = (
        departures.with_columns(pl.when(apart.fill_null(value=True)).then("gone").alias("opened"))
        .group_by("rep_id", maintain_order=True)
        .agg(pl.col("gone").last(), pl.col("opened").drop_nulls().last())
    )
    recent = (pl.col("gone") >= window).fill_null(value=False)
    lost = pl.col("lost").fill_null(0)
    many = (lost >= limits.high_leavers) & (lost >= limits.high_share * pl.col("here").fill_null(0))
    told = lost.is_between(1, pl.col("here")) & (pl.col("here") >= HIDDEN_BELOW)
    numbers = team_sizes.join(
        scope.team.reps.lazy().select("rep_id", "team"), on="team", how="right"
    ).join(last, on="rep_id", how="left").drop("team")  # fmt: skip
    return scope.team.beside_reps(numbers, "team").select(
        pl.when(pl.col("team").is_null())
        .then(None)
        .when(~recent)
        .then(CLEAR)
        .otherwise(pl.when(many).then(HIGH).otherwise(WATCH))
        .alias("severity"),
        pl.col("opened").alias("since"),
        team_words("team").alias("team"),
        "gone",
        pl.when(told).then("here").alias("here"),
        pl.when(told).then("lost").alias("lost"),
        pl.lit(limits.within_days).alias("within"),
    )


def team_words(team: str) -> pl.Expr:
    """A team as it is spoken of: `Team North`, without saying team twice."""
    named = pl.col(team).str.to_lowercase().str.contains(r"\bteam\b")
    return pl.when(named).then(pl.col(team)).otherwise(sentence("Team {}", pl.col(team)))


def _teammate_left() -> pl.Expr:
    last_day = day_words(pl.col("gone") - pl.duration(days=1))
    counted = sentence(
        "{} lost {} of {} in {} d, the last on {}",
        pl.col("team"), pl.col("lost"), pl.col("here"), pl.col("within"), last_day,
    )  # fmt: skip
    uncounted = sentence("A colleague in {} left on {}", pl.col("team"), last_day)
    return pl.coalesce(counted, uncounted)


def _leavers_of_team(scope: RuleScope, limits: TeammateLeftLimits, rep: int) -> pl.DataFrame:
    team, hired = scope.team.reps.item(rep, "team"), scope.team.reps.item(rep, "hire_date")
    recent = (pl.col("team") == team) & (pl.col("end_date") >= scope.day.ago(limits.within_days))
    met = pl.lit(value=True) if hired is None else pl.col("end_date") > hired
    leavers = scope.day.visible("reps").filter(recent & met)
    return leavers.sort("end_date", "rep_id", descending=[True, False])


TEAMMATE_LEFT: Final = Flag(
    "R1",
    ("watch", "high"),
    (("reps",),),
    "somebody of the same team left in the last {within_days} days; high when the team lost at least "
    "{high_leavers} and at least {high_share} of those here {within_days} days ago",
    "a team on record; departures before the rep came do not count; the size of a team below 5 is not told",
    limits=TeammateLeftLimits,
    numbers={
        "team": pl.String(),
        "gone": pl.Date(),
        "here": pl.UInt32(),
        "lost": pl.UInt32(),
        "within": pl.Int32(),
    },
    evaluate=_evaluate_teammate_left,
    sentence=_teammate_left,
    behind=_leavers_of_team,
)


@dataclass(frozen=True)
class TeamEnpsLimits:
    """R5: how long a wave of answers counts, and from how many on. Below 5 answers it never speaks."""

    within_days: int = limit("a wave of answers counts for", "days")
    minimum_answers: int = limit("not judged below", "answers of the team")

    @property
    def answers_needed(self) -> int:
        """Answers below which the wave is hidden."""
        return max(self.minimum_answers, HIDDEN_BELOW)


def _evaluate_team_enps(scope: RuleScope, limits: TeamEnpsLimits) -> pl.DataFrame:
    """R5: the team's latest wave with enough answers has more detractors than promoters."""
    states = _team_states(scope, limits)
    on_time = pl.col("wave") >= scope.day.ago(limits.within_days)
    latest = states.group_by("team", maintain_order=True).agg(pl.all().last()).filter(on_time)
    teams = scope.team.reps.lazy().select("rep_id", "team", "hire_date").filter(pl.col("team").is_not_null())
    numbers = teams.join(latest.lazy(), on="team").select(
        "rep_id", "wave", "answers", "net", pl.max_horizontal("opened", "hire_date").alias("since")
    )
    return scope.team.beside_reps(numbers, "team").select(
        pl.when(pl.col("net") < 0).then(WATCH).when(pl.col("net") >= 0).then(CLEAR).alias("severity"),
        "since",
        team_words("team").alias("team"),
        (100 * pl.col("net") / pl.col("answers")).round(0).alias("enps"),
        "answers",
        "wave",
    )


def _team_states(scope: RuleScope, limits: TeamEnpsLimits) -> pl.DataFrame:
    """The team's eNPS after each day of answers: `team`, `wave`, `answers`, `net`, `opened`; days rising.

    A wave speaks from its first day with enough answers on, until a later wave does.
    """
    enough = limits.answers_needed
    days = (
        _team_answers(scope)
        .lazy()
        .group_by("team", "wave", "answered")
        .agg(pl.len().alias("answers"), pl.col("mark").cast(pl.Int64).sum().alias("net"))
        .sort("team", "wave", "answered")
        .with_columns(pl.col("answers", "net").cum_sum().over("team", "wave"))
        .filter(pl.col("answers") >= enough)
        .sort("team", "answered", "wave")
        .filter(pl.col("wave") == pl.col("wave").cum_max().over("team"))
    )
    below = pl.col("net") < 0
    still_counts = (pl.col("answered") - pl.col("wave").shift(1)).dt.total_days() <= limits.within_days + 1
    goes_on = (below.shift(1) & still_counts).over("team").fill_null(value=False)
    opened = pl.when(below & ~goes_on).then("answered").forward_fill().over("team")
    return days.with_columns(opened.alias("opened")).collect(engine="in-memory")


def _team_answers(scope: RuleScope) -> pl.DataFrame:
    """One valid answer per person and wave, the latest, with the team it counts for."""
    everything = Period(date.min, scope.as_of + ONE_DAY)
    answers = survey_answers(scope.book, scope.as_of, everything, "enps").filter(pl.col("inside"))
    teams = scope.day.visible("reps").select("rep_id", pl.col("team").alias("own_team"))
    return (
        answers.unique(["wave", "respondent"], keep="last", maintain_order=True)
        .join(teams, on="rep_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("team", "own_team").alias("team"))
        .filter(pl.col("team").is_not_null())
    )


def _team_enps() -> pl.Expr:
    enps = pl.col("enps").cast(pl.Int64)
    return sentence(
        "{}: eNPS {} from {}, asked from {} on",
        pl.col("team"),
        sentence(MINUS + "{}", enps.abs()),
        plural_words(pl.col("answers"), "answer"),
        day_words(pl.col("wave")),
    )


def _answers_of_team(scope: RuleScope, limits: TeamEnpsLimits, rep: int) -> pl.DataFrame:
    """The scores of the team's wave, without who gave them: never a person's score."""
    team = scope.team.reps.item(rep, "team")
    states = _team_states(scope, limits).filter(pl.col("team") == team)
    wave = states.get_column("wave").last() if states.height else None
    answers = _team_answers(scope).filter((pl.col("team") == team) & (pl.col("wave") == wave))
    return answers.select("team", "wave", "score", "scale", "mark").sort(pl.all())


TEAM_ENPS: Final = Flag(
    "R5",
    ("watch",),
    (("reps", "surveys"),),
    "the team's latest wave of eNPS is below zero: more detractors than promoters; the same for all the team",
    "at least {answers_needed} answers of the team in a wave not older than {within_days} days; below "
    "that it is hidden. Never a person's score",
    limits=TeamEnpsLimits,
    numbers={"team": pl.String(), "enps": pl.Float64(), "answers": pl.UInt32(), "wave": pl.Date()},
    evaluate=_evaluate_team_enps,
    sentence=_team_enps,
    behind=_answers_of_team,
)
