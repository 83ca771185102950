"""The room of voice: waves, months, scores, comments and loops, each opening what it counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.selection import FigureGroup, SatisfactionOf, ScoredCustomers, WaveOfSurvey
from holdfast.views.voice.results import VoiceRoomView

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
JUNE = Query(as_of=date(2025, 6, 30))


def said(customer: str, score: float | None, invited: str = "2025-05-10", **more: Any) -> Row:
    answered = None if score is None else f"{invited[:8]}20"
    return {
        "kind": "nps",
        "customer_id": customer,
        "score": score,
        "invited": invited,
        "answered": answered,
        **more,
    }


ANSWERS = [
    said("a", 10, "2024-11-10"),
    said("b", 2, "2024-11-10", loop_closed="2024-11-30"),
    said("a", 9),
    said("b", 8),
    said("c", 3, comment="Late again"),
    said("d", 6, loop_closed="2025-07-01"),
    said("e", None),
    said("a", 5, kind="csat", scale="1-5"),
]


def engine(rows: list[Row] | None = None) -> Engine:
    names = ("a", "b", "c", "d", "e")
    return Engine(
        make_book(
            customers=[
                {"customer_id": name, "name": f"Customer {name}", "segment": "Big" if name < "c" else "Small"}
                for name in names
            ],
            orders=[{"customer_id": name, "order_date": "2025-06-30", "amount": 1} for name in names],
            surveys=ANSWERS if rows is None else rows,
        )
    )


def room(**changes: Any) -> VoiceRoomView:
    return engine().voice_room(JUNE, **changes)


def column(rows: Any, name: str) -> list[Any]:
    return list(rows.fetch(0, len(rows), [name])[name])


@pytest.mark.thorough
def test_a_wave_says_score_change_response_and_silence() -> None:
    newest, before = room().waves
    assert (newest.first, newest.promoters, newest.passives, newest.detractors) == (
        date(2025, 5, 10),
        1,
        1,
        2,
    )
    assert newest.score.value == -25
    assert (newest.response.numerator, newest.response.denominator) == (4, 5)
    assert (newest.silence.numerator, newest.silence.denominator) == (1, 5)
    assert newest.change is not None
    assert (newest.change.value, newest.change.note) == (-25, "not distinguishable from no change")
    assert (before.score.value, before.change) == (0, None)


@pytest.mark.thorough
def test_the_newest_wave_is_what_the_figures_say() -> None:
    view = room()
    change = view.figures["nps.change"]
    newest = view.waves[0].change
    assert newest is not None
    assert (change.value, change.low, change.high) == (newest.value, newest.low, newest.high)


@pytest.mark.thorough
def test_every_part_of_a_wave_opens_the_customers_it_counts() -> None:
    asked = engine()
    first = asked.voice_room(JUNE).waves[0].first
    counts = {"answered": 4, "promoters": 1, "passives": 1, "detractors": 2, "silent": 1}
    for part, count in counts.items():
        rows = asked.customers_of(JUNE, WaveOfSurvey(first, part))  # type: ignore[arg-type]  # a part
        assert len(rows.rows) == count, part
    silent = asked.customers_of(JUNE, WaveOfSurvey(first, "silent"))
    assert column(silent.rows, "name") == ["Customer e"]
    assert silent.sentence == "1 customer of whom nobody answered"


@pytest.mark.thorough
def test_a_loop_closed_later_is_still_open() -> None:
    view = room()
    # d was answered a day after the as-of date; b in its first wave lies in the period too.
    assert column(view.detractors, "name") == ["Customer c", "Customer d", "Customer b"]
    assert column(view.detractors, "state") == ["open", "open", "answered"]
    assert column(view.detractors, "days") == [41, 41, 10]
    closed = view.figures["nps.loops_closed"]
    assert (closed.numerator, closed.denominator) == (1, 3)


@pytest.mark.thorough
def test_without_a_day_of_coming_back_nobody_is_said_to_wait() -> None:
    rows: list[Row] = [{**row, "loop_closed": None} for row in ANSWERS]
    view = engine(rows).voice_room(JUNE)
    assert view.figures["nps.loops_closed"].status == "n/a"
    assert set(column(view.detractors, "state")) == {"not told"}


@pytest.mark.thorough
def test_comments_come_newest_first_and_those_of_staff_never() -> None:
    rows = [
        *ANSWERS,
        said("b", 8, "2025-06-01", comment="Fine"),
        {"kind": "enps", "rep_id": "r", "score": 3, "answered": "2025-06-25", "comment": "I want to leave"},
    ]
    found = engine(rows).voice_room(JUNE).comments
    assert column(found, "comment") == ["Fine", "Late again"]
    assert column(found, "said") == ["passive", "detractor"]
    assert found.customer_at(1) is not None


@pytest.mark.thorough
def test_scores_and_months_add_up_to_their_figures_and_open() -> None:
    asked = engine()
    view = asked.voice_room(JUNE)
    nps, csat = view.figures["nps.customers"], view.figures["csat.customers"]
    assert sum(one.customers for one in view.scores) == nps.denominator
    assert sum(one.customers * one.mark for one in view.scores) == nps.numerator
    for one in view.scores:
        assert len(asked.customers_of(JUNE, ScoredCustomers(one.score, one.mark)).rows) == one.customers
    assert len(view.months) == 12
    assert sum(month.figure.denominator or 0 for month in view.months) == csat.denominator == 1
    assert len(asked.customers_of(JUNE, SatisfactionOf(date(2025, 5, 1))).rows) == 1


@pytest.mark.thorough
def test_a_filter_and_a_split_narrow_what_is_said() -> None:
    view = engine().voice_room(Query(as_of=JUNE.as_of, where="segment:Big"))
    assert [(group.group, group.figures["nps.customers"].denominator) for group in view.groups] == [
        ("Big", 2)
    ]
    assert (view.waves[0].promoters, view.waves[0].detractors) == (1, 0)
    groups = engine().voice_room(JUNE).groups
    assert {group.group for group in groups} == {"Big", "Small"}
    rows = engine().customers_of(JUNE, FigureGroup("nps.customers", "segment", "Small"))
    assert len(rows.rows) > 0


def test_without_surveys_the_room_names_the_file() -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-06-01", "amount": 1}])
    view = Engine(book).voice_room(JUNE)
    assert "surveys.csv" in view.locked["waves"]
    assert (view.waves, view.scores, len(view.comments)) == ((), (), 0)


def test_the_waves_of_the_sample_are_what_plain_polars_counts(sample_engine: Engine) -> None:
    surveys = pl.read_csv(SAMPLE / "surveys.csv", try_parse_dates=True).filter(pl.col("kind") == "nps")
    days = surveys.get_column("invited").unique().sort().to_list()
    firsts: list[date] = []
    for day in days:
        if not firsts or (day - firsts[-1]).days >= 30:
            firsts.append(day)
    counted = []
    for number, first in enumerate(firsts):
        until = firsts[number + 1] if number + 1 < len(firsts) else date.max
        wave = surveys.filter((pl.col("invited") >= first) & (pl.col("invited") < until))
        scores = (
            wave.filter(pl.col("score").is_not_null())
            .with_columns(pl.coalesce("contact_id", "customer_id").alias("who"))
            .sort("answered", maintain_order=True)
            .group_by("customer_id", "who", maintain_order=True)
            .last()
            .group_by("customer_id")
            .agg(pl.col("score").median())
            .get_column("score")
        )
        up, down = int((scores >= 9).sum()), int((scores <= 6).sum())
        answered = wave.get_column("answered").count() / wave.height
        counted.append((first, 100 * (up - down) / len(scores), up, down, answered))
    told = [
        (wave.first, wave.score.value, wave.promoters, wave.detractors, wave.response.value)
        for wave in sample_engine.voice_room(Query()).waves
    ]
    assert told == counted[::-1]


@pytest.mark.thorough
def test_the_room_says_what_show_metrics_says(sample_engine: Engine) -> None:
    view = sample_engine.voice_room(Query())
    for figure in sample_engine.metrics(Query(), list(view.figures)):
        assert view.figures[figure.id] == figure
