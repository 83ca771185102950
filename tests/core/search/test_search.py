"""What is found by half of a name, in another order, with a slip of the finger, in any spelling."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.search.columns import find, keys_of
from holdfast.search.loose import Rank, Wanted, key
from holdfast.search.things import Thing, nearest, search

THINGS = (
    Thing("figure", "churn.customers", "Customer churn", ("logo churn",), "Customers lost in the period"),
    Thing("field", "revenue_total", "Revenue in all", (), "Net revenue up to the as-of date"),
    Thing("flag", "F01", "Order overdue", ("overdue",), "The usual time to the next order has passed"),
    Thing("customer", "7", "Kurhaus Distelfähre"),
)


def ids(typed: str) -> list[str]:
    return [hit.thing.id for hit in search(typed, THINGS)]


@pytest.mark.parametrize(
    ("typed", "name", "rank"),
    [
        ("kurhaus distelfähre", "Kurhaus Distelfähre", Rank.WHOLE),
        ("KURHAUS DISTELFAHRE", "Kurhaus Distelfähre", Rank.WHOLE),
        ("kurh", "Kurhaus Distelfähre", Rank.BEGINS),
        ("dist", "Kurhaus Distelfähre", Rank.WORDS),
        ("dist kur", "Kurhaus Distelfähre", Rank.WORDS),
        ("haus", "Kurhaus Distelfähre", Rank.PART),
        ("kurhuas", "Kurhaus Distelfähre", Rank.SLIP),  # two letters swapped
        ("kurhus", "Kurhaus Distelfähre", Rank.SLIP),  # one too few
        ("kurhaaus", "Kurhaus Distelfähre", Rank.SLIP),  # one too many
        ("kurhais dist", "Kurhaus Distelfähre", Rank.SLIP),  # another instead
        ("krds", "Kurhaus Distelfähre", Rank.LETTERS),
        ("kursahu", "Kurhaus Distelfähre", None),  # more than one slip, and not in order
        ("dk", "Kurhaus Distelfähre", None),
        ("revenue_total", "revenue total", Rank.WHOLE),
        ("strasse", "Straße", Rank.WHOLE),
    ],
)  # fmt: skip
def test_a_name_answers_as_well_as_it_reads_like_what_was_typed(
    typed: str, name: str, rank: Rank | None
) -> None:
    assert Wanted(typed).rank(key(name)) == rank


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("churn", "churn.customers"),
        ("chrun", "churn.customers"),
        ("logo", "churn.customers"),
        ("overdue", "F01"),
        ("f01", "F01"),
        ("lost period", "churn.customers"),  # only in what is said about it
        ("revtot", "revenue_total"),
        ("", "churn.customers"),
    ],
)
def test_figures_flags_fields_and_customers_are_found_in_one_list(typed: str, first: str) -> None:
    assert ids(typed)[0] == first


def test_a_guess_never_stands_among_what_was_typed() -> None:
    things = (Thing("a", "1", "Order"), Thing("a", "2", "Orders late"), Thing("a", "3", "Ordinary"))
    assert [(hit.thing.id, hit.is_near) for hit in search("order", things)] == [("1", False), ("2", False)]
    assert [(hit.thing.id, hit.is_near) for hit in search("ordwr", things)] == [("1", True), ("2", True)]


def test_where_nothing_is_found_the_name_spelt_most_alike_is_offered() -> None:
    assert search("custemer churm", THINGS[:1])[0].is_near
    assert ids("kuzzomer zhurn") == []
    assert [thing.id for thing in nearest("kuzzomer zhurn", THINGS)] == ["churn.customers"]
    assert nearest("zzqq", THINGS) == ()
    assert ids("!?") == []


WORDS = st.lists(st.text(alphabet="aeknr ä-", min_size=1, max_size=9), min_size=1, max_size=6)


@given(WORDS, st.text(alphabet="aeknr ä", min_size=1, max_size=7))
def test_a_column_is_ranked_as_its_names_are_one_by_one(names: list[str], typed: str) -> None:
    asked = Wanted(typed)
    keys = keys_of(pl.Series(names, dtype=pl.String))
    assert [one or "" for one in keys] == [key(name) for name in names]
    alone = {row: rank for row, name in enumerate(names) if (rank := asked.rank(key(name))) is not None}
    strict = {row: rank for row, rank in alone.items() if rank < Rank.SLIP}
    guessed = {row: rank for row, rank in alone.items() if rank == min(alone.values())}
    found = find(asked, keys, 100)
    expected = {} if not asked.phrase else strict or guessed
    if asked.phrase and len(asked.phrase) <= 3 and found and found[0][1] <= Rank.BEGINS:
        expected = {row: rank for row, rank in expected.items() if row in dict(found)}
    assert dict(found) == expected
    assert [rank for _, rank in found] == sorted(rank for _, rank in found)


def test_of_many_names_the_best_are_answered_and_the_shorter_ones_first() -> None:
    names = pl.Series(["Hotel Adler Post", "Adlerhof", "Zum Adler", "Adler", "Rotadler"])
    found = find(Wanted("adler"), keys_of(names), 4)
    assert [(names[row], rank) for row, rank in found] == [
        ("Adler", Rank.WHOLE),
        ("Adlerhof", Rank.BEGINS),
        ("Zum Adler", Rank.WORDS),
        ("Hotel Adler Post", Rank.WORDS),
    ]


def test_a_text_that_was_pasted_is_searched_for_and_not_guessed_at() -> None:
    pasted = "kurhaus " * 600 + "x" * 200
    assert ids(pasted) == []
    assert find(Wanted(pasted), keys_of(pl.Series(["Kurhaus"])), 5) == ()
    assert Wanted("y" * 5_000).guess(key("Kurhaus")) is None
