"""A large book in which every table has rows, so that no flag is locked: for measuring them all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.sample.large import write_large

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

END: Final = date(2025, 6, 30)
"""The last day with data, as in the plain large book."""

_PRIME: Final = 2_147_483_647
_METRICS: Final = ("logins", "active_users")


def write_rich(folder: Path, customers: int, orders: int, seed: int) -> None:
    """The plain large book with rows in every other table, in proportion to its customers.

    Per customer: 20 order lines, 6 interactions, 4 invoices, 3 tickets, 3 surveys, 2 contacts, 2 nights of
    contracts, and usage, subscriptions and deals of some. The same numbers and seed give the same rows.
    """
    write_large(folder, customers, orders, seed, "parquet")
    for name, frame in _tables(customers, orders, max(10, min(500, customers // 400))).items():
        frame.sink_parquet(folder / f"{name}.parquet")


def _tables(customers: int, orders: int, reps: int) -> dict[str, pl.LazyFrame]:
    return {
        "order_lines": _order_lines(orders),
        **_money(customers),
        **_service(customers, reps),
        **_contracts(customers),
        **_use(customers),
        **_deals(customers, reps),
        **_records(customers, reps),
    }


def _rows(count: int) -> pl.LazyFrame:
    return pl.LazyFrame({"row": pl.int_range(count, dtype=pl.Int64, eager=True)})


def _spread(purpose: int, count: int, of: str = "row") -> pl.Expr:
    """A whole number below `count` for every row, evenly spread: multiplication modulo a prime, twice."""
    x = (pl.col(of) + purpose * 104_729 + 1) % _PRIME * 48_271 % _PRIME
    x = (x ^ (x // 32_768)) * 69_621 % _PRIME
    return (x ^ (x // 32_768)) % count


def _one_of(purpose: int, words: Sequence[str | None]) -> pl.Expr:
    return _spread(purpose, len(words)).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def _id(letter: str, number: pl.Expr, digits: int = 7) -> pl.Expr:
    return pl.concat_str(pl.lit(letter), number.cast(pl.String).str.zfill(digits))


def _customer(purpose: int, customers: int) -> pl.Expr:
    return _id("C", _spread(purpose, customers))


def _days_ago(days: pl.Expr) -> pl.Expr:
    return pl.lit(END) - pl.duration(days=days)


def _moment(days: pl.Expr, purpose: int) -> pl.Expr:
    return _days_ago(days).cast(pl.Datetime("us")) + pl.duration(minutes=480 + _spread(purpose, 600))


def _order_lines(orders: int) -> pl.LazyFrame:
    kind = _spread(101, 8)
    return _rows(2 * orders).select(
        order_id=_id("O", pl.col("row") % orders, 8),
        product=_id("P", kind * 10 + _spread(102, 10), 3),
        category=_id("K", kind, 2),
        quantity=1 + _spread(103, 5),
        amount=(500 + _spread(104, 20_000)) / 100,
        discount=pl.when(_spread(105, 4) == 0).then(pl.lit(5.0)).otherwise(pl.lit(0.0)),
    )


def _money(customers: int) -> dict[str, pl.LazyFrame]:
    age = 5 + _spread(201, 1_000)
    late = _spread(202, 50) - 15
    invoices = _rows(4 * customers).select(
        invoice_id=_id("I", pl.col("row")),
        customer_id=_customer(203, customers),
        issue_date=_days_ago(age),
        due_date=_days_ago(age - 30),
        paid_date=pl.when((age - 30 - late > 0) & (_spread(204, 25) > 0)).then(_days_ago(age - 30 - late)),
        amount=(10_000 + _spread(205, 90_000)) / 100,
    )
    return {"invoices": invoices}


def _service(customers: int, reps: int) -> dict[str, pl.LazyFrame]:
    age, asked = _spread(301, 1_000), 2 + _spread(320, 12) * 80
    reply, solved = 1 + _spread(302, 60), 24 + _spread(303, 300)
    created = _moment(age, 304)
    tickets = _rows(3 * customers).select(
        ticket_id=_id("T", pl.col("row")),
        customer_id=_customer(305, customers),
        created=created,
        first_reply=pl.when(_spread(306, 30) > 0).then(created + pl.duration(hours=reply)),
        solved=pl.when(_spread(307, 25) > 0).then(created + pl.duration(hours=solved)),
        status=_one_of(307, ("open", *["closed"] * 24)),
        priority=_one_of(308, ("Urgent", "High", "Normal", "Normal", "Low")),
        reopens=pl.when(_spread(309, 40) == 0).then(2).otherwise(0),
        subject=_one_of(310, ("Delivery late", "Invoice is wrong", "How do we export?", "Login fails")),
    )
    interactions = _rows(6 * customers).select(
        interaction_id=_id("A", pl.col("row")),
        customer_id=_customer(311, customers),
        at=_moment(_spread(312, 1_000), 313),
        type=_one_of(314, ("call", "mail", "visit", "meeting")),
        direction=_one_of(315, ("two-way", "out", "two-way", "in")),
        rep_id=_id("R", _spread(316, reps), 3),
        contact_id=_id("P", _spread(311, customers) * 2 + _spread(317, 2)),
        text=_one_of(
            318, ("Talked about the next order", "Sent the new price list", "Asked for a date", None)
        ),
    )
    surveys = _rows(3 * customers).select(
        response_id=_id("S", pl.col("row")),
        kind=_one_of(321, ("nps", "nps", "csat")),
        customer_id=_customer(322, customers),
        contact_id=_id("P", _spread(322, customers) * 2 + _spread(323, 2)),
        invited=_days_ago(asked),
        answered=pl.when(_spread(324, 3) > 0).then(_days_ago((asked - 2).clip(lower_bound=0))),
        score=pl.when(_spread(324, 3) > 0).then(
            pl.when(_one_of(321, ("nps", "nps", "csat")) == "nps")
            .then(10 - _spread(325, 11) * _spread(326, 2))
            .otherwise(1 + _spread(325, 5))
        ),
        comment=pl.when(_spread(324, 6) == 1).then(pl.lit("Fine so far, the last delivery was late")),
    )
    return {"tickets": tickets, "interactions": interactions, "surveys": surveys}


def _contracts(customers: int) -> dict[str, pl.LazyFrame]:
    age = _spread(401, 700)
    count = customers // 2
    contracts = _rows(count).select(
        contract_id=_id("K", pl.col("row")),
        customer_id=_customer(402, customers),
        start=_days_ago(age),
        end=_days_ago(age - 365),
        renewal=_days_ago(age - 365),
        notice_days=30 + _spread(403, 60),
        value=(500_000 + _spread(404, 900_000)) / 100,
        auto_renew=_spread(405, 3) == 0,
        units=100 + _spread(406, 400),
        unit_rate=(5_000 + _spread(407, 9_000)) / 100,
        allowance_pct=pl.lit(20.0),
        margin_pct=pl.lit(70.0),
        mode=_one_of(408, ("cumulative", "cumulative", "per_period")),
        resale_credit=_spread(409, 2) == 0,
    )
    contracted = 10 + _spread(411, 20)
    used = contracted - _spread(412, 8)
    nights = _rows(2 * customers).select(
        contract_id=_id("K", pl.col("row") % count),
        date=_days_ago(_spread(413, 300)),
        contracted=contracted,
        used=used,
        resold=_spread(414, 2),
        unsold=(contracted - used).clip(lower_bound=0),
    )
    return {"contracts": contracts, "contract_usage": nights}


def _use(customers: int) -> dict[str, pl.LazyFrame]:
    """One customer in ten subscribes, with weekly usage of two metrics for half a year."""
    subscribers, weeks = max(1, customers // 10), 26
    subscriptions = _rows(subscribers).select(
        subscription_id=_id("U", pl.col("row")),
        customer_id=_id("C", pl.col("row") * 10),
        start=_days_ago(200 + _spread(501, 800)),
        end=pl.when(_spread(502, 8) == 0).then(_days_ago(_spread(503, 190))),
        mrr=(5_000 + _spread(504, 90_000)) / 100,
        seats=5 + _spread(505, 40),
    )
    number = pl.col("row") // len(_METRICS) // weeks
    usage = _rows(subscribers * weeks * len(_METRICS)).select(
        customer_id=_id("C", number * 10),
        date=_days_ago(pl.col("row") // len(_METRICS) % weeks * 7),
        metric=(pl.col("row") % len(_METRICS)).replace_strict(
            dict(enumerate(_METRICS)), return_dtype=pl.String
        ),
        value=(1 + _spread(506, 40)).cast(pl.Float64),
    )
    return {"subscriptions": subscriptions, "usage": usage}


def _deals(customers: int, reps: int) -> dict[str, pl.LazyFrame]:
    age, count = 10 + _spread(601, 700), customers // 2
    lasts, closed = 20 + _spread(602, 120), _spread(603, 5) > 0
    is_closed = closed & (age > lasts)
    deals = _rows(count).select(
        opportunity_id=_id("D", pl.col("row")),
        customer_id=_customer(604, customers),
        rep_id=_id("R", _spread(605, reps), 3),
        created=_days_ago(age),
        stage=pl.when(is_closed).then(pl.lit("Closed")).otherwise(pl.lit("Offer")),
        amount=(50_000 + _spread(606, 900_000)) / 100,
        close_date=_days_ago((age - lasts).clip(lower_bound=0)),
        is_closed=is_closed,
        is_won=is_closed & (_spread(607, 2) == 0),
        type=_one_of(608, ("New", "Renewal", "Upsell")),
        competitor=_one_of(609, (*[None] * 9, "Rivalis")),
    )
    begun = 10 + _spread(601, 700, of="deal")
    stages = (
        _rows(2 * count)
        .with_columns((pl.col("row") // 2).alias("deal"), (pl.col("row") % 2).alias("second"))
        .select(
            opportunity_id=_id("D", pl.col("deal")),
            stage=pl.when(pl.col("second") == 1).then(pl.lit("Offer")).otherwise(pl.lit("Lead")),
            entered=_moment(begun - pl.col("second") * (1 + _spread(610, 9)), 611),
        )
    )
    return {"opportunities": deals, "opportunity_stages": stages}


def _records(customers: int, reps: int) -> dict[str, pl.LazyFrame]:
    contacts = _rows(2 * customers).select(
        contact_id=_id("P", pl.col("row")),
        customer_id=_id("C", pl.col("row") // 2),
        name=pl.concat_str(pl.lit("Person "), pl.col("row").cast(pl.String)),
        role=_one_of(701, ("Director", "Buyer", "Clerk", "Head of sales")),
        active=_spread(702, 20) > 0,
        left_on=pl.when(_spread(702, 20) == 0).then(_days_ago(_spread(703, 700))),
    )
    losses = _rows(max(1, customers // 20)).select(
        customer_id=_customer(704, customers),
        date=_days_ago(_spread(705, 900)),
        reason_code=_one_of(706, ("price", "quality", "closed", "competitor")),
        competitor=_one_of(707, (None, None, "Rivalis")),
    )
    months = 24
    quota = _rows(reps * months).select(
        rep_id=_id("R", pl.col("row") // months, 3),
        period=pl.lit(END).dt.month_start().dt.offset_by(pl.format("-{}mo", pl.col("row") % months)),
        quota=pl.lit(100_000.0),
        attained=50_000.0 + _spread(708, 80_000),
    )
    recognitions = _rows(2 * reps).select(
        rep_id=_id("R", _spread(709, reps), 3), date=_days_ago(_spread(710, 700)), kind=pl.lit("praise")
    )
    return {"contacts": contacts, "losses": losses, "rep_periods": quota, "recognitions": recognitions}
