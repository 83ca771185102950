"""What the filter bar offers while somebody types."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.filters import parse
from holdfast.filters.complete import MOST, complete, unknown
from holdfast.filters.errors import FilterError
from holdfast.schema.fields import FIELDS

REPS = ["Ana R.", "Luc T.", "Émile", "none"]


def values(field: str) -> Sequence[str]:
    months = ["2025-06", "2024-11"]
    known = {"rep": REPS, "cohort": ["2025-01", "2025-02"], "flag": ["orphaned", "overdue"]}
    return known.get(field) or (months if is_date(field) else [f"value {i}" for i in range(40)])


def is_date(field: str) -> bool:
    return field in FIELDS and FIELDS[field].kind == "date"


def offers(marked: str) -> list[str]:
    """The texts that come of each completion; `|` marks the cursor."""
    cursor = marked.index("|")
    text = marked.replace("|", "")
    return [text[: c.start] + c.text + text[c.end :] for c in complete(text, cursor, values)]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("seg|", "segment:"),
        ("rev|", "revenue>"),
        ("flag:over|", "flag:overdue"),
        ("flag:|", "flag:orphaned"),
        ("created:|", "created:2025-06"),
        ("created:20|", "created:2025-06"),
        ("last_order:2024|", "last_order:2024-11"),
        ("rep~a|", 'rep~"Ana R."'),
        ("rep=lu|", 'rep="Luc T."'),
        ("flag:overdue,orp|", "flag:overdue,orphaned"),
        ("rep:a|", 'rep:"Ana R."'),
        ('rep:"Lu|', 'rep:"Luc T."'),
        ('rep:"Lu|c T."', 'rep:"Luc T."'),
        ("rep:em|", "rep:Émile"),
        ('rep:"Ana R.",l|', 'rep:"Ana R.","Luc T."'),
        ("orders>5 -rep:l| flag:any", 'orders>5 -rep:"Luc T." flag:any'),
        ("(seg|", "(segment:"),
        ("-seg|", "-segment:"),
        ("se|gm", "segment:"),
        ("risk>=h|", "risk>=high"),
        ("risk >= c|", "risk >= critical"),
        ("active:|", "active:yes"),
        ("cohort>=2025|", "cohort>=2025-01"),
        ("one-t|", "flag:one-timer"),
        ("acme or|", "acme or "),
    ],
)
def test_the_best_completion_comes_first(marked: str, first: str) -> None:
    assert offers(marked)[0] == first


def test_a_complete_field_offers_its_operators() -> None:
    assert offers("revenue|")[:5] == ["revenue>", "revenue>=", "revenue<", "revenue<=", "revenue:"]


def test_what_begins_with_the_typed_part_comes_before_what_contains_it() -> None:
    candidates = offers("re|")
    prefixed = [text.startswith("re") for text in candidates]
    assert any(prefixed)
    assert not all(prefixed)
    assert prefixed == sorted(prefixed, reverse=True)


def test_values_already_listed_are_not_offered_again() -> None:
    assert not any("Luc T.,Luc" in text for text in offers("rep:Luc T.,|"))
    assert "flag:overdue,overdue" not in offers("flag:overdue,|")


def test_a_value_that_reads_like_a_keyword_is_quoted() -> None:
    assert offers("rep:no|")[:2] == ['rep:"none"', "rep:none"]


def test_every_completion_says_what_it_means() -> None:
    for text in ("", "re", "flag:", "rep:", "risk:"):
        assert all(one.description for one in complete(text, len(text), values))


def test_nothing_is_offered_inside_free_text_or_after_a_number() -> None:
    assert offers('"rep:a|') == []
    assert offers("revenue>1|") == []


def test_what_nothing_reads_like_is_guessed_and_said_to_be_a_guess() -> None:
    for text, meant in (("rep:emlie", "Émile"), ("revneue", "revenue>"), ("flag:ovredue", "overdue")):
        (first, *_) = complete(text, len(text), values)
        assert (first.text, first.is_guess) == (meant, True)
    # A word that is no field looks for a customer: its letters in some order mean nothing.
    assert complete("rvn", 3, values) == ()
    assert complete("rep:zzqq", 8, values) == ()
    assert unknown("rep:zzqq", 8) == "no rep is called 'zzqq'"
    assert unknown("flag:zzqq", 9) == "no flag is called 'zzqq'"
    assert unknown("zzqq", 4) == unknown("rep:", 4) == unknown("revenue>1", 9) == ""


def test_a_field_of_which_nothing_is_on_file_is_not_offered() -> None:
    found = complete("re", 2, values, blank={"rep", "region"})
    assert {"rep:", "region:"}.isdisjoint(one.text for one in found)
    assert "revenue>" in [one.text for one in found]


@given(st.text(alphabet='rep:seg"\\,()<>= -oa|.', max_size=24), st.integers(-3, 30))
def test_completing_never_fails_and_never_offers_too_much(text: str, cursor: int) -> None:
    found = complete(text, cursor, values)
    assert len(found) <= MOST
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.start <= max(0, min(cursor, len(text))) <= one.end


@pytest.mark.parametrize("text", ["rep:", "flag:", "risk>=", "active:", "cohort:", "orders:"])
def test_a_completed_condition_parses(text: str) -> None:
    found = complete(text, len(text), values)
    assert found
    for one in found:
        try:
            parse(text[: one.start] + one.text)
        except FilterError as error:
            pytest.fail(f"{one.text}: {error}")
