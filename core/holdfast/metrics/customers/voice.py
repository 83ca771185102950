"""What customers and reps say: NPS, satisfaction, eNPS, and how many say nothing. Spec §5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.answers import account_scores, latest_of_each
from holdfast.figures import FEW, HIDDEN_BELOW, Figure
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.metrics.sums import Share
from holdfast.statistics.intervals.nps import NetScore, net_change, net_score
from holdfast.words.numerals import number_text

if TYPE_CHECKING:
    from datetime import date

SURVEYS: Final = (("surveys",),)
RATED: Final = (("surveys",), ("tickets",))
NET_PROMOTER: Final = "Net promoter score (Reichheld 2003); interval: adjusted Wald, Rocks 2016"
NOT_DISTINGUISHABLE: Final = "not distinguishable from no change"
NO_ANSWERS: Final = "no valid answers in the period"
NOBODY_ASKED: Final = (
    "no invitations on file for the period: an export of answers alone does not tell who kept silent"
)

_scored = pl.col("mark").is_not_null()
_asked = pl.col("invitations") > 0


def net(marks: pl.Series) -> NetScore | None:
    """The score of marks (1, 0, −1; nulls are left out); None where there are none."""
    return net_score(int((marks == 1).sum()), int((marks == 0).sum()), int((marks == -1).sum()))


def _measured(score: NetScore, note: str | None = None) -> Measured:
    return Measured(
        score.value,
        score.low,
        score.high,
        numerator=score.promoters - score.detractors,
        denominator=score.n,
        note=note,
        status="few" if score.n < FEW else "ok",
    )


def net_figure(metric: str, score: NetScore) -> Figure:
    """A score as the figure of a metric."""
    measured = _measured(score)
    return Figure(
        metric,
        measured.value,
        "score",
        measured.low,
        measured.high,
        measured.numerator,
        measured.denominator,
        measured.status or "ok",
    )


def change_between(later: NetScore, earlier: NetScore) -> Figure:
    """The change from one wave to the next as a figure; its note where it is not distinguishable."""
    change = net_change(later, earlier)
    return Figure(
        "nps.change",
        change.value,
        "score",
        change.low,
        change.high,
        denominator=later.n + earlier.n,
        status="few" if min(later.n, earlier.n) < FEW else "ok",
        note=None if change.is_distinguishable else NOT_DISTINGUISHABLE,
    )


def _nps(scope: Scope) -> Measured:
    score = net(scope.facts.get_column("mark"))
    return Measured(None, note=NO_ANSWERS) if score is None else _measured(score, _who_answered(scope.facts))


def _who_answered(surveyed: pl.DataFrame) -> str | None:
    """How many came back and who said nothing: a score of those who answer is not one of all."""
    asked = surveyed.filter(_asked)
    if asked.is_empty():
        return "no invitations on file, so nobody can tell how many kept silent"
    sent, returned, silent = asked.select(
        pl.col("invitations").sum(),
        pl.col("returned").sum(),
        (pl.col("returned") == 0).mean().alias("silent"),
    ).row(0)
    return f"{returned} of {sent} invitations answered; {silent:.0%} of the customers asked kept silent"


def _scored_customers(scope: Scope, _part: str) -> pl.DataFrame:
    return _with_points(scope.facts.filter(_scored))


def _with_points(scored: pl.DataFrame) -> pl.DataFrame:
    """With the `points` of each mark: 100, 0 or −100, whose mean is the score."""
    return scored.with_columns((100 * pl.col("mark").cast(pl.Int64)).alias("points"))


def _nps_change(scope: Scope) -> Measured:
    waves = _last_waves(scope)
    if len(waves) < 2:
        return Measured(None, note="there are not two waves with answers yet")
    later, earlier = (net(wave.get_column("mark")) for wave in waves)
    if later is None or earlier is None:
        return Measured(None, note="there are not two waves with answers yet")
    change = change_between(later, earlier)
    days = [wave.get_column("wave")[0] for wave in waves]
    verdict = f"{change.note}; " if change.note else ""
    return Measured(
        change.value,
        change.low,
        change.high,
        denominator=change.denominator,
        note=f"{verdict}wave of {days[0]} ({number_text(later.value, signed=True)}, n {later.n}) "
        f"against {days[1]} ({number_text(earlier.value, signed=True)}, n {earlier.n})",
        status=change.status,
    )


def wave_answers(answers: pl.DataFrame, end: date) -> pl.DataFrame:
    """Answers and invitations to the NPS question of the waves that began before `end`, with `account`.

    `answers`: as `survey_answers`.
    """
    return answers.filter((pl.col("kind") == "nps") & (pl.col("wave") < end)).with_columns(
        pl.coalesce("customer_id", "respondent").alias("account")
    )


def scores_of_wave(answers: pl.DataFrame, wave: date) -> pl.DataFrame:
    """Account scores of one wave of `wave_answers`, by account: as `account_scores`, with `wave`."""
    inside = answers.lazy().filter((pl.col("wave") == wave) & _scored)
    scored = account_scores(latest_of_each(inside), "customer", "customer_id")
    return scored.with_columns(pl.lit(wave).alias("wave")).sort("account").collect()


def _last_waves(scope: Scope) -> list[pl.DataFrame]:
    """Account scores of the last wave that began before the end of the period, and of the one before."""
    answers = wave_answers(scope.facts, scope.period.end)
    days = answers.filter(_scored).get_column("wave").unique().sort(descending=True).head(2).to_list()
    return [scores_of_wave(answers, day) for day in days]


def _wave_rows(scope: Scope, _part: str) -> pl.DataFrame:
    """The answers of both waves; `points`: the part of each in its wave's score, taken off for the older."""
    waves = _last_waves(scope)
    if not waves:
        return pl.DataFrame(schema={**dict.fromkeys(_WAVE_COLUMNS, pl.String), "points": pl.Float64})
    return pl.concat(
        wave.with_columns((sign * 100 * pl.col("mark") / wave.height).alias("points"))
        for sign, wave in zip((1, -1), waves, strict=False)
    )


