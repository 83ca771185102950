"""When a row was last changed, where its export says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.parse.cells import detect, parse
from holdfast.intake.recognise.synonyms import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading

WHEN: Final = "__when"
_HEADERS: Final = tuple(
    plain(header)
    for header in (
        *("updated", "updated at", "updated on", "updated time", "update date", "update time", "last update"),
        *("date updated", "last updated"),
        *("modified", "modified at", "modified on", "modified date", "last modified", "last modified date"),
        *("last modified at", "date modified", "modified time", "system modstamp"),
        *("changed", "changed at", "changed on", "last change"),
        *("Geändert am", "Aktualisiert am", "Letzte Änderung"),
        *("Änderungsdatum", "date de modification", "modifié le", "mis à jour le", "data modifica"),
        *("ultima modifica", "aggiornato il", "fecha de modificación", "actualizado", "última modificación"),
    )
)


def modified_on(rows: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame | None:
    """FILE, ROW and WHEN (Datetime) of these rows; None unless each of their files tells it."""
    parts = []
    for (file,), own in rows.group_by(FILE, maintain_order=True):
        raw = readings[int(str(file))].raw
        header = next((name for name in raw.columns if plain(name).endswith(_HEADERS)), None)
        if header is None:
            return None
        cells = raw.rows(own[ROW])
        source, dtype = pl.col(header), cells.schema[header]
        texts = cells[header].drop_nulls().unique(maintain_order=True).to_list()
        reading = detect(texts if dtype == pl.String else [], "timestamp", day_first=None, decimal=".")
        when = parse(source, dtype, "timestamp", reading).value.cast(pl.Datetime("us")).alias(WHEN)
        parts.append(cells.select(pl.lit(file, dtype=pl.UInt32).alias(FILE), ROW, when))
        if parts[-1][WHEN].null_count() == cells.height:
            return None
    return pl.concat(parts)
