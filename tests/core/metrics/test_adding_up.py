"""Every figure is made of the rows behind it: it is what they bring together, their mean or their median."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import stdev

import polars as pl
import pytest
from hypothesis import given
from tests.core.random_books import Sketch, queries, sketches
from tests.core.worked import END_OF_JUNE, JANUARY, mrr_book, orders_book
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.metrics.definition import EACH_COUNTS_ONE
from holdfast.metrics.registry import METRICS
from holdfast.query import Query
from holdfast.statistics.exact import exact_mean, exact_sum
from holdfast.statistics.survival.kaplan_meier import kaplan_meier, median
from holdfast.views.figures.figures import rows_of

CENT = 0.005
MAKES: dict[str, Callable[[pl.Series], object]] = {
    "sum": exact_sum,
    "mean": exact_mean,
    "median": lambda amounts: amounts.median(),
}
"""How a figure follows from the amounts of its rows alone."""


def made_of(figure: Figure) -> float | None:
    """What the rows above the line come to: what stands there, or the value of what is not divided."""
    divided = METRICS[figure.id].definition.made == "sum" and figure.denominator is not None
    return figure.numerator if divided and figure.numerator is not None else figure.value


def tolerance(figure: Figure) -> float:
    return CENT if figure.unit == "money" else 1e-9 * max(1.0, abs(figure.value or 0.0))


def figures_of_rows(engine: Engine, query: Query) -> Iterator[str]:
    """The ids of the figures that were checked against the rows behind them."""
    answer = engine.store.answer(query)
    for figure in engine.metrics(query):
        of = METRICS[figure.id]
        if figure.status in ("needs", "n/a", "hidden") or figure.value is None:
            continue
        above, below = (rows_of(engine.store, answer, of, part) for part in ("numerator", "denominator"))
        amounts = above.get_column("amount")
        assert not amounts.null_count(), figure.id
        if of.definition.made == "sum" and of.definition.addend(of, "numerator") is not EACH_COUNTS_ONE:
            assert (amounts != 0).all(), figure.id
        if of.definition.addend(of, "numerator").unit == "count" and figure.numerator is not None:
            assert exact_sum(amounts) == figure.numerator, figure.id
        if figure.denominator is not None:
            counted = exact_sum(below.get_column("amount"))
            assert counted == pytest.approx(figure.denominator, abs=tolerance(figure)), figure.id
        if (make := MAKES.get(of.definition.made)) is not None and figure.status != "uncalibrated":
            assert make(amounts) == pytest.approx(made_of(figure), abs=tolerance(figure)), figure.id
        yield figure.id


def test_every_figure_of_the_worked_books_follows_from_its_rows() -> None:
    assert len(list(figures_of_rows(Engine(mrr_book()), JANUARY))) > 25
    assert len(list(figures_of_rows(Engine(orders_book()), END_OF_JUNE))) > 20


def test_every_figure_of_the_sample_book_follows_from_its_rows(sample_engine: Engine) -> None:
    assert len(list(figures_of_rows(sample_engine, Query()))) > 80


@cases(8)
@given(sketches(), queries())
def test_every_figure_of_any_book_follows_from_its_rows(sketch: Sketch, query: Query) -> None:
    list(figures_of_rows(Engine(sketch.book()), query))


def test_the_change_of_every_customer_adds_up_to_the_movement_and_the_others_are_not_listed() -> None:
    found = Engine(mrr_book()).rows_behind(JANUARY, "mrr.contraction")
    assert [title for _, title in found.columns][:4] == ["Customer", "Start", "End", "Change"]
    values = found.rows.fetch(0, len(found.rows), ["start", "end", "amount"])
    assert (values["start"], values["end"], values["amount"]) == ([200.0], [150.0], [-50.0])
    assert found.total is not None
    assert (found.total.value, found.total.unit, found.total.said) == (-50.0, "money", "Total")


def test_the_largest_amount_comes_first() -> None:
    found = Engine(mrr_book()).rows_behind(JANUARY, "mrr.end")
    amounts = found.rows.fetch(0, len(found.rows), ["amount"])["amount"]
    assert list(amounts) == sorted(amounts, reverse=True)
    assert sum(amounts) == 560


def test_a_mean_and_a_median_say_that_they_are_no_sum() -> None:
    engine = Engine(orders_book())
    mean, middle = (engine.rows_behind(END_OF_JUNE, f"repeat.gap_{of}").total for of in ("mean", "median"))
    assert mean is not None
    assert middle is not None
    assert (mean.said, round(mean.value or 0, 1)) == ("Mean of 7 orders", 38.4)
    assert (middle.said, middle.value) == ("Median of 7 orders", 30.0)


def test_days_followed_give_the_median_by_kaplan_meier() -> None:
    engine = Engine(orders_book())
    everyone = rows_of(
        engine.store, engine.store.answer(END_OF_JUNE), METRICS["repeat.second_median"], "denominator"
    )
    came = rows_of(
        engine.store, engine.store.answer(END_OF_JUNE), METRICS["repeat.second_median"], "numerator"
    )
    ended = everyone.get_column("customer").is_in(came.get_column("customer").implode())
    assert median(kaplan_meier(everyone.get_column("days").cast(float), ended)) == 30
    total = engine.rows_behind(END_OF_JUNE, "repeat.second_median").total
    assert total is not None
    assert (total.value, total.said) == (30, "By Kaplan–Meier, of 4 customers")


def test_the_inputs_of_a_formula_give_its_value(sample_engine: Engine) -> None:
    answer = sample_engine.store.answer(Query())
    of = METRICS["clv.simple"]
    margin, lost = (
        rows_of(sample_engine.store, answer, of, part).get_column(column).mean()
        for part, column in (("numerator", "amount"), ("denominator", "lost"))
    )
    (value, spread) = sample_engine.metrics(Query(), ["clv.simple", "revenue.stability"])
    assert isinstance(margin, float)
    assert isinstance(lost, float)
    assert margin / lost == pytest.approx(value.value)
    months = rows_of(sample_engine.store, answer, METRICS["revenue.stability"], "numerator")
    amounts = months.get_column("amount").to_list()
    assert stdev(amounts) / (sum(amounts) / len(amounts)) == pytest.approx(spread.value)
