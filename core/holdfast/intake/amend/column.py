"""A mapping changed in what one column of a file becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

from holdfast.errors import UsageError
from holdfast.intake.amend.sections import (
    TABLES_KEY,
    added,
    complete,
    listed,
    merge,
    parsed,
    section_of,
    states_columns,
)
from holdfast.intake.wording import listing
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from holdfast.schema.receipt import Receipt


def with_column(
    text: str, receipt: Receipt, place: tuple[str, str], canonical: str, header: str, *, former: str = ""
) -> str:
    """The mapping in which `header` becomes `canonical`, and `former` no more; `place`: table and file.

    Raises UsageError.
    """
    table, file = place
    document = complete(text, receipt)
    section = section_of(document, receipt, table, file)
    states_columns(section, receipt, table, file)
    merge(section, {"columns": {canonical: header}})
    if former != canonical and section["columns"].get(former) == header:
        del section["columns"][former]
    if canonical in section.get("derive", {}):
        del section["derive"][canonical]
    listed(section, "not_used", [one for one in section.get("not_used", []) if one != header])
    return tomlkit.dumps(document)


def without_column(
    text: str, receipt: Receipt, place: tuple[str, str], header: str, canonical: str = ""
) -> str:
    """The mapping in which nothing comes of `header`, or no `canonical` where it is something else besides.

    Raises UsageError where the mapping cannot say that of one of the two alone.
    """
    table, file = place
    read = next((one for one in receipt.files if (one.table, one.file) == (table, file)), None)
    besides = [name for name, own in (read.columns if read else ()) if own == header and name != canonical]
    document = parsed(text)
    if TABLES_KEY not in document and not besides and canonical not in TABLES[table].required:
        # Nothing else needs to be stated: all the rest is recognised as before.
        added(document, table, tomlkit.item({"not_used": [header]}))
        return tomlkit.dumps(document)
    document = complete(text, receipt)
    section = section_of(document, receipt, table, file)
    if "files" in section:
        states_columns(section, receipt, table, file)
    if besides and ("files" not in section or "preset" in section):
        raise UsageError(f"'{header}' is {listing(besides)} too: write columns of [tables.{table}] by hand")
    columns = section.get("columns", {})
    if columns.get(canonical) == header:
        del columns[canonical]
    if header not in columns.values():
        listed(section, "not_used", [*(one for one in section.get("not_used", []) if one != header), header])
    return tomlkit.dumps(document)
