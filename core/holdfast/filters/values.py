"""What may stand after a field's operator, by the kind of the field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from holdfast.errors import UsageError
from holdfast.filters.errors import FilterError, did_you_mean
from holdfast.filters.nodes import ANY_FLAG, NO_FLAG, Compare, Flagged, OneOf, Operator, Range, Within
from holdfast.risk.names import FLAG_BY_WORD
from holdfast.schema.fields import SEVERITIES
from holdfast.timeline import Period, parse_period

if TYPE_CHECKING:
    from holdfast.filters.nodes import Leaf, Match, Place
    from holdfast.schema.fields import Field

CONTAINS: Final = "~"
"""The sign between a field and a part of its value."""

BLANK: Final = "none"
"""The unquoted word for a missing value."""

COHORT: Final = "cohort"
RISK: Final = "risk"
_SAME_SEVERITY: Final = {"ok": "none"}
"""Other words for a severity that a filter understands."""

ValueKind = Literal["text", "dimension", "severity", "boolean", "number", "date", "none"]

_TRUE: Final = frozenset({"yes", "true", "y"})
_FALSE: Final = frozenset({"no", "false", "n"})
_COMPARISONS: Final[dict[str, Operator]] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
_MATCHES: Final[dict[str, Match]] = {"=": "whole", CONTAINS: "part"}
_DAY_EXAMPLE: Final = "write 2025, 2025Q3, 2025-07 or 2025-07-31"
_NUMBER: Final = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))([km%d]?)", re.IGNORECASE | re.ASCII)
_SCALE: Final = {"": Decimal(1), "d": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000)}
_RATIOS: Final = ("ratio", "share", "chance", "score", "number")
_PERCENT: Final = Decimal("0.01")
# Money is Int64 ten-thousandths: larger amounts than this cannot be compared exactly.
_LARGEST: Final = Decimal(10) ** 14


@dataclass(frozen=True)
class WrittenValue:
    """One value as written: its text, whether it was in quotation marks, and its place."""

    text: str
    quoted: bool
    place: Place


def value_kind(field: Field) -> ValueKind:
    """How the values of a field are written and compared; `none` for a field that cannot be filtered."""
    if field.name == RISK:
        return "severity"
    if field.name == COHORT:
        return "date"
    if field.kind == "trend" or field.name == "why":
        return "none"
    if field.kind in ("text", "dimension", "boolean", "date"):
        return field.kind
    return "number"


def condition(field: Field, operator: str, items: tuple[WrittenValue, ...], place: Place) -> Leaf:
    """`field operator items` → leaf. Raises FilterError at the value that does not fit."""
    kind = value_kind(field)
    if kind == "none":
        raise FilterError(f"'{field.name}' is shown but cannot be filtered", *place)
    if operator == CONTAINS and kind not in ("text", "dimension"):
        raise FilterError(f"'{field.name}' has no parts: write {field.name}:value", *place)
    if operator in _COMPARISONS:
        return _comparison(field, kind, _COMPARISONS[operator], items, place)
    if kind in ("number", "date"):
        return Within(field.name, tuple(_range(item, field, kind) for item in items), place)
    words = tuple(_word(item, kind) for item in items)
    compared = _MATCHES.get(operator, "begins") if kind in ("text", "dimension") else "begins"
    return OneOf(field.name, words, place, compared)


def flag_condition(operator: str, items: tuple[WrittenValue, ...], place: Place) -> Flagged:
    """`flag:overdue,orphaned` → leaf with flag ids. Raises FilterError at an unknown flag."""
    if operator in (*_COMPARISONS, CONTAINS):
        raise FilterError(f"a flag is raised or not: write flag:{items[0].text}, or risk>=high", *place)
    return Flagged(tuple(_flag(item) for item in items), place)


def _flag(item: WrittenValue) -> str:
    word = item.text.strip().lower()
    if word in (ANY_FLAG, NO_FLAG):
        return word
    flag = FLAG_BY_WORD.get(word)
    if flag is None:
        hint = did_you_mean(word, FLAG_BY_WORD)
        raise FilterError(f"there is no flag '{item.text}'{hint}", *item.place)
    return flag.id


def _comparison(
    field: Field, kind: ValueKind, operator: Operator, items: tuple[WrittenValue, ...], place: Place
) -> Compare:
    if kind not in ("number", "date", "severity"):
        raise FilterError(f"'{field.name}' has no order: write {field.name}:value", *place)
    if len(items) > 1:
        between = (items[0].place[0], items[-1].place[1])
        raise FilterError(f"one value after '{operator}', without a comma: 10000 or 10k", *between)
    item = items[0]
    value: Decimal | date | str
    if kind == "severity":
        value = _severity(item)
    elif kind == "number":
        value = _number(item, field)
    else:
        span = _days(item.text, item.place)
        # `>2025-01` means after January, `>=2025-01` from its first day: the span's far or near end.
        value = span.last_day if operator in (">", "<=") else span.start
    return Compare(field.name, operator, value, place)


def _word(item: WrittenValue, kind: ValueKind) -> str | None:
    if kind == "severity":
        return _severity(item)
    if not item.quoted and item.text.lower() == BLANK:
        return None
    if kind == "boolean":
        word = item.text.lower()
        if word not in _TRUE | _FALSE:
            raise FilterError(f"'{item.text}' is neither yes nor no", *item.place)
        return "yes" if word in _TRUE else "no"
    return item.text


def _severity(item: WrittenValue) -> str:
    word = _SAME_SEVERITY.get(item.text.lower(), item.text.lower())
    if word not in SEVERITIES:
        words = ", ".join(SEVERITIES)
        hint = did_you_mean(word, SEVERITIES) or f": write one of {words}"
        raise FilterError(f"'{item.text}' is no severity{hint}", *item.place)
    return word


def _range(item: WrittenValue, field: Field, kind: ValueKind) -> Range | None:
    """One item of `field:item,item`: a value, a range with both ends inside, or None for a blank."""
    if not item.quoted and item.text.lower() == BLANK:
        return None
    low_text, dots, high_text = item.text.partition("..")
    if dots and not low_text and not high_text:
        raise FilterError("a range needs at least one end, such as 10..20 or 10..", *item.place)
    start, end = item.place
    # Inside quotation marks characters may be escaped, so only the whole item can be pointed at.
    low_place = item.place if item.quoted else (start, start + len(low_text))
    high_place = item.place if item.quoted else (end - len(high_text), end)
    low = WrittenValue(low_text, item.quoted, low_place)
    high = WrittenValue(high_text if dots else low_text, item.quoted, high_place if dots else low_place)
    return _day_range(item, low, high) if kind == "date" else _number_range(item, low, high, field)


def _number_range(item: WrittenValue, low: WrittenValue, high: WrittenValue, field: Field) -> Range:
    least = _number(low, field) if low.text else None
    most = _number(high, field) if high.text else None
    if least is not None and most is not None and least > most:
        raise FilterError(f"the range '{item.text}' ends before it starts", *item.place)
    return Range(least, most)


def _day_range(item: WrittenValue, low: WrittenValue, high: WrittenValue) -> Range:
    first = _days(low.text, low.place).start if low.text else None
    last = _days(high.text, high.place).last_day if high.text else None
    if first is not None and last is not None and first > last:
        raise FilterError(f"the range '{item.text}' ends before it starts", *item.place)
    return Range(first, last)


def _days(text: str, place: Place) -> Period:
    """A day, month, quarter or year as a period."""
    try:
        return parse_period(f"{text}..{text}", date.max)
    except UsageError:
        raise FilterError(f"'{text}' is not a date: {_DAY_EXAMPLE}", *place) from None


def _number(item: WrittenValue, field: Field) -> Decimal:
    match = _NUMBER.fullmatch(item.text.strip())
    suffix = match[2].lower() if match else ""
    if match is None or (suffix == "d" and field.kind != "days"):
        raise FilterError(
            f"'{item.text}' is not a number: write {field.name}>10, 2.5, 10k or 1.5m", *item.place
        )
    if suffix == "%" and field.kind not in _RATIOS:
        raise FilterError(f"'{field.name}' is not a ratio: leave out the %", *item.place)
    number = Decimal(match[1]) * (_PERCENT if suffix == "%" else _SCALE[suffix])
    if abs(number) > _LARGEST:
        raise FilterError(f"'{item.text}' is too large", *item.place)
    return number
