"""The engine, asked as the desk and the command line ask it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import END_OF_JUNE, JANUARY, mrr_book, orders_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.filters import FilterError
from holdfast.metrics.registry import METRICS
from holdfast.query import Query, SortKey
from holdfast.views.desk import usual_headlines

CLOSE = date(2025, 12, 31)
YEAR = Query(CLOSE, "2025")


def by_id(engine: Engine, query: Query) -> FiguresOf:
    return FiguresOf(engine, query)


def buyers(count: int, day: str = "2024-06-01") -> list[Row]:
    return [{"customer_id": f"c{number:02}", "order_date": day, "amount": 10} for number in range(count)]


def team_book(**reps: Row) -> Book:
    """Two reps; c1 moves from Ana to Luc on 1 October and is lost on 1 November; c2 stays with Ana."""
    people: list[Row] = [
        {"rep_id": "ana", "name": "Ana", "hire_date": "2020-01-01", **reps.get("ana", {})},
        {"rep_id": "luc", "name": "Luc", "hire_date": "2020-01-01", **reps.get("luc", {})},
    ]
    return make_book(
        reps=people,
        subscriptions=[
            {"customer_id": "c1", "start": "2024-01-01", "end": "2025-11-01", "mrr": 10},
            {"customer_id": "c2", "start": "2024-01-01", "mrr": 10},
        ],
        assignments=[
            {"customer_id": "c1", "rep_id": "ana", "start": "2024-01-01", "end": "2025-10-01"},
            {"customer_id": "c1", "rep_id": "luc", "start": "2025-10-01"},
            {"customer_id": "c2", "rep_id": "ana", "start": "2024-01-01"},
        ],
    )


# Statuses


@pytest.mark.parametrize(("count", "status"), [(9, "few"), (10, "ok")])
def test_a_rate_of_fewer_than_ten_says_few(count: int, status: str) -> None:
    engine = Engine(make_book(orders=buyers(count)))
    assert by_id(engine, Query(date(2025, 1, 31), "2025-01"))["retention.customers"].status == status


def test_a_rate_of_nobody_is_null_with_a_sentence() -> None:
    figure = by_id(Engine(orders_book()), Query(date(2025, 1, 31), "2024"))["retention.customers"]
    assert (figure.value, figure.low, figure.high, figure.status) == (None, None, None, "n/a")
    assert figure.note == "no customers at start"


def test_figures_asked_alone_are_those_among_all() -> None:
    engine, asked = Engine(mrr_book()), ("retention.revenue.net", "mrr.end")
    everything = {figure.id: figure for figure in engine.metrics(JANUARY)}
    assert {figure.id: figure for figure in engine.metrics(JANUARY, asked)} == {
        metric: everything[metric] for metric in asked
    }


def test_a_metric_without_its_table_names_the_file() -> None:
    found = by_id(Engine(orders_book()), END_OF_JUNE)
    for metric, file in (("mrr.end", "subscriptions.csv"), ("retention.reps.original", "reps.csv")):
        assert (found[metric].value, found[metric].status) == (None, "needs")
        assert file in (found[metric].note or "")


def test_a_book_without_orders_says_which_file_gives_repeat_purchases() -> None:
    figure = by_id(Engine(mrr_book()), JANUARY)["repeat.rate"]
    assert figure.status == "needs"
    assert "orders.csv" in (figure.note or "")


def test_figures_about_fewer_than_five_people_are_hidden() -> None:
    figure = by_id(Engine(team_book()), YEAR)["retention.reps.original"]
    assert (figure.value, figure.numerator, figure.status) == (None, None, "hidden")


def test_figures_of_a_running_period_are_incomplete_and_others_are_not() -> None:
    found = by_id(Engine(mrr_book()), Query(date(2025, 1, 20), "2025-01"))
    assert found["retention.customers"].status == "incomplete"
    assert "still running" in (found["retention.customers"].note or "")
    orders = by_id(Engine(orders_book()), Query(date(2025, 6, 20), "2025-06"))
    assert orders["repeat.rate"].status == "few"


def test_a_period_that_closes_on_the_as_of_date_is_complete() -> None:
    assert by_id(Engine(mrr_book()), JANUARY)["retention.customers"].status == "few"


# Time


def test_previous_is_the_value_of_the_period_before_as_it_was_seen_then() -> None:
    engine = Engine(mrr_book())
    january, december = by_id(engine, JANUARY), by_id(engine, Query(date(2024, 12, 31), "2024-12"))
    for metric in ("retention.customers", "mrr.end", "retention.revenue.net"):
        assert january[metric].previous == december[metric].value


def test_previous_of_what_does_not_depend_on_a_period_is_its_value_a_period_ago() -> None:
    engine = Engine(orders_book())
    now = by_id(engine, Query(date(2025, 6, 30), "2025-06"))["repeat.rate"]
    assert now.previous == by_id(engine, Query(date(2025, 5, 31)))["repeat.rate"].value


def test_a_period_that_starts_after_the_as_of_date_is_refused() -> None:
    with pytest.raises(UsageError, match="starts after the as-of date 2025-01-31"):
        Engine(mrr_book()).metrics(Query(date(2025, 1, 31), "2025-02"))


def test_a_customer_later_than_the_as_of_date_does_not_exist_yet() -> None:
    book = make_book(
        orders=[
            {"customer_id": "early", "order_date": "2025-01-05", "amount": 1},
            {"customer_id": "late", "order_date": "2025-03-05", "amount": 1},
        ]
    )
    engine = Engine(book)
    assert engine.moment(Query(date(2025, 2, 28))).total == 1
    assert engine.customers(Query(date(2025, 2, 28))).frame["customer_id"].to_list() == ["early"]
    assert engine.desk(Query(date(2025, 2, 28))).customers.index_of(1) is None
    assert engine.moment(Query(date(2025, 3, 5))).total == 2


# Wrong questions


def test_an_unknown_dimension_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"cannot split by 'colour': choose one of .*segment"):
        Engine(orders_book()).metrics(Query(END_OF_JUNE.as_of, by="colour"))


def test_an_unknown_column_offers_the_nearest() -> None:
    with pytest.raises(UsageError, match="no column 'revenu': did you mean 'revenue'"):
        Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=("revenu",)))


def test_a_column_like_no_other_lists_all() -> None:
    with pytest.raises(UsageError, match="choose from customer_id, name"):
        Engine(orders_book()).customers(Query(END_OF_JUNE.as_of, columns=("zzzzzz",)))


@pytest.mark.parametrize("field", ["colour", "why", "trend"])
def test_a_sort_that_cannot_be_is_refused_by_name(field: str) -> None:
    query = Query(END_OF_JUNE.as_of, sort=(SortKey(field),))
    with pytest.raises(UsageError, match=f"cannot sort by '{field}'"):
        Engine(orders_book()).customers(query)


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(UsageError, match=r"there is no metric 'retention\.custmers'"):
        Engine(orders_book()).rows_behind(END_OF_JUNE, "retention.custmers")


def test_rows_behind_a_locked_metric_name_the_file() -> None:
    with pytest.raises(UsageError, match=r"subscriptions\.csv"):
        Engine(orders_book()).rows_behind(END_OF_JUNE, "mrr.end")


def test_a_part_that_no_figure_has_is_refused() -> None:
    with pytest.raises(UsageError, match="numerator and denominator"):
        Engine(orders_book()).rows_behind(END_OF_JUNE, "repeat.rate", "top")


def test_a_filter_that_does_not_parse_is_refused_at_its_place() -> None:
    with pytest.raises(FilterError):
        Engine(orders_book()).metrics(Query(END_OF_JUNE.as_of, where="colour:red"))


# Groups


def test_figures_split_by_a_dimension_name_each_group_and_the_blank_one_last() -> None:
    customers: list[Row] = [
        {"customer_id": "c1", "segment": "smb"},
        {"customer_id": "c2", "segment": "enterprise"},
    ]
    orders = [dict(row) for row in buyers(3)]
    for number, row in enumerate(orders, 1):
        row["customer_id"] = f"c{number}"
    engine = Engine(make_book(customers=customers, orders=orders))
    found = engine.metrics(Query(date(2025, 1, 31), "2025-01", by="segment"), ["customers.start"])
    assert [figure.group for figure in found] == ["enterprise", "smb", "(blank)"]
    assert all(figure.value == 1 for figure in found)


def test_a_loss_belongs_to_the_rep_of_ninety_days_before() -> None:
    found = Engine(team_book()).metrics(replace(YEAR, by="rep"), ["customers.lost", "retention.customers"])
    lost = {figure.group: figure.value for figure in found if figure.id == "customers.lost"}
    # Luc holds c1 when it leaves on 1 November; on 3 August it was Ana's.
    assert lost == {"Ana": 1}
    kept = {figure.group: figure for figure in found if figure.id == "retention.customers"}
    assert (kept["Ana"].numerator, kept["Ana"].denominator) == (1, 2)


def test_what_is_counted_today_belongs_to_todays_rep() -> None:
    orders: list[Row] = [{"customer_id": "c1", "order_date": "2025-01-05", "amount": 5}]
    book = make_book(
        orders=orders,
        reps=[{"rep_id": "ana", "name": "Ana", "hire_date": "2020-01-01"}, {"rep_id": "luc", "name": "Luc"}],
        assignments=[
            {"customer_id": "c1", "rep_id": "ana", "start": "2024-01-01", "end": "2025-12-01"},
            {"customer_id": "c1", "rep_id": "luc", "start": "2025-12-01"},
        ],
    )
    found = Engine(book).metrics(replace(YEAR, by="rep"), ["repeat.rate", "revenue.period"])
    groups = {
        metric: [figure.group for figure in found if figure.id == metric]
        for metric in ("repeat.rate", "revenue.period")
    }
    assert groups == {"repeat.rate": ["Luc"], "revenue.period": ["Ana"]}


def test_the_rows_behind_one_group_are_those_of_the_group() -> None:
    engine = Engine(team_book())
    query = replace(YEAR, by="rep")
    rows = engine.rows_behind(query, "customers.lost", group="Ana").rows
    assert rows.fetch(0, len(rows), ["customer_id"]) == {"customer_id": ["c1"]}


# The desk


def test_the_desk_shows_its_headlines_and_the_same_customers_as_the_list() -> None:
    engine = Engine(orders_book())
    desk = engine.desk(END_OF_JUNE)
    assert list(desk.figures) == [metric for metric in METRICS if metric in usual_headlines(engine.book)]
    assert desk.figures["repeat.rate"] == by_id(engine, END_OF_JUNE)["repeat.rate"]
    assert (desk.moment.shown, desk.moment.total) == (6, 6)


def test_the_worst_come_first_then_the_most_revenue_then_the_name() -> None:
    customers: list[Row] = [{"customer_id": name, "name": name} for name in ("b", "a", "rich")]
    start = date(2025, 1, 1)
    regular: list[Row] = [
        {"customer_id": "late", "order_date": start + timedelta(days=30 * step), "amount": 1}
        for step in range(5)
    ]
    others: list[Row] = [
        {"customer_id": name, "order_date": "2025-12-20", "amount": 500 if name == "rich" else 20}
        for name in ("b", "a", "rich")
    ]
    engine = Engine(make_book(customers=customers, orders=[*regular, *others]))
    frame = engine.customers(Query(CLOSE, columns=("id", "risk"))).frame
    assert frame["customer_id"].to_list() == ["late", "rich", "a", "b"]
    assert frame["risk"].to_list()[0] in ("high", "critical")
    desk = engine.desk(Query(CLOSE))
    assert [desk.customers.index_of(desk.customers.customer_at(place)) for place in range(4)] == [0, 1, 2, 3]


def test_sorting_by_several_fields_puts_blanks_last_both_ways() -> None:
    engine = Engine(orders_book())
    for descending in (False, True):
        query = Query(END_OF_JUNE.as_of, sort=(SortKey("gap_median", descending=descending), SortKey("name")))
        ids = engine.customers(query).frame["customer_id"].to_list()
        assert ids[-2:] == ["c2", "c5"]
        assert ids[:4] == (["c4", "c1", "c3", "c6"] if descending else ["c1", "c3", "c6", "c4"])


# Completion


def test_completion_offers_fields_and_the_values_of_this_book() -> None:
    book = make_book(
        customers=[
            {"customer_id": "a", "segment": "smb"},
            {"customer_id": "b", "segment": "smb"},
            {"customer_id": "c", "segment": "enterprise"},
        ],
        orders=[],
    )
    engine = Engine(book)
    assert "segment:" in [found.text for found in engine.complete("seg", 3)]
    offered = [found.text for found in engine.complete("segment:", 8)]
    assert offered[:2] == ["smb", "enterprise"]


def test_the_span_is_the_first_and_last_day_with_data() -> None:
    assert Engine(orders_book()).span() == (date(2025, 1, 5), date(2025, 5, 9))


def test_every_question_says_what_it_answers_to_whoever_looks_it_up() -> None:
    questions = [
        name for name in vars(Engine) if not name.startswith("_") and callable(getattr(Engine, name))
    ]
    assert {"desk", "customer", "metrics", "rows_behind", "complete"} <= set(questions)
    assert all((getattr(Engine, name).__doc__ or "").strip() for name in questions)


def test_a_view_carries_the_question_it_answers() -> None:
    asked = Engine(mrr_book()).desk(JANUARY)
    assert asked.query is JANUARY
    assert asked.moment == Engine(mrr_book()).moment(JANUARY)
