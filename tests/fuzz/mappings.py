"""Mutated mappings through the command line: a mapping is read, or refused in one line with its key."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.fuzz.cases import cases, faults_of, kept, private_home, receipt_faults, run_command
from tests.fuzz.documents import Values, mutated_document, quoted

MOST: Final = 1_500

_LINE: Final = "I{0};Pen {1};{2};1,{3}0;Name {4};{5:02}/03/2025\n"
FILES: Final[Mapping[str, str]] = {
    "lines.csv": "Invoice;Item;Qty;Price;Client;Day\n"
    + "".join(_LINE.format(n // 2, n % 3, n % 5, n % 10, n % 4, n % 27 + 1) for n in range(40)),
    "clients.csv": "Nr,Name,Land,Start\n"
    + "".join(f"00{n},Name {n},DE,2024-01-0{n + 1}\n" for n in range(4)),
    "abo.csv": "Id,Client,From,To,Fee,Every,Code\n"
    + "".join(f"S{n},00{n % 4},2024-0{n + 1}-01,2025-12-31,{n}00,year,EUR\n" for n in range(6)),
}
MAPPING: Final = """
[book]
name = "North region"
currency = "EUR"
active_window = "12m"
fiscal_year_start = 4
reactivation_window = "2y"
churn_date = "service_end"
as_of = 2025-06-30
merge_same_day_orders = true
discount_rate = 0.1
assumed_margin_pct = 40

[assumptions]
acquisition_cost = 400

[thresholds]
preset = "retail"
[thresholds.F01]
watch = 2.0
[thresholds.F29.cadence_days]
A = 21
[thresholds.F25]
names = ["Acme", "Globex"]

[tables.orders]
files = ["lines*.csv"]
grain = "line"
separator = ";"
encoding = "utf-8"
decimal = ","
date_format = "%d/%m/%Y"
header = true
equal_rows = "once"
where = "Invoice NOT LIKE 'I9%' AND Qty IS NOT NULL"
match = { customer_id = "customers.name" }
derive = { amount = "Qty * Price", discount = "CASE WHEN Qty > 3 THEN 1 ELSE 0 END" }
[tables.orders.columns]
order_id = "Invoice"
customer_id = "Client"
order_date = "Day"
product = "Item"
quantity = "Qty"

[tables.customers]
files = ["clients.csv"]
columns = { customer_id = "Nr", name = "Name", country = "Land", created = "Start", note = "Land" }
one_per_key = "last"

