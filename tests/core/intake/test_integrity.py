from __future__ import annotations

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
