"""The column that names the rows of a file where no synonym does: its header and its cells tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import polars as pl
import tomli

from holdfast.intake.read.native import as_text
from holdfast.intake.recognise.synonyms import words
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring

_SIGN: Final = re.compile(r"(?i)(?:#|№|\bn[°º]\.?)\s*$|^\s*(?:#|№|n[°º]\.?)")
_NO_KEY: Final = 3


@dataclass(frozen=True)
class _Words:
    """What headers of keys are made of; `own` by table."""

    ends: frozenset[str]
    starts: frozenset[str]
    bare: frozenset[str]
    own: Mapping[str, tuple[str, ...]]
    foreign: tuple[str, ...]


@cache
def _words() -> _Words:
    text = resources.files("holdfast.intake.once").joinpath("rowkeys.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    ends, starts = frozenset(data["ends"]), frozenset(data["starts"])
    return _Words(
        ends,
        starts,
        bare=ends | starts | frozenset(data["bare"]),
        own={table: tuple(stems) for table, stems in data["own"].items()},
        foreign=tuple(stem for stems in data["foreign"].values() for stem in stems),
    )


def with_row_key(wiring: Wiring, raw: RawFile, table: str) -> Wiring:
    """The wiring with a key for its rows, where a column is called one and no two rows have the same."""
    if wiring.numbered is None:
        return wiring
    for header in sorted(wiring.unused, key=lambda name: _rank(name, table)):
        if _rank(header, table) < _NO_KEY and _names_rows(raw, wiring, header):
            column = TABLES[table].column(wiring.numbered)
            assert column is not None
            return replace(
                wiring,
                targets=(column, *wiring.targets),
                columns={wiring.numbered: header, **wiring.columns},
                unused=tuple(name for name in wiring.unused if name != header),
                numbered=None,
            )
    return wiring


def _rank(header: str, table: str) -> int:
    """0 for a key called after the table, 1 for one without a name, 2 for any other, 3 for none."""
    known, parts = _words(), words(header)
    is_key = bool(parts) and (parts[-1] in known.ends or parts[0] in known.starts)
    if not is_key and not _SIGN.search(header):
        return _NO_KEY
    named = [word for word in parts if word not in known.bare]
    if any(word.startswith(known.own.get(table, ())) for word in named):
        return 0
    if any(word.startswith(known.foreign) for word in named):
        return _NO_KEY
    return 2 if named else 1


def _names_rows(raw: RawFile, wiring: Wiring, header: str) -> bool:
    """Whether every row that has what it needs has a cell there that no other row has."""
    schema = raw.frame.collect_schema()

    def text(name: str) -> pl.Expr:
        return as_text(pl.col(name), schema[name]).str.strip_chars().fill_null("")

    required = [one.name for one in wiring.targets if one.required and one.name in wiring.columns]
    needed = [text(wiring.columns[name]) != "" for name in required]
    rows = raw.frame.filter(pl.all_horizontal(needed)) if needed else raw.frame
    counts = rows.select(
        rows=pl.len(), filled=(text(header) != "").sum(), different=text(header).n_unique()
    ).collect()
    total, filled, different = counts.row(0)
    return bool(total) and total == filled == different
