"""Losses: their number, money and reasons, and silent attrition of the sample book told from its files."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf

from holdfast.engine import Engine
from holdfast.metrics.customers.losses import LOSS_METRICS
from holdfast.query import Query
from holdfast.statistics.intervals.wilson import wilson

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
START, END = date(2024, 7, 1), date(2025, 7, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def half_a_year_before(instant: date) -> date:
    year, month = divmod(instant.year * 12 + instant.month - 7, 12)
    return date(year, month + 1, min(instant.day, 28 if month == 1 else 30))


class ByHand:
    """Who was lost in the 12 months to June 2025 and gave a sign, from the files alone."""

    def __init__(self) -> None:
        self.orders: dict[str, list[date]] = {}
        self.services: dict[str, list[tuple[date, date | None]]] = {}
        for row in rows("orders"):
            if row["status"] != "cancelled" and float(row["amount"]) > 0:
                self.orders.setdefault(row["customer_id"], []).append(date.fromisoformat(row["order_date"]))
        for row in rows("subscriptions"):
            start = date.fromisoformat(row["trial_end"] or row["start"])
            self.services.setdefault(row["customer_id"], []).append((start, day(row["end"])))
        self.lost = {
            customer: self.last_day_of(customer)
            for customer in {*self.orders, *self.services}
            if self.active(customer, START) and not self.active(customer, END)
        }

    def active(self, customer: str, instant: date) -> bool:
        """Just before the instant: by subscriptions from the first one on, else an order in half a year."""
        begun = [service for service in self.services.get(customer, ()) if service[0] < instant]
        if begun:
            return any(end is None or end >= instant for _, end in begun)
        return any(half_a_year_before(instant) <= order < instant for order in self.orders.get(customer, ()))

    def last_day_of(self, customer: str) -> date:
        """The day at whose close it was gone for the first time."""
        instant = END
        while not self.active(customer, instant):
            instant -= timedelta(days=1)
        return instant

    def said(self) -> set[str]:
        found = {row["customer_id"] for row in rows("tickets") if self.near(row, "created")}
        found |= {
            r["customer_id"] for r in rows("interactions") if r["direction"] == "in" and self.near(r, "at")
        }
        found |= {r["customer_id"] for r in rows("subscriptions") if self.near(r, "cancel_requested")}
        for row in rows("surveys"):
            limit = {"nps": 6, "csat": 3}.get(row["kind"], -1)
            low = bool(row["score"]) and float(row["score"]) <= limit and self.near(row, "answered")
            if low or (row["kind"] == "exit" and self.near(row, "answered", after=180)):
                found.add(row["customer_id"])
        for row in rows("losses"):
            if row["source"] == "exit interview" and self.near(row, "date", after=180):
                found.add(row["customer_id"])
        return found

    def near(self, row: dict[str, str], column: str, after: int = 0) -> bool:
        lost_on, told = self.lost.get(row["customer_id"]), day(row[column])
        if lost_on is None or told is None:
            return False
        return lost_on - timedelta(days=180) <= told <= lost_on + timedelta(days=after)


def test_silent_attrition_of_the_sample_is_what_its_files_say(sample_engine: Engine) -> None:
    by_hand = ByHand()
    said = len(by_hand.said())
    lost = len(by_hand.lost)
    assert (lost, said) == (42, 24)
    of = FiguresOf(sample_engine, Query(as_of=date(2025, 6, 30)))
    silent, told = of["attrition.silent"], of["attrition.said"]
    assert (silent.numerator, silent.denominator) == (lost - said, lost)
    assert (silent.low, silent.high) == wilson(lost - said, lost)
    assert (told.numerator, told.denominator) == (said, lost)
    assert silent.value is not None
    assert told.value is not None
    assert silent.value + told.value == pytest.approx(1)


def test_the_losses_are_those_that_churn_counts(sample_engine: Engine) -> None:
    for by in (None, "segment", "rep"):
        ids = ["losses.count", "churn.customers", "customers.lost"]
        found = sample_engine.metrics(Query(by=by), ids)
        counted = {f.group: f.value for f in found if f.id == "losses.count"}
        churned = {f.group: f.numerator for f in found if f.id == "churn.customers"}
        assert counted == {group: number for group, number in churned.items() if number}
    assert FiguresOf(sample_engine, Query())["losses.count"].value == 42


def test_what_the_room_says_of_reasons_is_what_the_figures_are_split_by(sample_engine: Engine) -> None:
    room = sample_engine.losses_room(Query())
    split = sample_engine.metrics(Query(by="reason"), ["losses.count", "losses.revenue"])
    told = {(f.id, f.group): f.value for f in split}
    for one in room.reasons:
        group = one.reason or "(blank)"
        assert (told["losses.count", group], told["losses.revenue", group]) == (one.lost, one.revenue)
    named = sum(one.lost for one in room.competitors)
    by_competitor = sample_engine.metrics(Query(by="competitor"), ["losses.count"])
    assert sum(f.value or 0 for f in by_competitor if f.group != "(blank)") == named


def test_the_share_of_a_group_opens_into_the_losses_of_the_group(sample_engine: Engine) -> None:
    query = Query(by="segment")
    for figure in sample_engine.metrics(query, ["retention.by_reason"]):
        for part, counted in (("numerator", figure.numerator), ("denominator", 42)):
            found = sample_engine.rows_behind(query, "retention.by_reason", part, figure.group)
            assert len(found.rows) == counted


def subscription(customer: str, end: str | None, mrr: float = 100) -> dict[str, object]:
    return {"customer_id": customer, "start": "2023-01-01", "end": end, "mrr": mrr}


def loss(customer: str, reason: str | None) -> dict[str, object]:
    return {"customer_id": customer, "date": "2025-02-01", "reason_code": reason}


def test_reasons_and_money_of_a_small_book() -> None:
    """A and B left for price, C closed, D for a reason that tells nothing, E without any; F stays."""
    ended = [subscription(name, "2025-02-01", 10 * number) for number, name in enumerate("ABCDE", 1)]
    recorded = [loss("A", "price"), loss("B", "Price"), loss("C", "closed"), loss("D", "whim")]
    book = make_book(subscriptions=[*ended, subscription("F", None)], losses=recorded)
    of = FiguresOf(Engine(book), Query(as_of=date(2025, 6, 30)))
    assert (of["losses.count"].value, of["losses.unexplained"].value) == (5, 1)
    assert of["losses.revenue"].value == 12 * (10 + 20 + 30 + 40 + 50)
    assert (of["losses.recoverable"].numerator, of["losses.recoverable"].denominator) == (2, 3)
    assert (of["retention.by_reason"].numerator, of["retention.by_reason"].denominator) == (4, 5)
    assert (of["attrition.silent"].status, of["attrition.silent"].value) == ("n/a", None)
    assert "could have shown a sign" in (of["attrition.silent"].note or "")


def test_every_figure_of_losses_opens_into_its_rows(sample_engine: Engine) -> None:
    for metric in LOSS_METRICS:
        figure = FiguresOf(sample_engine, Query())[metric.id]
        found = sample_engine.rows_behind(Query(), metric.id)
        counted = figure.numerator if figure.numerator is not None else figure.value
        if metric.unit == "money":
            money = found.rows.fetch(0, len(found.rows), ["revenue_before"])["revenue_before"]
            assert sum(money) == pytest.approx(figure.value)
        else:
            assert len(found.rows) == counted
