"""Rows of a table as sentences: the first cell says about whom, the others by their titles what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.words.interface.chosen import language
from holdfast_tui.command_line.grids import TextTable, grid_of
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended, without_marks
from holdfast_tui.plain.told import (
    Exportable,
    Opens,
    ToCustomer,
    ToldRow,
    ToldRows,
    ToNamed,
    ToRep,
    numbered_rows,
    rows_of,
)
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast.views.results import FigureRows, TableView
    from holdfast_tui.terminal.capabilities import Glyphs

_OPENERS: Final[Mapping[str, type[ToNamed] | type[ToRep]]] = {
    "customer_id": ToNamed,
    "customer": ToNamed,
    "rep_id": ToRep,
}
"""Columns that say whom a row is about."""


def sentence(titles: Sequence[str], cells: Sequence[str]) -> SafeText:
    """`Acme GmbH: rep Ana Ruiz, revenue €84.2k.`; cells without a word are left out."""
    named = [
        f"{_in_a_sentence(title)} {cell.strip()}"
        for title, cell in zip(titles[1:], cells[1:], strict=True)
        if cell.strip() not in ("", present.DASH)
    ]
    head = cells[0].strip() or said("no name")
    return ended(f"{head}: {', '.join(named)}" if named else head)


def _in_a_sentence(title: str) -> str:
    """A title in the middle of a sentence: `NPS` stays, `Last order` begins small; German nouns do not."""
    if language() == "de":
        return title
    return title if title[1:2].isupper() or title[1:2] in (" ", "") else title[:1].lower() + title[1:]


def grid_sentences(grid: TextTable) -> list[SafeText]:
    """A sentence for each row."""
    return [sentence(grid.titles, row) for row in grid.rows]


def table_rows(view: TableView, glyphs: Glyphs) -> ToldRows:
    """The rows of a view of `show`; those about a customer or a rep lead there."""
    told = view.frame if view.told is None else view.told
    ids = [name for name in _OPENERS if name in view.frame.columns][:1]
    marks = without_marks(glyphs)

    def made(start: int, stop: int) -> list[SafeText]:
        part = told.slice(start, stop - start)
        hidden = [name for name in ids if name != "customer" and part.width > 2]
        part = _without_series(part.drop(hidden, strict=False))
        return grid_sentences(
            grid_of(view.view, part, view.moment.currency, marks, given=view.kinds, fields=view.moment.fields)
        )

    def opened(start: int, stop: int) -> list[Opens | None]:
        part = view.frame.slice(start, stop - start)
        if not ids:
            return [None] * part.height
        return [None if word is None else _OPENERS[ids[0]](str(word)) for word in part.get_column(ids[0])]

    height = view.frame.height
    if ids and view.frame.get_column(ids[0]).null_count() == 0:
        return numbered_rows(
            height,
            lambda start, stop: [
                (text, opens)
                for text, opens in zip(made(start, stop), opened(start, stop), strict=True)
                if opens is not None
            ],
        )
    return rows_of(
        ToldRow(text, opens) for text, opens in zip(made(0, height), opened(0, height), strict=True)
    )


def _without_series(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame without what is drawn rather than said."""
    return frame.drop([name for name, dtype in frame.schema.items() if dtype.is_nested()])


def view_table(view: TableView) -> Exportable:
    """What an export writes of a view: the columns of the contract."""
    return Exportable(view.moment, view.view.rstrip("s"), lambda: view.frame)


def behind_rows(found: FigureRows, glyphs: Glyphs) -> ToldRows:
    """The rows behind a figure; each leads to its customer where it has one."""
    titles = dict(found.columns)
    adds = () if found.total is None or found.total.unit == "count" else ("amount",)
    names = [name for name in dict.fromkeys((*titles, *adds)) if found.kinds.get(name) != "trend"]
    customer_at = getattr(found.rows, "customer_at", None)

    def made(start: int, stop: int) -> list[SafeText]:
        frame = frame_of(found, start, stop, names)
        grid = grid_of(
            "rows",
            frame,
            found.moment.currency,
            without_marks(glyphs),
            given=found.kinds,
            fields=found.moment.fields,
        )
        own = [safe(titles.get(name) or title) for name, title in zip(names, grid.titles, strict=True)]
        return [sentence(own, row) for row in grid.rows]

    def opened(place: int) -> Opens | None:
        number = None if customer_at is None else customer_at(place)
        return ToCustomer(number) if isinstance(number, int) else None

    count = len(found.rows)
    if customer_at is not None and all(opened(place) is not None for place in range(count)):
        return numbered_rows(
            count,
            lambda start, stop: [
                (text, opens)
                for place, text in enumerate(made(start, min(stop, count)), start)
                if (opens := opened(place)) is not None
            ],
        )
    return rows_of(ToldRow(text, opened(place)) for place, text in enumerate(made(0, count)))


def frame_of(found: FigureRows, start: int, stop: int, names: Sequence[str]) -> pl.DataFrame:
    """Some of the rows behind a figure as a frame."""
    values: Mapping[str, Sequence[Any]] = found.rows.fetch(start, stop, names)
    return pl.DataFrame({name: list(values[name]) for name in names}, strict=False)


def behind_table(found: FigureRows) -> Exportable:
    """What an export writes of the rows behind a figure."""
    names = [name for name, _ in found.columns]
    return Exportable(found.moment, found.subject, lambda: frame_of(found, 0, len(found.rows), names))
