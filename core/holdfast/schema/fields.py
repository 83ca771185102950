"""The fields of a customer, declared once: list columns, filters, completion, sorting and `--by` read them.

Each field is a column of the customer facts (`facts/customers.py`), one row per customer as of a date.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

FieldKind = Literal[
    "text",
    "dimension",
    "count",
    "number",
    "ratio",
    "share",
    "chance",
    "score",
    "money",
    "days",
    "date",
    "boolean",
    "trend",
]
"""`ratio` is a multiple (2.9×), `share` a part of a whole (85.8%), `score` a mark from 0 to 1 (0.94).

A `chance` is a share that somebody reckons: near 1 it is `>99%`, for no model is certain.
"""

NUMBER_KINDS: Final[tuple[FieldKind, ...]] = (
    "count", "number", "ratio", "share", "chance", "score", "money", "days",
)  # fmt: skip
"""Kinds whose values are numbers: set to the right, never cut, written with their unit."""


@dataclass(frozen=True)
class Field:
    """One field of a customer.

    `name` is the word in a filter and the column of the facts; `title` heads its column.
    `kind` decides alignment, formatting and the filter operators: `text` matches part of the text,
    `dimension` one of a few values, numbers and dates ranges. `dimension` fields also serve `--by`.
    `told_at_end`: it says how the customer stands on the as-of date, after what happened in the period: who
    is chosen by it is chosen by the outcome, at least in part.
    """

    name: str
    title: str
    kind: FieldKind
    description: str
    aliases: tuple[str, ...] = ()
    width: int = 12
    listed: bool = False
    needs: tuple[str, ...] = ()
    told_at_end: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and what else a filter may call it."""
        return (self.name, *self.aliases)

    @property
    def is_dimension(self) -> bool:
        """Whether figures can be split by this field."""
        return self.kind in ("dimension", "boolean")


