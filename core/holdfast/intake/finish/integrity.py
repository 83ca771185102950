"""The integrity report: what the tables say about each other that cannot all be true, in sentences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.wording import count
from holdfast.rows.found import not_among
from holdfast.rows.upward import circling, numbers_above
from holdfast.schema.field_set import OWN_PREFIX
from holdfast.schema.receipt import Finding, Severity
from holdfast.schema.tables import CUSTOMER_SOURCES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_REFERENCES: Final = (
    ("customer_id", "customers", "customer_id"),
    ("parent_id", "customers", "customer_id"),
    ("rep_id", "reps", "rep_id"),
    ("owner_rep_id", "reps", "rep_id"),
    ("order_id", "orders", "order_id"),
    ("contract_id", "contracts", "contract_id"),
    ("contact_id", "contacts", "contact_id"),
    ("opportunity_id", "opportunities", "opportunity_id"),
)
_STOPS_EARLY_DAYS: Final = 31
_STEADY_TABLES: Final = ("subscriptions", "mrr_events", "contract_usage")
"""Tables whose last row may lie long ago without anything being missing."""

_FEW_UNKNOWN: Final = 0.01
"""The share of ids that may be missing from the list of customers before figures are in doubt."""

_FEWEST_OF_ONE: Final = 20
"""So many purchases of one customer and none of another are rather read from the wrong column."""

_ABSURD_TIMES_MEDIAN: Final = 1_000
_ABSURD_MIN_ROWS: Final = 20
_EXACT_IN_FLOATS: Final = 2**53
_MORE_THAN_ALL_DAYS: Final = 2**33
"""Days of a Date lie within 32 bits and a sign."""


def findings_of(
    tables: Mapping[str, pl.DataFrame],
    quarantine: pl.DataFrame,
    today: date,
    listed: Mapping[str, pl.Series],
) -> list[Finding]:
    """Everything remarkable about these tables, table by table; `today` tells what lies in the future.

    `listed`: as `meaning.ids.rows_in_list` has it.
    """
    found = [
        *_missing_customers(tables),
        *_quarantined(quarantine),
        *_orphans(tables, listed),
        *_circles(tables),
        *_overlaps(tables),
        *_future(tables, today),
        *_amounts(tables),
        *_stops_early(tables, today),
        *_losses(tables),
        *_of_one_customer(tables),
    ]
    order = {name: index for index, name in enumerate(TABLES)}
    return sorted(found, key=lambda finding: order.get(finding.table, len(order)))


def _rows(number: int, table: str, one: str, many: str) -> str:
    """`1 row of orders is`, `3 rows of orders are`."""
    return f"{count(number, 'row')} of {table} {one if number == 1 else many}"


def _missing_customers(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    if "customers" not in tables:
        yield Finding(
            "info",
            "customers",
            "there is no customers table: customers are added from the others, without details",
        )


def _quarantined(quarantine: pl.DataFrame) -> Iterator[Finding]:
    kinds = {
        "already stands": ("repeats a key that was seen before", "repeat a key that was seen before"),
        "ends before it starts": ("ends before it starts", "end before they start"),
        "currency": (
            "is in a currency that cannot be converted",
            "are in a currency that cannot be converted",
        ),
    }
    reason = pl.col("reason")
    kind = (
        pl.when(reason.str.contains("already stands", literal=True))
        .then(pl.lit("already stands"))
        .when(reason.str.starts_with("ends before it starts"))
        .then(pl.lit("ends before it starts"))
        .when(pl.col("column") == "currency")
        .then(pl.lit("currency"))
    )
    counts = quarantine.group_by("table", kind.alias("kind")).len().drop_nulls().sort("table", "kind")
    for table, name, rows in counts.iter_rows():
        one, many = kinds[name]
        yield Finding(
            "problem",
            table,
            f"{count(rows, 'row')} of {table} {one if rows == 1 else many}: see the quarantine",
        )


def _of_one_customer(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for name in ("orders", "subscriptions", "mrr_events"):
        rows = tables.get(name, pl.DataFrame())
        if rows.height < _FEWEST_OF_ONE or "customer_id" not in rows.columns:
            continue
        buyers = rows["customer_id"]
        if buyers.n_unique() == 1 and buyers[0] is not None:
            yield Finding(
                "warning",
                name,
                f"all {count(buyers.len(), 'row')} of {name} are of one customer, '{buyers[0]}': "
                "if that is not so, name the column that says whose they are under columns in holdfast.toml",
            )


def _orphans(tables: Mapping[str, pl.DataFrame], listed: Mapping[str, pl.Series]) -> Iterator[Finding]:
    for name, frame in tables.items():
        for column, table, key in _REFERENCES:
            if column not in frame.columns or table not in tables or (name == table and column == key):
                continue
            named = frame[column]
            # Ten million ids are looked up once, for this and for the book.
            is_counted = column == key == "customer_id"
            orphans = (
                named.filter(listed[name].is_null()).drop_nulls()
                if is_counted
                else not_among(named, tables[table][key])
            )
            if orphans.is_empty():
                continue
            ids = orphans.n_unique()
            example = str(orphans.min())
            sentence = (
                f"{_rows(orphans.len(), name, 'names', 'name')} "
                f"{count(ids, column)} not found in {table} (such as '{example}')"
            )
            severity: Severity = "warning"
            if column == "customer_id":
                share = ids / named.drop_nulls().n_unique()
                severity = "problem" if share > _FEW_UNKNOWN else "warning"
            if column == "parent_id":
                sentence += "; such a parent is a group under its id"
            if column == "customer_id" and name in CUSTOMER_SOURCES:
                sentence += "; these customers are added without details"
            if severity == "problem":
                sentence += _way_out(name, orphans, tables[table])
            yield Finding(severity, name, sentence)


def _circles(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    """Customers whose parents lead back to themselves."""
    customers = tables.get("customers")
    if customers is None or "parent_id" not in customers.columns:
        return
    ids = customers["customer_id"]
    lost = ids.filter(circling(numbers_above(ids, customers["parent_id"])))
    if lost.len():
        yield Finding(
            "warning",
            "customers",
            f"the parents of {count(lost.len(), 'customer')} lead round in a circle (such as that of "
            f"'{lost.sort()[0]}'): they go together under the first of the circle",
        )


def _way_out(name: str, unknown: pl.Series, customers: pl.DataFrame) -> str:
    """The `match` line for the column of customers in which most of the unknown ids stand."""
    distinct = unknown.unique()
    texts = [
        one
        for one, dtype in customers.schema.items()
        if dtype == pl.String and one != "customer_id" and not one.startswith(OWN_PREFIX)
    ]
    found = {one: distinct.is_in(customers[one].drop_nulls().implode()).sum() for one in texts}
    best = max(found, key=lambda one: found[one], default="")
    if not best or 2 * found[best] < distinct.len():
        return ": export them too, or name the column they stand in with match"
    return f': write match = {{ customer_id = "customers.{best}" }} in [tables.{name}] to look them up there'


def _overlaps(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    frame = tables.get("assignments")
    if frame is None:
        return
    end = (
        pl.col("end").fill_null(pl.date(9999, 1, 1))
        if "end" in frame.columns
        else pl.lit(None, dtype=pl.Date)
    )
    # Most customers have one assignment, and it overlaps nothing: to sort a million ids for them takes 2 s.
    held = frame.filter(_stand_twice(frame["customer_id"])).select("customer_id", "start", end.alias("end"))
    ordered = held.sort("customer_id", "start")
    # The latest end so far of each customer, without a window for every single one: those of later customers
    # lie above those of earlier ones.
    above = pl.col("customer_id").rle_id().cast(pl.Int64) * _MORE_THAN_ALL_DAYS
    earlier = (above + pl.col("end").to_physical()).cum_max().shift() - above
    is_first = pl.col("customer_id").ne_missing(pl.col("customer_id").shift())
    overlapping = ordered.filter(~is_first & (pl.col("start").to_physical() < earlier))
    if overlapping.height:
        yield Finding(
            "warning",
            "assignments",
            f"{count(overlapping.height, 'assignment')} of "
            f"{count(overlapping['customer_id'].n_unique(), 'customer')} "
            f"{'overlaps' if overlapping.height == 1 else 'overlap'} an earlier one: "
            "two reps hold the same customer on the same day",
        )


def _stand_twice(ids: pl.Series) -> pl.Series:
    """Whether an id may stand twice: its hash does, or it itself beside it where they are sorted."""
    if not ids.is_sorted():
        return ids.hash().is_duplicated()
    again = ids == ids.shift()
    return (again | again.shift(-1)).fill_null(value=False)


def _days(frame: pl.DataFrame, table: str) -> pl.Series | None:
    """The days on which the rows of a table became knowable."""
    column = TABLES[table].known_on
    return frame[column].cast(pl.Date).drop_nulls() if column in frame.columns else None


def _future(tables: Mapping[str, pl.DataFrame], today: date) -> Iterator[Finding]:
    for name, frame in tables.items():
        days = _days(frame, name)
        last = days.max() if days is not None else None
        if days is not None and isinstance(last, date) and last > today:
            ahead = days.filter(days > today)
            yield Finding(
                "warning",
                name,
                f"{_rows(ahead.len(), name, 'is', 'are')} dated after today, "
                f"up to {last}; the as-of date decides whether they count",
            )


def _amounts(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    for name, column in (
        ("orders", "amount"),
        ("invoices", "amount"),
        ("subscriptions", "mrr"),
        ("mrr_events", "mrr"),
    ):
        if name not in tables:
            continue
        amounts = tables[name][column]
        negative = int((amounts < 0).sum())
        if negative:
            yield Finding(
                "info" if name == "orders" else "warning",
                name,
                f"{_rows(negative, name, 'has', 'have')} a negative {column}, counted as it stands",
            )
        absurd = _absurd(amounts)
        if absurd:
            yield Finding(
                "warning",
                name,
                f"{_rows(absurd, name, 'has', 'have')} an {column} more than "
                f"{_ABSURD_TIMES_MEDIAN:,} times the usual: check the decimal sign and the unit",
            )


def _absurd(amounts: pl.Series) -> int:
    """How many amounts are so many times the usual, the median of those above nothing; 0 of few rows."""
    if amounts.len() < _ABSURD_MIN_ROWS or _most_are_near_the_largest(amounts):
        return 0
    median = amounts.filter(amounts > 0).median()
    if not isinstance(median, float):
        return 0
    return int((amounts.abs() > median * _ABSURD_TIMES_MEDIAN).sum())


def _most_are_near_the_largest(amounts: pl.Series) -> bool:
    """Whether the median above nothing cannot but be within what is not absurd of the largest amount.

    To count those below takes a tenth of the time that finding the median of ten million amounts does.
    """
    ends = [abs(end) for end in (amounts.min(), amounts.max()) if isinstance(end, int)]
    largest = max(ends, default=0)
    positive = int((amounts > 0).sum())
    far_below = int(amounts.is_between(1, largest // _ABSURD_TIMES_MEDIAN).sum())
    return largest < _EXACT_IN_FLOATS and 2 * far_below < positive


def _stops_early(tables: Mapping[str, pl.DataFrame], today: date) -> Iterator[Finding]:
    last: dict[str, date] = {}
    for name, frame in tables.items():
        days = _days(frame, name) if TABLES[name].is_event else None
        past = _last_until(days, today) if days is not None else None
        if isinstance(past, date):
            last[name] = past
    if not last:
        return
    newest = max(last, key=lambda name: last[name])
    for name, day in last.items():
        gap = last[newest] - day
        if gap > timedelta(days=_STOPS_EARLY_DAYS) and name not in _STEADY_TABLES:
            yield Finding(
                "warning", name, f"{name} end {gap.days} days before {newest}: is the export complete?"
            )


def _last_until(days: pl.Series, today: date) -> object:
    """The last of these days that is not after today; None without any."""
    last = days.max()
    return days.filter(days <= today).max() if isinstance(last, date) and last > today else last


def _losses(tables: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    losses = tables.get("losses")
    if losses is None:
        return
    lost = losses.select("customer_id", pl.col("date").alias("lost"))
    for name, column in (("subscriptions", "start"), ("orders", "order_date")):
        if name in tables:
            first = tables[name].group_by("customer_id").agg(pl.col(column).min().alias("first"))
            early = lost.join(first, on="customer_id").filter(pl.col("lost") < pl.col("first")).height
            if early:
                yield Finding(
                    "warning",
                    "losses",
                    f"{count(early, 'loss', 'losses')} {'is' if early == 1 else 'are'} dated before "
                    f"the customer's first {'subscription' if name == 'subscriptions' else 'order'}",
                )
    if "subscriptions" in tables:
        yield from _contradicted(lost, tables["subscriptions"])


def _contradicted(lost: pl.DataFrame, subscriptions: pl.DataFrame) -> Iterator[Finding]:
    """Customers reported lost who hold a subscription that began before the loss and never ended."""
    is_open = pl.col("end").is_null() if "end" in subscriptions.columns else pl.lit(value=True)
    running = subscriptions.filter(is_open).select("customer_id", "start")
    both = lost.join(running, on="customer_id").filter(pl.col("start") <= pl.col("lost"))
    customers = both["customer_id"].n_unique()
    if customers:
        yield Finding(
            "warning",
            "losses",
            f"{count(customers, 'customer')} reported as lost still "
            f"{'holds a subscription' if customers == 1 else 'hold subscriptions'} without an end; "
            "figures follow the subscriptions",
        )
