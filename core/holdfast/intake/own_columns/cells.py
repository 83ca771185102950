"""The cells of the columns that nothing else is read from, with the file and row they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.own_columns.kinds import Manner
from holdfast.intake.own_columns.names import name_of, words_of
from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.evidence import whole_column_order
from holdfast.intake.read import files
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import SAMPLE_ROWS, guarded
from holdfast.schema.field_set import MOST_OWN
from holdfast.schema.tables import TABLES
from holdfast.words.opt_out import OPT_OUT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.parse.numbers import DecimalSign

LISTS: Final = ("customers", "reps", "contacts")
"""Tables whose own columns are kept; of contacts those alone that say whom not to write to."""


@dataclass(frozen=True, eq=False)
class OwnCells:
    """The own columns of a table: `headers` by name of the field, in the order of its files.

    `rows`: FILE, ROW, the `key` of the table, and a column of texts for every name. `headers_in`: by file
    number the names that it has a column for, with its headers. `manners`: by name and file number how it is
    written there. `dropped`: headers beyond MOST_OWN; `enormous`: those with a cell that no screen can hold.
    """

    key: str
    headers: Mapping[str, str]
    rows: pl.DataFrame
    headers_in: Mapping[int, Mapping[str, str]]
    manners: Mapping[tuple[str, int], Manner]
    dropped: tuple[str, ...] = ()
    enormous: tuple[str, ...] = ()


def _is_kept(table: str, word: str, hidden: frozenset[str]) -> bool:
    if table == "contacts":
        # Hidden or not: an opt-out counts.
        return word in OPT_OUT_COLUMNS
    return word not in hidden


@dataclass
class _Gathered:
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[pl.DataFrame] = field(default_factory=list)
    headers_in: dict[int, Mapping[str, str]] = field(default_factory=dict)
    manners: dict[tuple[str, int], Manner] = field(default_factory=dict)
    dropped: dict[str, None] = field(default_factory=dict)
    enormous: dict[str, None] = field(default_factory=dict)


def own_cells(readings: Sequence[Reading], table: str, hidden: frozenset[str]) -> OwnCells | None:
    """What the files of a table say in columns that nothing is read from, but for `hidden` words.

    None where there is nothing. Files of which a row is not one of the list (orders that name customers) have
    no columns of theirs.
    """
    key = TABLES[table].key or ""
    found = _Gathered()
    for number, reading in enumerate(readings):
        mapping = reading.source.mapping
        if mapping.table != table or mapping.one_per_key or key not in reading.loaded.frame.columns:
            continue
        named = words_of(_left(reading, readings))
        headers = {name_of(word): header for word, header in named.items() if _is_kept(table, word, hidden)}
        fresh = [name for name in headers if name not in found.headers]
        late = set(fresh[MOST_OWN - len(found.headers) :])
        found.dropped |= dict.fromkeys(header for name, header in headers.items() if name in late)
        if own := {name: header for name, header in headers.items() if name not in late}:
            _gather(found, number, reading, own, key)
    if not found.headers:
        return None
    return OwnCells(
        key,
        found.headers,
        pl.concat(found.parts, how="diagonal"),
        found.headers_in,
        found.manners,
        tuple(found.dropped),
        tuple(found.enormous),
    )


def _left(reading: Reading, readings: Sequence[Reading]) -> list[str]:
    """Headers of a file that no table is read from."""
    same = [other.wiring.unused for other in readings if other.raw.file == reading.raw.file]
    return [header for header in reading.wiring.unused if all(header in unused for unused in same)]


def _gather(found: _Gathered, number: int, reading: Reading, own: Mapping[str, str], key: str) -> None:
    raw = reading.raw
    schema = raw.frame.collect_schema()
    texts = [
        as_text(pl.col(header), schema[header]).str.strip_chars().alias(name) for name, header in own.items()
    ]
    with guarded(raw):
        cells = raw.frame.select(ROW, *texts).collect()
    if raw.size > files.MAX_CELL:
        longest = cells.select(pl.col(*own).str.len_bytes().max()).row(0, named=True)
        huge = [name for name, length in longest.items() if (length or 0) > files.MAX_CELL]
        found.enormous |= dict.fromkeys(own[name] for name in huge)
        cells = cells.drop(huge)
        own = {name: header for name, header in own.items() if name not in huge}
    rows = reading.loaded.frame.select(FILE, ROW, key)
    filled = cells.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in own)
    found.parts.append(rows.join(filled, on=ROW, how="left", maintain_order="left"))
    found.headers_in[number] = own
    for name, header in own.items():
        found.headers.setdefault(name, header)
    for name, manner in _manners(reading, filled, own, schema).items():
        found.manners[name, number] = manner


_TEXT: Final = "__text"

_NATIVE: Final = Manner(".", day_first=True)
"""Values that a file has as such, written out by us."""


def _manners(
    reading: Reading, cells: pl.DataFrame, own: Mapping[str, str], schema: pl.Schema
) -> dict[str, Manner]:
    """How each column is written: by what all own columns of the file prove together, and the mapped ones."""
    texts = [name for name, header in own.items() if schema[header] == pl.String]
    if not texts:
        return dict.fromkeys(own, _NATIVE)
    samples = {
        name: cells.get_column(name).drop_nulls().unique(maintain_order=True).head(SAMPLE_ROWS).to_list()
        for name in texts
    }
    day_first = _day_first(reading, cells, [name for name in texts if dates.needs_day_order(samples[name])])
    figures = [name for name in texts if numbers.looks_numeric(samples[name])]
    decimal = _decimal(reading, cells, figures)
    return {
        name: Manner(decimal if decimal or _points(cells.get_column(name)) else ".", day_first)
        if name in texts
        else _NATIVE
        for name in own
    }


def _points(texts: pl.Series) -> bool:
    """Whether it matters which sign is decimal."""
    return bool(texts.str.contains(r"[.,]").any())


def _day_first(reading: Reading, cells: pl.DataFrame, dated: Sequence[str]) -> bool | None:
    if reading.source.mapping.date_format and reading.style is not None:
        return reading.style.day_first is not False
    proven = whole_column_order(cells.lazy(), [pl.col(name) for name in dated]) if dated else dates.DayOrder()
    if reading.facts is not None and reading.facts.days is not None:
        proven += reading.facts.days
    # Days such as 03/03/2025 alone: both ways of reading them agree.
    return None if proven.is_open else proven.verdict is not False


def _decimal(reading: Reading, cells: pl.DataFrame, figures: Sequence[str]) -> DecimalSign | None:
    mapping, facts = reading.source.mapping, reading.facts
    if mapping.decimal:
        return "," if mapping.decimal == "," else "."
    telling = (cells.get_column(name).drop_nulls().unique() for name in figures)
    figured = [one.filter(one.str.contains(r"[.,]")).alias(_TEXT) for one in telling]
    proofs = (numbers.decimal_proof(one.to_frame().lazy(), pl.col(_TEXT)) for one in figured)
    proven = sum(proofs, numbers.DecimalProof() if facts is None else facts.decimals)
    continental = (facts is not None and facts.continental) or reading.raw.separator == ";"
    return proven.verdict(continental=continental)
