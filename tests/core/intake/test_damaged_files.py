"""One bad file costs its own rows, never the book, and is never passed over in silence."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.damaged import CUSTOMERS, DAMAGED, ORDERS, parquet_in_zone, parquet_of

from holdfast.engine import open_book
from holdfast.errors import UsageError
from holdfast.intake import fingerprint, read_book
from holdfast.schema.exports import Intake


def folder_with(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "customers.csv").write_text(CUSTOMERS)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def problems(intake: Intake) -> list[str]:
    return [finding.message for finding in intake.receipt.problems]


@pytest.mark.thorough
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_beside_a_sound_one_is_a_problem_that_names_it(tmp_path: Path, name: str) -> None:
    intake = read_book([folder_with(tmp_path, **{name: DAMAGED[name]()})])
    assert intake.tables["customers"].height == 5
    assert list(intake.tables) == ["customers"]
    (problem,) = problems(intake)
    assert problem.startswith(f"{name} ")
    assert "\n" not in problem
    assert intake.receipt.ignored_files == (name,)
    assert not intake.receipt.clean


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_alone_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(DAMAGED[name]())
    with pytest.raises(UsageError, match=name.replace(".", r"\.")) as refused:
        read_book([path])
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", [name for name in DAMAGED if "wrong" not in name])
def test_a_damaged_file_that_the_mapping_names_is_a_problem_too(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, **{name: DAMAGED[name]()})
    tables = f'[tables.customers]\nfiles = ["customers.csv"]\n[tables.orders]\nfiles = ["{name}"]\n'
    (folder / "holdfast.toml").write_text(tables)
    intake = read_book([folder])
    assert list(intake.tables) == ["customers"]
    assert [finding.table for finding in intake.receipt.problems] == ["orders"]
    (folder / "holdfast.toml").write_text(f'[tables.orders]\nfiles = ["{name}"]\n')
    with pytest.raises(UsageError, match=name.replace(".", r"\.")):
        read_book([folder])


def test_files_of_the_same_table_that_can_be_read_are_used(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        **{"orders_1.parquet": parquet_of(ORDERS.head(10)), "orders_2.parquet": parquet_of(ORDERS)[:-9]},
    )
    intake = read_book([folder])
    assert intake.tables["orders"].height == 10
    assert problems(intake) == [
        "orders_2.parquet is not a readable Parquet file: it is cut off: export or copy it again"
    ]


def test_where_no_file_can_be_read_the_first_is_named_and_the_others_are_counted(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"orders_{number}.csv").write_text("")
    (tmp_path / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders*.csv"]\n')
    with pytest.raises(
        UsageError, match=r"^orders_0\.csv is empty: export it again; nor can 2 other files be read$"
    ):
        read_book([tmp_path])


def test_damage_inside_a_parquet_file_that_only_reading_brings_out_is_a_problem(tmp_path: Path) -> None:
    data = bytearray(parquet_of(ORDERS))
    data[4:200] = bytes(196)
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": bytes(data)})])
    assert problems(intake)[0].startswith("orders.parquet cannot be read: ")
    assert list(intake.tables) == ["customers"]


def test_what_is_looked_up_in_a_file_that_cannot_be_read_is_quarantined(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, **{"orders.csv": ORDERS.write_csv().encode()})
    (folder / "customers.csv").write_bytes(b"")
    (folder / "holdfast.toml").write_text(
        '[tables.customers]\nfiles = ["customers.csv"]\n[tables.orders]\nfiles = ["orders.csv"]\n'
        'match = { customer_id = "customers.name" }\n'
    )
    intake = read_book([folder])
    assert intake.tables["orders"].is_empty()
    assert set(intake.receipt.quarantine["reason"]) == {"not found in customers.name"}
    assert problems(intake)[0] == "customers.csv is empty: export it again"


def test_a_pipe_beside_a_sound_file_is_a_problem(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    os.mkfifo(folder / "orders.csv")
    assert problems(read_book([folder])) == [
        "orders.csv is not a regular file (a pipe or a device): copy the data into a file"
    ]


def test_a_link_that_leads_nowhere_is_a_problem(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "orders.csv").symlink_to(folder / "gone.csv")
    (problem,) = problems(read_book([folder]))
    assert problem == "orders.csv cannot be read: No such file or directory"


def test_notes_that_were_never_a_table_are_no_problem(tmp_path: Path) -> None:
    intake = read_book([folder_with(tmp_path, **{"readme.txt": bytes(range(256)) * 20})])
    assert [
        finding.severity for finding in intake.receipt.findings if finding.message.startswith("readme")
    ] == ["warning"]


def test_a_table_after_hundreds_of_empty_rows_is_not_called_empty(tmp_path: Path) -> None:
    text = ",,,\n" * 500 + ORDERS.write_csv()
    intake = read_book([folder_with(tmp_path, **{"orders.csv": text.encode()})])
    assert problems(intake) == ["orders.csv begins with 200 empty rows: remove those before the data"]


def test_a_file_that_was_mended_is_read_although_the_book_is_in_the_cache(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, **{"orders.parquet": parquet_of(ORDERS)[:-40]})
    assert len(open_book([folder]).receipt.problems) == 1
    assert len(open_book([folder]).receipt.problems) == 1
    (folder / "orders.parquet").write_bytes(parquet_of(ORDERS))
    assert open_book([folder]).tables["orders"].height == 30


# Names and values that libraries cannot hold


def in_bytes(folder: Path, name: bytes) -> Path:
    return Path(os.fsdecode(os.fsencode(folder) + b"/" + name))


def test_names_that_are_not_utf8_are_read_and_shown(tmp_path: Path) -> None:
    folder = in_bytes(tmp_path, b"b\xe9")
    folder_with(folder)
    text = b"Date,Customer,Total\n2025-01-05,C1,10\n"
    for name in (b"orders\xff.csv", b"orders\xfe.csv"):
        in_bytes(folder, name).write_bytes(text)
    in_bytes(folder, b"orders\xfd.parquet").write_bytes(parquet_of(ORDERS))
    intake = read_book([folder])
    assert sorted(file.file for file in intake.receipt.files) == [
        "customers.csv", r"orders\xfd.parquet", r"orders\xfe.csv", r"orders\xff.csv",
    ]  # fmt: skip
    assert intake.tables["orders"].height == 32
    assert intake.settings.name == r"b\xe9"
    assert fingerprint([folder]) == intake.fingerprint
    assert open_book([folder]).receipt.files == open_book([folder]).receipt.files


def test_a_mapping_may_name_such_a_file_as_the_receipt_does(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    in_bytes(folder, b"sales\xff.csv").write_bytes(ORDERS.write_csv().encode())
    (folder / "holdfast.toml").write_text("[tables.orders]\nfiles = ['sales\\xff.csv']\n")
    assert read_book([folder]).tables["orders"].height == 30


LATE = pl.Series(["2025-01-05 23:30:00"]).str.to_datetime()


@pytest.mark.parametrize(("zone", "day"), [("+05:30", date(2025, 1, 6)), ("-07:00", date(2025, 1, 5))])
def test_a_fixed_offset_keeps_the_day_it_was_there_and_the_moment(
    tmp_path: Path, zone: str, day: date
) -> None:
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_in_zone(LATE, zone)})])
    assert intake.tables["orders"]["order_date"].to_list() == [day]
    assert intake.receipt.clean
    mapping = (
        '[tables.interactions]\nfiles = ["orders.parquet"]\n'
        'columns = { customer_id = "customer_id", at = "order_date", type = "order_id" }\n'
    )
    (tmp_path / "holdfast.toml").write_text(mapping)
    assert read_book([tmp_path]).tables["interactions"]["at"].to_list() == LATE.to_list()


def test_a_time_zone_nobody_knows_is_read_as_utc_and_said(tmp_path: Path) -> None:
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_in_zone(LATE, "Mars/X")})])
    assert intake.tables["orders"]["order_date"].to_list() == [date(2025, 1, 5)]
    (receipt,) = (file for file in intake.receipt.files if file.table == "orders")
    assert receipt.notes == ("no such time zone: Mars/X; its times are read as UTC",)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("days", "accepted"),
    [
        (pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date), False),
        (pl.Series([-(2**31)], dtype=pl.Int32).cast(pl.Date), False),
        (pl.Series([2**62]).cast(pl.Datetime("ms")), False),
        (pl.Series([-(2**63)]).cast(pl.Datetime("us")), False),
        (pl.Series([date(1799, 12, 31)]), False),
        (pl.Series([date(1800, 1, 1)]), True),
        (pl.Series([date(2899, 12, 31)]), True),
        (pl.Series([date(2899, 12, 31)]).cast(pl.Datetime("us")), True),
    ],
)
def test_dates_out_of_range_are_quarantined_as_they_can_be_written(
    tmp_path: Path, days: pl.Series, accepted: bool
) -> None:
    orders = ORDERS.head(1).with_columns(order_date=days)
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_of(orders)})])
    assert intake.tables["orders"].height == accepted
    found = intake.receipt.quarantine.select("column", "text", "reason").rows()
    text = "1799-12-31" if days.to_physical()[0] == -62092 else str(days.to_physical()[0])
    assert found == ([] if accepted else [("order_date", text, "is not a date")])


@pytest.mark.parametrize("end", [date(2900, 1, 1), date(9999, 12, 31)])
def test_the_year_9999_means_no_end_in_parquet_as_in_text(tmp_path: Path, end: date) -> None:
    frame = pl.DataFrame(
        {
            "subscription_id": ["S"],
            "customer_id": ["C1"],
            "start": [date(2025, 1, 1)],
            "end": [end],
            "mrr": [9.0],
        }
    )
    intake = read_book([folder_with(tmp_path, **{"subscriptions.parquet": parquet_of(frame)})])
    assert intake.tables["subscriptions"]["end"].to_list() == [None]


def test_the_day_after_the_year_9999_is_not_a_date(tmp_path: Path) -> None:
    beyond = pl.Series([2_932_897], dtype=pl.Int32).cast(pl.Date)
    orders = ORDERS.head(1).with_columns(order_date=beyond)
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_of(orders)})])
    assert intake.receipt.quarantine["reason"].to_list() == ["is not a date"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("column", "text"),
    [
        (pl.Series([2**62]).cast(pl.Duration("us")), str(2**62)),
        (pl.Series([[2**31 - 1]], dtype=pl.List(pl.Int32)).cast(pl.List(pl.Date)), str(2**31 - 1)),
        (pl.Series([[[1, 2], [3]]]), "[[1,2],[3]]"),
        (pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)), "1, 2"),
        (pl.Series([{"a": 2**62}]).cast(pl.Struct({"a": pl.Datetime("ms")})), f'{{"a":{2**62}}}'),
        (pl.Series([{"a": [b"\xff"]}]), ""),
        (pl.Series([b"\xff\x00"]), "ff00"),
        (pl.Series([b"soon"]), "soon"),
        (pl.Series([2**100], dtype=pl.Int128), str(2**100)),
        (pl.Series([None], dtype=pl.Null), ""),
    ],
)
def test_a_column_of_any_type_is_told_as_text_where_a_row_is_set_aside(
    tmp_path: Path, column: pl.Series, text: str
) -> None:
    orders = ORDERS.head(1).with_columns(customer_id=column, order_date=pl.lit("soon"), more=column)
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_of(orders)})])
    found = intake.receipt.quarantine.select("column", "text").row(0)
    assert found == (("order_date", "soon") if text else ("customer_id", ""))
    orders = ORDERS.head(1).with_columns(customer_id=column)
    intake = read_book([folder_with(tmp_path, **{"orders.parquet": parquet_of(orders)})])
    assert intake.tables["orders"]["customer_id"].to_list() == ([text] if text else [])


def test_a_name_with_brackets_is_a_name_and_no_pattern(tmp_path: Path) -> None:
    text = ORDERS.write_csv(quote_style="always") + '"O99","C1","soon","1"\n'
    intake = read_book([folder_with(tmp_path, **{"orders [2025] *.csv": text.encode()})])
    assert intake.receipt.quarantine.select("file", "line").row(0) == ("orders [2025] *.csv", 32)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_text_in_utf16_that_is_cut_inside_a_letter_is_a_problem(tmp_path: Path, encoding: str) -> None:
    data = ORDERS.write_csv().encode(encoding)[:-1]
    intake = read_book([folder_with(tmp_path, **{"orders.csv": data})])
    assert problems(intake)[0].startswith(f"orders.csv is damaged: it is not {encoding} text to its end")


def test_a_question_that_only_the_user_can_answer_is_asked_before_anything_is_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, **{"orders.csv": b"Date,Customer,Total\n03/04/2025,C1,10\n"})
    with pytest.raises(UsageError, match="could be day/month or month/day"):
        read_book([folder])
