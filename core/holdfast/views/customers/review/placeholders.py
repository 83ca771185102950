"""What is known of some customers, as the arguments of a program have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.own.commands import OF_THE_CONTACT
from holdfast.views.customers.glance.people import people_of
from holdfast.views.customers.review.draft_source import draft_source
from holdfast.views.customers.rows import shown

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

NOT_ON_FILE: Final = "not on file"
REP_ID: Final = "rep_id"


@dataclass(frozen=True)
class Placeholders:
    """The values of one customer by placeholder, and of those without one, why."""

    name: str
    values: Mapping[str, str]
    missing: Mapping[str, str]


def placeholder_values(
    store: FactsStore, answer: Answer, customers: Sequence[int], names: Sequence[str]
) -> tuple[Placeholders, ...]:
    """What stands for `names` of each customer (numbers); money in currency units, days ISO.

    Names that are no field of this book are missing.
    """
    fields = answer.moment.fields
    known = {name: fields.name_of(name) for name in names if fields.name_of(name) in fields}
    named = store.answer(replace(answer.query, where="", columns=tuple(known.values())))
    known |= {name: name for name in names if name == REP_ID}
    stored = [name for name in known.values() if name in named.facts.customers.columns]
    listed = named.facts.customers[list(customers)].select(
        shown(name, fields).alias(name) for name in dict.fromkeys((*stored, "name", "customer_id"))
    )
    asks_contact = not OF_THE_CONTACT.keys().isdisjoint(names)
    told = []
    for number, row in zip(customers, listed.iter_rows(named=True), strict=True):
        contact, missing = _contact(store, named, number) if asks_contact else ({}, {})
        values = {word: _text(row.get(name)) for word, name in known.items()} | contact
        there = {name: values[name] for name in names if values.get(name)}
        lacking = {name: missing.get(name, NOT_ON_FILE) for name in names if name not in there}
        called = row["name"] or row["customer_id"]
        told.append(Placeholders(called, MappingProxyType(there), MappingProxyType(lacking)))
    return tuple(told)


def _contact(store: FactsStore, answer: Answer, number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Whom a letter would go to, and why not to this address."""
    source = draft_source(store, answer, number)
    if source.to is None:
        return {}, {}
    people = people_of(store.book, number, answer.facts.as_of, store.thresholds)
    person = next((one for one in people if one.contact_id == source.to.contact_id), None)
    values = {
        "contact": source.to.name,
        "email": source.to.address or "",
        "phone": (person.phone if person is not None else None) or "",
    }
    if source.refused is None:
        return values, {}
    return {**values, "email": ""}, {"email": source.refused}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case float():
            return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
