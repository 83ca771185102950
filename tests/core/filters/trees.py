"""Any filter tree, for properties that must hold for all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from holdfast.filters.nodes import (
    And,
    Compare,
    Flagged,
    Match,
    Node,
    Not,
    OneOf,
    Operator,
    Or,
    Range,
    Text,
    Within,
)
from holdfast.filters.values import value_kind
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.schema.fields import FIELDS, SEVERITIES

FLAG_WORDS = (*(flag.id for flag in CUSTOMER_FLAGS), "any", "none")
OPERATORS: tuple[Operator, ...] = (">", ">=", "<", "<=")
NAMES = {kind: sorted(n for n, f in FIELDS.items() if value_kind(f) == kind) for kind in
         ("text", "dimension", "severity", "boolean", "number", "date")}  # fmt: skip

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8) | st.sampled_from(
    ["none", "or", "NOT", "-x", 'a"b', "a\\", "North East", "x,y", "a..b", "smb", "Ana", "acme"]
)
amounts = st.decimals(-(10**9), 10**9, places=2, allow_nan=False) | st.integers(-20, 20).map(Decimal)
days = st.dates(date(1990, 1, 1), date(2035, 12, 31)) | st.sampled_from(
    [date(2025, month, day) for month, day in ((1, 1), (1, 31), (6, 30), (12, 1), (12, 31))]
)


def _some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str | None, ...]]:
    return st.lists(st.none() | values, min_size=1, max_size=3).map(tuple)


def _ranges(closed: st.SearchStrategy[Range]) -> st.SearchStrategy[tuple[Range | None, ...]]:
    opened = closed.map(lambda span: Range(span.low, None)) | closed.map(lambda span: Range(None, span.high))
    return st.lists(st.none() | closed | opened, min_size=1, max_size=2).map(tuple)


def _named(kind: str) -> st.SearchStrategy[str]:
    return st.sampled_from(NAMES[kind])


amount_ranges = st.tuples(amounts, amounts).map(lambda ends: Range(min(ends), max(ends)))
day_ranges = st.tuples(days, days).map(lambda ends: Range(min(ends), max(ends)))
severities = st.sampled_from(SEVERITIES)
operators = st.sampled_from(OPERATORS)
matches = st.sampled_from(get_args(Match))
leaves: st.SearchStrategy[Node] = st.one_of(
    words.map(Text),
    st.builds(
        OneOf, _named("text") | _named("dimension"), _some(words), match=st.sampled_from(get_args(Match))
    ),
    st.builds(OneOf, _named("boolean"), _some(st.sampled_from(["yes", "no"]))),
    st.builds(OneOf, st.just("risk"), st.lists(severities, min_size=1, max_size=2).map(tuple)),
    st.builds(Within, _named("number"), _ranges(amount_ranges)),
    st.builds(Within, _named("date"), _ranges(day_ranges)),
    st.builds(Compare, _named("number"), operators, amounts),
    st.builds(Compare, _named("date"), operators, days),
    st.builds(Compare, st.just("risk"), operators, severities),
    st.builds(
        Flagged,
        st.lists(st.sampled_from(FLAG_WORDS), min_size=1, max_size=2).map(tuple),
    ),
)


def _compound(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return children.map(Not) | several.map(And) | several.map(Or)


trees = st.recursive(leaves, _compound, max_leaves=6)
