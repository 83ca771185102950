"""Columns that mean nothing to us are kept as fields: under safe names, as what their cells are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from holdfast.errors import UsageError
from holdfast.intake.own_columns.names import LONGEST_TITLE, LONGEST_WORD, aliases_of, title_of, words_of
from holdfast.schema.exports import Intake
from holdfast.schema.field_set import MOST_OWN
from holdfast.schema.fields import Field

Book = Callable[..., Intake]
ORDERS = "order_id,customer_id,order_date,amount\n1,C1,2025-01-31,10\n2,C2,2025-02-28,20\n"


def fields_of(intake: Intake, table: str = "customers") -> dict[str, Field]:
    return {field.name: field for field in intake.own.get(table, ())}


def values_of(intake: Intake, name: str, table: str = "customers") -> list[object]:
    return intake.tables[table].get_column(name).to_list()


def said(intake: Intake) -> str:
    return "\n".join(finding.sentence for finding in intake.receipt.findings)


def customers(header: str, *cells: str, separator: str = ",") -> str:
    rows = (separator.join((f"C{number}", cell)) for number, cell in enumerate(cells, 1))
    return "\n".join((separator.join(("customer_id", header)), *rows, ""))


def test_each_kind_is_told_by_its_cells(book: Book) -> None:
    lists = (
        "customer_id,name,Plan Kind,Seats Used,Score,Contract signed,Is VIP,Notes\n"
        "C1,Acme,pro,12,1.5,2025-01-03,yes,met at the fair\n"
        "C2,Beta,basic,3,2,2025-03-30,no,prefers e-mail\n"
        "C3,Gamma,pro,,0.25,,yes,asked twice\n"
    )
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS)
    found = {name: (field.title, field.kind, field.aliases) for name, field in fields_of(intake).items()}
    assert found == {
        "x.plan_kind": ("Plan Kind", "dimension", ("plan_kind",)),
        "x.seats_used": ("Seats Used", "count", ("seats_used",)),
        "x.score": ("Score", "number", ("score",)),
        "x.contract_signed": ("Contract signed", "date", ("contract_signed",)),
        "x.is_vip": ("Is VIP", "boolean", ("is_vip",)),
        "x.notes": ("Notes", "text", ("notes",)),
    }
    assert values_of(intake, "x.seats_used") == [12, 3, None]
    assert values_of(intake, "x.contract_signed") == [date(2025, 1, 3), date(2025, 3, 30), None]
    assert values_of(intake, "x.is_vip") == [True, False, True]
    assert "6 own columns" in said(intake)
    assert "plan_kind (a few values)" in said(intake)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Postcode", ("01234", "04567", "01234"), "dimension"),  # a number would lose the zero
        ("Account No", ("4711", "4712", "4713"), "text"),  # nobody adds up numbers of accounts
        ("Barcode", ("12345678901234567", "2", "3"), "text"),  # more digits than a number holds
        ("Budget", ("$5", "€7", "$9"), "text"),  # amounts of two currencies have no order
        ("Budget", ("$5", "$7.50", "$9"), "number"),
        ("Paid until", ("20250131", "20240229", "20230101"), "date"),
        ("Logins", ("0", "1", "1"), "count"),
        ("Is partner", ("0", "1", "1"), "boolean"),
        ("Region code", ("N/A", "-", ""), "text"),
        ("Remark", ("word " * 20, "word " * 20, "other"), "text"),
    ],
)
def test_the_cells_decide(book: Book, header: str, cells: tuple[str, ...], kind: str) -> None:
    intake = book(customers_dot_csv=customers(header, *cells), orders_dot_csv=ORDERS)
    assert [field.kind for field in intake.own["customers"]] == [kind]


def test_one_cell_that_cannot_be_read_makes_text_and_is_said(book: Book) -> None:
    days = ("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "unknown yet")
    intake = book(customers_dot_csv=customers("Signed", *days), orders_dot_csv=ORDERS)
    assert fields_of(intake)["x.signed"].kind == "text"
    assert values_of(intake, "x.signed") == list(days)
    assert "signed: text, since 1 of its 5 cells cannot be read, such as 'unknown yet'" in said(intake)


def test_days_that_can_be_read_both_ways_are_not_guessed(book: Book) -> None:
    intake = book(customers_dot_csv=customers("Signed", "03/04/2025", "05/06/2025"), orders_dot_csv=ORDERS)
    assert fields_of(intake)["x.signed"].kind == "text"
    assert "could be day/month or month/day" in said(intake)


def test_another_own_column_may_prove_the_order_of_days(book: Book) -> None:
    lists = "customer_id,Signed,Renewed\nC1,03/04/2025,31/01/2025\nC2,05/06/2025,01/02/2025\n"
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS)
    assert values_of(intake, "x.signed") == [date(2025, 4, 3), date(2025, 6, 5)]


def test_numbers_are_read_as_the_file_writes_them(book: Book) -> None:
    lists = customers("Anteil", "1,5", "2.000,25", separator=";")
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS)
    assert values_of(intake, "x.anteil") == [1.5, 2000.25]


def test_columns_of_several_files_come_together(book: Book) -> None:
    intake = book(
        customers_dot_csv="customer_id,name,Plan Kind\nC1,Acme,pro\nC2,Beta,basic\nC3,Gamma,pro\n",
        customers_2_dot_csv="customer_id,name,plan_kind,Size\nC4,Delta,basic,3\nC5,Epsilon,pro,4\n",
        orders_dot_csv=ORDERS,
    )
    found = dict(zip(values_of(intake, "customer_id"), values_of(intake, "x.plan_kind"), strict=True))
    assert found == {"C1": "pro", "C2": "basic", "C3": "pro", "C4": "basic", "C5": "pro"}
    assert values_of(intake, "x.size") == [None, None, None, 3, 4]


def test_what_only_the_other_list_of_a_customer_tells_is_kept(book: Book) -> None:
    intake = book(
        customers_dot_csv="customer_id,name,Plan Kind\nC1,Acme,pro\nC2,Beta,basic\n",
        customers_2_dot_csv="customer_id,name,Size\nC1,Acme,3\nC2,Beta,4\n",
        orders_dot_csv=ORDERS,
    )
    assert values_of(intake, "x.plan_kind") == ["pro", "basic"]
    assert values_of(intake, "x.size") == [3, 4]


def test_columns_of_orders_that_name_customers_are_none_of_theirs(book: Book) -> None:
    orders = (
        "order_id,customer_id,order_date,amount,Ship Mode\n1,C1,2025-01-31,10,air\n2,C1,2025-02-28,20,sea\n"
    )
    assert book(orders_dot_csv=orders).own == {}


def test_reps_have_columns_of_their_own_too(book: Book) -> None:
    reps = "rep_id,name,hire_date,Home Office\nR1,Ana,2020-01-01,Lyon\n"
    intake = book(reps_dot_csv=reps, orders_dot_csv=ORDERS)
    assert fields_of(intake, "reps")["x.home_office"].title == "Home Office"
    assert values_of(intake, "x.home_office", "reps") == ["Lyon"]


@pytest.mark.thorough
def test_no_more_columns_than_anybody_can_use_are_kept_and_that_is_said(book: Book) -> None:
    headers = ",".join(f"column {number}" for number in range(200))
    lists = f"customer_id,{headers}\n" + "".join(f"C{row}{',v' * 200}\n" for row in range(1, 4))
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS)
    assert len(intake.own["customers"]) == MOST_OWN
    assert "only 50 own columns are kept: 150 more are not, from 'column 50' on" in said(intake)
    assert len(intake.receipt.files[0].not_used) == 150


def test_headers_of_any_kind_become_words_that_can_be_typed() -> None:
    headers = [
        "Plan Kind",
        "plan-kind",
        "",
        "  ",
        "\x1b[31mred\x07",
        "Größe",
        "العمر",
        "2024 plan",
        "n" * 5_000,
    ]
    words = words_of(headers)
    assert list(words.values()) == headers
    assert list(words) == [
        *("plan_kind", "plan_kind_2", "column_3", "column_4", "31mred", "grosse"),
        *("العمر", "2024_plan", "n" * LONGEST_WORD),
    ]
    assert all(len(word) <= LONGEST_WORD + 2 for word in words)


def test_a_title_is_the_header_on_one_line_without_what_a_terminal_obeys() -> None:
    assert title_of("Plan\nKind") == "Plan Kind"
    assert title_of("\x1b]52;c;x\x07 \u202eevil") == "\ufffd]52;c;x\ufffd \ufffdevil"
    assert len(title_of("n" * 5_000)) == LONGEST_TITLE


@pytest.mark.parametrize("word", ["status", "overdue", "flag", "and", "2024_plan"])
def test_a_word_that_means_something_else_needs_the_prefix(word: str) -> None:
    assert aliases_of(word) == ()


def test_the_mapping_hides_renames_and_types(book: Book) -> None:
    settings = '[own]\nsecret = { hide = true }\nsize = { title = "Staff", kind = "text" }\n'
    lists = "customer_id,Secret,Size\nC1,a,3\nC2,b,4\n"
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS, holdfast_dot_toml=settings)
    (only,) = intake.own["customers"]
    assert (only.name, only.title, only.kind) == ("x.size", "Staff", "text")


def test_a_stated_kind_empties_what_it_cannot_read_and_says_so(book: Book) -> None:
    settings = '[own]\nsigned = { kind = "date" }\n'
    lists = customers("Signed", "2025-01-01", "soon")
    intake = book(customers_dot_csv=lists, orders_dot_csv=ORDERS, holdfast_dot_toml=settings)
    assert values_of(intake, "x.signed") == [date(2025, 1, 1), None]
    assert "signed: 1 of its cells cannot be read so and are empty" in said(intake)


def test_a_wrong_word_in_the_section_is_refused(book: Book) -> None:
    settings = '[own]\nsize = { kind = "colour" }\n'
    with pytest.raises(UsageError, match=r"\[own\] size.kind must be 'text' or 'number' or 'date'"):
        book(customers_dot_csv=customers("Size", "1"), orders_dot_csv=ORDERS, holdfast_dot_toml=settings)
