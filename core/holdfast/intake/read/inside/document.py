"""JSON: a list of objects, wherever in a document it stands, or an object on every line."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.careful import Rejected
from holdfast.intake.read.dialect import detect_encoding, unique_names
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.inside.rows import Figures, Rows, column_of, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DEEPEST: Final = 8
"""Objects inside of objects that become columns of their own; what lies deeper stays JSON."""
_LISTS_WITHIN: Final = 3
"""How deep in a document a list of rows is looked for."""
_SHOWN: Final = 500
_ENVELOPES: Final = ("attributes", "node", "fields", "_source")
"""Keys under which the fields of a row stand in answers of interfaces (JSON:API, GraphQL, Airtable)."""
_GIVEN_BACK: Final = ("refunds", "refund")
_NOT_MOVED: Final = ("failure", "failed", "error", "pending", "canceled", "cancelled")
_REFUNDED: Final = "refunded amount"
"""Column with what the refunds listed in an object come to."""


def lists_of(data: bytes, name: str) -> dict[str, Rows]:
    """The lists of objects in a document by the dotted path to each, "" for the document itself.

    Raises UnreadableFileError where it is damaged or holds none.
    """
    text = _text(data, name)
    try:
        document = _parsed(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and "\n" in text.strip():
            return {"": lines_of(data, name)}
        raise UnreadableFileError(
            f"{name} is damaged or cut off at line {error.lineno}, column {error.colno}: {error.msg}; "
            "export it again"
        ) from None
    except (RecursionError, ValueError) as error:
        raise _not_to_be_read(name, error) from None
    found = dict(_lists(document, ""))
    if not found:
        raise UnreadableFileError(
            f'{name} holds no list of rows: a list of objects is needed, such as [{{"id": 1}}, …]'
        )
    if len(found) == 1:
        found = {"": next(iter(found.values()))}
    return {
        path: _rows([(number, entry) for number, entry in enumerate(rows, 1)], name, "JSON")
        for path, rows in found.items()
    }


def lines_of(data: bytes, name: str) -> Rows:
    """An object on every line. Raises UnreadableFileError where not one line holds one."""
    entries: list[tuple[int, object]] = []
    rejected: list[Rejected] = []
    blank = 0
    for number, line in enumerate(_text(data, name).splitlines(), 1):
        if not line.strip():
            blank += 1
            continue
        try:
            entries.append((number, _parsed(line)))
        except (RecursionError, ValueError):
            rejected.append(Rejected(number, line[:_SHOWN], "is no JSON; the file may be cut off here"))
    if not any(isinstance(entry, dict) for _, entry in entries):
        raise UnreadableFileError(f"{name} holds no rows: an object is needed on every line")
    rows = _rows(entries, name, "JSON lines")
    rejected = sorted([*rejected, *rows.rejected], key=lambda one: one.line)
    return replace(rows, rejected=tuple(rejected), not_data=blank)


def _text(data: bytes, name: str) -> str:
    if len(data) > files.MAX_DECOMPRESSED:
        limit = files.MAX_DECOMPRESSED // 2**20
        raise UnreadableFileError(f"{name} is larger than {limit:,} MB: export it as CSV or Parquet")
    return data.decode(detect_encoding(data)).removeprefix("\ufeff")


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=Figures, parse_int=number_of, parse_constant=lambda _: None)


def _not_to_be_read(name: str, error: Exception) -> UnreadableFileError:
    what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    return UnreadableFileError(f"{name} cannot be read as JSON: {what}")


def _lists(value: object, path: str, depth: int = 0) -> Iterator[tuple[str, Sequence[object]]]:
    if isinstance(value, list):
        if any(isinstance(entry, dict) for entry in value):
            yield path, value
    elif isinstance(value, dict) and depth < _LISTS_WITHIN:
        for key, inner in value.items():
            yield from _lists(inner, f"{path}.{key}" if path else key, depth + 1)


def _rows(entries: Sequence[tuple[int, object]], name: str, description: str) -> Rows:
    """Objects as rows, in the order of their keys' first appearance; what is no object is no row."""
    objects = [(number, _flat(_unwrapped(entry))) for number, entry in entries if isinstance(entry, dict)]
    keys = list(dict.fromkeys(key for _, entry in objects for key in entry))
    if len(keys) > files.MAX_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {len(keys):,} columns, more than {files.MAX_COLUMNS:,}: is it really a table?"
        )
    columns, _ = unique_names(keys)
    frame = pl.DataFrame(
        [
            column_of([entry.get(key) for _, entry in objects]).alias(column)
            for key, column in zip(keys, columns, strict=True)
        ]
    )
    rejected = tuple(
        Rejected(number, str(entry)[:_SHOWN], "is not an object")
        for number, entry in entries
        if not isinstance(entry, dict)
    )
    return Rows(frame, description, [number for number, _ in objects], rejected)


def _unwrapped(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object without the envelope around its fields: `{"id": 1, "attributes": {"total": 2}}`."""
    inside = next((key for key in _ENVELOPES if isinstance(entry.get(key), dict)), None)
    if inside is None:
        return entry
    fields = {key: value for key, value in entry[inside].items() if key not in entry}
    clashing = {key: value for key, value in entry[inside].items() if key in entry}
    around = {key: value for key, value in entry.items() if key != inside}
    return {**around, **fields, **({inside: clashing} if clashing else {})}


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An object whose own objects are columns of their own: `{"a": {"b": 1}}` → `a.b`."""
    flat: dict[str, Any] = {}
    for path, value in _leaves(entry, "", 0):
        name, again = path, 1
        while name in flat:
            again += 1
            name = f"{path}_{again}"
        flat[name] = value
    return flat


def _leaves(entry: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in entry.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _leaves(value, name, depth + 1)
        else:
            yield name, value
            if key.lower() in _GIVEN_BACK and isinstance(value, list):
                yield (f"{path}.{_REFUNDED}" if path else _REFUNDED), _refunded(value)


def _refunded(refunds: Sequence[object]) -> Decimal:
    """What was given back by a list of refunds, each with its amount or with its transactions."""
    total = Decimal(0)
    for refund in refunds:
        if not isinstance(refund, dict):
            continue
        moved = refund.get("transactions")
        parts = [
            one
            for one in (moved if isinstance(moved, list) and moved else [refund])
            if isinstance(one, dict) and one.get("status") not in _NOT_MOVED
        ]
        total += sum((abs(_amount(part)) for part in parts), Decimal(0))
    return total


def _amount(part: Mapping[str, Any]) -> Decimal:
    found = next((part[key] for key in ("amount", "total") if part.get(key) is not None), 0)
    if isinstance(found, dict):
        return _amount(found)
    try:
        amount = Decimal(str(found))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
