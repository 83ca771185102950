"""A mart gives back what was written: every type, nulls, empty frames and any text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import cases

from holdfast.mart.read import Mart, open_mart, read_manifest
from holdfast.mart.write import HowStored, Lookup, write_mart

LAYOUTS = (
    HowStored(),
    HowStored(packed=frozenset({"rows"})),
    HowStored(views=frozenset({"rows"})),
)

WORDS = ("new", "churn", "très long, beyond twelve bytes")

TEXTS = st.text(max_size=30) | st.sampled_from(
    ("", "exactly 12 b", "exactly 13 by", "a\0b", "日本語の顧客名", "\0")
)

LONGEST = timedelta(days=106_000_000)
"""As many microseconds as 64 bits hold; a timedelta may be ten times as long."""
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    pl.Boolean(): st.booleans(),
    pl.Int8(): st.integers(-(2**7), 2**7 - 1),
    pl.Int16(): st.integers(-(2**15), 2**15 - 1),
    pl.Int32(): st.integers(-(2**31), 2**31 - 1),
    pl.Int64(): st.integers(-(2**63), 2**63 - 1),
    pl.UInt8(): st.integers(0, 2**8 - 1),
    pl.UInt16(): st.integers(0, 2**16 - 1),
    pl.UInt32(): st.integers(0, 2**32 - 1),
    pl.UInt64(): st.integers(0, 2**64 - 1),
    pl.Float32(): st.floats(width=32),
    pl.Float64(): st.floats(),
    pl.Date(): st.dates(date(1, 1, 1), date(9999, 12, 31)),
    pl.Datetime("us"): st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - without zones
    pl.Datetime("ms"): st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001 - as above
        lambda moment: moment.replace(microsecond=0)
    ),
    pl.Duration("us"): st.timedeltas(-LONGEST, LONGEST),
    pl.Time(): st.times(),
    pl.String(): TEXTS,
    pl.Binary(): st.binary(max_size=20),
    pl.Categorical(): TEXTS,
    pl.Enum(WORDS): st.sampled_from(WORDS),
    pl.Null(): st.none(),
    pl.List(pl.Int64()): st.lists(st.integers(-9, 9), max_size=3),
    pl.Struct({"a": pl.Int64(), "b": pl.String()}): st.fixed_dictionaries(
        {"a": st.integers(-9, 9), "b": TEXTS}
    ),
}


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    height = draw(st.integers(0, 20))
    columns = {}
    for number, dtype in enumerate(draw(st.lists(st.sampled_from(list(VALUES)), max_size=4))):
        missing = draw(st.sampled_from((False, True, None)))
        value = VALUES[dtype] if missing is False else st.none() if missing else st.none() | VALUES[dtype]
        rows = draw(st.lists(value, min_size=height, max_size=height))
        columns[f"column {number}"] = pl.Series(rows, dtype=dtype)
    return pl.DataFrame(columns)


def written(folder: Path, frame: pl.DataFrame, layout: HowStored = LAYOUTS[0]) -> Mart:
    write_mart(folder / "a.mart", {"rows": frame}, {"told": [1, None]}, "this code", layout)
    return open_mart(folder / "a.mart")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mart")


@cases(150)
@given(frame=frames(), layout=st.sampled_from(LAYOUTS))
def test_any_frame_comes_back_as_it_was(place: Path, frame: pl.DataFrame, layout: HowStored) -> None:
    mart = written(place, frame, layout)
    mart.blocks.check_all()
    found = mart.frames["rows"]
    assert found.columns == frame.columns
    assert found.schema == frame.schema
    assert found.height == frame.height
    assert found.shape == frame.shape
    assert found.equals(frame)
    assert frame.equals(found)
    assert mart.manifest.told == {"told": [1, None]}


@pytest.mark.parametrize("layout", LAYOUTS, ids=("plain", "packed", "views"))
def test_slices_and_many_chunks_come_back_too(tmp_path: Path, layout: HowStored) -> None:
    rows = range(100)
    whole = pl.DataFrame(
        {
            "number": rows,
            "even": [row % 2 == 0 if row % 5 else None for row in rows],
            "text": [f"a rather long text {row}" if row % 3 else None for row in rows],
            "short": [str(row) for row in rows],
        }
    )
    pieces = pl.concat([whole[3:20], whole[57:58], whole[60:99]], rechunk=False)
    assert written(tmp_path, pieces, layout).frames["rows"].equals(pieces)


def test_the_same_rows_make_the_same_bytes_whatever_lies_below_their_nulls(tmp_path: Path) -> None:
    clean = pl.DataFrame({"a": [1, None, 3], "b": ["x", None, "a text beyond twelve bytes"]})
    masked = pl.DataFrame({"a": [1, 7, 3], "b": ["x", "hidden", "a text beyond twelve bytes"]}).with_columns(
        pl.when(pl.int_range(3) != 1).then(pl.all())
    )
    files = []
    for frame in (clean, masked, pl.concat([masked[:1], masked[1:]], rechunk=False)):
        content = written(tmp_path, frame, LAYOUTS[2]).manifest.content
        files.append((content, (tmp_path / "a.mart").read_bytes()))
    assert files[0] == files[1] == files[2]


def test_the_content_tells_rows_apart_and_not_places_or_writers(tmp_path: Path) -> None:
    def content(value: int, name: str, made_by: str) -> str:
        return write_mart(tmp_path / name, {"rows": pl.DataFrame({"a": [value]})}, {}, made_by).content

    assert content(1, "one", "this code") == content(1, "two", "that code")
    assert content(1, "one", "this code") != content(2, "one", "this code")


def test_what_stands_in_two_frames_is_written_once_and_nothing_takes_no_room(tmp_path: Path) -> None:
    numbers = pl.Series("a", range(50_000), dtype=pl.Int64)
    once = pl.DataFrame([numbers])
    nothing = pl.DataFrame(
        {"text": pl.repeat(None, 50_000, dtype=pl.String, eager=True), "zero": pl.zeros(50_000, eager=True)}
    )
    write_mart(tmp_path / "a.mart", {"one": once, "two": once, "nothing": nothing}, {}, "")
    assert (tmp_path / "a.mart").stat().st_size < 8 * 50_000 + 2_000
    mart = open_mart(tmp_path / "a.mart")
    assert mart.frames["two"].equals(once)
    assert mart.frames["nothing"].equals(nothing)


def test_a_column_that_another_leads_to_is_not_stored(tmp_path: Path) -> None:
    customers = pl.DataFrame(
        {"customer": [0, 1], "customer_id": ["c1", "c2"]}, schema_overrides={"customer": pl.UInt32}
    )
    orders = pl.DataFrame({"customer_id": ["c2", "c1", "c2"], "customer": [1, 0, 1]}).cast(
        {"customer": pl.UInt32}
    )
    stranger = orders.with_columns(customer_id=pl.lit("unknown"), customer=pl.lit(None, pl.UInt32))
    lookups = {"customer_id": Lookup("customer", "customers", "customer_id")}
    frames = {"customers": customers, "orders": orders, "strangers": stranger}
    write_mart(tmp_path / "a.mart", frames, {}, "", HowStored(lookups=lookups))
    mart = open_mart(tmp_path / "a.mart")
    how = {
        name: entry.columns[-2 if name == "orders" else 0].stored
        for name, entry in mart.manifest.frames.items()
    }
    assert how["orders"] == "looked up"
    assert how["strangers"] != "looked up"
    for name, frame in frames.items():
        assert mart.frames[name].equals(frame), name


def test_the_manifest_is_read_alone(tmp_path: Path) -> None:
    mart = written(tmp_path, pl.DataFrame({"a": [1, 2]}))
    alone = read_manifest(tmp_path / "a.mart")
    assert alone == mart.manifest
    assert alone.made_by == "this code"
    assert {name: entry.height for name, entry in alone.frames.items()} == {"rows": 2}
