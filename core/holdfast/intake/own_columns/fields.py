"""Own columns beside the rows of their table: typed, named as fields, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.own_columns.cells import LISTS, OwnCells, own_cells
from holdfast.intake.own_columns.kinds import GROUP, TEXT, Manner, typed
from holdfast.intake.own_columns.names import aliases_of, name_of, title_of
from holdfast.intake.wording import count, listing
from holdfast.schema.field_set import MOST_OWN, OWN_PREFIX, shortest
from holdfast.schema.fields import Field, FieldKind
from holdfast.schema.receipt import Finding
from holdfast.schema.settings import OwnColumn

if TYPE_CHECKING:
    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

_WORDS: Final[Mapping[FieldKind, str]] = MappingProxyType(
    {"count": "whole numbers", "number": "numbers", "date": "days", "boolean": "yes or no", "text": "text",
     "dimension": "a few values"}
)  # fmt: skip
_SERVES: Final = {
    "customers": ", to filter, show, sort and split by",
    "reps": ", shown in the table of reps and its exports",
    "contacts": ": nobody who opted out is drafted a letter",
}
_WIDTH: Final[Mapping[FieldKind, int]] = MappingProxyType(
    {"count": 9, "number": 9, "date": 11, "boolean": 8, "text": 20, "dimension": 14}
)
_NAMED: Final = 8
"""So many of the columns are named in the receipt; `holdfast check --format json` has all of them."""


@dataclass(frozen=True, eq=False)
class OwnFields:
    """The columns of a table, row by row beside its draft, and their fields; what is to be said of them."""

    columns: pl.DataFrame
    fields: tuple[Field, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, eq=False)
class Enriched:
    """Drafts with own columns, the fields by table, and findings.

    `kept`: by file number the words of its own columns with their headers.
    """

    drafts: list[TableDraft]
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    kept: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def with_own_columns(
    drafts: Sequence[TableDraft], readings: Sequence[Reading], stated: Mapping[str, OwnColumn]
) -> Enriched:
    """The own columns of lists beside the rows that are used, as columns `x.word`."""
    hidden = frozenset(word for word, one in stated.items() if one.hidden)
    settled = list(drafts)
    fields: dict[str, tuple[Field, ...]] = {}
    findings: list[Finding] = []
    kept: dict[int, tuple[tuple[str, str], ...]] = {}
    for place, draft in enumerate(drafts):
        cells = own_cells(readings, draft.table, hidden) if draft.table in LISTS else None
        if cells is None:
            continue
        found = _own_fields(draft, cells, stated)
        settled[place] = draft.with_frame(draft.frame.hstack(found.columns))
        fields[draft.table] = found.fields
        findings += found.findings
        words = {one.name: shortest(one) for one in found.fields}
        for number, headers in cells.headers_in.items():
            kept[number] = tuple((words[name], header) for name, header in headers.items())
    return Enriched(settled, fields, tuple(findings), kept)


def _own_fields(draft: TableDraft, cells: OwnCells, stated: Mapping[str, OwnColumn]) -> OwnFields:
    rows = _rows(draft, cells)
    columns, fields, notes = [], [], []
    for name, header in cells.headers.items():
        word = name.removeprefix(OWN_PREFIX)
        told = stated.get(word, OwnColumn())
        manners = _manners(cells, name)
        found = typed(_texts(rows, name, cells, manners), tuple(manners), header, told.kind)
        one = _field(draft.table, word, told.title or header, found.kind)
        columns.append(found.values.alias(name))
        fields.append(one)
        if found.note:
            notes.append(f"{shortest(one)}: {found.note}")
    return OwnFields(
        pl.DataFrame(columns), tuple(fields), tuple(_findings(draft.table, cells, fields, notes))
    )


def _field(table: str, word: str, header: str, kind: FieldKind) -> Field:
    title = title_of(header) or word
    return Field(
        name_of(word),
        title,
        kind,
        f"Own column of {table}, {_WORDS[kind]}",
        aliases=aliases_of(word),
        width=max(_WIDTH[kind], min(len(title), 20)),
    )


def _rows(draft: TableDraft, cells: OwnCells) -> pl.DataFrame:
    """The cells of the rows of a draft, in their order: columns of `OwnCells.rows`."""
    return draft.frame.select(FILE, ROW).join(cells.rows, on=[FILE, ROW], how="left", maintain_order="left")


def _manners(cells: OwnCells, name: str) -> Mapping[Manner, list[int]]:
    """The ways in which a column is written, each with the files that write so."""
    found: dict[Manner, list[int]] = {}
    for (column, number), manner in cells.manners.items():
        if column == name:
            found.setdefault(manner, []).append(number)
    return found


def _texts(
    rows: pl.DataFrame, name: str, cells: OwnCells, manners: Mapping[Manner, list[int]]
) -> pl.DataFrame:
    """TEXT and GROUP of every row of a draft, for one column.

    Where the file of a row has no such column, the last of the other rows of its key tells what stands there.
    """
    lacking = [number for number, names in cells.headers_in.items() if name not in names]
    here = rows.select(FILE, cells.key, pl.col(name).alias(TEXT))
    if lacking:
        others = cells.rows.select(cells.key, pl.col(name).alias(_OTHER), pl.col(FILE).alias(_OTHER_FILE))
        last = others.drop_nulls().unique(cells.key, keep="last", maintain_order=True)
        told = here.join(last, on=cells.key, how="left", maintain_order="left")
        elsewhere = pl.col(FILE).is_in(lacking)
        here = told.select(
            pl.when(elsewhere).then(_OTHER_FILE).otherwise(FILE).alias(FILE),
            pl.when(elsewhere).then(_OTHER).otherwise(TEXT).alias(TEXT),
        )
    group = pl.lit(None, dtype=pl.Int32)
    for place, numbers in enumerate(manners.values()):
        group = pl.when(pl.col(FILE).is_in(numbers)).then(pl.lit(place, dtype=pl.Int32)).otherwise(group)
    return here.select(group.alias(GROUP), TEXT)


_OTHER: Final = "__other"
_OTHER_FILE: Final = "__other_file"


def _findings(table: str, cells: OwnCells, fields: Sequence[Field], notes: Sequence[str]) -> list[Finding]:
    named = [f"{shortest(one)} ({_WORDS[one.kind]})" for one in fields[:_NAMED]]
    rest = f" and {len(fields) - _NAMED} more" if len(fields) > _NAMED else ""
    found = [
        Finding(
            "info",
            table,
            f"{count(len(fields), 'own column')}{_SERVES[table]}: {', '.join(named)}{rest}",
        )
    ]
    found += [Finding("info", table, f"the own column {note}") for note in notes]
    if cells.dropped:
        found.append(
            Finding(
                "warning",
                table,
                f"only {MOST_OWN} own columns are kept: {len(cells.dropped):,} more are not, from "
                f"'{title_of(cells.dropped[0])}' on; hide what you do not need in [own]",
            )
        )
    if cells.enormous:
        found.append(
            Finding(
                "warning",
                table,
                f"{listing(map(title_of, cells.enormous))}: not kept, since a cell of it is too large",
            )
        )
    return found
