"""Tree → canonical filter text, and the adding of a clause to a filter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from holdfast.filters.nodes import (
    ANY_FLAG,
    FLAG_FIELD,
    NO_FLAG,
    And,
    Compare,
    Everything,
    Flagged,
    Leaf,
    Match,
    Node,
    Not,
    OneOf,
    Or,
    Range,
    Text,
    Within,
)
from holdfast.filters.parser import parse
from holdfast.filters.values import BLANK, RISK
from holdfast.risk.names import FLAG_NAMES
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.timeline import period_of

_SIGNS: Final[Mapping[Match, str]] = MappingProxyType({"begins": ":", "whole": "=", "part": "~"})
_NEEDS_QUOTES: Final = re.compile(r'[\s,()":<>=~\\]|^[-@]|^(?:and|or|not)$', re.IGNORECASE)


def to_text(node: Node) -> str:
    """The canonical text of a filter: `parse(to_text(node)) == node`."""
    match node:
        case Everything():
            return ""
        case Or(nodes):
            return " or ".join(_inside(child, Or) for child in nodes)
        case And(nodes):
            return " ".join(_inside(child, And, Or) for child in nodes)
        case Not(child):
            return f"-{_inside(child, And, Or)}"
        case _:
            return _leaf(node)


def combine(text: str, clause: str, fields: Fields = DECLARED) -> str:
    """A filter narrowed by a clause; a top-level condition on the same field gives way to it.

    `fields` are those of the book. Raises FilterError where either text is none.
    """
    earlier, added = _conjuncts(parse(text, fields)), _conjuncts(parse(clause, fields))
    subjects = {_subject(node) for node in added} - {None}
    replaced = [node in added or _subject(node) in subjects for node in earlier]
    at = replaced.index(True) if True in replaced else len(earlier)
    after = tuple(node for node, gone in zip(earlier[at:], replaced[at:], strict=True) if not gone)
    nodes = (*earlier[:at], *added, *after)
    if not nodes:
        return ""
    return to_text(nodes[0] if len(nodes) == 1 else And(nodes))


def quote(value: str) -> str:
    """A value as a filter writes it: in quotation marks where it would otherwise mean something else."""
    if value and not _NEEDS_QUOTES.search(value) and value.lower() != BLANK:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _inside(node: Node, *bracketed: type[Node]) -> str:
    return f"({to_text(node)})" if isinstance(node, bracketed) else to_text(node)


def _leaf(node: Leaf) -> str:
    match node:
        case Text(text):
            return quote(text)
        case OneOf(field, values, match=match):
            # A severity may be `none` without being blank.
            words = (_word(value, plain=field == RISK) for value in values)
            return f"{field}{_SIGNS[match]}{','.join(words)}"
        case Within(field, ranges):
            return f"{field}:{','.join(_range(one) for one in ranges)}"
        case Compare(field, operator, value):
            return f"{field}{operator}{_value(value)}"
        case Flagged(flags):
            words = (flag if flag in (ANY_FLAG, NO_FLAG) else FLAG_NAMES[flag].slug for flag in flags)
            return f"{FLAG_FIELD}:{','.join(words)}"


def _word(value: str | None, *, plain: bool) -> str:
    if value is None:
        return BLANK
    return value if plain else quote(value)


def _range(span: Range | None) -> str:
    if span is None:
        return BLANK
    if isinstance(span.low, date) and isinstance(span.high, date):
        return _days(span.low, span.high)
    if span.low is not None and span.low == span.high:
        return _value(span.low)
    return f"{_value(span.low)}..{_value(span.high)}"


def _days(first: date, last: date) -> str:
    """The shortest spelling: a year, months, or days."""
    if first == last:
        return first.isoformat()
    if first != period_of(first, "month").start or last != period_of(last, "month").last_day:
        return f"{first.isoformat()}..{last.isoformat()}"
    if (first.month, last.month, first.year) == (1, 12, last.year):
        return first.isoformat()[:4]
    from_month, to_month = first.isoformat()[:7], last.isoformat()[:7]
    return from_month if from_month == to_month else f"{from_month}..{to_month}"


def _value(value: Decimal | date | str | None) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    match node:
        case Everything():
            return ()
        case And(nodes):
            return nodes
        case _:
            return (node,)


def _subject(node: Node) -> str | None:
    """The field a condition is about; None for free text and for compound conditions."""
    match node:
        case Not(child):
            return _subject(child)
        case OneOf(field) | Within(field) | Compare(field):
            return field
        case Flagged():
            return FLAG_FIELD
        case _:
            return None


def is_exactly(field: str, value: str | None) -> str:
    """The clause that keeps who has this very value of a field, or none."""
    return f"{field}:{BLANK}" if value is None else f"{field}={quote(value)}"
