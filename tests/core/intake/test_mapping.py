from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from holdfast.errors import UsageError
from holdfast.intake import fingerprint, mapping_toml, read_book
from holdfast.timeline import Duration

from .conftest import Book

LINES = (
    "Invoice,Client,Day,Item,Qty,Price\n"
    "536365,c1,2025-01-06,mug,2,2.55\n536365,c1,2025-01-05,cup,1,1.005\n"
    "C5,c1,2025-01-07,mug,-1,2.55\n536366,c2,2025-01-08,,3,1.10\n"
)
MAPPING = """
[book]
name = "North"
currency = "eur"
active_window = "90d"
[tables.orders]
files = ["lines.csv"]
grain = "line"
columns.product = "Item"
columns.quantity = "Qty"
columns.order_id = "Invoice"
columns.order_date = "Day"
columns.customer_id = "Client"
derive = { amount = "Qty * Price" }
where = "Invoice NOT LIKE 'C%'"
"""


def refused(book: Book, mapping: str, pattern: str, **files: str) -> None:
    with pytest.raises(UsageError, match=pattern) as caught:
        book(holdfast_dot_toml=mapping, **{"lines_dot_csv": LINES, **files})
    assert "\n" not in str(caught.value)


def test_order_lines_become_orders_and_lines(book: Book) -> None:
    intake = book(lines_dot_csv=LINES, holdfast_dot_toml=MAPPING)
    assert intake.tables["orders"].rows() == [
        ("536365", "c1", date(2025, 1, 5), 61050),
        ("536366", "c2", date(2025, 1, 8), 33000),
    ]
    assert intake.tables["order_lines"].rows() == [
        ("536365", "mug", 2.0, 51000),
        ("536365", "cup", 1.0, 10050),
    ]
    (receipt,) = intake.receipt.files
    assert (receipt.rows_read, receipt.used, receipt.left_out) == (4, 3, 1)
    assert intake.settings.currency == "EUR"
    assert intake.settings.active_window == Duration(days=90)


def test_lines_of_an_order_that_stand_apart_are_joined(book: Book) -> None:
    mapping = MAPPING.replace("where = \"Invoice NOT LIKE 'C%'\"", "")
    text = (
        "Invoice,Client,Day,Item,Qty,Price\nA,c1,2025-01-06,m,1,1\nB,c2,2025-01-06,m,1,5\n"
        "A,c9,2025-01-04,m,1,2\n"
    )
    intake = book(lines_dot_csv=text, holdfast_dot_toml=mapping)
    assert intake.tables["orders"].rows() == [
        ("A", "c1", date(2025, 1, 4), 30000),
        ("B", "c2", date(2025, 1, 6), 50000),
    ]
    assert [finding.message for finding in intake.receipt.findings if "two customers" in finding.message] == [
        "1 order name two customers; the first line's is used"
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("A,c1,2025-01-06,m,1,1\nA,c1,2025-01-06,m,1,2\n", []),
        ("A,c1,2025-01-06,m,1,1\nA,c1,2025-01-07,m,1,2\n", ["1 order has lines"]),
        ("A,c1,2025-01-07,m,1,1\nB,c1,2025-01-08,m,1,5\nA,c1,2025-01-06,m,1,2\n", ["1 order has lines"]),
    ],
)
def test_an_order_with_lines_of_several_days_is_told(book: Book, lines: str, said: list[str]) -> None:
    text = f"Invoice,Client,Day,Item,Qty,Price\n{lines}"
    intake = book(lines_dot_csv=text, holdfast_dot_toml=MAPPING)
    messages = [one.message for one in intake.receipt.findings if "several days" in one.message]
    assert messages == [
        f"{words} of several days; the whole order counts from the first of them on" for words in said
    ]


