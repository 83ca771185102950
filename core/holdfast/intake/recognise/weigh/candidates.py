"""Which tables one file may be, each with what speaks for it: its name, its key, its headers, its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.intake.recognise.stated import columns_stated
from holdfast.intake.recognise.synonyms import choices, columns_for, plain, words
from holdfast.intake.recognise.weigh.computed import (
    kind_of_survey,
    line_amounts,
    one_a_row,
    pieces,
    recurring,
    whole_name,
)
from holdfast.intake.recognise.weigh.links import key_header, links
from holdfast.intake.recognise.weigh.money import (
    amounts_refunded,
    as_shown,
    before_fees,
    in_cents,
    levels_not_movements,
    net_beside_gross,
)
from holdfast.intake.recognise.weigh.qualified import amount_of_known_words, asked_score, qualified
from holdfast.intake.recognise.weigh.readings import elsewhere, signs, speaks_of, table_of_name
from holdfast.intake.recognise.weigh.whose import whose
from holdfast.intake.recognise.weigh.wording import ended_by_words, marked_no_sale, status_by_words
from holdfast.intake.recognise.wiring import NUMBERED
from holdfast.intake.wording import listing
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.recognise.weigh.head import Head

NAMED: Final = 4.0
"""Points for a file name that points to the table; the other evidence is weighed against it."""
_IN_FOLDER: Final = 2.0
_KEY: Final = 3.0
_TELLING: Final = 2.0
_SPOKEN: Final = 2.0
_DETAIL: Final = 0.25
_AGAINST: Final = -2.0
_MOST: Final = 3
"""Signs of one kind that are counted."""
_FOREIGN_KEY: Final = -6.0
ENOUGH: Final = 2.5
"""Points below which a file is not recognised."""

_BARE: Final = 5
"""Letters of an id that does not say of what: `GSID`, `OID`; in a list of customers it is theirs."""
_LISTS: Final = ("customers", "reps", "contacts")


@dataclass(frozen=True)
class Candidate:
    """One table that a file may be.

    `missing` are the required columns it has nothing for; `score` weighs the reasons, which `why` tells.
    `named`: the name of the file or its folder speaks for it. `unfit` tells of missing columns which header
    speaks of them, and what stands there instead.
    """

    table: str
    columns: Mapping[str, str]
    missing: tuple[str, ...]
    score: float
    why: tuple[str, ...]
    named: bool
    derive: Mapping[str, str] = field(default_factory=dict)
    unfit: Mapping[str, str] = field(default_factory=dict)
    match: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    layout: Literal["months", "levels"] | None = None

    @property
    def lacks(self) -> str:
        """The missing columns in words: `amount, order_date ("Date" holds 'Week 1')`."""
        return listing(
            f"{name} ({self.unfit[name]})" if name in self.unfit else name for name in self.missing
        )

    @property
    def is_sure(self) -> bool:
        """Whether nothing is missing and enough speaks for it."""
        return not self.missing and (self.score >= ENOUGH or (self.named and self.score > 0))


def candidates_of(head: Head, stated: Mapping[str, TableMapping]) -> list[Candidate]:
    """Every table the file may be, the most likely first; those with missing columns among them.

    `stated`: what is said of columns by table, whatever the files are called.
    """
    key = key_header(head)
    found = [one for table in TABLES if (one := _candidate(table, head, key, stated.get(table))) is not None]
    return sorted(found, key=lambda one: -one.score)


def named_elsewhere(head: Head) -> bool:
    """Whether the name of the file speaks of something that no table is read from."""
    told = [word for name in head.file.names[:1] for word in words(name)]
    return any(word.startswith(stem) for word in told for stems in elsewhere().values() for stem in stems)


def kind_elsewhere(head: Head) -> str:
    """The kind of list that no table is read from which the file's key or name speaks of, or ""."""
    key = key_header(head)
    told = [key] if key else list(head.columns[:1])
    for kind, stems in elsewhere().items():
        if any(speaks_of(header, stems) for header in told):
            return kind
    for kind, stems in elsewhere().items():
        if any(word.startswith(stem) for word in words(head.file.stem) for stem in stems):
            return kind
    return ""


