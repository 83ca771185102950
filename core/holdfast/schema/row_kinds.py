"""What the columns of rows behind a figure are: declared once for the desk and for what is printed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.schema.fields import FIELDS, FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW_KINDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("amount", "value", "damages", "expected", "revenue_before", "discount", "adds"), "money"
        ),
        **dict.fromkeys(("start", "end", "before", "after", "margin", "replacement"), "money"),
        **dict.fromkeys(("recency", "frequency", "breadth", "contact", "usage"), "score"),
        "rate": "share",
    }
)
"""Columns that are no fields of a customer and no plain numbers. Parts of engagement are scores like it."""


def row_kind(name: str, sample: Any, given: Mapping[str, FieldKind]) -> FieldKind:
    """What a column is: as declared, else as one of its values tells."""
    return declared_kind(name, given) or _told_by(sample)


def declared_kind(name: str, given: Mapping[str, FieldKind] = MappingProxyType({})) -> FieldKind | None:
    """What a column is: as `given` with the rows, else as its name says."""
    if name in given:
        return given[name]
    return FIELDS[name].kind if name in FIELDS else ROW_KINDS.get(name)


def _told_by(sample: Any) -> FieldKind:
    if isinstance(sample, bool):
        return "boolean"
    if hasattr(sample, "isoformat"):
        return "date"
    if isinstance(sample, int):
        return "count"
    return "number" if isinstance(sample, float) else "text"
