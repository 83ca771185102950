"""Random small books for properties: customers who buy, return goods, subscribe, change plans and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st
from tests.core.books import Row, make_table

from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.query import Query
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Receipt
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

FIRST = date(2024, 1, 1)
LAST = date(2025, 6, 30)
SEGMENTS = ("smb", "enterprise", None)
IDS = ("c1", "c2", "c3", "c4", "c5", "c6")
FILTERS = (
    "",
    "segment:smb",
    "-segment:smb",
    "segment:smb or id:c1,c5",
    "segment:none",
    "orders>=2",
    "active:yes",
    "id:c3",
    "id:nobody",
)

days = st.integers(0, (LAST - FIRST).days).map(lambda number: FIRST + timedelta(days=number))
amounts = st.sampled_from([0.01, 0.0, 5, 12.34, 99.9999, 250, -3.33, -250])
levels = st.sampled_from([0, 0, 5, 10, 10.5, 200])
settings = st.builds(
    BookSettings,
    name=st.just("Random"),
    currency=st.just("EUR"),
    active_window=st.sampled_from([Duration(months=1), Duration(days=45), Duration(months=12)]),
    fiscal_year_start=st.sampled_from([1, 1, 4]),
    merge_same_day_orders=st.booleans(),
    include_trials=st.booleans(),
    reactivation_window=st.sampled_from([None, Duration(days=40)]),
)  # fmt: skip


@dataclass(frozen=True)
class Sketch:
    """A book before it is assembled, so that a test can take rows away and assemble it again."""

    settings: BookSettings
    tables: dict[str, list[Row]]

    def book(self) -> Book:
        tables = {name: make_table(name, rows) for name, rows in self.tables.items()}
        return assemble(Intake(self.settings, tables, Receipt(), fingerprint="sketch"))


@st.composite
def customers(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for name in IDS[: draw(st.integers(1, len(IDS)))]:
        created = draw(st.one_of(st.none(), days))
        rows.append({"customer_id": name, "segment": draw(st.sampled_from(SEGMENTS)), "created": created})
    return rows


@st.composite
def orders(draw: st.DrawFn) -> list[Row]:
    return [
        {
            "order_id": f"o{number}",
            "customer_id": draw(st.sampled_from(IDS)),
            "order_date": draw(days),
            "amount": draw(amounts),
            "status": draw(st.sampled_from([None, None, "paid", "Cancelled"])),
        }
        for number in range(draw(st.integers(0, 25)))
    ]


@st.composite
def subscriptions(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 12))):
        start = draw(days)
        length = draw(st.one_of(st.none(), st.integers(0, 200)))
        trial = draw(st.one_of(st.none(), st.none(), st.integers(0, 40)))
        rows.append(
            {
                "subscription_id": f"s{number}",
                "customer_id": draw(st.sampled_from(IDS)),
                "start": start,
                "end": None if length is None else start + timedelta(days=length),
                "trial_end": None if trial is None else start + timedelta(days=trial),
                "mrr": draw(levels),
            }
        )
    return rows


@st.composite
def mrr_events(draw: st.DrawFn) -> list[Row]:
    return [
        {"customer_id": draw(st.sampled_from(IDS)), "effective_date": draw(days), "mrr": draw(levels)}
        for _ in range(draw(st.integers(1, 20)))
    ]


@st.composite
def sketches(draw: st.DrawFn, kinds: Sequence[str] = ("orders", "subscriptions", "mrr_events")) -> Sketch:
    """A book of one kind, sometimes with orders beside recurring revenue."""
    kind = draw(st.sampled_from(list(kinds)))
    tables: dict[str, list[Row]] = {"customers": draw(customers())}
    if kind == "orders" or draw(st.booleans()):
        tables["orders"] = draw(orders())
    if kind == "subscriptions":
        tables["subscriptions"] = draw(subscriptions())
    if kind == "mrr_events":
        tables["mrr_events"] = draw(mrr_events())
    return Sketch(draw(settings), tables)


PERIODS = ("12m", "1m", "90d", "2024", "2024Q4", "2025-03", "2024-02-10..2025-03-20")


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A question whose period has begun by the as-of date."""
    as_of = draw(st.integers(0, 120).map(lambda back: LAST - timedelta(days=back)))
    return Query(as_of=as_of, period=draw(st.sampled_from(PERIODS)), where=draw(st.sampled_from(FILTERS)))
