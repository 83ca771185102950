"""Ids looked up by the place of their hash: what is found is always compared."""

from __future__ import annotations

import random

import polars as pl
import pytest

from holdfast.rows import found
from holdfast.rows.found import all_differ, not_among, rows_of_ids


def joined(ids: pl.Series, known: pl.Series) -> list[int | None]:
    """What a plain look-up in a dictionary says."""
    rows = {one: row for row, one in enumerate(known)}
    return [None if one is None else rows.get(one) for one in ids]


@pytest.mark.parametrize("listed", [0, 1, 2, 50, 3_000])
def test_every_id_is_found_where_it_stands_and_no_other_is(listed: int) -> None:
    numbers = random.Random(listed)
    known = pl.Series([f"C{number:05d}" for number in range(listed)], dtype=pl.String).shuffle(seed=1)
    names = [*known, *(f"X{number}" for number in range(20)), None, ""]
    ids = pl.Series([numbers.choice(names) for _ in range(5_000)], dtype=pl.String)
    rows = rows_of_ids(ids, known)
    assert rows.dtype == pl.UInt32
    assert rows.to_list() == joined(ids, known)


def test_nobody_asked_is_nobody_found() -> None:
    assert rows_of_ids(pl.Series(dtype=pl.String), pl.Series(["a"])).len() == 0
    nobody = pl.Series([None, None], dtype=pl.String)
    assert rows_of_ids(nobody, pl.Series(["a"])).to_list() == [None, None]


def test_ids_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def alike(ids: pl.Series, _seed: int, _bits: int) -> pl.Series:
        return pl.zeros(ids.len(), dtype=pl.UInt32, eager=True)

    monkeypatch.setattr(found, "_places", alike)
    known = pl.Series([f"C{number}" for number in range(20)])
    ids = pl.Series([*known.reverse(), "X", None, *known])
    assert rows_of_ids(ids, known).to_list() == joined(ids, known)


@pytest.mark.parametrize(
    ("ids", "differ"),
    [
        (["a", "b", None], True),
        (["a", "b", "a"], False),
        ([None, "a", None], False),
        ([], True),
        (["a", "b", "c"], True),
        (["a", "b", "b"], False),
    ],
)
def test_ids_all_differ_or_one_stands_twice(ids: list[str | None], *, differ: bool) -> None:
    assert all_differ(pl.Series(ids, dtype=pl.String)) is differ


@pytest.mark.parametrize("listed", [1, 900])
def test_ids_that_nobody_knows_are_left_each_as_often_as_it_stands(listed: int) -> None:
    known = pl.Series([f"R{number}" for number in range(listed)])
    ids = pl.Series([*(["R0", None] * 100), "X", "Y", "X"])
    assert not_among(ids, known).to_list() == ["X", "Y", "X"]
