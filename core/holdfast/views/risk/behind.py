"""The rows that raised a flag, as the export has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.money import to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evidence import evidence
from holdfast.risk.scope.scope import rule_scope
from holdfast.schema.fields import FIELDS, FieldKind
from holdfast.schema.tables import TABLES
from holdfast.views.customers.rows import FrameRows
from holdfast.views.results import FigureRows
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.flag import AnyFlag
    from holdfast.views.selection import FlagOfCustomer

_MONEY = frozenset(
    [column.name for table in TABLES.values() for column in table.columns if column.type == "money"]
    + [name for name, field in FIELDS.items() if field.kind == "money"]
)


def rows_behind_flag(store: FactsStore, answer: Answer, asked: FlagOfCustomer) -> FigureRows:
    """The rows behind one open flag of one customer; its sentence above them. Raises UsageError if not open.

    Columns are those of the export's tables that say anything here, money in currency units.
    """
    flag = FLAGS.get(asked.flag)
    seen = answer.facts.raised.get(asked.flag)
    if flag is None or seen is None:
        raise UsageError(f"the flag {asked.flag} is not evaluated here")
    name = answer.facts.customers.item(asked.customer, "name") or answer.facts.customers.item(
        asked.customer, "customer_id"
    )
    return behind(
        store, answer, flag, f"{flag.name}: {name}", seen.filter(pl.col("customer") == asked.customer)
    )


def behind(store: FactsStore, answer: Answer, flag: AnyFlag, title: str, seen: pl.DataFrame) -> FigureRows:
    """The rows behind a flag of the customer or rep it was `seen` at, or the sentence that it is not open."""
    if seen.is_empty():
        sentence = phrase(f"{{flag}} is not open for this {flag.subject} on this day.", flag=flag.name)
        return FigureRows(answer.moment, flag.id, title, sentence, "row", (), FrameRows(pl.DataFrame()))
    scope = rule_scope(store.book, answer.facts.as_of, answer.facts.customers, store.thresholds)
    rows = flag.behind(scope, store.thresholds.of(flag), seen.item(0, flag.subject))
    told = _told(rows if flag.subject == "customer" else _of_rep(rows, seen.item(0, "rep_id"), answer))
    shown = told.select(
        to_units(pl.col(column.name)) if _is_money(column) else pl.col(column.name) for column in told
    )
    said = evidence(flag, seen, answer.moment.currency).item()
    sentence = phrase("{said}. {counted} behind it.", said=said, counted=plural(rows.height, "row"))
    columns = tuple((name, _title(name)) for name in shown.columns)
    kinds: dict[str, FieldKind] = {
        column.name: "money" if _is_money(column) else "number"
        for column in told
        if column.dtype.is_numeric() and column.name not in FIELDS
    }
    return FigureRows(answer.moment, flag.id, title, sentence, "row", columns, FrameRows(shown), kinds)


def _of_rep(rows: pl.DataFrame, rep_id: str, answer: Answer) -> pl.DataFrame:
    """Rows of a rep: the customer each is about by name, and no id of the rep where it is always the same."""
    if "rep_id" in rows.columns and (rows.get_column("rep_id") == rep_id).all():
        rows = rows.drop("rep_id")
    if "customer_id" not in rows.columns:
        return rows
    names = answer.facts.customers.select("customer_id", pl.col("name").alias("customer_name"))
    named = rows.join(names, on="customer_id", how="left", maintain_order="left")
    return named.select("customer_name", pl.exclude("customer_name"))


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns that say something."""
    return rows.select(
        column for column in rows if column.null_count() < rows.height and column.name != "customer_id"
    )


def _is_money(column: pl.Series) -> bool:
    """Whether a column of an export is money: `value` is an amount of contracts, not of usage."""
    return column.name in _MONEY and column.dtype == pl.Int64


def _title(name: str) -> str:
    return FIELDS[name].title if name in FIELDS else name.replace("_", " ").capitalize()
