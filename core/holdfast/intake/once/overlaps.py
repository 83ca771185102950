"""Exports that overlap: what stands in several files under one key is one row, that of the newest file.

Orders at line grain are taken whole: an order that stands in several files has the lines of the newest. Where
a long export was cut inside of an order, its parts belong together: each line counts as often as in the file
that has it most often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.once.modified import WHEN, modified_on
from holdfast.intake.once.newest import newest_last
from holdfast.intake.wording import count
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft
    from holdfast.schema.receipt import Severity

_OWN_KEYS: Final = {
    "subscriptions": ("subscription_id", "start"),
    "interactions": ("interaction_id",),
    "surveys": ("response_id",),
}
"""What names a row across exports in tables whose rows may repeat an id, or may have none."""

_KEY: Final = "__key"
_RANK: Final = "__rank"
_KEPT: Final = "__kept"
_CELLS: Final = "__cells"
_WHERE: Final = "__where"
_FEWEST: Final = 2
"""Names that differ under one id before they tell of two lists; one alone may have been changed."""
_PAIRS: Final = 5
"""Pairs of files that are told one by one."""


@dataclass(frozen=True, eq=False)
class _Overlap:
    """Rows whose key stands in several files: FILE, ROW, _KEY, _CELLS (equal where the cells are) and _KEPT.

    _KEPT is the file whose row, or line, is used; `told` says what makes it the newer.
    """

    rows: pl.DataFrame
    told: str
    is_sure: bool

    @property
    def older(self) -> pl.DataFrame:
        """The rows that are not used, and whether the one that is used `differs`."""
        kept = self.rows.filter(pl.col(FILE) == pl.col(_KEPT)).select(_KEY, _CELLS, same=pl.lit(value=True))
        return (
            self.rows.filter(pl.col(FILE) != pl.col(_KEPT))
            .join(kept.unique(), on=[_KEY, _CELLS], how="left", maintain_order="left")
            .with_columns(differs=pl.col("same").is_null())
        )


def settle_overlaps(
    drafts: Sequence[TableDraft], readings: Sequence[Reading]
) -> tuple[list[TableDraft], list[Finding]]:
    """The drafts without rows that newer files have too, and what is to be said of them.

    Drafts that keep one row for each key, or each of equal rows, as their mapping says are left alone.
    """
    settled = list(drafts)
    findings: list[Finding] = []
    for table in dict.fromkeys(draft.table for draft in drafts):
        own = [
            index
            for index, draft in enumerate(settled)
            if draft.table == table and not draft.mapping.one_per_key and draft.mapping.equal_rows != "each"
        ]
        by_line = table == "order_lines" or any(settled[index].mapping.grain == "line" for index in own)
        shared = _shared_rows([settled[index] for index in own], readings, table, by_line=by_line)
        if shared is None:
            continue
        overlap = _newest_lines(shared, readings) if by_line else _newest_rows(shared, readings)
        strangers = _strangers(overlap, table)
        older = overlap.older.join(strangers, on=[FILE, ROW], how="anti", maintain_order="left")
        for index in own:
            settled[index] = _without(settled[index], older, strangers, readings)
        findings += _findings(table, overlap, older, readings, by_line=by_line)
    return settled, findings


def _shared_rows(
    drafts: Sequence[TableDraft], readings: Sequence[Reading], table: str, *, by_line: bool
) -> pl.DataFrame | None:
    """The rows whose key stands in several files, with the columns that tell who they are; None for none."""
    key = ("order_id",) if by_line else _key(table)
    made_up = [index for index, reading in enumerate(readings) if reading.wiring.numbered in key]
    named = [draft.frame for draft in drafts if key and set(key) <= set(draft.frame.columns)]
    if sum(frame[FILE].n_unique() for frame in named) < 2:
        return None
    together = set.intersection(*(set(frame.columns) for frame in named))
    cells = [name for name in named[0].columns if name in together and not name.startswith("__")]
    identity = [name for name in _identity(table) if name in cells]
    parts = [
        frame.filter(~pl.col(FILE).is_in(made_up)).select(
            FILE,
            ROW,
            pl.struct(*key).hash().alias(_KEY),
            pl.struct(*cells).hash().alias(_CELLS),
            *dict.fromkeys((*key, *identity)),
        )
        for frame in named
    ]
    rows = pl.concat(parts, how="vertical_relaxed").drop_nulls(list(key))
    if not by_line and rows[_KEY].n_unique() == rows.height:
        return None
    pairs = rows.select(_KEY, FILE).unique()
    several = pairs.filter(pl.col(_KEY).is_duplicated()).select(_KEY).unique()
    return rows.join(several, on=_KEY, how="semi", maintain_order="left") if several.height else None


def _key(table: str) -> tuple[str, ...]:
    key = TABLES[table].key
    return (key,) if key else _OWN_KEYS.get(table, ())


def _identity(table: str) -> tuple[str, ...]:
    """Columns one of which stays the same while a row changes; where all differ, two things share an id."""
    declared = TABLES[table]
    if declared.is_event and declared.known_on:
        return ("customer_id", declared.known_on)
    return ("name",) if declared.column("name") else ()


def _ranked(rows: pl.DataFrame, readings: Sequence[Reading]) -> tuple[pl.DataFrame, str, bool]:
    """The rows with _RANK, the newest file highest, what tells it, and whether that is sure."""
    numbers = sorted(rows[FILE].unique().to_list())
    ranks, told, is_sure = newest_last([readings[number].raw.file for number in numbers])
    of_file = pl.DataFrame({FILE: numbers, _RANK: ranks}, schema={FILE: pl.UInt32, _RANK: pl.UInt32})
    return rows.join(of_file, on=FILE, how="left", maintain_order="left"), told, is_sure


def _newest_rows(shared: pl.DataFrame, readings: Sequence[Reading]) -> _Overlap:
    rows, told, is_sure = _ranked(shared, readings)
    order = [_RANK]
    if not is_sure and (modified := modified_on(rows, readings)) is not None:
        rows = rows.join(modified, on=[FILE, ROW], how="left", maintain_order="left")
        order, told, is_sure = [WHEN, _RANK], "by the day each row was changed", True
    newest = rows.sort(order, nulls_last=False).group_by(_KEY).agg(pl.col(FILE).last().alias(_KEPT))
    return _Overlap(rows.join(newest, on=_KEY, how="left", maintain_order="left"), told, is_sure)


def _newest_lines(shared: pl.DataFrame, readings: Sequence[Reading]) -> _Overlap:
    """Orders whole from the newest file, unless it was cut there: then from one that has it whole, or joined.

    A cut goes through the first or last order of a file. What the whole one lacks was changed since.
    """
    rows, told, is_sure = _ranked(shared, readings)
    ends = pl.concat([_ends(readings[number].loaded.frame) for number in rows[FILE].unique().to_list()])
    at_end = pl.struct(FILE, ROW).is_in(ends.to_struct().implode())
    rows = rows.with_columns(
        at_end.any().over(_KEY, FILE).alias("cut"), pl.len().over(_KEY, _CELLS, FILE).alias("times")
    )
    newest = pl.col(FILE).sort_by(_RANK).last()
    whole = pl.col(FILE).filter(~pl.col("cut")).sort_by(pl.col(_RANK).filter(~pl.col("cut"))).last()
    orders = rows.group_by(_KEY).agg(newest.alias("newest"), whole.alias("whole"))
    rows = rows.join(orders, on=_KEY, how="left", maintain_order="left")
    in_whole = rows.filter(pl.col(FILE) == pl.col("whole")).select(_KEY, _CELLS, there="times").unique()
    rows = rows.join(in_whole, on=[_KEY, _CELLS], how="left", maintain_order="left")
    is_newest = pl.col(FILE) == pl.col("newest")
    changed = (is_newest & (pl.col("times") > pl.col("there").fill_null(0))).any().over(_KEY)
    fullest = pl.col(FILE).sort_by("times", _RANK).last().over(_KEY, _CELLS)
    kept = (
        pl.when(pl.col("whole").is_null())
        .then(fullest)
        .when(changed)
        .then(pl.col("newest"))
        .otherwise(pl.col("whole"))
    )
    return _Overlap(rows.with_columns(kept.alias(_KEPT)), told, is_sure)


def _ends(frame: pl.DataFrame) -> pl.DataFrame:
    """FILE and ROW of the first and the last row of a file."""
    return frame.select(FILE, ROW)[[0, -1]] if frame.height else frame.select(FILE, ROW)


def _strangers(overlap: _Overlap, table: str) -> pl.DataFrame:
    """Older rows that have nothing but the id in common with the row that is used: FILE, ROW, `used`.

    Names change, so those of lists are strangers only where most of them differ.
    """
    identity = _identity(table)
    none = pl.DataFrame(schema={FILE: pl.UInt32, ROW: pl.UInt32, _KEPT: pl.UInt32, "kept_row": pl.UInt32})
    if not identity or not set(identity) <= set(overlap.rows.columns):
        return none
    kept = overlap.rows.filter(pl.col(FILE) == pl.col(_KEPT)).unique(_KEY, keep="first", maintain_order=True)
    older = overlap.older.join(
        kept.select(
            _KEY, pl.col(ROW).alias("kept_row"), *(pl.col(name).alias(f"kept_{name}") for name in identity)
        ),
        on=_KEY,
        how="left",
        maintain_order="left",
    )
    other = pl.all_horizontal(pl.col(name) != pl.col(f"kept_{name}") for name in identity)
    found = older.filter(other.fill_null(value=False))
    if len(identity) == 1 and (found.height < _FEWEST or found.height * 2 <= older.height):
        return none
    return found.select(none.columns)


def _without(
    draft: TableDraft, older: pl.DataFrame, strangers: pl.DataFrame, readings: Sequence[Reading]
) -> TableDraft:
    """The draft without older rows, which are left out, and strangers, which go to quarantine."""
    draft = draft.leave_out_rows(older)
    if strangers.is_empty():
        return draft
    column = _key(draft.table)[0]
    where = [
        f"stands on line {readings[file].raw.lines([row])[0]} of {readings[file].raw.name} too, for another "
        + ("name" if _identity(draft.table) == ("name",) else "customer on another day")
        for file, row in strangers.select(_KEPT, "kept_row").iter_rows()
    ]
    reasons = strangers.select(FILE, ROW, pl.Series(_WHERE, where, dtype=pl.String))
    marked = draft.with_frame(draft.frame.join(reasons, on=[FILE, ROW], how="left", maintain_order="left"))
    kept = marked.quarantine(pl.col(_WHERE).is_not_null(), column, pl.col(_WHERE))
    return kept.with_frame(kept.frame.drop(_WHERE))


def _findings(
    table: str, overlap: _Overlap, older: pl.DataFrame, readings: Sequence[Reading], *, by_line: bool
) -> list[Finding]:
    """One remark for each pair of files, the rest together."""
    pairs = older.group_by(FILE, _KEPT, maintain_order=True).agg(
        rows=pl.len(), keys=pl.col(_KEY).n_unique(), differing=pl.col("differs").sum()
    )
    found = []
    for file, kept, rows, keys, differing in pairs.head(_PAIRS).iter_rows():
        what = count(rows, "row")
        if by_line:
            what = f"{count(rows, 'line')} of {count(keys, 'order')}"
        told = (
            f"{what} of {readings[file].raw.name} {'stands' if rows == 1 else 'stand'} again in "
            f"{readings[kept].raw.name}, the newer {overlap.told}, and count{'s' * (rows == 1)} once"
        )
        told += f"; {differing:,} of them differ{'s' * (differing == 1)}" if differing else ""
        severity: Severity = "warning" if differing and not overlap.is_sure else "info"
        found.append(Finding(severity, table, told))
    rest = pairs.slice(_PAIRS)
    if rest.height:
        total = count(int(rest["rows"].sum()), "row")
        found.append(
            Finding("info", table, f"{total} of further files stand again in newer ones and count once")
        )
    return found
