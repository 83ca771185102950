"""What a file or a column of it can become, to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.schema.tables import TABLES
from holdfast_tui.screens.dialogs.chooser import Chooser, one_of
from holdfast_tui.sitting.files.changes import NOT_USED


def column_chooser(table: str, current: str, missing: Sequence[str] = ()) -> Chooser:
    """The columns of a table, those that are still missing first, and `not used`."""
    names = [column.name for column in TABLES[table].columns]
    first = [(name, f"{name}, still missing") for name in names if name in missing]
    others = [(name, name) for name in names if name not in missing]
    return one_of(f"What the column is in {table}", [*first, *others, (NOT_USED, NOT_USED)], current)


def table_chooser(current: str) -> Chooser:
    """Every table with what it is good for, and `not used`."""
    told = [(name, f"{name:<20}{table.unlocks}".rstrip()) for name, table in TABLES.items()]
    return one_of("Which table the file is", [*told, (NOT_USED, NOT_USED)], current)
