"""However the same rows are written and cut into files, they make the same book; nothing is lost or added."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.examples import cases

from holdfast.intake import read_book
from holdfast.schema.exports import Intake

from .conftest import assert_found_in_list

Rows = list[list[str]]
FEW = settings(cases(4), phases=[Phase.explicit, Phase.generate])

HEAD = ["Order ID", "Customer", "Order Date", "Total", "Discount"]
ORDERS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 28), st.integers(0, 9_999_99), st.integers(0, 99_99)),
    min_size=1,
    max_size=12,
)
CELL = st.sampled_from(["", "5.00", "x", "soon", "2025-01-05", "-", "(3.10)", "Total", "1,234.50"])


def read(files: dict[str, bytes]) -> Intake:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        intake = read_book([Path(folder)])
    assert_found_in_list(intake)
    for file in intake.receipt.files:
        assert file.rows_read == file.used + file.quarantined + file.left_out + file.not_data
    assert intake.receipt.quarantine.height == sum(file.quarantined for file in intake.receipt.files)
    assert intake.receipt.cells_set_aside.height == sum(file.cells_set_aside for file in intake.receipt.files)
    return intake


def written(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(encoding)


def sums(intake: Intake) -> list[tuple[object, ...]]:
    orders = intake.tables["orders"].select("order_id", "customer_id", "order_date", "amount")
    return sorted(orders.rows())


@FEW
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8))
def test_every_row_and_every_cell_is_accounted_for(cells: list[tuple[str, str, str]]) -> None:
    rows = [[f"A{number}", "c1", *three] for number, three in enumerate(cells)]
    good = [[f"G{number}", "c1", "2025-01-05", "1.50", "0.50"] for number in range(4 * len(cells))]
    intake = read({"orders.csv": written([HEAD, *good, *rows])})
    (file,) = intake.receipt.files
    assert file.rows_read == len(good) + len(rows)
    unreadable = {"x", "soon", "2025-01-05", "Total"}
    quarantined = set(intake.receipt.quarantine["line"])
    lines = {len(good) + 2 + number: three[2] for number, three in enumerate(cells)}
    expected = {line for line, text in lines.items() if text in unreadable and line not in quarantined}
    not_data = file.not_data
    assert len(expected - set(intake.receipt.cells_set_aside["line"])) <= not_data
    assert set(intake.receipt.cells_set_aside["line"]) <= expected


@FEW
@given(ORDERS, st.data())
def test_any_split_into_overlapping_files_gives_the_same_book(
    orders: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    rows = [
        [f"A{number}", f"c{customer}", f"2025-01-{day:02}", f"{cents / 100:.2f}", f"{less / 100:.2f}"]
        for number, (customer, day, cents, less) in enumerate(orders)
    ]
    parts = cut(rows, data)
    whole = read({"orders.csv": written([HEAD, *rows])})
    split = read({f"orders_{n}.csv": written([HEAD, *part]) for n, part in enumerate(parts)})
    assert sums(split) == sums(whole)
    assert split.receipt.clean is whole.receipt.clean


@FEW
@given(
    st.lists(st.lists(st.integers(1, 9_999), min_size=1, max_size=4, unique=True), min_size=1, max_size=5),
    st.data(),
)
def test_lines_cut_anywhere_give_the_same_orders(orders: list[list[int]], data: st.DataObject) -> None:
    head = ["Order ID", "Customer", "Order Date", "Product", "Line Total"]
    rows = [
        [f"A{number}", f"c{number}", "2025-01-05", f"P{cents}", f"{cents / 100:.2f}"]
        for number, lines in enumerate(orders)
        for cents in lines
    ]
    mapping = (
        b'[tables.orders]\nfiles = ["*.csv"]\ngrain = "line"\n[tables.orders.columns]\n'
        b'order_id = "Order ID"\n'
        b'customer_id = "Customer"\norder_date = "Order Date"\nproduct = "Product"\namount = "Line Total"\n'
    )
    whole = read({"a.csv": written([head, *rows]), "holdfast.toml": mapping})
    parts = {f"{n}.csv": written([head, *part]) for n, part in enumerate(cut(rows, data))}
    split = read({**parts, "holdfast.toml": mapping})
    assert sums(split) == sums(whole)
    assert sorted(split.tables["order_lines"].rows()) == sorted(whole.tables["order_lines"].rows())


def cut(rows: Rows, data: st.DataObject) -> list[Rows]:
    """The rows in up to three parts that follow each other, each with up to three rows of the one before."""
    ends = sorted(data.draw(st.lists(st.integers(1, len(rows)), max_size=2)))
    parts, start = [], 0
    for end in [*ends, len(rows)]:
        parts.append(rows[max(0, start - data.draw(st.integers(0, 3))) : end])
        start = end
    return [part for part in parts if part]


@FEW
@given(
    ORDERS,
    st.permutations(range(len(HEAD))),
    st.sampled_from([str.upper, str.lower, str.title, str.strip]),
    st.tuples(
        st.sampled_from([",", ";", "\t", "|"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        st.sampled_from(["1234.50", "1,234.50", "1.234,50", "1234,50", "1 234,50", "1'234.50"]),
    ),
)
def test_columns_case_separator_encoding_and_numbers_make_no_difference(
    orders: list[tuple[int, int, int, int]],
    order: list[int],
    case: Callable[[str], str],
    written_as: tuple[str, str, str],
) -> None:
    separator, encoding, style = written_as
    plain: Rows = []
    styled: Rows = []
    for number, (customer, day, cents, less) in enumerate(orders):
        start = [f"A{number}", f"Café {customer}", f"2025-01-{day:02}"]
        plain.append([*start, f"{cents / 100:.2f}", f"{less / 100:.2f}"])
        styled.append([*start, like(cents, style), like(less, style)])
    head = [case(name) for name in HEAD]
    shuffled = [[row[index] for index in order] for row in [head, *styled]]
    read_plain = read({"orders.csv": written([HEAD, *plain])})
    assert sums(read({"orders.csv": written(shuffled, separator, encoding)})) == sums(read_plain)


def like(cents: int, style: str) -> str:
    """An amount written as 1234.50 is in `style`."""
    grouping = style[1] if not style[1].isdigit() else ""
    return f"{cents / 100:,.2f}".replace(",", "~").replace(".", style[-3]).replace("~", grouping)


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(["€{}", "${}", "{} CHF"]), st.integers(1, 99_999)), min_size=1, max_size=10
    )
)
def test_currencies_are_never_added(amounts: list[tuple[str, int]]) -> None:
    rows = [
        [f"A{number}", "c1", "2025-01-05", sign.format(f"{cents / 100:.2f}"), "0.00"]
        for number, (sign, cents) in enumerate(amounts)
    ]
    intake = read({"orders.csv": written([HEAD, *rows])})
    code = {"€{}": "EUR", "${}": "USD", "{} CHF": "CHF"}
    by_code = Counter(code[sign] for sign, _ in amounts)
    assert by_code[intake.settings.currency] == max(by_code.values())
    total = sum(cents for sign, cents in amounts if code[sign] == intake.settings.currency)
    assert intake.tables["orders"]["amount"].sum() == total * 100
    assert intake.receipt.quarantine.height == len(amounts) - by_code[intake.settings.currency]
