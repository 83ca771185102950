"""The canonical tables, declared once: intake fills them, everything else reads them.

Discovery, mapping, parsing, the receipt, the docs and the locked panes all derive from `TABLES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEN: Final = "__seen"
"""Working column of a list read from a file of events: the first day on which that file names its row."""

LISTED_FROM: Final = "__listed_from"
"""Working column of reps known from dated lists of customers: the day of the first, before which nobody can
tell who was there."""

LISTED: Final = "__listed"
"""Working column of customers in dated lists: the day of the first that names one, null where that is the
first of all lists: what stands in it is taken for granted earlier too."""

UNTIL: Final = "__until"
"""Working column of how customers were described: the day from which a later list says otherwise."""

STOOD_ON: Final = "__stood_on"
"""Working column beside UNTIL: the day of the last list that said so; null where none named the customer."""

MEANS: Final = "__means"
"""Working column of orders, invoices and tickets: what the status of a row means (words/statuses.toml)."""

OWN_LOG: Final = "__own_log"
"""Working column of rows that users wrote in their journal, or filled from it: who did; null: the export."""

OWN_LOG_SHOWN: Final = "own_log"
"""What that column is called among rows that are shown."""

ColumnType = Literal["text", "date", "timestamp", "integer", "float", "boolean", "money"]


@dataclass(frozen=True)
class Column:
    """One column of a canonical table: its name, type, and whether a row without it is unusable."""

    name: str
    type: ColumnType
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One canonical table.

    `key` is the column that names a row once, or None where rows have no identity of their own.
    `known_on` is the column with the day a row became knowable, `else_known_on` stands in where it is empty;
    rows after `as_of` do not exist, rows without any such day always do.
    `later_known` maps dates that may lie after `as_of` while the row itself is visible to the columns that
    became known with them: both show as null until then. What several dates name is known from the first.
    `is_event` tables set the default `as_of` (the last day with data).
    `unlocks` says in the user's words what the table makes possible, "" for one that only mends another.
    """

    name: str
    columns: tuple[Column, ...]
    unlocks: str
    key: str | None = None
    known_on: str | None = None
    else_known_on: str | None = None
    later_known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_event: bool = False

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def is_list(self) -> bool:
        """Whether its rows are somebody, not something that happened: they may have no day of their own."""
        return self.key is not None and self.known_on is not None and not self.is_event

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which a row cannot be used."""
        return tuple(column.name for column in self.columns if column.required)


_TYPE_LETTERS: Final[Mapping[str, ColumnType]] = MappingProxyType(
    {
        "s": "text",
        "d": "date",
        "t": "timestamp",
        "i": "integer",
        "f": "float",
        "b": "boolean",
        "m": "money",
    }
)


def _columns(declaration: str) -> tuple[Column, ...]:
    """`"order_id* s, amount* m"` → columns; `*` marks the required ones."""
    columns = []
    for item in declaration.split(","):
        name, letter = item.split()
        columns.append(Column(name.rstrip("*"), _TYPE_LETTERS[letter], name.endswith("*")))
    return tuple(columns)


_DECLARED: Final = (
    Table(
        "customers",
        _columns(
            "customer_id* s, name s, segment s, tier s, industry s, region s, country s, created d, "
            "parent_id s, owner_rep_id s, source s, referred_by s, loyalty_member b, currency s, "
            "margin_pct f, status s"
        ),
        unlocks="names, segments and owners of customers",
        key="customer_id",
        known_on="created",
    ),
    Table(
        "orders",
        _columns(
            "order_id* s, customer_id* s, order_date* d, amount* m, currency s, discount m, refunded m, "
            "status s, rep_id s"
        ),
        unlocks="repeat purchases, RFM, cohorts, cadence, overdue and spend flags",
        key="order_id",
        known_on="order_date",
        is_event=True,
    ),
    Table(
        "order_lines",
        _columns("order_id* s, product* s, category s, quantity f, amount m, discount m"),
        unlocks="breadth of the range bought and next-category gaps",
    ),
    Table(
        "refunds",
        _columns("refund_id s, order_id s, customer_id s, date d, amount m, returned b, currency s"),
        unlocks="",
    ),
    Table(
        "invoices",
        _columns(
            "invoice_id* s, customer_id* s, issue_date* d, due_date d, paid_date d, amount* m, balance m, "
            "status s, currency s"
        ),
        unlocks="late payers",
        key="invoice_id",
        known_on="issue_date",
        later_known={"paid_date": ("balance", "status")},
        is_event=True,
    ),
    Table(
        "subscriptions",
        _columns(
            "subscription_id* s, customer_id* s, start* d, end d, mrr* m, plan s, currency s, "
            "cancel_requested d, cancel_reason s, trial_end d, seats i"
        ),
        unlocks="recurring revenue, its movements, gross and net retention",
        known_on="start",
        later_known={"end": ("cancel_reason",), "cancel_requested": ("cancel_reason",)},
        is_event=True,
    ),
    Table(
        "mrr_events",
        _columns("customer_id* s, effective_date* d, mrr* m"),
        unlocks="recurring revenue from levels instead of subscriptions",
        known_on="effective_date",
        is_event=True,
    ),
    Table(
        "contracts",
        _columns(
            "contract_id* s, customer_id* s, start* d, end d, renewal d, notice_days i, value m, "
            "auto_renew b, units i, unit_rate m, allowance_pct f, margin_pct f, mode s, cutoff d, "
            "resale_credit b, currency s"
        ),
        unlocks="renewals, lapsed contracts, attrition clauses",
        key="contract_id",
        known_on="start",
    ),
    Table(
        "contract_usage",
        _columns("contract_id* s, date* d, contracted i, used* i, resold i, unsold i"),
        unlocks="contract shortfall and damages",
        known_on="date",
        is_event=True,
    ),
    Table(
        "contacts",
        _columns("contact_id* s, customer_id* s, name s, role s, email s, phone s, active b, left_on d"),
        unlocks="champions who left and single-threaded customers",
        key="contact_id",
        later_known={"left_on": ("active",)},
    ),
    Table(
        "interactions",
        _columns(
            "interaction_id s, customer_id* s, at* t, type s, direction s, rep_id s, contact_id s, text s"
        ),
        unlocks="contact gaps, handover contact, silence, the timeline",
        known_on="at",
        is_event=True,
    ),
    Table(
        "tickets",
        _columns(
            "ticket_id* s, customer_id* s, created* t, first_reply t, solved t, status s, priority s, "
            "escalated b, reopens i, csat f, topic s, subject s"
        ),
        unlocks="unresolved issues, ticket spikes, silence, satisfaction",
        key="ticket_id",
        known_on="created",
        later_known={"first_reply": (), "solved": ("status", "csat", "reopens")},
        is_event=True,
    ),
    Table(
        "surveys",
        _columns(
            "response_id s, kind* s, customer_id s, rep_id s, team s, contact_id s, invited d, answered d, "
            "score f, scale s, reason s, comment s, loop_closed d"
        ),
        unlocks="NPS, detractors, satisfaction, survey silence",
        known_on="invited",
        else_known_on="answered",
        later_known={"answered": ("score", "reason", "comment"), "loop_closed": ()},
        is_event=True,
    ),
    Table(
        "usage",
        _columns("customer_id* s, date* d, metric* s, value* f"),
        unlocks="engagement and usage drops",
        known_on="date",
        is_event=True,
    ),
    Table(
        "reps",
        _columns(
            "rep_id* s, name s, hire_date d, end_date d, end_type s, team s, region s, manager_id s, "
            "background s"
        ),
        unlocks="rep retention, turnover and tenure (with hire_date)",
        key="rep_id",
        known_on="hire_date",
        later_known={"end_date": ("end_type",)},
    ),
    Table(
        "assignments",
        _columns("customer_id* s, rep_id* s, start* d, end d, reason s"),
        unlocks="orphaned customers, handovers, retention by rep",
        known_on="start",
        later_known={"end": ()},
    ),
    Table(
        "rep_periods",
        _columns("rep_id* s, period* d, quota m, attained m"),
        unlocks="quota attainment",
        known_on="period",
    ),
    Table(
        "recognitions",
        _columns("rep_id* s, date* d, kind s"),
        unlocks="recognition of reps",
        known_on="date",
    ),
    Table(
        "opportunities",
        _columns(
            "opportunity_id* s, customer_id s, rep_id s, created d, stage s, amount m, close_date d, "
            "is_closed b, is_won b, type s, lost_reason s, competitor s, currency s"
        ),
        unlocks="pipeline attrition, win rate, stuck deals",
        key="opportunity_id",
        known_on="created",
        is_event=True,
    ),
    Table(
        "opportunity_stages",
        _columns("opportunity_id* s, stage* s, entered* t"),
        unlocks="stage conversion and age in stage",
        known_on="entered",
        is_event=True,
    ),
    Table(
        "losses",
        _columns("customer_id* s, date* d, reason_code s, competitor s, note s, source s"),
        unlocks="loss reasons and win-back",
        known_on="date",
        is_event=True,
    ),
    Table(
        "fx",
        _columns("currency* s, date* d, rate* f"),
        unlocks="adding up several currencies",
        known_on="date",
    ),
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType({table.name: table for table in _DECLARED})
"""Every canonical table by name, in the order of the specification."""

CUSTOMER_SOURCES: Final = (
    *("orders", "subscriptions", "mrr_events", "contracts"),
    *("invoices", "opportunities"),
)
"""Tables whose customers exist even where the customers table does not list them."""

NAMING_CUSTOMERS: Final = tuple(
    table.name for table in _DECLARED if table.name != "customers" and table.column("customer_id") is not None
)
"""Every table that names customers: where there is no customers table, these are all there are."""

SCHEMA_VERSION: Final = 3
"""Raise when a table, a type or the meaning of a column changes: older caches are then rebuilt."""
