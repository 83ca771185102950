"""Unit jobs with a first and a last day: nobody over the places, and never worth less than could be had."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from holdfast.statistics.scheduling import Offer, scheduled


def test_a_worked_week_of_one_call_a_day() -> None:
    """Worth 9, 7, 5, 4 on days 0 to 2 with one place each; b and d must be done by day 0, c by day 1.

    By falling worth: a fits, b fits (day 0), c fits (day 1, a moves to day 2), d does not. Together 21, which
    no other three come to: without b there is d, which is worth less.
    """
    a, b, c, d = Offer(0, 0, 2), Offer(1, 0, 0), Offer(2, 0, 1), Offer(3, 0, 0)
    assert scheduled([a, b, c, d], [1, 1, 1]) == {1: 0, 2: 1, 0: 2}


def test_the_best_get_the_first_days_where_nothing_ends() -> None:
    jobs = [Offer(job, 0, 2) for job in range(5)]
    assert scheduled(jobs, [2, 0, 2]) == {0: 0, 1: 0, 2: 2, 3: 2}


def test_who_gets_a_place_goes_by_worth_and_when_by_number() -> None:
    """Number 3 is worth most and may wait until day 1; of the others only two find a place."""
    offers = [Offer(3, 0, 1), Offer(0, 0, 1), Offer(1, 0, 1), Offer(2, 0, 1)]
    assert scheduled(offers, [2, 1]) == {0: 0, 1: 0, 3: 1}


def test_a_second_offer_counts_where_the_first_found_no_place() -> None:
    offers = [Offer(0, 0, 0), Offer(1, 0, 0), Offer(1, 1, 1), Offer(2, 0, 1)]
    assert scheduled(offers, [1, 1]) == {0: 0, 1: 1}


def test_no_days_no_places_and_spans_outside_give_nobody_a_day() -> None:
    assert scheduled([Offer(0, 0, 0)], []) == {}
    assert scheduled([Offer(0, 0, 0)], [0]) == {}
    assert scheduled([Offer(0, 0, 2), Offer(1, 1, 0), Offer(2, -1, 0)], [1, 1]) == {}


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Offer], list[int]]:
    places = draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))
    days = st.integers(0, len(places) - 1)
    spans = draw(st.lists(st.tuples(days, days), max_size=6))
    numbers = draw(st.permutations(range(len(spans))))
    return [Offer(job, min(span), max(span)) for job, span in zip(numbers, spans, strict=True)], places


@given(weeks(), st.lists(st.integers(1, 50), min_size=6, max_size=6))
def test_no_other_set_of_jobs_is_worth_more(week: tuple[list[Offer], list[int]], drawn: list[int]) -> None:
    """Against every set of jobs and every way to give them days."""
    jobs, places = week
    worth = {job.job: one for job, one in zip(jobs, sorted(drawn, reverse=True), strict=False)}
    days = scheduled(jobs, places)
    assert all(job.first <= days[job.job] <= job.last for job in jobs if job.job in days)
    assert all(list(days.values()).count(day) <= free for day, free in enumerate(places))
    assert sum(worth[job] for job in days) == max(
        sum(worth[job.job] for job in some)
        for number in range(len(jobs) + 1)
        for some in combinations(jobs, number)
        if _fits(some, places)
    )


def _fits(jobs: tuple[Offer, ...], places: list[int]) -> bool:
    ways = product(*(range(job.first, job.last + 1) for job in jobs))
    return any(all(way.count(day) <= free for day, free in enumerate(places)) for way in ways)


@given(weeks(), st.integers(0, 5))
def test_one_job_less_moves_at_most_one_job_a_day(week: tuple[list[Offer], list[int]], gone: int) -> None:
    jobs, places = week
    before = scheduled(jobs, places)
    after = scheduled([job for job in jobs if job.job != gone], places)
    for day in range(len(places)):
        then, now = ({job for job, on in days.items() if on == day} for days in (before, after))
        assert len(then - now) <= 1
        assert len(now - then) <= 1
    if gone not in before:
        assert after == before


@given(weeks())
def test_a_job_done_on_its_day_takes_its_place_along_and_moves_nobody(
    week: tuple[list[Offer], list[int]],
) -> None:
    jobs, places = week
    before = scheduled(jobs, places)
    for done in [job for job, day in before.items() if day == 0]:
        rest = scheduled([job for job in jobs if job.job != done], [places[0] - 1, *places[1:]])
        assert rest == {job: day for job, day in before.items() if job != done}