_DECLARED: Final = (
    Field("customer_id", "Id", "text", "Id of the customer in the export", aliases=("id",)),
    Field("name", "Customer", "text", "Name of the customer", width=24, listed=True),
    Field("rep", "Rep", "dimension", "Rep who holds the customer", aliases=("owner",), width=14, listed=True),
    Field(
        "former_rep",
        "Former rep",
        "dimension",
        "Rep who held an orphaned customer last",
        width=14,
        told_at_end=True,
    ),
    Field("team", "Team", "dimension", "Team of the rep who holds the customer"),
    Field("manager", "Manager", "dimension", "Manager of the rep who holds the customer", width=14),
    Field("segment", "Segment", "dimension", "Segment", width=12),
    Field("tier", "Tier", "dimension", "Tier", width=8),
    Field(
        "parent",
        "Parent",
        "dimension",
        "Topmost customer above it by parent_id, or the customer itself where it has none and is one",
        width=20,
    ),
    Field("industry", "Industry", "dimension", "Industry", width=14),
    Field("region", "Region", "dimension", "Region", width=10),
    Field("country", "Country", "dimension", "Country", width=12),
    Field("source", "Source", "dimension", "Where the customer came from"),
    Field(
        "status",
        "Status",
        "dimension",
        "Status as the export states it; no figure relies on it",
        told_at_end=True,
    ),
    Field("loyalty_member", "Loyalty", "boolean", "Member of the loyalty programme", aliases=("loyalty",)),
    Field("referral", "Referral", "boolean", "Came through another customer"),
    Field("created", "Created", "date", "Day the customer was created in the export", width=10),
    Field("active", "Active", "boolean", "Active at the close of the as-of date", told_at_end=True),
    Field(
        "state",
        "State",
        "dimension",
        "Who can still be kept: active, lost, closed (gone for good, by a recorded reason), or prospect "
        "(never active so far)",
        width=8,
        told_at_end=True,
    ),
    Field(
        "lost_on",
        "Lost on",
        "date",
        "Day on which a customer who is lost or closed was last lost",
        width=10,
        told_at_end=True,
    ),
    Field(
        "reason",
        "Reason",
        "dimension",
        "Recorded reason of the loss of a customer who is lost or closed",
        width=14,
        told_at_end=True,
    ),
    Field(
        "competitor",
        "Competitor",
        "dimension",
        "Recorded competitor to whom a customer was lost",
        width=14,
        told_at_end=True,
    ),
    Field(
        "silent",
        "Silent",
        "dimension",
        "Left without a sign in the 180 days before (yes, no, unknown); blank for whoever has not left",
        width=8,
        told_at_end=True,
    ),
    Field(
        "lifecycle",
        "Lifecycle",
        "dimension",
        "prospect, new, engaged, regular, overdue, lost or won back",
        told_at_end=True,
    ),
    Field("cohort", "Cohort", "dimension", "Month of the first order or subscription", width=8),
    Field("first_order", "First order", "date", "Day of the first counted order", width=10),
    Field("last_order", "Last order", "date", "Day of the last counted order", width=10, told_at_end=True),
    Field(
        "days_since_order",
        "Since",
        "days",
        "Days since the last counted order",
        aliases=("since",),
        width=6,
        told_at_end=True,
    ),
    Field("orders", "Orders", "count", "Counted orders up to the as-of date", width=7, told_at_end=True),
    Field(
        "orders_period",
        "Orders (period)",
        "count",
        "Counted orders inside the period",
        width=7,
        told_at_end=True,
    ),
    Field(
        "revenue",
        "Revenue 12m",
        "money",
        "Net revenue of the trailing 12 months, or 12 × MRR where that is more",
        width=11,
        listed=True,
        told_at_end=True,
    ),
    Field(
        "revenue_period",
        "Revenue (period)",
        "money",
        "Net revenue inside the period",
        width=11,
        told_at_end=True,
    ),
    Field(
        "revenue_total",
        "Revenue (ever)",
        "money",
        "Net revenue up to the as-of date",
        width=11,
        told_at_end=True,
    ),
    Field("mrr", "MRR", "money", "Monthly recurring revenue at the as-of date", width=10, told_at_end=True),
    Field("trend", "12 months", "trend", "Revenue by month, the last 12", width=12, listed=True),
    Field("gap_median", "Gap", "days", "Median days between the customer's own orders", width=6),
    Field(
        "cadence", "Cadence", "days", "Usual days between orders, own gaps first, then the segment's", width=7
    ),
    Field(
        "overdue_ratio",
        "Overdue",
        "ratio",
        "Days since the last order ÷ the customer's own cadence",
        aliases=("overdue",),
        width=8,
        told_at_end=True,
    ),
    Field("rfm", "RFM", "text", "Recency, frequency and money scores, 5 is best", width=5, told_at_end=True),
    Field("rfm_name", "RFM group", "dimension", "Name of the RFM group", width=14, told_at_end=True),
    Field(
        "p_alive",
        "P(alive)",
        "chance",
        "Chance that the customer still buys (BG/NBD); blank with one order. Overdue comes first",
        aliases=("alive",),
        width=8,
        told_at_end=True,
    ),
    Field(
        "expected_orders",
        "Orders ahead",
        "number",
        "Orders expected in the next 12 months (BG/NBD)",
        aliases=("expected",),
        width=8,
        told_at_end=True,
    ),
    Field(
        "clv",
        "Margin ahead",
        "money",
        "Discounted margin expected in the next 36 months",
        aliases=("lifetime_value",),
        width=11,
        told_at_end=True,
    ),
    Field(
        "engagement",
        "Engagement",
        "score",
        "Weighted mean of recency, frequency, breadth, contact and usage, 0 to 1, as far as they can be told",
        width=10,
        told_at_end=True,
    ),
    Field(
        "engagement_coverage",
        "Coverage",
        "share",
        "Weight of the parts of engagement that could be told, 0 to 1",
        width=8,
    ),
    Field(
        "health",
        "Health",
        "number",
        "0 to 100: what the open flags leave over and how engaged the customer is, as far as it can be told",
        width=7,
        told_at_end=True,
    ),
    Field(
        "health_coverage",
        "Health told",
        "share",
        "Weight of the inputs of health that could be told, 0 to 1",
        width=8,
    ),
    Field(
        "hurts_most",
        "Hurts most",
        "dimension",
        "The input of health that takes the most points: flags, recency, frequency, breadth, contact, usage",
        width=10,
        told_at_end=True,
    ),
    Field(
        "regular",
        "Regular",
        "dimension",
        "Loyalty: at least 3 orders and less than 1.5 times the usual gap since the last (yes, no, unknown)",
        width=8,
        told_at_end=True,
    ),
    Field(
        "broad",
        "Broad",
        "dimension",
        "Loyalty: as many categories in 365 days as the top quarter of its segment (yes, no, unknown)",
        width=8,
        told_at_end=True,
    ),
    Field(
        "immune",
        "Immune",
        "dimension",
        "Loyalty: no competitor named and not dependent on discounts in 365 days (yes, no, unknown)",
        width=8,
        told_at_end=True,
    ),
    Field(
        "refers",
        "Refers",
        "dimension",
        "Loyalty: referred a customer, or at least scored 9 or 10 (yes, no, unknown)",
        width=8,
        told_at_end=True,
    ),
    Field(
        "nps",
        "NPS score",
        "number",
        "Account score: the median of each contact's latest answer to the NPS question",
        width=6,
        told_at_end=True,
    ),
    Field(
        "nps_latest",
        "Latest NPS",
        "number",
        "Latest answer to the NPS question, whoever at the customer gave it",
        width=6,
        told_at_end=True,
    ),
    Field(
        "comment",
        "Comments",
        "text",
        "What the customer wrote in surveys, newest first",
        width=30,
        told_at_end=True,
    ),
    Field(
        "tickets_open",
        "Open tickets",
        "count",
        "Tickets not solved on the as-of date",
        width=7,
        told_at_end=True,
    ),
    Field("last_contact", "Contact", "date", "Day of the last two-way contact", width=10, told_at_end=True),
    Field(
        "renewal",
        "Renewal",
        "date",
        "Next renewal or end of the running contract",
        width=10,
        told_at_end=True,
    ),
    Field(
        "risk",
        "Risk",
        "dimension",
        "Worst open flag: none, info, watch, high or critical",
        width=10,
        listed=True,
        told_at_end=True,
    ),
    Field(
        "loss_rate",
        "Loss rate",
        "chance",
        "Chance to be lost within 90 days, by the model that is best judged on this book, else by its flags",
        width=9,
        told_at_end=True,
    ),
    Field(
        "rate_status",
        "Rate from",
        "dimension",
        "Where the loss rate is from: model, calibrated (counted under its flags) or shrunken (≈, few seen)",
        width=10,
        told_at_end=True,
    ),
    Field("expected_loss", "Expected loss", "money", "Revenue × loss rate", width=11, told_at_end=True),
    Field(
        "priority",
        "Priority",
        "money",
        "Revenue × (loss rate − that of all customers) × chance to reach them",
        width=10,
        told_at_end=True,
    ),
    Field("flags", "Flags", "count", "Number of open flags", width=6, told_at_end=True),
    Field(
        "why",
        "Why",
        "text",
        "Evidence of the worst open flag; of a customer who is gone, when and why",
        width=40,
        listed=True,
    ),
    Field(
        "deadline",
        "Deadline",
        "date",
        "Last day of something that cannot be done later: notice, cut-off, renewal or end within 14 days",
        width=10,
    ),
)

