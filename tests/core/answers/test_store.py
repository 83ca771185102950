"""From a query to its facts: dates, comparison, filter, and what is kept between questions."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.worked import mrr_book, orders_book

from holdfast.answers import store as resolve
from holdfast.answers.store import FactsStore, kept_dates
from holdfast.errors import UsageError
from holdfast.query import Query, SortKey
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.timeline import Period


@pytest.fixture
def store() -> FactsStore:
    return FactsStore(orders_book(), default_thresholds())


def test_without_a_date_the_books_own_and_twelve_months(store: FactsStore) -> None:
    moment = store.answer(Query()).moment
    assert moment.as_of == date(2025, 5, 9)
    assert moment.period == Period(date(2024, 5, 10), date(2025, 5, 10))


def test_the_comparison_is_seen_as_it_was_when_its_period_closed(store: FactsStore) -> None:
    facts = store.answer(Query(date(2025, 5, 9), "2025-03")).facts
    before = store.before(facts)
    assert (before.as_of, before.period) == (date(2025, 2, 28), Period(date(2025, 2, 1), date(2025, 3, 1)))


def test_row_i_is_customer_i_on_every_date(store: FactsStore) -> None:
    for as_of in (date(2025, 1, 1), date(2025, 2, 1), date(2025, 6, 30)):
        customers = store.answer(Query(as_of)).facts.customers
        assert customers["customer"].to_list() == [0, 1, 2, 3, 4, 5]


def test_customers_not_yet_known_pass_no_filter(store: FactsStore) -> None:
    answer = store.answer(Query(date(2025, 1, 12), where="-id:c1"))
    assert answer.chosen["customer_id"].to_list() == ["c2"]
    assert (answer.moment.shown, answer.moment.total) == (1, 2)


def test_a_blank_filter_narrows_nothing(store: FactsStore) -> None:
    assert not store.answer(Query(where="  ")).filtered
    assert store.answer(Query(where="  ")).customers is None
    assert store.answer(Query(where="id:c1")).filtered


def test_the_same_question_is_computed_once(store: FactsStore) -> None:
    first = store.answer(Query(where="id:c1")).facts
    assert store.answer(Query(where="id:c2")).facts is first


def test_a_step_of_the_period_finds_the_flags_of_the_day_ready(
    store: FactsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2025, 5, 9)
    year = store.answer(Query(day, "12m")).facts
    monkeypatch.setattr(resolve, "evaluate", None)
    month = store.answer(Query(day, "1m")).facts
    assert month.raised is year.raised
    assert month.customers["risk"].to_list() == year.customers["risk"].to_list()
    assert month.customers["revenue_period"].to_list() != year.customers["revenue_period"].to_list()
    with pytest.raises(TypeError):
        store.answer(Query(date(2025, 5, 8)))


def test_the_order_holds_only_the_chosen(store: FactsStore) -> None:
    answer = store.answer(Query(date(2025, 6, 30), where="orders>=2"))
    order = store.order(answer, (SortKey("orders", descending=True), SortKey("customer_id")))
    assert order.to_list() == [0, 5, 2, 3]


def test_the_change_of_the_last_day_is_seen_that_day_and_not_before() -> None:
    store = FactsStore(mrr_book(), default_thresholds())
    mrr = {
        day: store.answer(Query(date(2025, 1, day))).facts.customers["mrr"].sum() // 10_000 for day in (4, 5)
    }
    assert mrr == {4: 500, 5: 580}


def test_a_period_after_the_as_of_date_is_refused(store: FactsStore) -> None:
    with pytest.raises(UsageError, match="starts after"):
        store.answer(Query(date(2025, 1, 31), "2025-02-01..2025-02-28"))


def test_a_large_book_keeps_fewer_dates_but_always_the_one_shown_and_the_one_before() -> None:
    assert kept_dates(400) == 6
    assert kept_dates(300_000) == 4
    assert kept_dates(5_000_000) == 2
    assert kept_dates(0) == 6


def test_a_date_that_was_made_ready_in_steps_is_answered_as_one_that_is_asked_for_at_once() -> None:
    query = Query(date(2025, 4, 30))
    ready, fresh = (FactsStore(orders_book(), default_thresholds()) for _ in range(2))
    assert ready.keeps_neighbours
    assert len(list(ready.steps_to(query))) > 10, "a rule is a step, so that a question waits for no more"
    made, asked = ready.answer(query).facts, fresh.answer(query).facts
    assert made.customers.equals(asked.customers)
    assert made.rep_flags.levels.equals(asked.rep_flags.levels)
    assert all(made.raised[flag].equals(seen) for flag, seen in asked.raised.items())


def test_what_was_made_ready_is_not_made_again(store: FactsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query(date(2025, 4, 30))
    for _ in store.steps_to(query):
        pass
    monkeypatch.setattr(resolve, "evaluate", None)
    monkeypatch.setattr(resolve, "customer_facts", None)
    assert store.answer(query).facts.as_of == date(2025, 4, 30)


def test_a_book_too_large_to_keep_neighbours_says_so(
    store: FactsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "KEPT_ROWS", 12)
    assert not store.keeps_neighbours
