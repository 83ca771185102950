"""One document on several rows: exports of lines that repeat the total of their invoice or order on each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.parse.numbers import looks_numeric
from holdfast.intake.read.native import as_text
from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.wording import count
from holdfast.rows.found import all_differ
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

_OF_A_LINE: Final = re.compile(
    r"amount|price|qty|quantit|units|total|discount|tax|menge|anzahl|preis|betrag|prix|montant|prezzo|importo"
    r"|precio|cantidad|importe"
)
"""Parts of headers of figures that every line has its own."""
_WHOLE: Final = "__whole"


def one_row_per_document(draft: TableDraft, readings: Sequence[Reading]) -> tuple[TableDraft, list[Finding]]:
    """The draft with each document once, and what is said of the rows that only repeat it.

    That is so in a file where all rows of a key are the same in every mapped column, while a figure that
    nobody mapped differs between them: the lines differ, the total of the document is repeated.
    """
    key = TABLES[draft.table].key
    if key is None or draft.mapping.grain == "line" or draft.mapping.one_per_key:
        return draft, []
    written = [index for index, reading in enumerate(readings) if _figures_of_lines(reading)]
    own = draft.frame.filter(pl.col(FILE).is_in(written)) if written else draft.frame.clear()
    if all_differ(own[key]):
        return draft, []
    findings: list[Finding] = []
    cells = [name for name in draft.frame.columns if not name.startswith("__")]
    repeated = own.filter(pl.struct(FILE, key).is_duplicated())
    for (file,), rows in repeated.group_by(FILE, maintain_order=True):
        whole = rows.select(FILE, ROW, key, pl.struct(cells).hash().alias(_WHOLE))
        reading = readings[int(str(file))]
        if whole[_WHOLE].n_unique() != whole[key].n_unique() or not _has_lines(reading, whole, key):
            continue
        further = whole.filter(~pl.col(key).is_first_distinct())
        draft = draft.leave_out_rows(further)
        told = f"{reading.raw.name} has a row for each line and the whole amount on each of them"
        one = further.height == 1
        rest = (
            f"{count(further.height, 'row')} that only {'repeats it is' if one else 'repeat it are'} left out"
        )
        findings.append(Finding("info", draft.table, f"{told}: {rest}"))
    return draft, findings


def _figures_of_lines(reading: Reading) -> list[str]:
    """Columns that nobody mapped and that may hold a figure for each line."""
    return [name for name in reading.wiring.unused if _OF_A_LINE.search(plain(name))]


def _has_lines(reading: Reading, rows: pl.DataFrame, key: str) -> bool:
    """Whether a figure of lines that nobody mapped differs between rows of one document."""
    named = _figures_of_lines(reading)
    own = reading.raw.rows(rows[ROW])
    texts = own.select(ROW, *(as_text(pl.col(name), own.schema[name]).alias(name) for name in named))
    spread = rows.join(texts, on=ROW).group_by(key).agg(pl.col(named).n_unique())
    for name in named:
        filled = [text for text in texts[name].unique().drop_nulls().to_list() if text.strip()]
        if (spread[name] > 1).any() and looks_numeric(filled):
            return True
    return False