[[tables.subscriptions]]
files = ["abo.csv"]
end_is_last_day = true
[tables.subscriptions.columns]
subscription_id = "Id"
customer_id = "Client"
start = "From"
end = "To"
amount = "Fee"
interval = "Every"
"""

_SQL: Final = quoted(
    *(
        "1/0",
        "Qty / 0",
        "NULL",
        "SELECT 1",
        "*",
        "COUNT(*)",
        "SUM(Qty) OVER ()",
        "Qty, Price",
        "",
        "Qty % 0",
        "true",
    ),
    *(
        "CAST(Day AS DATE)",
        "Day",
        "Day > 5",
        "Invoice || Qty",
        "-Item",
        "NOT Item",
        "Qty * 1e308 * 10",
        "Nothing",
    ),
    *(
        "(((((((Qty)))))))",
        "Qty = 'a'",
        "1 = 1",
        "1 = 0",
        "Qty BETWEEN 1 AND",
        "read_csv(Item)",
        "Qty IN (1, 2)",
    ),
    *(
        "Item LIKE '%'",
        "Item LIKE '%_[(*'",
        "LENGTH(Item) > 2",
        "UPPER(Item)",
        "COALESCE(Qty, 0)",
        "Price",
        "'a' || NULL",
    ),
    *(
        "Qty IS NULL",
        "REGEXP_LIKE(Item, '(')",
        "ROUND(Price, 99)",
        "LEFT(Item, -1)",
        "POW(Qty, 999)",
        "LN(Qty)",
    ),
    *(
        "SQRT(-Qty)",
        "DATE('2025-01-01')",
        "INTERVAL '1 day'",
        "CAST(Qty AS INT) << 99",
        "EXTRACT(YEAR FROM Day)",
    ),
)
_FILES: Final = (
    *quoted(
        "*", "**", "**/*", "[", "[]]", "../lines.csv", "/etc/passwd", "nowhere.csv", ".", "~", "", "lines.csv"
    ),
    *quoted(
        "clients.csv",
        "abo.csv",
        "holdfast.toml",
        "a\0b",
        "{a}",
        "*/*/*",
        "**.csv",
        "./lines.csv",
        "LINES.CSV",
    ),
    *('["lines.csv", "lines.csv"]', '["*.csv"]', "[]", '["lines.csv", "clients.csv"]'),
)
_COLUMNS: Final = quoted(
    "Qty", "Price", "Client", "Name", "Invoice", "Day", "Item", "Nr", "Fee", "From", "x.y", ""
)
_FLAG: Final = ("true", "false")
VALUES: Final[Values] = {
    "files": _FILES,
    "where": _SQL,
    "amount": (*_SQL, *_COLUMNS),
    "discount": _SQL,
    **dict.fromkeys(
        (
            "order_id",
            "customer_id",
            "order_date",
            "product",
            "quantity",
            "name",
            "country",
            "created",
            "start",
        ),
        (*_COLUMNS, *quoted("customers.name", "orders.order_id", "customers.")),
    ),
    **dict.fromkeys(
        ("end", "subscription_id", "interval", "currency", "mrr", "seats", "status", "rep_id"), _COLUMNS
    ),
    "encoding": quoted(
        *(
            "utf-8",
            "utf-16",
            "utf-7",
            "utf-32",
            "cp1252",
            "latin-1",
            "ascii",
            "punycode",
            "cp037",
            "UTF8",
            "utf_16_le",
        ),
        *(
            "unicode_escape",
            "raw_unicode_escape",
            "shift_jis",
            "gb18030",
            "hz",
            "iso2022_jp",
            "utf-8-sig",
            "base64",
        ),
        *("idna", "hex", "mbcs", "utf-8\0", "undefined", "big5hkscs", "iso2022_kr", "cp65001", "charmap"),
    ),
    "separator": quoted(
        ";", ",", "\t", "|", " ", "a", "1", ".", "\x01", "\\", "'", "/", "-", "\n", '"', "é", ";;"
    ),
    "decimal": quoted(",", "."),
    "date_format": quoted(
        *(
            "%d/%m/%Y",
            "%m/%d/%Y",
            "%d",
            "%",
            "%Q",
            "%s",
            "%Y-%m-%dT%H:%M:%S%z",
            "%%",
            "%j",
            "%-d.%-m.%y",
            "%s%s%s",
        ),
        *(
            "%+",
            "x",
            "%d %B %Y",
            "%H:%M",
            "%p %I",
            "%z",
            "%e/%m/%Y",
            "%d/%m/%Y%",
            "%G-%V-%u",
            "%d/%m/%Y \0",
            "%c",
        ),
    ),
    "header": _FLAG,
    "end_is_last_day": _FLAG,
    "grain": quoted("row", "line"),
    "one_per_key": quoted("first", "last"),
    "equal_rows": quoted("once", "each"),
    "preset": quoted(
        "shopify_orders", "retail", "default", "stripe_subscriptions", "hubspot_deals", "nothing"
    ),
    **dict.fromkeys(
        ("active_window", "reactivation_window"),
        quoted("1d", "12m", "0m", "999999y", "9999y", "300y", "-3d", "4w", "1q", "99999999999d", "1000y"),
    ),
    "fiscal_year_start": ("1", "12", "7", "13"),
    "churn_date": quoted("service_end", "cancel_requested"),
    "as_of": ("2025-03-15", "1970-01-01", "0001-01-01", "9999-12-31", '"2025-01"', "2025-03-31T12:00:00Z"),
    "merge_same_day_orders": _FLAG,
    "discount_rate": ("0", "1", "0.5"),
    "assumed_margin_pct": ("0", "100", "55.5"),
    "acquisition_cost": ("0", "1", "1e9"),
    "watch": ("0.1", "1e9", "1", "3"),
    "A": ("1", "9999", "21"),
    "names": ('["a"]', "[]", '[""]', '["(", "[", "*"]', '["Pen"]', f"[{quoted('x' * 3_000)[0]}]"),
}


def run(seed: int, seconds: float) -> Iterable[str]:
    """Faults of up to MOST mutated `holdfast.toml` over the same sound files."""
    with private_home() as home:
        folder = home / "book"
        for number, rng in cases("mappings", seed, seconds, MOST):
            folder.mkdir()
            for name, text in FILES.items():
                (folder / name).write_text(text)
            document, told = mutated_document(rng, MAPPING, VALUES)
            (folder / "holdfast.toml").write_bytes(document)
            for fault in _faults(rng, folder):
                where = kept(folder, "mappings", seed, number)
                yield f"mappings, seed {seed}, case {number} ({told}): {fault}; the book is kept in {where}"
            shutil.rmtree(folder)


def _faults(rng: random.Random, folder: Path) -> Iterator[str]:
    checked = run_command("check", str(folder), "--format", "json")
    yield from (f"check: {fault}" for fault in faults_of(checked))
    if checked.status == 2:
        return
    yield from (f"check: {fault}" for fault in receipt_faults(checked))
    if rng.random() < 0.2:
        view = rng.choice(["metrics", "customers", "flags", "movements"])
        yield from (f"show {view}: {fault}" for fault in faults_of(run_command("show", view, str(folder))))