def _candidate(table: str, head: Head, key: str | None, stated: TableMapping | None) -> Candidate | None:
    sign = signs()[table]
    points, why = _of_name(table, head)
    named = bool(points)
    own_key = key is not None and speaks_of(key, sign.words)
    columns = _told_by_headers(table, head, key, named=named, own_key=own_key)
    computed = _computed(table, columns, head)
    cents = in_cents(table, columns, head)
    computed |= {name: sql for name, sql in cents.items() if computed.get(name) in (None, columns[name])}
    derive = {name: source for name, source in computed.items() if source and source not in head.columns}
    columns = {name: header for name, header in columns.items() if name not in computed}
    columns |= {name: source for name, source in computed.items() if source in head.columns}
    if named:
        columns |= qualified(table, columns, head, _missing(table, {*columns, *derive}, sign.needs))
    said, worked_out = columns_stated(stated, head.columns)
    columns, derive = columns | said, derive | worked_out
    if said:
        points += NAMED
        why.append(f"what {stated.key if stated else table} says of its columns")
    given = {*columns, *derive}
    missing = tuple(_missing(table, given, sign.needs))
    used = list(columns.values())
    spoken = [header for header in used if speaks_of(header, sign.words)]
    telling = [columns[name] for name in sign.telling if name in columns]
    if own_key:
        points += _KEY
        why.append(f'its key "{key}"')
    elif key is not None and table in _LISTS and key not in used:
        points += _FOREIGN_KEY
    if telling or spoken:
        shown = list(dict.fromkeys([*telling, *spoken]))[: _MOST + 1]
        why.append("its columns " + ", ".join(f'"{header}"' for header in shown))
    points += _TELLING * min(len(telling), _MOST) + _SPOKEN * bool(spoken)
    if not (named or own_key or telling or spoken or said):
        return None
    points += _DETAIL * len(used)
    contrary = [header for header in head.columns if speaks_of(header, sign.against)]
    points += _AGAINST * min(len(contrary), _MOST)
    if table == "customers" and not named and not _is_list_of_customers(columns, head, own_key, contrary):
        return None
    if table == "reps" and not named and not telling:
        return None
    unfit = {name: told for name in missing if (told := _instead(table, name, head))}
    return Candidate(table, columns, missing, points, tuple(why), named, derive, unfit)


def _told_by_headers(
    table: str, head: Head, key: str | None, *, named: bool, own_key: bool
) -> dict[str, str]:
    """Canonical column → header, by the dictionary and by what the headers say of each other."""
    columns = columns_for(table, head.columns, head.fits)
    bare = named and key is not None and len(plain(key)) <= _BARE
    if table == "customers" and (own_key or bare) and columns.get("customer_id") == columns.get("name"):
        # Rows that have an id of their own go by it, not by their name.
        columns.pop("customer_id", None)
    columns |= links(table, columns, head, key if own_key or (named and table in _LISTS) else None)
    columns = whose(table, columns, head)
    columns |= asked_score(columns, head) if table == "surveys" else {}
    columns |= amount_of_known_words(table, columns, head)
    columns = levels_not_movements(table, amounts_refunded(table, columns, head), head)
    columns |= net_beside_gross(table, columns, head)
    columns |= before_fees(table, columns, head)
    columns |= as_shown(table, columns, head)
    columns |= status_by_words(table, columns, head)
    return columns


def _of_name(table: str, head: Head) -> tuple[float, list[str]]:
    """What the name of the file says, the nearest part of it that points to any table."""
    *inner, folder = (*head.file.names, "") if head.file.folder == "" else head.file.names
    for name in inner:
        if (pointed := table_of_name(name)) is not None:
            return (NAMED, [f'the name "{name}"']) if pointed == table else (0.0, [])
    if folder and table_of_name(folder) == table:
        return _IN_FOLDER, [f'the folder "{folder}"']
    return 0.0, []


def _is_list_of_customers(
    columns: Mapping[str, str], head: Head, own_key: bool, contrary: Sequence[str]
) -> bool:
    """Whether the header alone makes a list of customers: by an id of theirs, or a name and no events."""
    header = columns.get("customer_id")
    if header is None or not head.is_unique(header):
        return False
    stems = signs()["customers"].words
    if header == columns.get("name"):
        return speaks_of(header, stems) and not contrary
    told = "name" in columns or any(name in columns for name in signs()["customers"].telling)
    called = speaks_of(header, stems) or ("name" in columns and speaks_of(columns["name"], stems))
    return told and (own_key or called)


def _instead(table: str, name: str, head: Head) -> str:
    """Which header speaks of a missing column and what its first cell holds, or ""."""
    spoken = choices(table, name, head.columns) if TABLES[table].column(name) else []
    cells = head.rows[spoken[0]].drop_nulls() if spoken else pl.Series(dtype=pl.String)
    return f"\"{spoken[0]}\" holds '{cells[0]}'" if cells.len() else ""


def _computed(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """Header or SQL by column, where it takes the place of what the headers say; "" for no column at all."""
    if table in ("orders", "order_lines", "invoices"):
        lines = line_amounts(table, head, columns) if table != "invoices" else {}
        lines |= pieces(table, head, columns)
        return lines | marked_no_sale(table, columns, head)
    worked_out = _WORKED_OUT.get(table)
    return worked_out(head, columns) if worked_out else {}


_WORKED_OUT: Final[Mapping[str, Callable[[Head, Mapping[str, str]], dict[str, str]]]] = {
    **dict.fromkeys(_LISTS, whole_name),
    "subscriptions": recurring,
    "opportunities": ended_by_words,
    "usage": one_a_row,
    "surveys": kind_of_survey,
}


def _missing(table: str, given: set[str], needs: Sequence[tuple[str, ...]]) -> Iterable[str]:
    for choice in needs:
        there = any(name in given for name in choice)
        made_up = any(f"{table}.{name}" in NUMBERED for name in choice)
        monthly = table == "subscriptions" and choice == ("mrr",) and "amount" in given
        if not (there or made_up or monthly):
            yield " or ".join(choice)
