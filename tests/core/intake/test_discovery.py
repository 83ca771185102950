from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.intake import assemble, read_book
from holdfast.intake.parse.fit import fitting_rows
from holdfast.intake.recognise.synonyms import columns_for
from holdfast.intake.recognise.weigh.readings import table_of_name

from .conftest import Book

ORDERS = "order_id,customer_id,order_date,amount\nA1,c1,2025-01-05,10\n"


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("orders", "orders"),
        ("2025_orders_export", "orders"),
        ("Kunden-2025-01", "customers"),
        ("order_lines", "order_lines"),
        ("ravenstack_support_tickets", "tickets"),
        ("feature_usage", "usage"),
        ("sales_pipeline", "opportunities"),
        ("sales_teams", "reps"),
        ("AccountsExport", "customers"),
        ("churn_events", "losses"),
        ("products", None),
    ],
)
def test_file_names_point_to_tables(stem: str, table: str | None) -> None:
    assert table_of_name(stem) == table


def test_headers_are_compared_without_case_accents_and_punctuation() -> None:
    found = columns_for("subscriptions", ["ID", "*Customer_ID", "Started at (UTC)", "MRR"])
    assert found == {
        "subscription_id": "ID",
        "customer_id": "*Customer_ID",
        "start": "Started at (UTC)",
        "mrr": "MRR",
    }


def test_a_plain_list_of_sales_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Date,Customer,Total\n2025-01-05,Acme,10\n2025-01-06,Borgo,20\n")
    intake = read_book([path])
    assert intake.tables["orders"].select("order_id", "customer_id").rows() == [
        ("export#1", "Acme"),
        ("export#2", "Borgo"),
    ]
    assert "the file has no order_id" in intake.receipt.files[0].notes[0]
    assert intake.receipt.files[0].found_by == "header"
    assert intake.settings.name == "export"


def test_files_that_match_nothing_are_listed(book: Book) -> None:
    intake = book(orders_dot_csv=ORDERS, weather_dot_csv="station,rain\nx,1\n", notes_dot_md="hello")
    assert intake.receipt.ignored_files == ("weather.csv", "notes.md")


def test_a_file_named_like_a_table_without_its_columns_says_what_is_missing(book: Book) -> None:
    intake = book(orders_dot_csv=ORDERS, tickets_dot_csv="ticket,colour\n1,red\n")
    (finding,) = (finding for finding in intake.receipt.findings if finding.table == "tickets")
    assert finding.message.startswith(
        "tickets.csv looks like tickets by its name but has no column for customer_id"
    )


def test_files_of_one_table_in_folders_are_read_together(book: Book) -> None:
    intake = book(orders__2024_dot_csv=ORDERS, orders__2025_dot_csv=ORDERS.replace("A1", "A2"))
    assert intake.tables["orders"]["order_id"].to_list() == ["A1", "A2"]
    assert [file.file for file in intake.receipt.files] == ["orders/2024.csv", "orders/2025.csv"]


def test_patterns_and_several_files_make_a_book(tmp_path: Path) -> None:
    (tmp_path / "orders_a.csv").write_text(ORDERS)
    (tmp_path / "orders_b.csv").write_text(ORDERS.replace("A1", "A2"))
    (tmp_path / "customers.csv").write_text("customer_id,name\nc1,Acme\n")
    intake = read_book([tmp_path / "orders_*.csv", tmp_path / "customers.csv"])
    assert intake.tables["orders"].height == 2
    assert intake.tables["customers"].height == 1


def test_a_missing_book_names_what_is_near(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    with pytest.raises(UsageError, match=r"order\.csv does not exist; did you mean 'orders\.csv'"):
        read_book([tmp_path / "order.csv"])
    with pytest.raises(UsageError, match="no file matches"):
        read_book([tmp_path / "x*.csv"])


def test_a_folder_without_tables_says_what_it_saw_and_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"it is empty\. What is read: CSV .*\.csv .*Parquet"):
        read_book([tmp_path])
    (tmp_path / "minutes.docx").write_text("Agenda")
    with pytest.raises(UsageError, match=r"files of the kind of minutes\.docx\. What is read: .*\.xlsx"):
        read_book([tmp_path])
    with pytest.raises(UsageError, match=r"files of the kind of minutes\.docx\. What is read: .*\.sqlite"):
        read_book([tmp_path / "minutes.docx"])
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"no table was recognised.*notes\.csv.*holdfast\.toml"):
        read_book([tmp_path])


def test_a_pipe_in_place_of_a_file_gives_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "orders.csv")
    with pytest.raises(UsageError, match="not a regular file"):
        read_book([tmp_path / "orders.csv"])
    with pytest.raises(UsageError, match="not a regular file"):
        read_book([tmp_path])


def test_a_folder_in_place_of_a_file_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()
    (tmp_path / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders.csv"]\n')
    with pytest.raises(UsageError, match="is a folder where a file is expected"):
        read_book([tmp_path])


def test_a_file_that_grows_while_it_is_read_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS)

    def grow(*arguments: object, guessed: bool) -> object:
        with path.open("a") as handle:
            handle.write("A2,c1,2025-01-06,1\n")
        return fitting_rows(*arguments, guessed=guessed)  # type: ignore[arg-type]

    monkeypatch.setattr(assemble, "fitting_rows", grow)
    with pytest.raises(UsageError, match=r"orders\.csv changed while it was read"):
        read_book([tmp_path])


def test_nothing_is_written_into_the_book(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS)
    tmp_path.chmod(0o555)
    try:
        read_book([tmp_path])
        assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]
    finally:
        tmp_path.chmod(0o755)


def test_arabic_headers_are_words_and_a_sign_is_none(book: Book) -> None:
    intake = book(
        orders_dot_csv="#,Date,Customer,المبلغ الصافي,الحالة\n1,2025-01-05,A,9,مكتمل\n2,2025-01-06,A,5,ملغي\n"
    )
    (file,) = intake.receipt.files
    assert dict(file.columns)["amount"] == "المبلغ الصافي"
    assert {one.word: one.counted for one in intake.receipt.statuses} == {"مكتمل": True, "ملغي": False}
