"""What a book knows of one customer for a draft: every field of a template, and to whom it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.drafts.drafting import Addressee, DraftRefusedError, DraftSource, DraftText, filled
from holdfast.drafts.templates import every_template
from holdfast.drafts.values import BasketLine
from holdfast.errors import UsageError
from holdfast.facts.answers import survey_answers
from holdfast.facts.contracts import clause_shortfalls, contract_terms
from holdfast.schema.field_set import OWN_PREFIX
from holdfast.timeline import ONE_DAY
from holdfast.views.customers.glance.people import people_of
from holdfast.views.customers.page import reps_of
from holdfast.views.customers.review.basket import basket_of
from holdfast.views.today.detail import tickets_of
from holdfast.words.opt_out import OPT_OUT_COLUMNS, is_opted_out

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.drafts.template import Template
    from holdfast.drafts.values import FieldValue
    from holdfast.timeline import Period
    from holdfast.views.customers.glance.told import ContactPerson
    from holdfast.words.languages import Language

_BASKET_LINES: Final = 6


def drafted(
    store: FactsStore,
    answer: Answer,
    customer: int,
    template: str | Template,
    language: Language = "en",
    *,
    sender: str | None = None,
    contact: str | None = None,
) -> DraftText:
    """The draft of a template to customer number `customer`, whole or refused.

    `sender`: the name it is signed with, else that of the rep who holds the customer. `contact`: id or exact
    name of whom to write to, else who decides, of those with an address.

    Raises DraftRefusedError, UsageError.
    """
    if isinstance(template, str):
        known = every_template()
        if template not in known:
            raise UsageError(f"there is no template '{template[:60]}': there are {', '.join(known)}")
        template = known[template]
    return filled(template, language, draft_source(store, answer, customer, sender=sender, contact=contact))


def draft_source(
    store: FactsStore,
    answer: Answer,
    customer: int,
    *,
    sender: str | None = None,
    contact: str | None = None,
) -> DraftSource:
    """What is known of customer number `customer` on the day of the answer; arguments as in `drafted`.

    Raises DraftRefusedError for a `contact` who is not on file or has left.
    """
    book, as_of = store.book, answer.facts.as_of
    row = answer.facts.customers.row(customer, named=True)
    people = people_of(book, customer, as_of, store.thresholds)
    to = _addressee(people, contact, row["name"])
    reps = reps_of(book, customer, as_of)
    rep = None if row["rep"] is None else str(row["rep"])
    values: dict[str, FieldValue | None] = {
        "customer": row["name"] if row["name"] != row["customer_id"] else None,
        "contact": to.name if to is not None else None,
        "sender": sender or (rep if _is_name(rep) else None),
        "former_rep": next(
            (name for name, _, _ in reps if name not in (rep, sender) and _is_name(name)), None
        ),
        "former_contact": next(
            (one.name for one in people if one.has_left and one.decides and one.named), None
        ),
        "last_order": row["last_order"],
        "first_order": row["last_order"] if row["orders"] == 1 else None,
        "basket": tuple(
            BasketLine(item.product, item.quantity)
            for item in basket_of(book, customer, as_of).core[:_BASKET_LINES]
        ),
        "renewal": row["renewal"],
        **_service(book, customer, answer.facts.period, as_of),
        **_agreed(book, customer, as_of),
        "start": _start(book, customer, as_of),
    }
    refused = _opted_out(book, customer, as_of, to)
    return DraftSource(row["customer_id"], row["name"], to, values, row["state"], refused)


def _is_name(text: str | None) -> bool:
    """Whether a text can be the name of a person: where a rep has no name, an id stands in for it."""
    return text is not None and any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def _addressee(people: tuple[ContactPerson, ...], contact: str | None, customer: str) -> Addressee | None:
    here = [one for one in people if not one.has_left]
    if contact is not None:
        wanted = [one for one in here if contact in (one.contact_id, one.name)]
        if not wanted:
            raise DraftRefusedError(
                f"nobody called '{contact[:60]}' is on file at {customer[:60]}, or has left"
            )
    else:
        named = [one for one in here if one.named]
        wanted = [one for one in named if one.email] or named or here
    if not wanted:
        return None
    first = wanted[0]
    return Addressee(first.name if first.named else "", first.email or None, first.contact_id)


def _opted_out(book: Book, customer: int, as_of: date, to: Addressee | None) -> str | None:
    """Which column says that the customer, or whom it goes to, must not be written to; None without one."""
    known = book.customers_as_known(as_of)
    of_customer = _columns(known)
    row = known.row(customer, named=True)
    if found := next((name for name in of_customer if is_opted_out(row[name], as_of)), None):
        return f"the column {_word(found)} of customers says that they do not want to be written to"
    if to is None or not book.has("contacts"):
        return None
    contacts = book.tables["contacts"].filter(
        (pl.col("customer") == customer) & (pl.col("contact_id") == to.contact_id)
    )
    for person in contacts.iter_rows(named=True):
        for name in _columns(contacts):
            if is_opted_out(person[name], as_of):
                who = to.name or to.contact_id
                return f"the column {_word(name)} of contacts says that {who} does not want to be written to"
    return None


def _columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.startswith(OWN_PREFIX) and _word(name) in OPT_OUT_COLUMNS]


def _word(name: str) -> str:
    return name.removeprefix(OWN_PREFIX)


def _service(book: Book, customer: int, period: Period, as_of: date) -> Mapping[str, FieldValue | None]:
    """The oldest open ticket, the oldest overdue invoice and the last answer that asked for one."""
    found: dict[str, FieldValue | None] = {}
    mine = pl.col("customer") == customer
    for ticket in tickets_of(book, customer, as_of)[:1]:
        found |= {"ticket": ticket.subject, "ticket_day": ticket.created}
    if book.has("invoices"):
        unpaid = (
            book.visible("invoices", as_of, mine)
            .filter(pl.col("paid_date").is_null() & (pl.col("due_date") <= as_of))
            .filter(pl.coalesce("balance", "amount") > 0)
            .sort("due_date", "invoice_id")
        )
        for row in unpaid.head(1).iter_rows(named=True):
            found |= {"invoice": row["invoice_id"], "due": row["due_date"]}
    if book.has("surveys"):
        answers = survey_answers(book, as_of, period, "nps").filter(mine & pl.col("mark").is_not_null())
        for row in answers.tail(1).filter(pl.col("mark") < 1).iter_rows(named=True):
            found["answered"] = row["answered"]
    return found


def _agreed(book: Book, customer: int, as_of: date) -> Mapping[str, FieldValue | None]:
    """The last deal won, the last renewal, and the contract that is furthest below its minimum."""
    found: dict[str, FieldValue | None] = {}
    mine = pl.col("customer") == customer
    if book.has("opportunities"):
        deals = book.visible("opportunities", as_of, mine)
        won = deals.filter(pl.col("is_won").fill_null(value=False)).get_column("close_date").max()
        found["closed"] = won  # type: ignore[assignment]  # a Date column
    if book.has("contracts"):
        terms = contract_terms(book, as_of).filter(mine)
        itself = pl.when(pl.col("renewed") & pl.col("followed_on").is_null()).then("due")
        found["renewed"] = terms.select(pl.coalesce("followed_on", itself).max()).item()
    if book.has("contracts", "contract_usage"):
        short = clause_shortfalls(book, as_of, as_of + ONE_DAY).filter(mine & (pl.col("shortfall") > 0))
        for row in (
            short.sort("shortfall", "contract_id", descending=[True, False]).head(1).iter_rows(named=True)
        ):
            found |= {"contract": row["contract_id"], "shortfall": row["shortfall"]}
    return found


def _start(book: Book, customer: int, as_of: date) -> date | None:
    """The first day of a subscription or contract, else the day the customer was created."""
    days: list[date | None] = [
        book.visible(table, as_of, pl.col("customer") == customer).select(pl.col("start").min()).item()
        for table in ("subscriptions", "contracts")
        if book.has(table)
    ]
    created: date | None = book.customers_as_known(as_of).get_column("created")[customer]
    return min((day for day in days if day is not None), default=created)
