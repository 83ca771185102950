"""What people type in the filter bar, and what they are told when it cannot be understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfast.filters import FilterError, Node, parse, to_text
from holdfast.filters.nodes import And, Compare, Everything, Flagged, Not, OneOf, Or, Range, Text, Within


def day_range(low: date | None, high: date | None, field: str = "created") -> Within:
    return Within(field, (Range(low, high),))


def numbers(field: str, low: str | None, high: str | None) -> Within:
    return Within(field, (Range(Decimal(low) if low else None, Decimal(high) if high else None),))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("   ", Everything()),
        ("segment:smb", OneOf("segment", ("smb",))),
        ("segment:smb,Enterprise", OneOf("segment", ("smb", "Enterprise"))),
        ("segment:smb, Enterprise", OneOf("segment", ("smb", "Enterprise"))),
        ("SEGMENT:smb", OneOf("segment", ("smb",))),
        ("segment=smb", OneOf("segment", ("smb",), match="whole")),
        ("segment ~ mb", OneOf("segment", ("mb",), match="part")),
        ("name:~gmbh", OneOf("name", ("gmbh",), match="part")),
        ("owner:ana", OneOf("rep", ("ana",))),
        ('region:"North East",South', OneOf("region", ("North East", "South"))),
        (r'region:"the \"old\" North"', OneOf("region", ('the "old" North',))),
        ("region:none", OneOf("region", (None,))),
        ('region:"none"', OneOf("region", ("none",))),
        ("-segment:smb", Not(OneOf("segment", ("smb",)))),
        ("not segment:smb", Not(OneOf("segment", ("smb",)))),
        ("active:yes", OneOf("active", ("yes",))),
        ("active:FALSE", OneOf("active", ("no",))),
        ("risk:none", OneOf("risk", ("none",))),
        ("risk:OK,high", OneOf("risk", ("none", "high"))),
        ("risk<=ok", Compare("risk", "<=", "none")),
        ("risk=High", OneOf("risk", ("high",))),
        ("risk>=high", Compare("risk", ">=", "high")),
        ("flag:overdue", Flagged(("F01",))),
        ("flag:F01,one-timer", Flagged(("F01", "F03"))),
        ('flag:"Spend drop"', Flagged(("F04",))),
        ("flag:any", Flagged(("any",))),
        ("-flag:none", Not(Flagged(("none",)))),
    ],
)
def test_conditions_on_words(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("revenue>10k", Compare("revenue", ">", Decimal(10_000))),
        ("revenue > 10k", Compare("revenue", ">", Decimal(10_000))),
        ("revenue:>10k", Compare("revenue", ">", Decimal(10_000))),
        ("revenue>=1.5M", Compare("revenue", ">=", Decimal(1_500_000))),
        ("revenue<-5", Compare("revenue", "<", Decimal(-5))),
        ("overdue<=150%", Compare("overdue_ratio", "<=", Decimal("1.5"))),
        ("since>90d", Compare("days_since_order", ">", Decimal(90))),
        ("orders:10..20", numbers("orders", "10", "20")),
        ("orders:10..", numbers("orders", "10", None)),
        ("orders:..20", numbers("orders", None, "20")),
        ("orders=3", numbers("orders", "3", "3")),
        ("orders:1,5..7", Within("orders", (Range(Decimal(1), Decimal(1)), Range(Decimal(5), Decimal(7))))),
        ("nps:none", Within("nps", (None,))),
    ],
)
def test_conditions_on_numbers(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("created:2025", day_range(date(2025, 1, 1), date(2025, 12, 31))),
        ("created:2025Q2", day_range(date(2025, 4, 1), date(2025, 6, 30))),
        ("created:2025-02", day_range(date(2025, 2, 1), date(2025, 2, 28))),
        ("created:2025-02-03", day_range(date(2025, 2, 3), date(2025, 2, 3))),
        ("created:2025-01..2025-06", day_range(date(2025, 1, 1), date(2025, 6, 30))),
        ("created:2025-01..", day_range(date(2025, 1, 1), None)),
        ("created:..2025-06-15", day_range(None, date(2025, 6, 15))),
        ("created>2025-01", Compare("created", ">", date(2025, 1, 31))),
        ("created>=2025-01", Compare("created", ">=", date(2025, 1, 1))),
        ("created<2025-01", Compare("created", "<", date(2025, 1, 1))),
        ("created<=2025-01", Compare("created", "<=", date(2025, 1, 31))),
        ("cohort:2025-01", day_range(date(2025, 1, 1), date(2025, 1, 31), "cohort")),
    ],
)
def test_conditions_on_dates_include_both_ends(text: str, tree: Node) -> None:
    assert parse(text) == tree


A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a or b", Or((A, B))),
        ("a b or c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("-(a or b) c", And((Not(Or((A, B))), C))),
        ("not not a", Not(Not(A))),
        ("(a)", A),
        ('"a b" c', And((Text("a b"), C))),
        ('"or"', Text("or")),
        ("order", Text("order")),
        ("saint-denis", Text("saint-denis")),
        ("notable andy", And((Text("notable"), Text("andy")))),
    ],
)
def test_conditions_combine(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "culprit", "says"),
    [
        ("segmnt:smb", "segmnt", "did you mean 'segment'?"),
        ("rep:ana flag:overdu", "overdu", "did you mean 'overdue'?"),
        ("xyzzy:1", "xyzzy", "there is no field 'xyzzy'"),
        ("http://acme", "http", "quote it"),
        (":smb", ":smb", "name of a field is missing"),
        ("rep:", "rep:", "a value is missing right after 'rep:'"),
        ("rep: flag:overdue", "rep:", "a value is missing"),
        ("rep:ana,", "rep:ana,", "a value is missing"),
        ("revenue>lots", "lots", "'lots' is not a number"),
        ("revenue>10,000", "10,000", "without a comma"),
        ("revenue>50%", "50%", "leave out the %"),
        ("revenue>999999999999999", "999999999999999", "too large"),
        ("orders:20..10", "20..10", "ends before it starts"),
        ("created:2025-06..2025-01", "2025-06..2025-01", "ends before it starts"),
        ("created:2025-13..2026", "2025-13", "'2025-13' is not a date"),
        ("created:2025..soon", "soon", "'soon' is not a date"),
        ("orders:..", "..", "needs at least one end"),
        ("active:maybe", "maybe", "neither yes nor no"),
        ("risk>=hihg", "hihg", "did you mean 'high'?"),
        ("segment>5", "segment>5", "has no order"),
        ("flag>overdue", "flag>overdue", "raised or not"),
        ("trend>5", "trend>5", "cannot be filtered"),
        ("why:late", "why:late", "cannot be filtered"),
        ("(a or b", "(", "never closed"),
        ("a)", ")", "closes nothing"),
        ("a ()", "()", "nothing between the parentheses"),
        ('a "b', '"b', "quotation mark is never closed"),
        ('""', '""', "nothing between the quotation marks"),
        ('region:"North"East', '"North"', "a space is missing"),
        ("a or", "r", "a condition is missing"),
        ("a and or b", "or", "a condition is missing"),
        ("or a", "or", "a condition is missing"),
        ("a - b", "-", "must touch"),
    ],
)
def test_an_error_says_what_is_wrong_and_where(text: str, culprit: str, says: str) -> None:
    with pytest.raises(FilterError) as raised:
        parse(text)
    assert says in raised.value.message
    assert text[raised.value.start : raised.value.end] == culprit


FRAGMENTS = st.sampled_from(
    ["rep", "revenue", "flag", "created", ":", ">", ">=", "..", ",", "(", ")", '"', "-", " ", "or", "and",
     "not", "10k", "2025-01", "none", "\\", "x", "%"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(FRAGMENTS, max_size=14).map("".join)))
@example("(" * 5000)
@example("-" * 5000 + "a")
@example("not " * 5000)
@example("\udcff")
@example("created:9999-12-31")
@example("revenue>" + "9" * 5000)
def test_whatever_is_typed_parses_or_says_why(text: str) -> None:
    try:
        node = parse(text)
    except FilterError as raised:
        error = raised
    else:
        assert parse(to_text(node)) == node
        return
    assert error.message
    assert 0 <= error.start <= error.end <= len(text)
