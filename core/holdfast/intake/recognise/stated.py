"""What a mapping says of a table without naming files: it holds for whatever is recognised as that table."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.intake.config import TableMapping
from holdfast.intake.parse.derive import columns_of
from holdfast.intake.wording import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.recognise.persons import Use

_OWN: Final = ("table", "key", "files", "preset", "columns", "derive", "recognised", "with_others")
"""What is not taken over as it stands."""
_MERGED: Final = ("match", "statuses")


def columns_stated(
    stated: TableMapping | None, headers: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Columns and expressions that a section states and a file with these headers has."""
    if stated is None:
        return {}, {}
    columns = {name: header for name, header in (stated.columns or {}).items() if header in headers}
    derive = {name: sql for name, sql in stated.derive.items() if set(columns_of(sql)) <= set(headers)}
    return columns, derive


def with_stated(uses: Sequence[Use], stated: Mapping[str, TableMapping]) -> list[Use]:
    """The uses with what open sections state of their tables. Raises UsageError for a column no file has."""
    for table, section in stated.items():
        headers = {header for use in uses if use.mapping.table == table for header in use.head.columns}
        for name, header in (section.columns or {}).items():
            if header not in headers:
                raise UsageError(
                    f"{section.key} columns.{name}: no file of {table} has a column '{header}'"
                    f"{suggestion(header, headers)}"
                )
    return [
        _laid_over(use, stated[use.mapping.table]) if use.mapping.table in stated else use for use in uses
    ]


def _laid_over(use: Use, section: TableMapping) -> Use:
    columns, derive = columns_stated(section, use.head.columns)
    base = use.mapping
    bare = TableMapping(base.table, section.key)
    said: dict[str, Any] = {
        one.name: getattr(section, one.name)
        for one in fields(TableMapping)
        if one.name not in (*_OWN, *_MERGED) and getattr(section, one.name) != getattr(bare, one.name)
    }
    said |= {name: {**getattr(base, name), **getattr(section, name)} for name in _MERGED}
    kept = {
        name: item
        for name, item in (base.columns or {}).items()
        if name not in derive and item not in section.not_used
    }
    worked_out = {name: item for name, item in base.derive.items() if name not in columns}
    mapping = replace(
        base, key=section.key, columns={**kept, **columns}, derive={**worked_out, **derive}, **said
    )
    return replace(use, mapping=mapping)
