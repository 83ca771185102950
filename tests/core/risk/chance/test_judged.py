"""Which model of loss a book is judged by: simulated books whose truth is known, worked numbers, no leak."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk.desk import evaluated

from holdfast.book.book import Book
from holdfast.book.disk import cache as book_cache
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.chance import judged as module
from holdfast.risk.chance.features import features_at
from holdfast.risk.chance.judged import MINIMUM_TRIED, Judged, judge, judged_of
from holdfast.risk.chance.models import KINDS, LogisticModel, learn
from holdfast.risk.chance.rates import are_known, loss_rates
from holdfast.risk.chance.words import model_terms
from holdfast.risk.past.backtest import HORIZON, calendar_of
from holdfast.risk.past.tally import apart
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.watch import CancelledError, Watch
from holdfast.schema.settings import BookSettings
from holdfast.scores.priority import PriorityTerms, priority_terms
from holdfast.timeline import Duration

AS_OF = date(2025, 6, 30)
SETTINGS = BookSettings(name="Test book", currency="EUR", active_window=Duration(months=6))


@cache
def orders(fading: int = 160, steady: int = 140) -> tuple[dict[str, Any], ...]:
    """Buyers every 20 to 40 days from 2022 on; the fading ones stop for good at some time, without a sign."""
    dice = random.Random(3)
    rows = []
    for number in range(fading + steady):
        gap, worth = dice.randint(20, 40), dice.randint(20, 400)
        day = date(2022, 1, 1) + timedelta(days=dice.randint(0, 200))
        stops = date(2022, 9, 1) + timedelta(days=dice.randint(0, 1000)) if number < fading else date.max
        while day <= min(AS_OF, stops):
            rows.append({"customer_id": f"c{number:03}", "order_date": day, "amount": worth})
            day += timedelta(days=max(1, gap + dice.randint(-6, 6)))
    return tuple(rows)


@cache
def fading_book() -> Book:
    return make_book(settings=SETTINGS, orders=orders())


@cache
def found_fading() -> Judged:
    """Judged once for all who ask about it."""
    return judge(fading_book(), AS_OF)


def noise() -> Book:
    """Subscribers who leave for no reason that shows: neither how long they are here nor what they pay."""
    dice = random.Random(9)
    rows = []
    for number in range(400):
        start = date(2022, 1, 1) + timedelta(days=dice.randint(0, 900))
        ends = start + timedelta(days=int(dice.expovariate(1 / 900)) + 1)
        rows.append(
            {
                "customer_id": f"n{number:03}",
                "start": start,
                "end": ends if ends <= AS_OF else None,
                "mrr": dice.randint(50, 150),
            }
        )
    return make_book(subscriptions=rows)


@pytest.mark.thorough
def test_who_is_silent_for_longer_than_usual_is_found_before_who_pays_most() -> None:
    found = found_fading()
    assert found.model is not None
    assert found.losses >= MINIMUM_TRIED
    assert found.taken is not None
    assert found.taken.low > 0
    assert found.taken.top > 2 * found.top_revenue
    assert [tried.kind for tried in found.tried] == list(KINDS)
    base, cadence, _ = found.tried
    assert base.gain == 0
    assert cadence.low > 0, "the clock alone tells more than the rate of all"


def test_the_log_score_of_the_rate_of_all_is_worked_out_by_hand() -> None:
    # At each month-end tried, every active customer is told the share lost after those known by then.
    book, found = fading_book(), found_fading()
    looked = [module.seen_at(book, end, HORIZON) for end in _looked_at(book)]
    score = customers = 0.0
    for place, now in enumerate(looked):
        known = pl.concat(looked[:place]).get_column("lost") if place else pl.Series([], dtype=pl.Boolean)
        if int(known.sum()) < 10:
            continue
        share = known.sum() / known.len()
        lost = int(now.get_column("lost").sum())
        for hits, rate in ((lost, share), (now.height - lost, 1 - share)):
            score += hits * pl.Series([rate]).log().item()
        customers += now.height
    assert found.tried[0].score == pytest.approx(score / customers, rel=1e-12)


def _looked_at(book: Book) -> tuple[date, ...]:
    return apart(calendar_of(book, AS_OF))


@pytest.mark.thorough
def test_nothing_is_taken_where_nothing_shows_who_leaves() -> None:
    found = judge(noise(), AS_OF)
    assert found.losses >= MINIMUM_TRIED
    assert found.model is None


@pytest.mark.thorough
def test_a_model_is_not_taken_on_fewer_losses_than_it_can_be_tried_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert found_fading().model is not None
    monkeypatch.setattr(module, "MINIMUM_TRIED", found_fading().losses + 1)
    assert judge(fading_book(), AS_OF).model is None


@pytest.mark.thorough
def test_what_comes_after_the_day_changes_no_model_and_no_order() -> None:
    as_of = date(2024, 10, 15)
    then = make_book(settings=SETTINGS, orders=[row for row in orders() if row["order_date"] <= as_of])
    assert judge(then, as_of) == judge(fading_book(), as_of)
    query = Query(as_of, columns=("customer_id", "loss_rate", "priority"), where="active:yes")
    frames = [Engine(book).customers(query).frame for book in (then, fading_book())]
    assert frames[0].equals(frames[1])
    assert frames[0].get_column("priority").null_count() == 0


@pytest.mark.thorough
def test_the_order_of_rows_changes_no_model() -> None:
    turned = make_book(settings=SETTINGS, orders=list(reversed(orders())))
    one, other = (
        Engine(book).customers(Query(AS_OF, columns=("customer_id", "loss_rate"))).frame
        for book in (fading_book(), turned)
    )
    assert one.sort("customer_id").equals(other.sort("customer_id"))


@pytest.mark.thorough
def test_opening_the_book_again_finds_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, again = (make_book(settings=SETTINGS, orders=orders()) for _ in range(2))
    assert book_cache.store(first)
    limits = default_thresholds()
    assert not are_known(first, AS_OF, limits)
    found = judged_of(first, AS_OF, limits)
    monkeypatch.setattr(module, "judge", None)
    assert are_known(again, AS_OF, limits)
    stored = judged_of(again, AS_OF, limits)
    assert replace(stored, model=None) == replace(found, model=None)
    assert stored.model is not None
    assert found.model is not None
    assert stored.model.described() == found.model.described()


def test_it_can_be_called_off() -> None:
    with pytest.raises(CancelledError):
        judge(fading_book(), AS_OF, Watch(cancelled=lambda: True))


def test_a_model_is_sure_of_nobody_and_its_interval_holds_its_rate() -> None:
    rates = loss_rates(fading_book(), AS_OF, default_thresholds())
    assert rates is not None
    facts = evaluated(fading_book(), AS_OF)
    rows = rates.of(facts).filter(facts.get_column("active"))
    assert set(rows.get_column("rate_status").cast(pl.String)) == {"model"}
    inside = rows.select(
        (pl.col("low") >= 0) & (pl.col("low") <= pl.col("loss_rate"))
        & (pl.col("loss_rate") <= pl.col("high")) & (pl.col("high") <= 1)
    )  # fmt: skip
    assert inside.to_series().all()
    assert rates.of(facts).filter(~facts.get_column("active")).get_column("loss_rate").null_count() > 0
    # A part of the customers is told the same.
    part = facts.filter(pl.col("customer") % 7 == 3)
    assert rates.of(part).equals(rates.of(facts).filter(facts.get_column("customer") % 7 == 3))


def test_the_terms_of_a_customer_are_said_with_their_direction_and_the_proof() -> None:
    book, limits = fading_book(), default_thresholds()
    facts = evaluated(book, AS_OF)
    rates = loss_rates(book, AS_OF, limits)
    assert rates is not None
    likely = rates.of(facts).get_column("loss_rate").arg_max()
    assert likely is not None
    found = priority_terms(book, AS_OF, facts, limits, likely)
    assert isinstance(found, PriorityTerms)
    assert found.status == "model"
    assert found.priority == pytest.approx(
        found.revenue * (found.loss_rate - found.base_rate) * found.contactable, abs=0.01
    )
    assert "expected loss €" in found.sentence
    assert "its usual gap ago" in found.sentence
    # Of the same customer the logistic model says which of its terms speak for a loss, and which against it.
    rows = pl.concat([module.seen_at(book, end, HORIZON) for end in _looked_at(book)[-4:]])
    by_terms = replace(rates, judged=replace(rates.judged, model=learn("logistic", rows)))
    assert "(+)" in model_terms(book, AS_OF, by_terms, likely)
    assert "month-ends it had not seen" in found.sentence
    assert "by revenue" in found.sentence
    assert found.sentence.endswith("rates include whatever was done about the flags")


def test_the_terms_of_the_logistic_model_are_the_facts_of_the_day() -> None:
    features = features_at(fading_book(), AS_OF, HORIZON)
    facts = evaluated(fading_book(), AS_OF)
    for told, fact in (("overdue_ratio", "overdue_ratio"), ("number", "orders"), ("revenue", "revenue")):
        assert features.get_column(told).to_list() == facts.get_column(fact).to_list(), told
    # The window is half a year: of the horizon of 90 days the part counts that lies after it has closed.
    row = features.filter(pl.col("closes_in").is_between(1, 89)).row(0, named=True)
    assert row["closing"] == pytest.approx((90 - row["closes_in"]) / 90)
    model = found_fading().model
    if isinstance(model, LogisticModel):
        assert set(model.fitted.features) <= set(features.columns)
