"""Exports are exact, say where they come from, and do nothing where they are opened."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.answers.moment import Moment
from holdfast.errors import UsageError
from holdfast.export.results import (
    metrics_document,
    render,
    table_document,
    to_csv,
    to_json,
    to_markdown,
    write_file,
)
from holdfast.figures import Figure
from holdfast.timeline import Period
from holdfast.version import version
from holdfast.views.results import TableView

MOMENT = Moment(
    book="North region",
    as_of=date(2025, 6, 30),
    period=Period(date(2024, 7, 1), date(2025, 7, 1)),
    where="rep:ana",
    currency="EUR",
    shown=2,
    total=4,
)


def view(**columns: list[object]) -> TableView:
    return TableView("customers", MOMENT, pl.DataFrame(columns))


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "start",
    [*"=+-@", "\t", "\r", *"＝＋－＠", *"﹦﹢﹣﹫", "⁼", "₊", "\u200b=", "\ufeff＝", "\u00ad+", " =",
     "\u3000－", "\u2060\u2061@", "\n=", "\u115f=", "\u3164=", "\uffa0=", "\ufe0f=", "\u0301=",
     "\U000e0041="],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    cell = f'{start}HYPERLINK("http://evil","x")'
    assert read_csv(to_csv(pl.DataFrame({"name": [cell]})))[1] == ["'" + cell]


def test_numbers_stay_numbers() -> None:
    text = to_csv(pl.DataFrame({"revenue": [-12.5, 0.1], "orders": [-3, 4]}))
    assert text == "revenue,orders\n-12.5,-3\n0.1,4\n"


def takes_ink(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZM" and letter not in "\u115f\u1160"


@pytest.mark.parametrize("cell", ["Acme=1", "'=1", "a", "−5 %", "„=1“", "", "…", "1+1", "(=1)"])
def test_other_text_is_left_alone(cell: str) -> None:
    assert read_csv(to_csv(pl.DataFrame({"name": [cell], "n": [1]})))[1] == [cell, "1"]


@pytest.mark.parametrize("separator", [",", ", ", ";", "\t"])
def test_a_comment_is_no_formula_in_any_cell_a_spreadsheet_makes_of_it(separator: str) -> None:
    moment = replace(MOMENT, book=f"North{separator}＝HYPERLINK(1)", where="segment:smb,pro")
    lines = to_csv(pl.DataFrame({"a": [1]}), moment).splitlines()
    shown = separator.replace("\t", " ")
    guarded = f"# book: North{shown[:1]}'{shown[1:]}＝HYPERLINK(1)" if separator != "\t" else None
    assert lines[0] == (guarded or "# book: North ＝HYPERLINK(1)")
    assert "# where: segment:smb,pro" in lines


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_of_a_csv_starts_a_formula_or_drives_a_terminal(cell: str) -> None:
    (written,) = read_csv(to_csv(pl.DataFrame({"name": [cell], "n": [1]})))[1][:1]
    assert not written.startswith(("\t", "\r"))
    seen = (letter for letter in unicodedata.normalize("NFKC", written) if takes_ink(letter))
    assert next(seen, "") not in tuple("=+-@")
    assert "\x1b" not in written
    assert "\x9b" not in written


def test_blanks_dates_and_lists_in_csv() -> None:
    frame = pl.DataFrame(
        {"day": [date(2025, 1, 31), None], "trend": [[1.0, 2.5], None], "x": [float("nan"), -0.0]},
        schema_overrides={"trend": pl.List(pl.Float64)},
    )
    assert to_csv(frame) == "day,trend,x\n2025-01-31,1.0 2.5,\n,,0.0\n"


def test_a_csv_says_where_it_comes_from_only_when_asked() -> None:
    frame = pl.DataFrame({"name": ["Acme"]})
    assert not to_csv(frame).startswith("#")
    lines = to_csv(frame, MOMENT).splitlines()
    assert "# book: North region" in lines
    assert "# as_of: 2025-06-30" in lines
    assert "# period: 2024-07-01..2025-06-30" in lines
    assert "# where: rep:ana" in lines
    assert f"# holdfast: {version()}" in lines
    assert lines[-2:] == ["name", "Acme"]


def test_a_book_named_over_two_lines_adds_no_row_of_data() -> None:
    moment = Moment("North\nname,evil", *(getattr(MOMENT, n) for n in
                    ("as_of", "period", "where", "currency", "shown", "total")))  # fmt: skip
    rows = [line for line in to_csv(pl.DataFrame({"a": [1]}), moment).splitlines() if line[0] != "#"]
    assert rows == ["a", "1"]


def test_the_metrics_document_has_the_keys_of_the_contract_in_order() -> None:
    figure = Figure("retention.customers", 0.75, "ratio", 0.3006, 0.9544, 3.0, 4.0, previous=0.81)
    document = metrics_document(MOMENT, [figure])
    assert list(document) == ["book", "as_of", "period", "where", "currency", "metrics"]
    assert document["period"] == {"start": "2024-07-01", "end": "2025-07-01"}
    assert list(document["metrics"][0].items()) == [
        ("id", "retention.customers"),
        ("value", 0.75),
        ("low", 0.3006),
        ("high", 0.9544),
        ("numerator", 3),
        ("denominator", 4),
        ("unit", "ratio"),
        ("status", "ok"),
        ("note", None),
        ("previous", 0.81),
    ]
    assert '"numerator": 3,' in to_json(document)


def test_grouped_metrics_name_their_group_last() -> None:
    document = metrics_document(MOMENT, [Figure("x", 1.0, "count", group="SMB")], grouped=True)
    assert list(document["metrics"][0].items())[-1] == ("group", "SMB")


def test_json_never_holds_nan_or_infinity() -> None:
    document = metrics_document(MOMENT, [Figure("x", float("nan"), "ratio", high=float("inf"))])
    assert (document["metrics"][0]["value"], document["metrics"][0]["high"]) == (None, None)
    shown = view(x=[float("nan"), float("inf"), -0.0], t=[[float("nan")], [1.0], [2.0]])
    text = to_json(table_document(shown))
    rows = json.loads(text)["rows"]
    assert [row["x"] for row in rows] == [None, None, 0.0]
    assert rows[0]["t"] == [None]
    assert "-0.0" not in text


def test_json_is_readable_exact_and_inert() -> None:
    document = table_document(view(name=["Café", "\x1b]0;x\x07", "\x9b31m\u202e"], revenue=[0.1, 1 / 3, 2.0]))
    text = to_json(document)
    assert "Café" in text
    assert text.endswith("}\n")
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)
    rows = json.loads(text)["rows"]
    assert rows[2]["name"] == "\x9b31m\u202e"
    assert rows[1]["revenue"] == 1 / 3


def test_json_writes_dates_iso_and_categories_as_text() -> None:
    frame = pl.DataFrame(
        {"first_seen": [date(2025, 5, 1), None], "severity": ["high", None]},
        schema_overrides={"severity": pl.Enum(["high"])},
    )
    rows = json.loads(to_json(table_document(TableView("flags", MOMENT, frame))))["rows"]
    assert rows == [{"first_seen": "2025-05-01", "severity": "high"}, {"first_seen": None, "severity": None}]


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = ('name "\x85"', "share", "orders", "known", "trend", "nothing")
ROW = st.fixed_dictionaries(
    {
        'name "\x85"': st.none() | TEXT,
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "orders": st.none() | st.integers(-(2**62), 2**62),
        "known": st.none() | st.booleans(),
        "trend": st.none() | st.lists(st.floats(-1e3, 1e3), max_size=2),
        "nothing": st.none(),
    }
)


@given(st.lists(ROW, max_size=4))
def test_rows_are_written_by_columns_as_one_by_one(rows: list[dict[str, object]]) -> None:
    types = (pl.String, pl.Float64, pl.Int64, pl.Boolean, pl.List(pl.Float64), pl.Null)
    frame = pl.DataFrame(rows, schema=dict(zip(NAMES, types, strict=True)))
    assert to_json({"deeper": {"rows": frame}}) == to_json({"deeper": {"rows": frame.to_dicts()}})


@pytest.mark.parametrize("size", [0.0, -0.0, 1e-4, 9.9e-5, 1e15, 9.99e14, 1e16, 5e-324, 1.7e308])
def test_a_number_in_a_row_is_spelled_as_anywhere_else(size: float) -> None:
    assert to_json({"rows": pl.DataFrame({"x": [size, -size]})}) == to_json(
        {"rows": [{"x": size}, {"x": -size}]}
    )


def test_a_markdown_table_shows_text_as_it_is() -> None:
    table = to_markdown(["Customer", "Revenue"], [["A|B <b>*x*</b>\nC", "12"]], [False, True])
    assert table.splitlines() == [
        "| Customer | Revenue |",
        "| --- | ---: |",
        r"| A\|B \<b\>\*x\*\</b\> C | 12 |",
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "md", "xlsx"])
def test_a_file_is_written_in_the_format_of_its_ending(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    write_file(view(name=["Acme"], revenue=[1.5]), path)
    data = path.read_bytes()
    assert data == render(view(name=["Acme"], revenue=[1.5]), ending)  # type: ignore[arg-type]
    assert b"North region" in data or ending == "xlsx"
    if ending == "parquet":
        assert pl.read_parquet(path).to_dicts() == [{"name": "Acme", "revenue": 1.5}]
        assert pl.read_parquet_metadata(path)["where"] == "rep:ana"


def test_an_export_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("precious")
    with pytest.raises(UsageError, match="already there"):
        write_file(view(name=["Acme"]), path)
    assert path.read_text() == "precious"
    write_file(view(name=["Acme"]), path, overwrite=True, provenance=False)
    assert path.read_text() == "name\nAcme\n"


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv"):
        write_file(view(name=["Acme"]), tmp_path / "out.doc")


def test_a_workbook_carries_its_provenance_files_included() -> None:
    moment = replace(MOMENT, files=("crm.xlsx › Orders", "customers.csv"))
    shown = TableView("customers", moment, pl.DataFrame({"name": ["Acme"], "why": ["Spend −58 %"]}))
    reader = fastexcel.read_excel(render(shown, "xlsx"))
    about = dict(reader.load_sheet("About", header_row=None).to_polars().rows())
    assert about == {
        "book": "North region",
        "as_of": "2025-06-30",
        "period": "2024-07-01..2025-06-30",
        "where": "rep:ana",
        "customers": "2 of 4",
        "currency": "EUR",
        "holdfast": version(),
        "files": "crm.xlsx › Orders, customers.csv",
    }
    assert reader.load_sheet("customers").to_polars().row(0) == ("Acme", "Spend -58 %")
    assert fastexcel.read_excel(render(shown, "xlsx", provenance=False)).sheet_names == ["customers"]


def test_sentences_have_the_minus_sign_in_text_and_a_hyphen_in_data_while_names_stay_as_they_are() -> None:
    frame = view(name=["A−B"], why=["Spend −58 %"], evidence=["Spend −58 %"])
    (row,) = json.loads(to_json(table_document(frame)))["rows"]
    assert row == {"name": "A−B", "why": "Spend -58 %", "evidence": "Spend -58 %"}
    assert read_csv(to_csv(frame.frame))[1] == ["A−B", "Spend -58 %", "Spend -58 %"]
    assert "−58 %" in render(frame, "md").decode()
    note = metrics_document(MOMENT, [Figure("x", -0.5, "ratio", note="fell by −3")])["metrics"][0]
    assert (note["value"], note["note"]) == (-0.5, "fell by -3")


def test_a_list_in_which_nobody_has_a_reason_is_written_too() -> None:
    assert to_csv(pl.DataFrame({"name": ["A"], "why": [None]})) == "name,why\nA,\n"