FIELDS: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in _DECLARED})
"""Every field by name, in the order the column chooser shows."""

FIELD_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {name: field.name for field in _DECLARED for name in (field.name, *field.aliases)}
)
"""Names and aliases a filter may use → field name."""

DIMENSIONS: Final = tuple(field.name for field in _DECLARED if field.is_dimension)
"""Fields that figures can be split by (`--by`)."""

COMPUTED_FOR_VISIBLE_ROWS: Final = ("why",)
"""Fields that are written only for the rows on screen or in an export; they cannot be sorted by."""

FORECAST_FIELDS: Final = ("p_alive", "expected_orders", "clv")
"""Fields of a model fitted to the whole book: computed only for questions that name one of them."""

STATES: Final = ("prospect", "active", "lost", "closed")
"""`state` is an Enum of these; whoever was active once is exactly one of the last three."""

SEVERITIES: Final = ("none", "opportunity", "info", "watch", "high", "critical")
"""Severity of a flag in rising order; `risk` is an Enum of these."""

SEVERITY_MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "critical": "Gone beyond the last limit: far overdue, no use at all, an urgent issue or an invoice "
        "open too long, a contract that ran out, no contact left, no rep at one of the largest customers.",
        "high": "A sign that usually comes before a loss: talk to them before the rest.",
        "watch": "A first sign: look at it when you are there anyway.",
        "info": "Good to know; nothing is wrong yet.",
        "opportunity": "A customer who may come back or buy more.",
    }
)
"""What the mark of a severity says, in words; how far a flag must have gone is said by the flag."""
