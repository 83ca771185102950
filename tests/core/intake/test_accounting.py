from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from holdfast.intake import read_book

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "c1",
            "A1",
            "2025-01-05",
            "soon",
            "10",
            "-3.5",
            "1,234.50",
            "(4)",
            "Total",
            "x\ny",
            '5" pipe',
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=6),
)
GOOD_ROW = st.tuples(
    st.from_regex(r"[A-Z][0-9]{1,4}", fullmatch=True), st.just("c1"), st.just("2025-01-05"), st.just("9.99")
).map(list)
ROW = st.one_of(GOOD_ROW, st.lists(CELL, min_size=4, max_size=4), st.lists(CELL, max_size=6))


@given(st.lists(ROW, max_size=25), st.sampled_from([",", ";"]), st.booleans())
def test_every_row_is_used_or_accounted_for(
    rows: list[list[str]], separator: str, newline_at_end: bool
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(["order_id", "customer_id", "order_date", "amount"])
    writer.writerows(rows)
    content = text.getvalue() if newline_at_end else text.getvalue().removesuffix("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(content, encoding="utf-8", newline="")
        mapping = (
            f'[tables.orders]\nfiles = ["orders.csv"]\nseparator = "{separator}"\ndecimal = "."\n'
            f'date_format = "%Y-%m-%d"\n'
            'columns = { order_id = "order_id", customer_id = "customer_id", '
            'order_date = "order_date", amount = "amount" }\n'
        )
        (Path(folder) / "holdfast.toml").write_text(mapping)
        intake = read_book([Path(folder)])
    (receipt,) = intake.receipt.files
    assert receipt.rows_read == receipt.used + receipt.quarantined + receipt.left_out + receipt.not_data
    assert intake.receipt.quarantine.height == receipt.quarantined
    assert intake.tables["orders"].height == receipt.used
    read_by_python = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))[1:]
    assert receipt.rows_read == len(read_by_python)
    assert (
        intake.tables["orders"].select("order_id", "customer_id", "order_date", "amount").null_count().row(0)
        == (0,) * 4
    )
    starts = line_starts(content, separator)
    assert set(intake.receipt.quarantine["line"]) <= starts


def line_starts(content: str, separator: str) -> set[int]:
    """Lines on which a record begins, as Python's own reader counts them."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    starts, line = set(), 0
    for _ in reader:
        starts.add(line + 1)
        line = reader.line_num
    return starts
