from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import polars as pl
import pytest

from holdfast.intake.finish.integrity import findings_of
from holdfast.schema.receipt import QUARANTINE_SCHEMA

from .conftest import Book

CUSTOMERS = "customer_id,name\nc1,Acme\nc2,Borgo\n"


def messages(intake: object, table: str) -> list[str]:
    return [finding.message for finding in intake.receipt.findings if finding.table == table]  # type: ignore[attr-defined]


def test_orphans_are_counted_and_kept(book: Book) -> None:
    orders = (
        "order_id,customer_id,order_date,amount\nA1,c1,2025-01-05,1\nA2,c9,2025-01-05,1\nA3,c9,2025-01-06,1\n"
    )
    intake = book(customers_dot_csv=CUSTOMERS, orders_dot_csv=orders)
    assert intake.tables["orders"].height == 3
    assert messages(intake, "orders") == [
        "2 rows of orders name 1 customer_id not found in customers (such as 'c9'); these customers are "
        "added without details: export them too, or name the column they stand in with match"
    ]


def test_overlapping_assignments_are_named(book: Book) -> None:
    text = (
        "customer_id,rep_id,start,end\nc1,r1,2025-01-01,2025-03-01\nc1,r2,2025-02-01,\n"
        "c2,r1,2025-01-01,2025-02-01\nc2,r2,2025-02-01,\n"
    )
    (message,) = messages(book(assignments_dot_csv=text), "assignments")
    assert message.startswith("1 assignment of 1 customer overlaps an earlier one")


def test_a_table_that_stops_early_is_named(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount\nA1,c1,2025-06-30,1\n"
    tickets = "ticket_id,customer_id,created\nT1,c1,2025-05-20 10:00\n"
    intake = book(customers_dot_csv=CUSTOMERS, orders_dot_csv=orders, tickets_dot_csv=tickets)
    assert messages(intake, "tickets") == ["tickets end 41 days before orders: is the export complete?"]


def test_future_dates_and_negative_amounts_are_counted(book: Book) -> None:
    orders = "order_id,customer_id,order_date,amount\nA1,c1,2199-06-30,1\nA2,c1,2025-01-01,-5\n"
    found = " ".join(messages(book(customers_dot_csv=CUSTOMERS, orders_dot_csv=orders), "orders"))
    assert "1 row of orders is dated after today" in found
    assert "1 row of orders has a negative amount" in found


def test_an_absurd_amount_is_pointed_out(book: Book) -> None:
    rows = "".join(f"A{number},c1,2025-01-01,10\n" for number in range(30))
    text = "order_id,customer_id,order_date,amount\n" + rows + "B,c1,2025-01-01,99999999\n"
    assert (
        "more than 1,000 times the usual"
        in messages(book(customers_dot_csv=CUSTOMERS, orders_dot_csv=text), "orders")[0]
    )


def test_losses_that_contradict_subscriptions_are_reported(book: Book) -> None:
    subscriptions = (
        "subscription_id,customer_id,start,end,mrr\ns1,c1,2025-01-01,,5\ns2,c2,2025-01-01,2025-02-01,5\n"
    )
    losses = "customer_id,date,reason_code\nc1,2025-03-01,price\nc2,2024-12-01,price\n"
    intake = book(customers_dot_csv=CUSTOMERS, subscriptions_dot_csv=subscriptions, losses_dot_csv=losses)
    assert messages(intake, "losses") == [
        "1 loss is dated before the customer's first subscription",
        "1 customer reported as lost still holds a subscription without an end; "
        "figures follow the subscriptions",
    ]


def said_of(table: str, frame: pl.DataFrame) -> list[str]:
    found = findings_of({table: frame}, QUARANTINE_SCHEMA.to_frame(), date(2026, 1, 1), {})
    return [finding.message for finding in found if finding.table == table]


@pytest.mark.parametrize("seed", range(12))
def test_absurd_amounts_are_told_by_the_median_however_few_lie_near_the_largest(seed: int) -> None:
    draw = random.Random(seed)
    amounts = [draw.choice([-5, 0, 1, 7, 900, 1_000, 1_001, 7_001, 1_000_000]) for _ in range(21)]
    usual = median([one for one in amounts if one > 0] or [0])
    absurd = sum(abs(one) > 1_000 * usual for one in amounts) if usual else 0
    orders = pl.DataFrame({"amount": amounts, "order_date": date(2025, 1, 1)})
    told = [message for message in said_of("orders", orders) if "times the usual" in message]
    assert [int(message.split()[0]) for message in told] == ([absurd] if absurd else [])


@pytest.mark.parametrize("seed", range(8))
def test_assignments_overlap_where_one_begins_before_an_earlier_one_ends(seed: int) -> None:
    draw = random.Random(seed)
    spells = []
    for _ in range(14):
        start = date(2025, 1, 1) + timedelta(days=draw.randrange(60))
        end = start + timedelta(days=draw.randrange(1, 30)) if draw.random() < 0.8 else None
        spells.append((f"c{draw.randrange(5)}", start, end))
    expected = 0
    for customer in {one for one, _, _ in spells}:
        own = sorted((start, end or date.max) for one, start, end in spells if one == customer)
        latest = [max(end for _, end in own[: place + 1]) for place in range(len(own))]
        expected += sum(after[0] < before for before, (_, after) in zip(latest, pairwise(own), strict=False))
    schema = {"customer_id": pl.String, "start": pl.Date, "end": pl.Date}
    for rows in (spells, sorted(spells, key=lambda spell: spell[0])):
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        told = [message for message in said_of("assignments", frame) if "overlap" in message]
        assert [int(message.split()[0]) for message in told] == ([expected] if expected else [])


@pytest.mark.parametrize(("rows", "told"), [(19, False), (20, True)])
def test_a_book_in_which_one_customer_bought_everything_asks_whether_that_is_so(
    book: Book, rows: int, told: bool
) -> None:
    lines = [f"{number},c1,2025-01-05,{number}" for number in range(rows)]
    found = messages(
        book(orders_dot_csv="\n".join(["order_id,customer_id,order_date,amount", *lines])), "orders"
    )
    assert (
        any("are of one customer, 'c1': if that is not so, name the column" in one for one in found) is told
    )
