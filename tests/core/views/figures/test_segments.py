"""Figures split by a dimension: which there are, small groups, and groups that chose themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.core.books import Row, make_book
from tests.examples import some_by_day

from holdfast.answers.store import FactsStore
from holdfast.engine import Engine, open_book
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.fields import DIMENSIONS
from holdfast.views.figures.figures import metric_figures

PROMISED = (
    "segment",
    "tier",
    "industry",
    "region",
    "rep",
    "cohort",
    "rfm_name",
    "lifecycle",
    "loyalty_member",
    "referral",
)


KEPT, REPEATED, TEAM = "retention.customers", "repeat.rate", "retention.reps.original"


@pytest.fixture(scope="module")
def sample() -> FactsStore:
    book = open_book([Path(__file__).parents[4] / "sample_data"], use_cache=False)
    return FactsStore(book, default_thresholds())


def split_sample(sample: FactsStore, by: str | None = None) -> tuple[Figure, ...]:
    return metric_figures(sample, sample.answer(Query()), by, (KEPT, REPEATED, TEAM))


@pytest.mark.thorough
@pytest.mark.parametrize("dimension", PROMISED)
def test_every_promised_dimension_splits_the_sample_into_groups_with_intervals(
    sample: FactsStore, dimension: str
) -> None:
    assert dimension in DIMENSIONS
    split = split_sample(sample, dimension)
    kept = [figure for figure in split if figure.id == KEPT]
    assert len({figure.group for figure in kept}) >= 2
    for figure in kept:
        if figure.value is None:
            assert figure.status == "n/a"
            assert figure.note
        else:
            assert figure.low is not None
            assert figure.high is not None
            assert figure.low <= figure.value <= figure.high
            assert (figure.status == "few") == ((figure.denominator or 0) < 10)


@pytest.mark.parametrize("dimension", some_by_day(PROMISED, by_day=3))
def test_the_groups_of_a_dimension_add_up_to_everybody(sample: FactsStore, dimension: str) -> None:
    by_id = {figure.id: figure for figure in split_sample(sample)}
    for metric in (KEPT, REPEATED):
        split = [figure for figure in split_sample(sample, dimension) if figure.id == metric]
        whole = by_id[metric]
        assert sum(figure.denominator or 0 for figure in split) == whole.denominator
        assert sum(figure.numerator or 0 for figure in split) == whole.numerator


def split_by(by: str, members: int = 12, others: int = 3) -> dict[str | None, Figure]:
    """Retention of 2025 by a dimension; every third customer is lost."""
    customers: list[Row] = []
    levels: list[Row] = []
    for number in range(members + others):
        name = f"c{number:02}"
        belongs = number < members
        customers.append(
            {"customer_id": name, "loyalty_member": belongs, "referred_by": "c00" if belongs else None}
        )
        levels.append({"customer_id": name, "effective_date": "2024-01-01", "mrr": 10})
        if number % 3 == 0:
            levels.append({"customer_id": name, "effective_date": "2025-05-01", "mrr": 0})
    engine = Engine(make_book(customers=customers, mrr_events=levels))
    found = engine.metrics(Query(as_of=date(2025, 12, 31), period="2025", by=by), [KEPT])
    return {figure.group: figure for figure in found}


@pytest.mark.parametrize(("by", "words"), [("loyalty_member", "chose to join"), ("referral", "referral")])
def test_groups_that_chose_themselves_say_so_beside_every_figure(by: str, words: str) -> None:
    split = split_by(by)
    for group in ("true", "false"):
        assert words in (split[group].note or "")
        assert "no effect" in (split[group].note or "")


def test_a_small_group_is_marked_and_keeps_its_counts() -> None:
    split = split_by("loyalty_member")
    assert (split["true"].status, split["false"].status) == ("ok", "few")
    assert (split["false"].numerator, split["false"].denominator) == (2, 3)


def test_groups_that_were_assigned_carry_no_such_caution(sample: FactsStore) -> None:
    for figure in split_sample(sample, "segment"):
        assert "no effect of" not in (figure.note or "")


@pytest.mark.parametrize("by", ["team", "region"])
def test_figures_of_reps_are_split_by_team_and_region_and_hidden_below_five(
    sample: FactsStore, by: str
) -> None:
    split = [figure for figure in split_sample(sample, by) if figure.id == TEAM]
    assert len(split) >= 3
    for figure in split:
        assert (figure.status == "hidden") == (0 < (figure.denominator or 0) < 5)
        if figure.status == "hidden":
            assert (figure.value, figure.numerator) == (None, None)


def test_figures_of_reps_are_left_out_where_reps_have_no_such_dimension(sample: FactsStore) -> None:
    split = split_sample(sample, "segment")
    assert not [figure for figure in split if figure.id.startswith("retention.reps") and figure.group]
