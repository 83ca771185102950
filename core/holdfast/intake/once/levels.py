"""What customers pay a month, as dated lists of them have it, where no other table tells what they bring.

A list says a level on its day. The first one counts from the list that first has it, a change from the later
of two lists on: earlier nobody could have known it. Who is gone from the lists keeps the last level until a
file of losses says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW, TableDraft
from holdfast.intake.once.attributes import DAY
from holdfast.intake.parse import numbers
from holdfast.intake.parse.cells import detect, parse
from holdfast.intake.parse.currencies import currency_of
from holdfast.intake.read.native import as_text
from holdfast.intake.recognise.synonyms import meanings, plain
from holdfast.intake.recognise.weigh.units import currency_of as currency_in_header
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from datetime import date

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.once.attributes import Described
    from holdfast.intake.parse.numbers import DecimalSign

LEVELS: Final = "mrr_events"
"""Table of the levels."""

LAST_LISTED: Final = "__last_listed"
"""Working column of the levels: the day of the last list that names the customer."""

_TELLS_BETTER: Final = ("subscriptions", "mrr_events", "orders", "order_lines")
"""Tables that tell what customers bring: beside them the lists' word would count it twice."""


@dataclass(frozen=True, eq=False)
class Levels:
    """A draft of LEVELS, or None where none is read, and what is to be said.

    `columns`: the column that each file of the draft tells it by.
    """

    draft: TableDraft | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()


def levels_in(
    drafts: Sequence[TableDraft], readings: Sequence[Reading], listed: TableDraft, described: Described
) -> Levels:
    """The monthly amounts of customers in the lists; none where another table tells what they bring.

    `listed`: one of the lists, whose mapping the draft takes over.
    """
    headers = {
        file: header
        for file in described.rows[FILE].unique(maintain_order=True).to_list()
        if (header := _header(readings[file])) is not None
    }
    if not headers:
        return Levels()
    named = listing(sorted(set(headers.values())))
    better = [name for name in _TELLS_BETTER if any(draft.table == name for draft in drafts)]
    if better:
        told = f"{named} in the lists of customers is not read as revenue: {listing(better)} tell it"
        return Levels(findings=[Finding("info", "customers", told)])
    decimal = _decimal(readings, headers)
    if decimal is None:
        told = (
            f"the numbers of {named} in the lists of customers may be read in two ways, so no revenue is "
            'read from them; say decimal = "." or decimal = "," under [tables.customers]'
        )
        return Levels(findings=[Finding("warning", "customers", told)])
    cells = pl.concat(
        [_cells(readings[file], file, header, decimal, described) for file, header in headers.items()]
    )
    levels = _changes(described, cells, [draft for draft in drafts if draft.table == "customers"])
    if levels.is_empty():
        return Levels()
    mapping = replace(listed.mapping, table=LEVELS, match={}, statuses={})
    return Levels(TableDraft(LEVELS, mapping, levels), headers, [_taken(named, levels, cells)])


def _header(reading: Reading) -> str | None:
    """The column that holds what a customer pays a month."""
    meant = [plain(one) for one in meanings("subscriptions", "mrr")]
    found = [header for header in reading.wiring.unused if plain(header) in meant]
    return min(found, key=lambda header: meant.index(plain(header)), default=None)


def _decimal(readings: Sequence[Reading], headers: Mapping[int, str]) -> DecimalSign | None:
    """The decimal sign of the amounts: as the mapping says, else as all the files together prove."""
    proof, continental = numbers.DecimalProof(), False
    for file, header in headers.items():
        raw, mapping = readings[file].raw, readings[file].source.mapping
        if mapping.decimal:
            return "," if mapping.decimal == "," else "."
        continental |= raw.separator == ";"
        if raw.frame.collect_schema()[header] == pl.String:
            proof += numbers.decimal_proof(raw.frame, pl.col(header))
    return proof.verdict(continental=continental)