_WAVE_COLUMNS: Final = ("customer_id", "name", "wave", "score", "mark", "answered")


def _enps(scope: Scope) -> Measured:
    score = net(_rep_answers(scope).get_column("mark"))
    if score is None:
        return Measured(None, note=NO_ANSWERS)
    if score.n < HIDDEN_BELOW:
        return Measured(None, note=HIDDEN_NOTE, status="hidden")
    return _measured(score)


def _rep_answers(scope: Scope) -> pl.DataFrame:
    """One answer per person: the latest inside the period."""
    inside = scope.facts.filter((pl.col("kind") == "enps") & pl.col("inside"))
    return inside.sort("answered", "row").unique("respondent", keep="last", maintain_order=True)


def _enps_rows(scope: Scope, _part: str) -> pl.DataFrame:
    """The answers by team, without who gave them; none while there are too few to hide behind."""
    answers = _rep_answers(scope).select("team", "score", "scale", "mark")
    shown = answers.height >= HIDDEN_BELOW
    return _with_points(answers.sort(pl.all()) if shown else answers.clear())


DETRACTED: Final = (pl.col("kind") == "nps") & pl.col("inside") & (pl.col("mark") == -1)
"""Answers to the NPS question inside the period that detract."""

_followed_up = DETRACTED & pl.col("tells_loops")
_invited = (pl.col("kind") == "nps") & pl.col("asked_inside")
RATED_INSIDE: Final = (pl.col("kind") == "csat") & pl.col("inside")
"""Satisfaction answers inside the period."""

