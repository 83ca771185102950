"""Which customers a filter keeps."""

from __future__ import annotations

from datetime import date
from typing import get_args

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfast.filters import FilterError, Node, parse
from holdfast.filters.compile import compile_filter
from holdfast.filters.matching import matches
from holdfast.filters.nodes import And, Match, Not, Or
from holdfast.filters.text_masks import matching
from holdfast.filters.values import value_kind
from holdfast.money import MONEY_SCALE
from holdfast.risk.flag import CRITICAL, HIGH
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.schema.fields import FIELDS, SEVERITIES
from holdfast.words.folding import fold_expr

from .trees import trees

CUSTOMERS = pl.DataFrame(
    {
        "customer_id": ["C1", "C2", "C3", "c-4"],
        "name": ["Acme GmbH", "Café Noir", "O'Neil & Søn", None],
        "rep": ["Ana", "Luc", "ANA", None],
        "segment": ["SMB", "Enterprise", None, "smb"],
        "region": ["North East", "none", None, "South"],
        "cohort": ["2025-01", "2024-12", None, "2025-06"],
        "active": [True, False, None, True],
        "created": [date(2025, 1, 1), date(2025, 6, 30), None, date(2025, 7, 1)],
        "orders": [1, 5, 0, None],
        "revenue": [10_000 * MONEY_SCALE, 10_000 * MONEY_SCALE + 1, 0, None],
        "overdue_ratio": [1.5, 3.0, None, 0.2],
        "risk": ["none", "high", "watch", "critical"],
        "flag_F01": [0, HIGH, None, CRITICAL],
        "flag_F04": [0, 0, None, HIGH],
    },
    schema_overrides={
        "rep": pl.Categorical,
        "segment": pl.Enum(["Enterprise", "SMB", "smb"]),
        "risk": pl.Enum(SEVERITIES),
        "flag_F01": pl.Int8,
        "flag_F04": pl.Int8,
    },
).with_columns(name_folded=fold_expr(pl.col("name")))


def kept(text: str, frame: pl.DataFrame = CUSTOMERS) -> list[str]:
    return frame.filter(compile_filter(parse(text), frame.schema))["customer_id"].to_list()


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("", ["C1", "C2", "C3", "c-4"]),
        ("rep:ana", ["C1", "C3"]),
        ("rep:ana,luc", ["C1", "C2", "C3"]),
        ("rep:an", ["C1", "C3"]),
        ("rep=an", []),
        ("rep=ana", ["C1", "C3"]),
        ("rep:na", []),
        ("rep~na", ["C1", "C3"]),
        ("rep ~ na,uc", ["C1", "C2", "C3"]),
        ("region:eas", ["C1"]),
        ('region:"north e"', ["C1"]),
        ('region:"north eastern"', []),
        ("region:rth", []),
        ("region~RTH", ["C1"]),
        ("name:noir", ["C2"]),
        ("name:CAF", ["C2"]),
        ("name:oir", []),
        ("name~OIR", ["C2"]),
        ("name:son", ["C3"]),
        ("id:4", ["c-4"]),
        ("id:1", []),
        ("id~1", ["C1"]),
        ("segment:e", ["C2"]),
        ("rep:none", ["c-4"]),
        ("-rep:ana", ["C2", "c-4"]),
        ("segment:smb", ["C1", "c-4"]),
        ("segment:unheard-of", []),
        ("segment:none,enterprise", ["C2", "C3"]),
        ('region:"north east"', ["C1"]),
        ("region:none", ["C3"]),
        ('region:"none"', ["C2"]),
        ("name:GMBH", ["C1"]),
        ("cafe", ["C2"]),
        ("'neil", ["C3"]),
        ("SON", ["C3"]),
        ("C-4", ["c-4"]),
        ("id:c", ["C1", "C2", "C3", "c-4"]),
        ("id=C,c1,-4", []),
        ("id=C1,c-4", ["C1", "c-4"]),
        ("-id=C1", ["C2", "C3", "c-4"]),
        ("name=acme", []),
        ("-acme", ["C2", "C3", "c-4"]),
        ("cohort:2025-01", ["C1"]),
        ("cohort:2025", ["C1", "c-4"]),
        ("cohort<2025", ["C2"]),
        ("cohort:2024-12..2025-01,none", ["C1", "C2", "C3"]),
        ("active:yes", ["C1", "c-4"]),
        ("active:no", ["C2"]),
        ("-active:yes", ["C2", "C3"]),
        ("active:none,no", ["C2", "C3"]),
        ("created:2025-01..2025-06", ["C1", "C2"]),
        ("created>2025-06", ["c-4"]),
        ("created<=2025-01", ["C1"]),
        ("orders:1..5", ["C1", "C2"]),
        ("orders:none", ["c-4"]),
        ("-orders>0", ["C3", "c-4"]),
        ("revenue>10k", ["C2"]),
        ("revenue:10k", ["C1"]),
        ("revenue>=10000.00005", ["C2"]),
        ("revenue<10000.00005", ["C1", "C3"]),
        ("overdue>=150%", ["C1", "C2"]),
        ("risk>=high", ["C2", "c-4"]),
        ("risk<watch", ["C1"]),
        ("risk:none,critical", ["C1", "c-4"]),
        ("flag:overdue", ["C2", "c-4"]),
        ("-flag:overdue", ["C1", "C3"]),
        ("flag:spend-drop,overdue", ["C2", "c-4"]),
        ("flag:any", ["C2", "c-4"]),
        ("flag:none", ["C1", "C3"]),
        ("rep:ana or flag:overdue", ["C1", "C2", "C3", "c-4"]),
        ("rep:luc (risk:high or risk:watch)", ["C2"]),
    ],
)
def test_customers_that_pass(text: str, customers: list[str]) -> None:
    assert kept(text) == customers