def _cells(
    reading: Reading, file: int, header: str, decimal: DecimalSign, described: Described
) -> pl.DataFrame:
    """FILE, ROW, `mrr`, `currency` of the rows of one list, and whether the cell is `unreadable`."""
    rows = reading.raw.rows(described.rows.filter(pl.col(FILE) == file)[ROW])
    dtype = rows.schema[header]
    text = as_text(pl.col(header), dtype)
    texts = rows.select(text.drop_nulls().unique(maintain_order=True)).to_series().to_list()
    parsed = parse(pl.col(header), dtype, "money", detect(texts, "money", day_first=None, decimal=decimal))
    return rows.select(
        pl.lit(file, dtype=pl.UInt32).alias(FILE),
        ROW,
        parsed.value.alias("mrr"),
        pl.coalesce(currency_of(text), pl.lit(currency_in_header(header) or None, dtype=pl.String)).alias(
            "currency"
        ),
        parsed.unreadable.alias("unreadable"),
    )


def _changes(described: Described, cells: pl.DataFrame, lists: Sequence[TableDraft]) -> pl.DataFrame:
    """The levels of each customer that differ from the one before, of no file; an empty cell says nothing."""
    beside = [
        draft.frame.select(FILE, ROW, pl.col("currency").alias("own"))
        for draft in lists
        if "currency" in draft.frame.columns
    ]
    own = pl.concat([pl.DataFrame(schema={FILE: pl.UInt32, ROW: pl.UInt32, "own": pl.String}), *beside])
    told = (
        described.rows.select(FILE, ROW, "customer_id", DAY)
        .with_columns(pl.col(DAY).max().over("customer_id").alias(LAST_LISTED))
        .join(cells, on=[FILE, ROW], maintain_order="left")
        .filter(pl.col("mrr").is_not_null())
        .join(own, on=[FILE, ROW], how="left", maintain_order="left")
        .with_columns(pl.coalesce("currency", "own").alias("currency"))
    )
    changed = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(name).shift().over("customer_id")) for name in ("mrr", "currency")
    )
    return told.filter(pl.col("customer_id").is_first_distinct() | changed).select(
        pl.lit(None, dtype=pl.UInt32).alias(FILE),
        pl.lit(None, dtype=pl.UInt32).alias(ROW),
        "customer_id",
        pl.col(DAY).alias("effective_date"),
        "mrr",
        "currency",
        LAST_LISTED,
    )


def _taken(named: str, levels: pl.DataFrame, cells: pl.DataFrame) -> Finding:
    first: date = levels["effective_date"].min()  # type: ignore[assignment]
    changes = levels.height - levels["customer_id"].n_unique()
    told = (
        f"there are neither orders nor subscriptions: recurring revenue is taken from {named} in the lists "
        f"of customers, known from {first} on (who pays in that list began then or earlier); "
        f"{count(changes, 'change')} between lists "
        f"{'counts' if changes == 1 else 'count'} from the later one on, though made at some time since the "
        "one before (a file of subscriptions would say when)"
    )
    if unreadable := int(cells["unreadable"].sum()):
        says = "says" if unreadable == 1 else "say"
        told += f"; {count(unreadable, 'cell')} that cannot be read {says} nothing"
    return Finding("warning", LEVELS, told)


def ended_by_losses(
    tables: Mapping[str, pl.DataFrame], drafts: Sequence[TableDraft]
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """The tables, levels from lists ending with a recorded loss that no later list contradicts."""
    levels = next((draft.frame for draft in drafts if LAST_LISTED in draft.frame.columns), None)
    losses = tables.get("losses")
    if levels is None or losses is None:
        return dict(tables), []
    last = levels.group_by("customer_id").agg(pl.col(LAST_LISTED).max())
    ended = (
        losses.join(last, on="customer_id")
        .filter(pl.col("date") > pl.col(LAST_LISTED))
        .group_by("customer_id")
        .agg(pl.col("date").min().alias("effective_date"))
        .sort("customer_id")
        .with_columns(pl.lit(0, dtype=pl.Int64).alias("mrr"))
    )
    if ended.is_empty():
        return dict(tables), []
    told = f"recurring revenue of {count(ended.height, 'customer')} ends with a loss after the last list"
    done = pl.concat([tables[LEVELS], ended], how="diagonal_relaxed")
    return {**tables, LEVELS: done}, [Finding("info", LEVELS, told)]