VOICE_METRICS: Final = (
    Metric(
        "nps.customers",
        "Net promoter score",
        "100 · (promoters − detractors) ÷ customers with an answer; a customer scores the median of each "
        "contact's latest answer",
        "customers with a valid answer to the NPS question inside the period",
        "score",
        1,
        SURVEYS,
        "adjusted Wald",
        NET_PROMOTER,
        Computed(_nps, _scored_customers, adds_up="points", made="mean", amount_title="Points"),
        subject="surveyed customer",
        nothing=NO_ANSWERS,
        synonyms=("NPS", "net promoter", "taux de recommandation", "passaparola", "صافي نقاط الترويج"),
    ),
    Metric(
        "nps.change",
        "Net promoter score, change between waves",
        "score of the last wave − score of the wave before; a wave is every invitation within 30 days of its "
        "first",
        "customers with a valid answer in either wave",
        "score",
        1,
        SURVEYS,
        "Wald, variances not below the adjusted ones",
        NET_PROMOTER,
        Computed(
            _nps_change,
            _wave_rows,
            columns=(
                ("name", "Customer"),
                ("wave", "Wave"),
                ("score", "Score"),
                ("mark", "Counts"),
                ("answered", "Last answer"),
            ),
            adds_up="points",
            amount_title="Points",
        ),
        subject="answer",
        nothing="there are not two waves with answers yet",
    ),
    Metric(
        "nps.response_rate",
        "NPS response rate",
        "invitations to the NPS question answered by the as-of date ÷ invitations sent inside the period",
        "invitations to the NPS question inside the period, where the export lists those nobody answered",
        "ratio",
        1,
        SURVEYS,
        "Wilson",
        "Response rate as survey practice defines it",
        Share(_invited & pl.col("answered").is_not_null(), _invited),
        subject="answer",
        nothing=NOBODY_ASKED,
        synonyms=("survey participation",),
    ),
    Metric(
        "nps.silent_share",
        "Survey silence",
        "customers asked inside the period of whom no contact answered ÷ customers asked",
        "customers asked the NPS question inside the period",
        "ratio",
        -1,
        SURVEYS,
        "Wilson",
        "Silence is a sign of its own: who does not answer leaves more often than who does",
        Share(_asked & (pl.col("returned") == 0), _asked),
        subject="surveyed customer",
        nothing=NOBODY_ASKED,
        synonyms=("non-response", "silent customers"),
    ),
    Metric(
        "nps.loops_closed",
        "Detractors answered",
        "answers of detractors that somebody came back on by the as-of date ÷ answers of detractors",
        "answers of detractors to the NPS question inside the period, where the export says when a loop was "
        "closed",
        "ratio",
        1,
        SURVEYS,
        "Wilson",
        "Closing the customer feedback loop, Harvard Business Review 12/2009",
        Share(_followed_up & pl.col("loop_closed").is_not_null(), _followed_up),
        subject="answer",
        nothing="no detractor in the period, or the export never says that somebody came back on an answer",
        synonyms=("closed loop", "loops closed", "boucle fermée"),
    ),
    Metric(
        "csat.customers",
        "Customer satisfaction",
        "answers of 4 or 5 on a scale of 5 (8–10 of 10, agree of three) ÷ valid answers, from surveys and "
        "rated tickets",
        "satisfaction answers inside the period",
        "ratio",
        1,
        RATED,
        "Wilson",
        "CSAT as the share of the top two of five",
        Share(RATED_INSIDE & pl.col("satisfied"), RATED_INSIDE),
        subject="answer",
        nothing="no satisfaction answers in the period",
        synonyms=("CSAT", "satisfaction client", "soddisfazione", "رضا العملاء"),
    ),
    Metric(
        "enps.reps",
        "Employee net promoter score",
        "100 · (promoters − detractors) ÷ reps with an answer; each rep's latest answer. On 1-5: 5 promotes, "
        "4 is passive; on agree3: agree promotes, neutral is passive",
        "reps with a valid answer inside the period; hidden below 5",
        "score",
        1,
        SURVEYS,
        "adjusted Wald",
        NET_PROMOTER,
        Computed(
            _enps,
            _enps_rows,
            columns=(("team", "Team"), ("score", "Score"), ("scale", "Scale"), ("mark", "Counts")),
            adds_up="points",
            made="mean",
            amount_title="Points",
        ),
        subject="answer",
        about_people=True,
        nothing=NO_ANSWERS,
        synonyms=("eNPS", "rep satisfaction", "employee engagement"),
    ),
)
"""Voice of customers and reps, the score beside who kept silent."""
