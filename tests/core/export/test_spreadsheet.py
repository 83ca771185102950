"""Workbooks that are written: typed, exact, the same every time, and harmless where they are opened."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time

import fastexcel
import polars as pl
import pytest

from holdfast.errors import UsageError
from holdfast.export import spreadsheet
from holdfast.export.spreadsheet import LARGEST_INTEGER, LONGEST_TEXT, workbook

MADE = date(2025, 6, 30)
DAY = date(2025, 1, 31)
AFTERNOON = datetime.combine(DAY, time(14, 30))


def written(frame: pl.DataFrame) -> pl.DataFrame:
    reader = fastexcel.read_excel(workbook(frame, "customers", MADE, []))
    return reader.load_sheet(0, schema_sample_rows=None).to_polars()


def part(frame: pl.DataFrame, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook(frame, "customers", MADE, [("book", "North")]))) as archive:
        return archive.read(name).decode()


def test_cells_keep_their_types() -> None:
    frame = pl.DataFrame(
        {
            "name": ["007", None],
            "revenue": [-12.5, 0.1],
            "orders": pl.Series([3, None], dtype=pl.UInt8),
            "last_order": [DAY, None],
            "at": [AFTERNOON, None],
            "active": [True, False],
            "trend": [[1.0, 2.5], None],
            "severity": pl.Series(["high", None], dtype=pl.Enum(["high"])),
        }
    )
    read = written(frame)
    assert read.row(0) == (
        "007", -12.5, 3.0, datetime.combine(DAY, time()), AFTERNOON, True, "1.0 2.5", "high",
    )  # fmt: skip
    assert read.row(1) == (None, 0.1, None, None, None, False, None, None)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "http://x", "mailto:a@b", "internal:A!1", "1e5"]
)
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    frame = pl.DataFrame({"name": [text]})
    assert written(frame)["name"].to_list() == [text]
    sheet = part(frame, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_no_cell_drives_a_terminal() -> None:
    assert "\x1b" not in str(written(pl.DataFrame({"name": ["\x1b[2J\x9b31m\u202e"]}))["name"][0])


def test_what_a_sheet_cannot_hold_as_a_number_or_a_day_is_text() -> None:
    frame = pl.DataFrame(
        {
            "id": [LARGEST_INTEGER, 1],
            "count": [LARGEST_INTEGER - 1, -LARGEST_INTEGER + 1],
            "day": [date(1900, 2, 28), date(2025, 1, 1)],
            "x": [float("nan"), float("inf")],
        }
    )
    read = written(frame)
    assert read["id"].to_list() == [str(LARGEST_INTEGER), "1"]
    assert read["count"].to_list() == [LARGEST_INTEGER - 1, -LARGEST_INTEGER + 1]
    assert read["day"].to_list() == ["1900-02-28", "2025-01-01"]
    assert read["x"].null_count() == 2


def test_a_text_may_be_as_long_as_a_cell_and_is_cut_beyond() -> None:
    frame = pl.DataFrame({"name": ["x" * LONGEST_TEXT, "y" * (LONGEST_TEXT + 1)]})
    assert [len(text) for text in written(frame)["name"]] == [LONGEST_TEXT, LONGEST_TEXT]


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    assert written(pl.DataFrame({"n": [1, 2]})).height == 2
    with pytest.raises(
        UsageError, match=r"3 rows are more than a sheet can hold \(2\): write CSV or Parquet"
    ):
        written(pl.DataFrame({"n": [1, 2, 3]}))


def test_the_header_stays_in_sight_and_another_sheet_says_where_the_rows_come_from() -> None:
    frame = pl.DataFrame({"name": ["Acme"]})
    sheet = part(frame, "xl/worksheets/sheet1.xml")
    assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', sheet)
    assert '<autoFilter ref="A1:A2"' in sheet
    content = workbook(frame, "customers", MADE, [("book", "=North"), ("as_of", "2025-06-30")])
    reader = fastexcel.read_excel(content)
    assert reader.sheet_names == ["customers", "About"]
    assert reader.load_sheet("About", header_row=None).to_polars().rows() == [
        ("book", "=North"),
        ("as_of", "2025-06-30"),
    ]


def test_the_same_frame_gives_the_same_bytes_dated_by_the_as_of_day() -> None:
    frame = pl.DataFrame({"name": ["Acme"], "day": [date(2025, 1, 1)]})
    assert workbook(frame, "customers", MADE, []) == workbook(frame, "customers", MADE, [])
    assert "2025-06-30T00:00:00Z" in part(frame, "docProps/core.xml")


def test_a_list_without_rows_or_columns_is_a_workbook_too() -> None:
    assert written(pl.DataFrame({"name": []}, schema={"name": pl.String})).columns == ["name"]
    assert workbook(pl.DataFrame(), "customers", MADE, [])
