"""Keys that no dictionary knows: the id of the file's own rows, and ids of rows of other tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from holdfast.intake.recognise.weigh.head import Head

_ID: Final = re.compile(r"(.+?)(?:id|ids|no|nr|num|number|nummer|code|key|ref|uuid|guid)")
_NO_KEYS: Final = frozenset(
    ("row", "line", "record", "index", "serial", "seq", "external", "unique", "zip", "postal", "tax")
)
_NOT_IDS: Final = frozenset(("paid", "unpaid", "prepaid", "void", "bid", "valid", "destino", "anno"))
"""Headers that only end like one that is called an id."""
_PARTS: Final = ("line", "detail", "item")
"""What the key of a part of an order is called beside the order."""
_REFERENCES: Final = {
    "customer_id": "customers",
    "owner_rep_id": "reps",
    "rep_id": "reps",
    "order_id": "orders",
    "contract_id": "contracts",
    "opportunity_id": "opportunities",
}
"""Columns that name a row of another table."""
_LATER_DAYS: Final = (
    "deliver",
    "ship",
    "approv",
    "estimat",
    "due",
    "requir",
    "paid",
    "cancel",
    "void",
    "refund",
    "return",
)
"""What days of an order other than its own are called."""
_BARE_NUMBER: Final = r"^\d{1,6}(?:\.\d+)?$"
_CALLED_DAYS: Final = ("date", "datum", "fecha", "data", "giorno", "tarih", "day", "zeit", "time", "created")
"""What a column of days is called, where nothing else tells them from numbers."""
_PAID: Final = ("paid", "payment", "bezahlt", "zahlung", "paye", "paiement", "pagat", "pagament", "pago")


_BOUGHT: Final = ("orders", "invoices", "subscriptions")
_INVOICED: Final = ("orders", "invoices")
_OUR_OWN: Final = (
    "assign",
    "owner",
    "server",
    "cashier",
    "support",
    "seller",
    "vendor",
    "merchant",
    "from",
    "to",
)
"""Whose e-mails are not those of customers."""
_MOSTLY: Final = 0.9


def key_header(head: Head) -> str | None:
    """The header by which the file names its rows: the first that is called an id, where none repeats."""
    for header in _ids(head):
        return header if head.is_unique(header) else None
    return None


def links(table: str, columns: Mapping[str, str], head: Head, key: str | None) -> dict[str, str]:
    """Columns that the dictionary does not find, by what the headers speak of; `key` is that of the rows."""
    found: dict[str, str] = {}
    own = TABLES[table].key

    def free(header: str) -> bool:
        return header not in columns.values() and header not in found.values()

    if own is not None and own not in columns and key is not None and free(key):
        found[own] = key
    for name, other in _REFERENCES.items():
        if name in columns or name == own or TABLES[table].column(name) is None:
            continue
        for header in _ids(head):
            if free(header) and header != key and _names_a(header, other):
                found[name] = header
                break
    if "customer_id" not in columns and "customer_id" not in found:
        unused = [one for one in head.columns if free(one)]
        found |= _by_contact(table, unused, head) or _by_mail(table, unused, head)
    if table == "order_lines" and "product" not in columns:
        rest = (one for one in _ids(head) if free(one) and one != key_header(head) and not _is_part(one))
        if (product := next(rest, None)) is not None:
            found["product"] = product
    if table == "orders" and "order_date" not in columns:
        found |= _day_of_order(head, free)
    return found


def _by_contact(table: str, free: Sequence[str], head: Head) -> dict[str, str]:
    """The customer under `Contact`, as accounting programs call customers, where nothing else names one."""
    called = [one for one in free if table in _INVOICED and plain(one) == "contact"]
    return (
        {"customer_id": called[0]} if called and 2 * head.cells(called[0]).filled > head.rows.height else {}
    )


def _by_mail(table: str, free: Sequence[str], head: Head) -> dict[str, str]:
    """The customer by the only column of e-mails, where a row of sales has nothing else that names one."""
    mails = [one for one in free if table in _BOUGHT and is_of_a_customer(one, head)]
    return {"customer_id": mails[0]} if len(mails) == 1 else {}


def is_of_a_customer(header: str, head: Head) -> bool:
    """Whether a column holds e-mails, on most rows, that are not those of the people of the shop."""
    cells = head.cells(header)
    theirs = cells.filled and cells.mails > _MOSTLY and 2 * cells.filled > head.rows.height
    return bool(theirs) and not speaks_of(header, (*signs()["reps"].words, *_OUR_OWN))


def _ids(head: Head) -> Iterator[str]:
    """The headers that are called the id of something."""
    for header in head.columns:
        match = _ID.fullmatch(plain(header))
        if match is not None and match[1] not in _NO_KEYS and plain(header) not in _NOT_IDS:
            yield header


def _names_a(header: str, table: str) -> bool:
    return speaks_of(header, signs()[table].words) and not (table == "orders" and _is_part(header))


def _is_part(header: str) -> bool:
    return speaks_of(header, _PARTS)


def _day_of_order(head: Head, free: Callable[[str], bool]) -> dict[str, str]:
    day = _own_day(head)
    return {"order_date": day} if day is not None and free(day) else {}


def days_in(head: Head) -> list[str]:
    """The headers below which days stand.

    Days counted by a spreadsheet are numbers like those of any id: only the header tells them apart.
    """
    column = TABLES["orders"].column("order_date")
    return [
        header
        for header in head.columns
        if column is not None and head.cells(header).dates and head.fits(column, header)
        if speaks_of(header, _CALLED_DAYS) or not head.cells(header).texts.str.contains(_BARE_NUMBER).all()
    ]


def _own_day(head: Head) -> str | None:
    """The first day that is called that of an order, or the only one, not of its delivery or payment."""
    days = days_in(head)
    own = [header for header in days if not speaks_of(header, _LATER_DAYS)]
    # A list of payments tells no other day than that of the payment.
    days = own or [header for header in days if speaks_of(header, _PAID)]
    called = [header for header in days if speaks_of(header, signs()["orders"].words)]
    return next(iter(called), days[0] if len(days) == 1 else None)
