"""Another header for a column whose cells turned out not to fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.intake.recognise.synonyms import columns_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from holdfast.intake.recognise.wiring import Wiring


def next_header(
    wiring: Wiring, table: str, column: str, headers: Sequence[str], refused: Collection[str]
) -> str | None:
    """The best header left for `column`: neither in use nor refused."""
    taken = {header for name, header in wiring.columns.items() if name != column}
    left = [header for header in headers if header not in taken and header not in refused]
    return columns_for(table, left).get(column)


def rewired(wiring: Wiring, column: str, header: str | None) -> Wiring:
    """The same wiring with `column` read from `header`, or without it."""
    columns = {name: own for name, own in wiring.columns.items() if name != column}
    freed = wiring.columns.get(column)
    unused = (*wiring.unused, *([freed] if freed else []))
    derived = {name: sql for name, sql in wiring.derived.items() if name != column}
    if header is None:
        targets = tuple(one for one in wiring.targets if one.name != column)
        return replace(wiring, targets=targets, columns=columns, derived=derived, unused=unused)
    columns[column] = header
    return replace(
        wiring, columns=columns, derived=derived, unused=tuple(one for one in unused if one != header)
    )