def test_a_derived_value_that_cannot_be_worked_out_shows_its_inputs(book: Book) -> None:
    intake = book(lines_dot_csv=LINES.replace("3,1.10", "3,free"), holdfast_dot_toml=MAPPING)
    assert intake.receipt.quarantine.select("line", "column", "text", "reason").rows() == [
        (5, "amount", "Qty=3, Price=free", "amount is empty")
    ]


def test_numbers_with_decimal_comma_count_as_numbers_in_expressions(book: Book) -> None:
    text = LINES.replace(",", ";").replace("2.55", "2,55").replace("1.005", "1,005").replace("1.10", "1,10")
    intake = book(lines_dot_csv=text, holdfast_dot_toml=MAPPING)
    assert intake.tables["orders"]["amount"].to_list() == [61050, 33000]


@pytest.mark.parametrize(
    ("old", "new", "pattern"),
    [
        (
            '"Client"',
            '"Clint"',
            r"columns\.customer_id: lines\.csv has no column 'Clint'; did you mean 'Client'",
        ),
        ("lines.csv", "line.csv", r"no file matches 'line\.csv'; did you mean 'lines\.csv'"),
        ("[tables.orders]", "[tables.ordes]", r"\[tables\.ordes\] is not a table; did you mean 'orders'"),
        ("grain", "grian", r"'grian' is not a known key; did you mean 'grain'"),
        ('"line"\n', '"lines"\n', r"grain must be 'row' or 'line', not 'lines'"),
        ('["lines.csv"]', "3", r"files must be a list of file names, not 3"),
        (
            "customer_id =",
            "custmer_id =",
            r"'custmer_id' is not a column of orders; did you mean 'customer_id'",
        ),
        ('"Qty * Price"', '"Qty * "', r"derive\.amount: .*at character \d+"),
        ('"Qty * Price"', '"Qty * Cost"', r"derive\.amount: lines\.csv has no column 'Cost'"),
        ('"Qty * Price"', '"SUM(Qty)"', "adds up rows"),
        ('"Qty * Price"', '"(SELECT 1)"', r"derive\.amount"),
        ('"Qty * Price"', "\"read_csv('/etc/passwd')\"", r"derive\.amount: unsupported function"),
        ("\"Invoice NOT LIKE 'C%'\"", '"Qty * 2"', "is not a condition"),
        ('currency = "eur"', 'currency = "euros"', "three-letter code"),
        ('"90d"', '"90 days"', r"\[book\] active_window.*is not a duration"),
        ("[book]", "[bok]", "'bok' is not a known key; did you mean 'book'"),
        ("[book]", "[book", "not valid TOML"),
        ("[book]", f"[{'a.' * 500}b]\n[book]", "is nested more than 20 levels deep"),
        *(
            ('grain = "line"', f'encoding = "{codec}"', f"encoding '{codec}' is not an encoding: write utf-8")
            for codec in ("base64", "rot13", "zlib", "idna", "undefined", "utf-99")
        ),
        ('grain = "line"', 'preset = "shopfy"', "preset 'shopfy' is not known"),
        ('columns.customer_id = "Client"\n', "", "lines.csv has no column for customer_id"),
        *(
            (
                '["lines.csv"]',
                f'"{pattern}"',
                f"files: '{re.escape(pattern)}' is neither a file nor a pattern",
            )
            for pattern in (".", "", "**.csv")
        ),
        ('currency = "eur"', 'as_of = "2025-13"', r"holdfast\.toml: \[book\] as_of: '2025-13' is not a date"),
        ("lines.csv", "../lines.csv", "leads out of the book's folder"),
        ("lines.csv", "/etc/passwd", "leads out of the book's folder"),
        ('grain = "line"', 'match = { customer_id = "customers.name" }', "there is no table customers"),
        ('grain = "line"', 'match = { customer_id = "nobody" }', "must name a table and a column"),
        ('grain = "line"', 'encoding = "klingon"', "'klingon' is not an encoding"),
        ('grain = "line"', 'separator = "ab"', "must be one character"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_line(book: Book, old: str, new: str, pattern: str) -> None:
    assert old in MAPPING
    refused(book, MAPPING.replace(old, new), pattern)


def test_a_link_out_of_the_folder_is_refused(book: Book, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(LINES)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "lines.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(UsageError, match="link out of the book's folder"):
        book(holdfast_dot_toml=MAPPING)


def test_an_absolute_config_may_name_files_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "lines.csv").write_text(LINES)
    (tmp_path / "maps").mkdir()
    config = tmp_path / "maps" / "north.toml"
    config.write_text(MAPPING.replace("lines.csv", "../exports/lines.csv"))
    assert read_book([tmp_path / "exports"], config).tables["orders"].height == 2
    config.write_text(MAPPING)
    assert read_book([tmp_path / "exports"], config).receipt.files[0].file == "lines.csv"


def test_columns_beyond_the_canonical_ones_are_kept_as_text(book: Book) -> None:
    mapping = MAPPING.replace('quantity = "Qty"', 'price_list = "Price"')
    assert book(lines_dot_csv=LINES, holdfast_dot_toml=mapping).tables["orders"]["price_list"][0] == "2.55"


CUSTOMERS = "id,name,country\nk1,Acme,DE\nk2,Borgo,IT\nk1,Acme,FR\n"
CUSTOMER_MAP = '[tables.customers]\nfiles = ["customers.csv"]\n'
'columns = { customer_id = "id", name = "name", country = "country" }\n'


@pytest.mark.parametrize(("keep", "country"), [("first", "DE"), ("last", "FR")])
def test_one_row_per_key_leaves_the_others_out(book: Book, keep: str, country: str) -> None:
    intake = book(customers_dot_csv=CUSTOMERS, holdfast_dot_toml=f'{CUSTOMER_MAP}one_per_key = "{keep}"\n')
    customers = intake.tables["customers"]
    assert customers.filter(pl.col("customer_id") == "k1")["country"].to_list() == [country]
    assert intake.receipt.files[0].left_out == 1


def test_a_repeated_key_is_quarantined_and_names_the_line_of_the_first(book: Book) -> None:
    intake = book(customers_dot_csv=CUSTOMERS, holdfast_dot_toml=CUSTOMER_MAP)
    assert intake.receipt.quarantine.select("line", "reason").rows() == [
        (4, "customer_id 'k1' already stands on line 2 of customers.csv")
    ]
    assert any("repeats a key" in finding.message for finding in intake.receipt.findings)


def test_values_are_matched_through_another_table(book: Book) -> None:
    mapping = CUSTOMER_MAP + (
        '[tables.tickets]\nfiles = ["t.csv"]\n'
        'columns = { ticket_id = "Id", customer_id = "Organization", created = "Created" }\n'
        'match = { customer_id = "customers.name" }\n'
    )
    customers = "id,name,country\nk1,Acme,DE\nk2,Twin,IT\nk3,Twin,FR\n"
    tickets = "Id,Organization,Created\n1,Acme,2025-01-01\n2,Nobody,2025-01-01\n3,Twin,2025-01-01\n"
    intake = book(customers_dot_csv=customers, t_dot_csv=tickets, holdfast_dot_toml=mapping)
    assert intake.tables["tickets"]["customer_id"].to_list() == ["k1"]
    assert intake.receipt.quarantine.select("line", "text", "reason").rows() == [
        (3, "Nobody", "not found in customers.name"),
        (4, "Twin", "stands for several rows of customers.name"),
    ]


def test_several_mappings_may_fill_one_table(book: Book) -> None:
    mapping = "".join(
        f'[[tables.orders]]\nfiles = ["{name}.csv"]\n'
        f'columns = {{ order_id = "{name}", customer_id = "c", order_date = "d", amount = "x" }}\n'
        for name in ("web", "shop")
    )
    intake = book(
        web_dot_csv="web,c,d,x\n1,c1,2025-01-01,5\n",
        shop_dot_csv="shop,c,d,x\n2,c1,2025-01-02,6\n",
        holdfast_dot_toml=mapping,
    )
    assert intake.tables["orders"]["order_id"].to_list() == ["1", "2"]


def test_a_file_without_header_uses_numbered_columns(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.txt"]\nheader = false\n'
        'columns = { order_id = "column_1", customer_id = "column_2", '
        'order_date = "column_3", amount = "column_4" }\n'
    )
    intake = book(o_dot_txt="A1;c1;2025-01-01;5\nA2;c1;2025-01-02;x\n", holdfast_dot_toml=mapping)
    assert intake.tables["orders"].height == 1
    assert intake.receipt.quarantine["line"].to_list() == [2]


SUBSCRIPTIONS = (
    "id,customer,start,end,amount,interval,quantity\n"
    "s1,c1,2025-01-01,2025-12-31,1200,year,2\ns2,c1,2025-01-01,,30,quarter,\n"
    "s3,c1,2025-01-01,,5,full moon,1\n"
    "s4,c1,2025-03-01,2025-01-01,5,month,1\n"
)
SUBSCRIPTION_MAP = (
    '[tables.subscriptions]\nfiles = ["s.csv"]\nend_is_last_day = true\n'
    'columns = { subscription_id = "id", customer_id = "customer", start = "start", end = "end", '
    'amount = "amount", '
    'interval = "interval", quantity = "quantity" }\n'
)


def test_monthly_revenue_is_worked_out_and_last_days_become_half_open_ends(book: Book) -> None:
    intake = book(s_dot_csv=SUBSCRIPTIONS, holdfast_dot_toml=SUBSCRIPTION_MAP)
    assert intake.tables["subscriptions"].select("subscription_id", "end", "mrr").rows() == [
        ("s1", date(2026, 1, 1), 2_000_000),
        ("s2", None, 100_000),
    ]
    assert intake.receipt.quarantine["reason"].to_list() == [
        "is not a billing interval such as month, quarter or year",
        "ends before it starts (start is 2025-03-01)",
    ]


def test_amounts_in_other_currencies_use_the_latest_earlier_rate(book: Book) -> None:
    orders = (
        "order_id,customer_id,order_date,amount,currency\nA1,c1,2025-01-10,10,EUR\nA2,c1,2025-01-10,10,usd\n"
        "A3,c1,2025-02-10,10,USD\nA4,c1,2024-12-01,10,USD\nA5,c1,2025-02-10,10,GBP\n"
        "A6,c1,2025-02-10,1,EUR\nA7,c1,2025-02-10,1,EUR\n"
    )
    fx = "currency,date,rate\nUSD,2025-02-01,0.8\nUSD,2025-01-01,0.9\n"
    intake = book(orders_dot_csv=orders, fx_dot_csv=fx)
    assert intake.settings.currency == "EUR"
    assert intake.tables["orders"].select("order_id", "amount").rows() == [
        ("A1", 100000),
        ("A2", 90000),
        ("A3", 80000),
        ("A6", 10000),
        ("A7", 10000),
    ]
    assert intake.receipt.quarantine.select("line", "text").rows() == [(5, "USD"), (6, "GBP")]


def test_the_later_row_of_two_rates_of_one_day_is_used(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount,currency\n" + "".join(
        f"A{n},c1,2025-01-10,10,{code}\n" for n, code in enumerate(("EUR", "EUR", "USD"))
    )
    for rates in (("0.8", "0.9"), ("0.9", "0.8")):
        fx = "currency,date,rate\n" + "".join(f"USD,2025-01-01,{rate}\n" for rate in rates)
        intake = book(orders_dot_csv=orders, fx_dot_csv=fx)
        assert intake.tables["orders"]["amount"][2] == round(100_000 * float(rates[1]))


def test_currencies_without_a_rate_are_never_added(book: Book) -> None:
    orders = (
        "order_id,customer_id,order_date,amount,currency\nA1,c1,2025-01-10,10,EUR\n"
        "A2,c1,2025-01-10,10,EUR\nA3,c1,2025-01-10,10,USD\n"
    )
    intake = book(orders_dot_csv=orders)
    assert intake.tables["orders"]["order_id"].to_list() == ["A1", "A2"]
    assert "no fx table" in intake.receipt.quarantine["reason"][0]


def test_what_was_detected_can_be_saved_and_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "2025_orders_export.csv").write_text(
        'Date,Customer,Total\n31/01/2025,Acme "x",10\n01/02/2025,b,5\n'.replace('Acme "x"', "Acme")
    )
    (tmp_path / "kunden[1].csv").write_text("Kundennr;Kunde;Land\n1;Acme;DE\n")
    (tmp_path / "reps.csv").write_text("rep_id,hire_date,last_day\nr1,2024-01-01,2025-01-31\n")
    first = read_book([tmp_path])
    assert first.tables["reps"]["end_date"].to_list() == [date(2025, 2, 1)]
    text = mapping_toml(first, tmp_path)
    (tmp_path / "holdfast.toml").write_text(text, encoding="utf-8")
    second = read_book([tmp_path])
    assert {file.found_by for file in second.receipt.files} == {"mapping"}
    assert second.settings == first.settings
    assert list(second.tables) == list(first.tables)
    for name, frame in first.tables.items():
        assert frame.equals(second.tables[name]), name
    assert mapping_toml(second, tmp_path) == text


def test_a_preset_is_found_by_its_header_and_round_trips(tmp_path: Path) -> None:
    header = (
        "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,"
        "Start Date (UTC),Canceled At (UTC),Ended At (UTC)\n"
    )
    row = "sub_1,cus_1,Pro,2,eur,month,12.50,active,2025-01-05 10:00,2025-03-01 08:00,2025-04-05 10:00\n"
    (tmp_path / "export.csv").write_text(header + row)
    first = read_book([tmp_path])
    assert "preset stripe_subscriptions" in first.receipt.files[0].notes[0]
    assert first.tables["subscriptions"].select(
        "subscription_id", "mrr", "end", "cancel_requested"
    ).rows() == [("sub_1", 250000, date(2025, 4, 5), date(2025, 3, 1))]
    (tmp_path / "holdfast.toml").write_text(mapping_toml(first, tmp_path))
    assert read_book([tmp_path]).tables["subscriptions"].equals(first.tables["subscriptions"])


def test_the_fingerprint_follows_files_and_mapping(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,customer_id,order_date,amount\nA1,c1,2025-01-05,1\n")
    before = fingerprint([tmp_path])
    assert before == fingerprint([tmp_path]) == read_book([tmp_path]).fingerprint
    path.write_text(path.read_text() + "A2,c1,2025-01-05,1\n")
    after = fingerprint([tmp_path])
    (tmp_path / "holdfast.toml").write_text('[book]\nname = "x"\n')
    assert len({before, after, fingerprint([tmp_path])}) == 3


def test_a_computed_id_stays_text(book: Book) -> None:
    mapping = (
        '[tables.orders]\nfiles = ["o.csv"]\n'
        'columns = { customer_id = "c", order_date = "d", amount = "x" }\n'
        "derive = { order_id = \"CONCAT(shop, '-', no)\" }\n"
    )
    intake = book(
        o_dot_csv="shop,no,c,d,x\n1,7,c1,2025-01-01,5\n2,B8,c1,2025-01-01,5\n", holdfast_dot_toml=mapping
    )
    assert intake.tables["orders"]["order_id"].to_list() == ["1-7", "2-B8"]


def test_sections_of_one_table_must_agree_on_the_kind_of_row(book: Book) -> None:
    mapping = MAPPING.replace("[tables.orders]", "[[tables.orders]]")
    other = '[[tables.orders]]\nfiles = ["lines.csv"]\n'
    refused(book, mapping + other, "every section of orders must have the same grain")
