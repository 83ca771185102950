"""Frames of what metrics count besides customers and reps, each row beside what is known of its customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.answers import survey_answers, surveyed_customers
from holdfast.facts.contracts import contract_facts
from holdfast.facts.deals import deal_facts
from holdfast.facts.lost.customers import loss_facts
from holdfast.facts.team.holdings import reps_in_scope
from holdfast.facts.team.reps import rep_dimensions
from holdfast.timeline import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.schema.fields import Field

SUBJECT_FACTS: Final[Mapping[str, Callable[[Book, date, Period], pl.DataFrame]]] = MappingProxyType(
    {
        "answer": survey_answers,
        "surveyed customer": surveyed_customers,
        "contract": contract_facts,
        "deal": deal_facts,
        "lost customer": loss_facts,
    }
)
"""How to make the facts of a subject. Every frame has `customer` UInt32, null where it belongs to none."""

SUBJECT_COLUMNS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "answer": (
            ("name", "Customer"),
            ("rep_id", "Rep"),
            ("answered", "Answered"),
            ("score", "Score"),
            ("scale", "Scale"),
            ("comment", "Comment"),
        ),
        "surveyed customer": (
            ("name", "Customer"),
            ("invitations", "Asked"),
            ("returned", "Returned"),
            ("score", "Score"),
            ("mark", "Counts"),
            ("answered", "Last answer"),
        ),
        "deal": (
            ("opportunity_id", "Deal"),
            ("name", "Customer"),
            ("rep", "Rep"),
            ("stage", "Stage"),
            ("amount", "Amount"),
            ("created", "Created"),
            ("closed_on", "Closed"),
            ("lost_reason", "Reason"),
        ),
        "contract": (
            ("contract_id", "Contract"),
            ("name", "Customer"),
            ("due", "Due"),
            ("renewed", "Renewed"),
            ("value", "Value"),
            ("shortfall", "Shortfall"),
            ("damages", "Damages"),
        ),
        "lost customer": (
            ("name", "Customer"),
            ("lost_on", "Lost on"),
            ("revenue_before", "Revenue"),
            ("reason", "Reason"),
            ("competitor", "Competitor"),
            ("silent", "Silent"),
            ("sign", "Last sign"),
            ("last_sign", "Given on"),
        ),
    }
)
"""Columns by which a reader checks the rows of a subject, with their titles."""

SUBJECT_MONEY: Final = ("amount", "value", "damages", "revenue_before")
"""Which of these columns are money (Int64 ten-thousandths)."""


def subject_facts(
    book: Book, subject: str, as_of: date, period: Period, customers: pl.DataFrame, *, everyone: bool
) -> pl.DataFrame:
    """Facts of one subject for the chosen customers, with their `name` and dimensions beside each row.

    `customers`: facts of the chosen ones. With `everyone`, all rows stay; else those of the chosen, and
    those of no customer whose rep held one of them. Where a row names its own rep (a deal, an answer), the
    rep's dimensions go before those of the customer.
    """
    rows = SUBJECT_FACTS[subject](book, as_of, period)
    fields = book.fields
    dimensions = [name for name in fields.dimensions if name in customers.columns]
    shown = (pl.col(name).cast(_shown(fields[name])) for name in dimensions)
    known = customers.select("customer", "name", *shown)
    joined = rows.join(known, on="customer", how="left", maintain_order="left", suffix=_OF_CUSTOMER)
    if "rep_id" in rows.columns:
        joined = joined.join(_reps(book, as_of), on="rep_id", how="left", maintain_order="left")
    if not everyone:
        joined = joined.filter(_about(book, as_of, period, customers, joined.columns))
    return _merged(joined, fields.dimensions)


_OF_CUSTOMER: Final = "_of_customer"
_OF_REP: Final = "_of_rep"


def _shown(field: Field) -> pl.DataType:
    return pl.Boolean() if field.kind == "boolean" else pl.String()


def _reps(book: Book, as_of: date) -> pl.DataFrame:
    """What is known of the rep a row names, each column marked as the rep's."""
    listed = rep_dimensions(book, as_of).collect().unique("rep_id", keep="last", maintain_order=True)
    return listed.rename({name: name + _OF_REP for name in listed.columns if name != "rep_id"})


def _about(
    book: Book, as_of: date, period: Period, customers: pl.DataFrame, columns: Sequence[str]
) -> pl.Expr:
    """Rows of the chosen customers, and rows of no customer whose rep held one of them."""
    of_chosen = pl.col("name").is_not_null()
    if "rep_id" not in columns:
        return of_chosen
    reps = reps_in_scope(book, as_of, period, customers.get_column("customer"))
    return of_chosen | (pl.col("customer").is_null() & pl.col("rep_id").is_in(reps.implode()))


def _merged(joined: pl.DataFrame, dimensions: Sequence[str]) -> pl.DataFrame:
    """One column per dimension: the row's own, then its rep's, then its customer's.

    A region of the customer goes before that of the rep, who may serve several.
    """
    present = joined.columns
    merged = []
    for name in dimensions:
        sources = [one for one in (name, name + _OF_REP, name + _OF_CUSTOMER) if one in present]
        if name == "region" and name + _OF_REP in present:
            sources = [one for one in (name, name + _OF_CUSTOMER, name + _OF_REP) if one in present]
        if len(sources) > 1 or (sources and sources[0] != name):
            merged.append(pl.coalesce(sources).alias(name))
    marked = [name for name in present if name.endswith((_OF_REP, _OF_CUSTOMER))]
    return joined.with_columns(merged).drop(marked)
