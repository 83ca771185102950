"""A definition answers for itself: what it reads, what it sums, and rows that add up to the figure."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.figures import Unit
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Definition, Metric
from holdfast.metrics.evaluate import figures
from holdfast.metrics.scope import Scope
from holdfast.metrics.sums import Quotient, Share, Total
from holdfast.timeline import Period

TRADE = pl.col("segment") == "Trade"
KEPT, SPENT = pl.col("kept"), pl.col("spent")

FACTS = pl.DataFrame(
    {
        "customer": [0, 1, 2, 3],
        "segment": ["Trade", None, "Trade", "Home"],
        "kept": [True, True, None, False],
        "spent": [100_000, 25_000, 70_000, None],
    }
)


def metric(definition: Definition, unit: Unit = "count") -> Metric:
    return Metric("test.one", "One", "above ÷ below", "everybody", unit, 1, (), "none", "nobody", definition)


def scope() -> Scope:
    return Scope(make_book(orders=[]), date(2025, 1, 31), Period(date(2025, 1, 1), date(2025, 2, 1)), FACTS)


@pytest.mark.parametrize(
    ("definition", "unit", "value", "reads", "added"),
    [
        (Share(KEPT & TRADE, TRADE), "ratio", 0.5, {"kept", "segment"}, 1),
        (Quotient(SPENT, pl.col("customer"), KEPT, of_money=False), "ratio", 125_000, None, 125_000),
        (Quotient(SPENT, SPENT, TRADE), "ratio", 1.0, {"spent", "segment"}, 17.0),
        (Total(KEPT), "count", 2, {"kept"}, 2),
        (Total(TRADE, SPENT), "money", 17.0, {"segment", "spent"}, 17.0),
        (Total(TRADE, SPENT), "count", 170_000, {"segment", "spent"}, 170_000),
    ],
)
def test_a_sum_says_what_it_reads_and_what_each_row_adds(
    definition: Share | Quotient | Total, unit: Unit, value: float, reads: set[str] | None, added: float
) -> None:
    of = metric(definition, unit)
    (figure,) = figures([of], scope())
    assert figure.value == value
    assert definition.reads == (reads or {"kept", "spent", "customer"})
    assert (
        definition.rows(scope(), "numerator").select(definition.addend(of, "numerator").amount.sum()).item()
        == added
    )


def test_a_computed_figure_says_which_column_of_its_rows_makes_it_and_counts_them_else() -> None:
    def measure(of: Scope) -> Measured:
        return Measured(float(of.facts.get_column("spent").sum()))

    counting, adding = (
        metric(Computed(measure, lambda of, _part: of.facts, adds_up=column)) for column in (None, "spent")
    )
    for of, added in ((counting, FACTS.height), (adding, figures([adding], scope())[0].value)):
        assert FACTS.select(of.definition.addend(of, "numerator").amount.sum()).item() == added
        assert FACTS.select(of.definition.addend(of, "denominator").amount.sum()).item() == FACTS.height


def test_sums_and_computed_figures_fall_into_the_same_groups() -> None:
    counted = metric(Total(pl.col("customer") >= 0))
    looked = metric(Computed(lambda of: Measured(of.facts.height), lambda of, _part: of.facts))
    for asked in ([counted], [looked]):
        found = figures(asked, scope(), by="segment")
        assert [(figure.group, figure.value) for figure in found] == [
            ("Home", 1),
            ("Trade", 2),
            ("(blank)", 1),
        ]


def test_the_figures_of_a_group_look_at_one_scope() -> None:
    seen: list[Scope] = []

    def measure(of: Scope) -> Measured:
        seen.append(of)
        return Measured(1.0)

    looks = [metric(Computed(measure, lambda of, _part: of.facts)) for _ in range(2)]
    figures(looks, scope(), by="segment")
    assert len(seen) == 6
    assert len({id(of) for of in seen}) == 3
    assert all(of.whole.height == FACTS.height for of in seen)
