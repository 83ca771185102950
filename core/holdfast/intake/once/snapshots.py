"""One list of customers exported again and again is history: each export is the list as it stood on a day.

The day is that of a column (`Snapshot Date`), else of the name of the file or its folder. The newest list is
today's; older ones count no customer twice, but tell who owned whom when (`sightings.py`), how customers were
described (`attributes.py`) and, where nothing else tells it, what they paid (`levels.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW, TableDraft
from holdfast.intake.once.attributes import DAY, Described, described_in, with_newest
from holdfast.intake.once.levels import levels_in
from holdfast.intake.once.newest import last_day_in_name
from holdfast.intake.parse.cells import detect, parse
from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.intake.finish.account import Reading

SIGHTED: Final = "assignments"
"""Table whose draft carries the owners in the lists, so that their keys are joined like any other."""

_HEADERS: Final = frozenset(
    plain(header)
    for header in (
        *(
            "snapshot",
            "snapshot date",
            "snapshot day",
            "snapshot month",
            "date of snapshot",
            "as of",
            "as at",
        ),
        *("as of date", "as of month", "report date", "report month", "reporting date", "reporting month"),
        *("export date", "exported on", "exported at", "extract date", "month", "month end"),
        *("Stichtag", "Exportdatum", "Monat", "date d'extraction", "date d'export", "mois"),
        *(
            "data di estrazione",
            "data di riferimento",
            "mese",
            "fecha de corte",
            "fecha de extracción",
            "mes",
        ),
    )
)
_SHARED: Final = 2
"""One in so many customers of a list must stand in the next: a list of new ones only is no snapshot."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Drafts without the rows of older lists, readings with a note each, and what is to be said.

    `newest`: the day of the list that is today's. `history`: how customers were described earlier, as
    `attributes.Described` has it. `levels_told`: recurring revenue is read from the lists.
    """

    drafts: list[TableDraft]
    readings: list[Reading]
    findings: list[Finding]
    newest: date | None = None
    history: pl.DataFrame | None = None
    levels_told: bool = False


def settle_snapshots(drafts: Sequence[TableDraft], readings: Sequence[Reading], today: date) -> Settled:
    """The newest row of each customer, and a draft of SIGHTED with who owned whom on which day.

    Where assignments are there, they and not the lists tell it. A list of which nobody can tell the day
    beside others that have one leaves everything as it was.
    """
    nothing = Settled(list(drafts), list(readings), [])
    lists = [draft for draft in drafts if draft.table == "customers" and not draft.mapping.one_per_key]
    if not any(_may_be_dated(reading) for reading in _readings_of(lists, readings)):
        return nothing
    days = pl.concat([_days(draft, readings, today) for draft in lists])
    rows = pl.concat([_who(draft).join(days, on=[FILE, ROW], maintain_order="left") for draft in lists])
    dated = rows.filter(pl.col(DAY).is_not_null())
    if not _are_one_list(dated):
        return nothing
    if undated := _undated_beside(rows, dated, readings):
        return replace(nothing, findings=[undated])
    return _settled(drafts, lists, readings, dated)


def _readings_of(lists: Sequence[TableDraft], readings: Sequence[Reading]) -> Iterator[Reading]:
    """The readings of the files in which rows of these lists stand."""
    for draft in lists:
        yield from (readings[file] for file in draft.frame[FILE].unique())


def _may_be_dated(reading: Reading) -> bool:
    """Whether anything could tell the day of a list: a column, or the name of its file."""
    return last_day_in_name(reading.raw.file.name) is not None or any(_dating_columns(reading))


def _dating_columns(reading: Reading) -> Iterator[str]:
    """Columns that nobody mapped and that are called as one that dates a list is."""
    return (name for name in reading.wiring.unused if plain(name) in _HEADERS)


def _who(draft: TableDraft) -> pl.DataFrame:
    """FILE, ROW, the customer, its owner and name; null where not mapped."""
    columns = ("customer_id", "name", "owner_rep_id")
    return draft.frame.select(
        FILE,
        ROW,
        *(
            (pl.col(name) if name in draft.frame.columns else pl.lit(None)).cast(pl.String).alias(name)
            for name in columns
        ),
    )


def _days(draft: TableDraft, readings: Sequence[Reading], today: date) -> pl.DataFrame:
    """FILE, ROW and DAY of every row; none lies after today, not even the end of a month that still runs."""
    schema = pl.Schema({FILE: pl.UInt32, ROW: pl.UInt32, DAY: pl.Date})
    parts = [schema.to_frame()]
    for (file,), own in draft.frame.group_by(FILE, maintain_order=True):
        reading = readings[int(str(file))]
        stated = _days_in_column(own, reading)
        if stated is None:
            stated = own.select(ROW, pl.lit(last_day_in_name(reading.raw.file.name)).alias(DAY))
        day = pl.min_horizontal(DAY, pl.lit(today)).cast(pl.Date)
        told = pl.when(pl.col(DAY).is_not_null()).then(day).alias(DAY)
        parts.append(stated.select(pl.lit(file, dtype=pl.UInt32).alias(FILE), ROW, told))
    return pl.concat(parts)


def _days_in_column(own: pl.DataFrame, reading: Reading) -> pl.DataFrame | None:
    """ROW and DAY by a column that dates the list, not its customers; None without any.

    It has a day on every row, and either one day alone or no customer twice on a day and some on several.
    """
    for header in _dating_columns(reading):
        cells = reading.raw.rows(own[ROW])
        texts = cells[header].drop_nulls().unique(maintain_order=True)
        how = detect(texts.to_list() if texts.dtype == pl.String else [], "date", day_first=None, decimal=".")
        value = parse(pl.col(header), cells.schema[header], "date", how).value.cast(pl.Date)
        stated = cells.select(ROW, value.alias(DAY))
        if _of_months(texts):
            stated = stated.with_columns(pl.col(DAY).dt.month_end())
        ids = own.select(ROW, "customer_id").join(stated, on=ROW, maintain_order="left")
        once = ids.select("customer_id", DAY).n_unique() == ids.height
        again = ids["customer_id"].n_unique() < ids.height
        if not stated[DAY].null_count() and once and (again or stated[DAY].n_unique() == 1):
            return stated
    return None


def _of_months(texts: pl.Series) -> bool:
    """Whether the cells name months (`2025-02`, `Feb 2025`), which are read as their first days."""
    return texts.dtype == pl.String and not bool(
        texts.str.contains(r"\d{1,4}[-./ ]\w+[-./ ]\d{1,4}|\d{8}").any()
    )


def _are_one_list(dated: pl.DataFrame) -> bool:
    """Whether each list has at least half of the customers of the one before, most under the same name."""
    by_day = (
        dated.unique(["customer_id", DAY], keep="first", maintain_order=True)
        .sort(DAY)
        .partition_by(DAY, maintain_order=True)
    )
    for one, other in pairwise(by_day):
        both = one.join(other.select("customer_id", other_name="name"), on="customer_id")
        renamed = both.filter(pl.col("name") != pl.col("other_name")).height
        if both.height * _SHARED < one.height or renamed * _SHARED > both.height:
            return False
    return len(by_day) > 1


def _undated_beside(rows: pl.DataFrame, dated: pl.DataFrame, readings: Sequence[Reading]) -> Finding | None:
    """What to say of a file that has customers of the dated lists, but no day."""
    undated = rows.filter(pl.col(DAY).is_null()).join(dated, on="customer_id", how="semi")
    if undated.is_empty():
        return None
    names = listing(readings[file].raw.name for file in undated[FILE].unique().sort().to_list())
    return Finding(
        "warning",
        "customers",
        f"{names} has customers of lists that have a day in their names, but none itself: who owned whom "
        "when is not read from them; put the day into its name too, such as accounts_2025-01-31.csv",
    )


def _settled(
    drafts: Sequence[TableDraft],
    lists: Sequence[TableDraft],
    readings: Sequence[Reading],
    dated: pl.DataFrame,
) -> Settled:
    newest_of_each = pl.col(DAY).max().over("customer_id")
    older = dated.filter(pl.col(DAY) < newest_of_each).select(FILE, ROW)
    settled = [
        draft.leave_out_rows(older) if any(draft is one for one in lists) else draft for draft in drafts
    ]
    sighted = dated.sort(DAY, maintain_order=True).unique(
        ["customer_id", DAY], keep="last", maintain_order=True
    )
    days = tuple(sorted(sighted[DAY].unique().to_list()))
    described = described_in(lists, readings, sighted)
    settled = [
        with_newest(draft, described)
        if draft.table == "customers" and not draft.mapping.one_per_key
        else draft
        for draft in settled
    ]
    # A list without a column of owners says nothing of them, not that there were none.
    naming = [number for number, one in enumerate(readings) if _names_owners(one)]
    owned = sighted.filter(pl.col(FILE).is_in(naming))
    has_owners = bool(owned["owner_rep_id"].count())
    owners_told = has_owners and all(draft.table != SIGHTED for draft in drafts)
    if owners_told:
        settled.append(_sightings(lists[0], owned))
    levels = levels_in(drafts, readings, lists[0], described)
    if levels.draft is not None:
        settled.append(levels.draft)
    findings = _findings(described, days, older.height, has_owners=has_owners, owners_told=owners_told)
    gone = _gone(sighted, days[-1], levels_told=levels.draft is not None)
    return Settled(
        settled,
        _noted(readings, dated, days[-1], levels.columns),
        [*findings, *levels.findings, *gone],
        days[-1],
        described.history(),
        levels_told=levels.draft is not None,
    )


def _names_owners(reading: Reading) -> bool:
    return "owner_rep_id" in {**reading.wiring.columns, **reading.wiring.derived}


def _sightings(listed: TableDraft, sighted: pl.DataFrame) -> TableDraft:
    """Owners by customer and day, of no file: their rows are accounted for as rows of customers."""
    frame = sighted.select(
        pl.lit(None, dtype=pl.UInt32).alias(FILE),
        pl.lit(None, dtype=pl.UInt32).alias(ROW),
        "customer_id",
        pl.col("owner_rep_id").alias("rep_id"),
        DAY,
    )
    return TableDraft(SIGHTED, replace(listed.mapping, table=SIGHTED, match={}, statuses={}), frame)


def _noted(
    readings: Sequence[Reading], dated: pl.DataFrame, newest: date, levels: Mapping[int, str]
) -> list[Reading]:
    """Readings that say which day their list is of, and by which column (`levels`) it tells revenue."""
    spans = dated.group_by(FILE).agg(pl.col(DAY).min().alias("first"), pl.col(DAY).max().alias("last"))
    noted = list(readings)
    for file, first, last in spans.iter_rows():
        told = f"the list of customers as of {first}" + (f" to {last}" if last > first else "")
        told += ": the newest, which is today's" if last == newest else ": history, not customers of its own"
        noted[file] = replace(noted[file], notes=(*noted[file].notes, told))
    for file, header in levels.items():
        one = noted[file]
        wiring = replace(one.wiring, unused=tuple(name for name in one.wiring.unused if name != header))
        notes = (*one.notes, f'recurring revenue is read from "{header}"')
        noted[file] = replace(one, wiring=wiring, notes=notes)
    return noted


def _findings(
    described: Described, days: Sequence[date], older: int, *, has_owners: bool, owners_told: bool
) -> list[Finding]:
    between = f"{len(days):,} lists of customers from {days[0]} to {days[-1]}"
    told = f"{between} are one list as it stood on these days: that of {days[-1]} is today's"
    if older:
        told += f"; {count(older, 'older row')} count{'s' * (older == 1)} no customer again"
    found = [Finding("info", "customers", told)]
    if has_owners and not owners_told:
        found.append(
            Finding(
                "info", SIGHTED, "assignments are there: they, not the lists, tell who had a customer when"
            )
        )
    changed = [
        f"{name} of {count(customers, 'customer')}"
        for name in described.names
        if (customers := described.changed(name))
    ]
    if changed:
        found.append(
            Finding(
                "info",
                "customers",
                f"between the lists changed {listing(changed)}: a change holds from the day of the later "
                "list on, though made at some time since the one before; asked as of a day, the last list "
                f"until then tells, and before {days[0]} that first list, which is taken for granted",
            )
        )
    return found


def _gone(sighted: pl.DataFrame, newest: date, *, levels_told: bool) -> list[Finding]:
    """What to say of customers that the newest list no longer has."""
    last = sighted.sort("customer_id", DAY).unique("customer_id", keep="last", maintain_order=True)
    gone = last.filter(pl.col(DAY) < newest)
    if gone.is_empty():
        return []
    example, day = gone.select("customer_id", DAY).row(0)
    verb, whose = ("is", "its") if gone.height == 1 else ("are", "their")
    stays = f", and {whose} recurring revenue stays" if levels_told else ""
    return [
        Finding(
            "warning",
            "customers",
            f"{count(gone.height, 'customer')} {verb} no longer in the list of {newest} (such as "
            f"'{example}', last in that of {day}): kept, and not counted as lost{stays}; have they left? "
            "A file of losses (customer_id, date) says so",
        )
    ]
