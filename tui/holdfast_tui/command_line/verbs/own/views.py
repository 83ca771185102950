"""`holdfast views`: the saved views, and on a book how many customers each is about."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.export.results import to_json
from holdfast.own.saved import SavedView, load_views, views_folder
from holdfast.query import Query, written
from holdfast_tui.command_line import book
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, safe
from holdfast_tui.sitting.visits import Visits

if TYPE_CHECKING:
    from holdfast.views.sizes import Size

_TITLES: Final = ("View", "Customers", "Since {since}", "Room", "Period", "Filter")


def run(options: Options) -> int:
    """Prints them; the status is 2 where one cannot be read. Raises UsageError."""
    saved = load_views(views_folder())
    views = tuple(saved.views.values())
    sizes, since = _sizes(options, saved.views) if options.sources and views else ({}, None)
    if options.format == "json":
        told = [_document(view, sizes.get(view.name)) for view in views]
        day = None if since is None else since.isoformat()
        sys.stdout.write(to_json({"since": day, "views": told}))
    elif views:
        sys.stdout.write(_table(views, sizes, since).as_text(table_width()))
    else:
        tell("there is no saved view yet: v on the desk saves one")
    for view in views:
        if (size := sizes.get(view.name)) and size.problem:
            tell(f"@{view.name}: {size.problem}")
    for why in saved.faults.values():
        tell(str(views_folder() / why))
    return 2 if saved.faults else 0


def _sizes(options: Options, views: Mapping[str, SavedView]) -> tuple[Mapping[str, Size], date | None]:
    engine = book.open_engine(options)
    since = Visits(options.sources).before(options.as_of or engine.span()[1])
    queries = {name: view.query for name, view in views.items()}
    return engine.sizes(Query(as_of=options.as_of), queries, since), since


def _document(view: SavedView, size: Size | None) -> dict[str, object]:
    query = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in written(view.query).items()
    }
    told = {"customers": size.customers, "before": size.before} if size is not None else {}
    return {"name": view.name, "room": view.room, **query, **told}


def _table(views: tuple[SavedView, ...], sizes: Mapping[str, Size], since: date | None) -> TextTable:
    """Sizes only where a book was named, the change only since a visit."""
    wanted = (True, bool(sizes), since is not None, True, True, True)
    titles = [title.format(since=since) for title in _TITLES]
    rows = [_row(view, sizes.get(view.name)) for view in views]
    right = (False, True, True, False, False, False)
    return TextTable(
        _kept(tuple(map(literal, titles)), wanted),
        tuple(_kept(row, wanted) for row in rows),
        tuple(one for one, kept in zip(right, wanted, strict=True) if kept),
        tuple(title == "Filter" for title, kept in zip(_TITLES, wanted, strict=True) if kept),
    )


def _kept(cells: tuple[SafeText, ...], wanted: tuple[bool, ...]) -> tuple[SafeText, ...]:
    return tuple(cell for cell, kept in zip(cells, wanted, strict=True) if kept)


def _row(view: SavedView, size: Size | None) -> tuple[SafeText, ...]:
    query = view.query
    change = size.change if size is not None else None
    period = f"{query.period} as of {query.as_of}" if query.as_of else query.period
    return (
        safe(f"@{view.name}"),
        present.count(size.customers if size is not None else None),
        literal("" if change is None else f"{change:+,}" if change else "0"),
        safe(view.room),
        safe(period),
        safe(query.where),
    )