def test_a_dimension_that_is_plain_text_filters_the_same() -> None:
    plain = CUSTOMERS.with_columns(pl.col("rep", "segment", "risk").cast(pl.String))
    for text in ("rep:ana", "segment:smb,none", "risk>=high", "-rep:luc"):
        assert kept(text, plain) == kept(text)


def test_without_a_folded_column_names_are_folded_on_the_way() -> None:
    assert kept("cafe", CUSTOMERS.drop("name_folded")) == ["C2"]


def test_a_field_the_book_lacks_is_named_at_its_place() -> None:
    with pytest.raises(FilterError, match="this book has no 'tier'") as raised:
        kept("rep:ana tier:A")
    assert (raised.value.start, raised.value.end) == (8, 14)


def test_a_flag_the_book_lacks_names_the_file_that_would_bring_it() -> None:
    with pytest.raises(FilterError, match=r"surveys\.csv"):
        kept("flag:detractor")


def _facts() -> pl.DataFrame:
    """Every filterable field, with blanks, so that any tree can be tried on it."""
    samples: dict[str, list[object]] = {
        "text": ["Acme", "none", "a\\", None],
        "dimension": ["smb", "North East", None, "x,y"],
        "severity": list(SEVERITIES[2:]),
        "boolean": [True, False, None, True],
        "number": [0, None, 12, -3],
        "date": [date(2025, 1, 31), None, date(1999, 1, 1), date(2025, 6, 30)],
    }
    columns = {
        name: pl.Series(samples[value_kind(field)])
        for name, field in FIELDS.items()
        if value_kind(field) != "none"
    }
    columns["cohort"] = pl.Series(["2025-01", None, "2024-12", "2025-06"])
    flags = {flag.column: pl.Series([0, 1, None, CRITICAL], dtype=pl.Int8) for flag in CUSTOMER_FLAGS}
    return pl.DataFrame({**columns, **flags}).with_columns(
        pl.col("rep").cast(pl.Categorical), pl.col("risk").cast(pl.Enum(SEVERITIES))
    )


FACTS = _facts()


def mask(node: Node) -> list[bool | None]:
    return FACTS.select(compile_filter(node, FACTS.schema).alias("mask"))["mask"].to_list()


@given(trees, trees)
def test_filters_obey_the_rules_of_logic(one: Node, other: Node) -> None:
    a, b = mask(one), mask(other)
    assert None not in a
    assert len(a) == FACTS.height
    assert mask(Not(one)) == [not x for x in a]
    assert mask(And((one, other))) == [x and y for x, y in zip(a, b, strict=True)]
    assert mask(Or((one, other))) == [x or y for x, y in zip(a, b, strict=True)]


@example("a a", "xa a a", "begins")
@given(
    st.text("aA bé-_ß1½Ł", min_size=1, max_size=4),
    st.text("aA bé-_ß1½Ł", max_size=8),
    st.sampled_from(get_args(Match)),
)
def test_one_value_and_a_column_of_values_are_compared_alike(word: str, value: str, match: Match) -> None:
    column = pl.DataFrame({"value": [value]}).select(matching(pl.col("value"), word, match))
    assert column.item() == matches(word, value, match)
