"""What a template may name: the fields of a draft, declared once, with what would fill each."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class DraftField:
    """One field: its word in a template, what it is, and what would fill it where it is missing."""

    name: str
    title: str
    filled_by: str


_DECLARED: Final = (
    DraftField("customer", "the customer's name", "customers.name"),
    DraftField("contact", "the name of somebody to write to", "contacts.name of somebody who is still there"),
    DraftField("sender", "your name", "[me] rep in config.toml, or the rep who holds the customer"),
    DraftField(
        "former_rep", "the rep who held the customer before", "assignments with two reps, and reps.name"
    ),
    DraftField("former_contact", "the sponsor who left", "contacts.left_on and contacts.name of a sponsor"),
    DraftField("last_order", "the day of the last order", "orders"),
    DraftField("basket", "the usual basket", "order_lines of the orders"),
    DraftField("renewal", "the day on which the contract comes up", "contracts.renewal or contracts.end"),
    DraftField(
        "ticket",
        "the subject of the ticket that has been open longest",
        "an open ticket with tickets.subject",
    ),
    DraftField("ticket_day", "the day of that ticket", "tickets.created"),
    DraftField(
        "invoice", "the invoice that has been overdue longest", "an open invoice past invoices.due_date"
    ),
    DraftField("due", "the day it was due", "invoices.due_date"),
    DraftField("first_order", "the day of the only order so far", "a customer with one order"),
    DraftField(
        "answered", "the day of the last NPS answer, where it was below 9", "such an answer in surveys"
    ),
    DraftField(
        "start", "the day on which the customer started", "subscriptions, contracts or customers.created"
    ),
    DraftField("closed", "the day of the last deal that was won", "opportunities.close_date of a won deal"),
    DraftField("renewed", "the day of the last renewal", "contracts that followed one another"),
    DraftField("contract", "the contract that is short", "contract_usage below its clause (flag F26)"),
    DraftField("shortfall", "the units that are missing", "contract_usage below its clause (flag F26)"),
)

DRAFT_FIELDS: Final[Mapping[str, DraftField]] = MappingProxyType({field.name: field for field in _DECLARED})
"""Every field of a draft by name."""
