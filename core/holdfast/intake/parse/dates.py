"""Dates and times as exports write them: formats are detected on texts, then applied column by column."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.intake.parse.months import Order, iso_text, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.schema.tables import ColumnType

EARLIEST: Final = date(1800, 1, 1)
OPEN_END: Final = date(2900, 1, 1)
"""Days from here on mean "no end" in exports that cannot leave a date empty."""

_TIME: Final = (
    r"(?P<gap>T|,?\s+)(?P<time>\d{1,2}:\d{2}(?P<seconds>:\d{2})?(?P<fraction>\.\d{1,9})?)"
    r"(?P<half>\s?[AaPp]\.?[Mm]\.?)?(?P<zone>\s?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
)
_DAY: Final = (
    r"(?P<iso>\d{4}(?P<iso_sep>[-/.])\d{1,2}(?P=iso_sep)\d{1,2})|(?P<packed>(?:19|20)\d{6})"
    r"|(?P<parts>\d{1,2}(?P<sep>[-/.])\d{1,2}(?P=sep)(?P<year>\d{4}|\d{2}))"
)
_SHAPE: Final = re.compile(rf"(?:{_DAY})(?:{_TIME})?")
_EPOCH: Final = re.compile(r"\d{10}|\d{13}")
_SERIAL: Final = re.compile(r"(?:29|[345]\d)\d{3}(?:\.\d+)?")
"""Days as spreadsheets count them: from 1979 to 2064, with a part of the day."""
_SERIAL_ZERO: Final = date(1899, 12, 30)
_PARTS: Final = r"^\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2}(?:\d{2})?\b"
_DAY_IN_US: Final = 86_400_000_000
_ZONE: Final = r"\s?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)\s*$"
"""PostgreSQL writes whole hours alone: `2025-01-31 22:30:00+00`."""
_SHORT_YEAR: Final = r"^(\s*\d{1,2}[-/. ][A-Za-z0-9]{1,9}[-/. ])(\d{2})\b"


@dataclass(frozen=True)
class Format:
    """One way of writing a day or a moment; `text` is a strptime format without the zone.

    `order`: the day is turned round first, as `months.iso_text` does. `epoch`: a count of days, s or ms.
    """

    text: str
    has_time: bool = False
    zoned: bool = False
    short_year: bool = False
    epoch: Literal["", "days", "s", "ms"] = ""
    order: Order | None = None


@dataclass(frozen=True)
class DayOrder:
    """How many texts prove that the day comes first, and how many that the month does."""

    day_first: int = 0
    month_first: int = 0
    undecided: int = 0

    def __add__(self, other: DayOrder) -> DayOrder:
        return DayOrder(
            self.day_first + other.day_first,
            self.month_first + other.month_first,
            self.undecided + other.undecided,
        )

    @property
    def is_open(self) -> bool:
        """Whether texts could be read both ways, or prove both."""
        return bool(self.undecided or self.day_first or self.month_first) and self.verdict is None

    @property
    def verdict(self) -> bool | None:
        """Whether the day comes first; None where nothing, or nothing clear, proves it."""
        proofs = self.day_first + self.month_first
        if not proofs or max(self.day_first, self.month_first) < 0.95 * proofs:
            return None
        return self.day_first > self.month_first


def day_order(column: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Counts for DayOrder of a text column: first part above 12, second part above 12, neither."""
    first = column.str.extract(_PARTS, 1).cast(pl.UInt8, strict=False)
    second = column.str.extract(_PARTS, 2).cast(pl.UInt8, strict=False)
    return (
        ((first > 12) & (second <= 12)).sum(),
        ((second > 12) & (first <= 12)).sum(),
        ((first <= 12) & (second <= 12) & (first != second)).sum(),
    )


def needs_day_order(texts: Iterable[str]) -> bool:
    """Whether any text is written with slashes or dashes and the year last."""
    return any(re.match(_PARTS, text) for text in texts)


def detect_formats(texts: Iterable[str], *, day_first: bool | None) -> tuple[Format, ...]:
    """The formats these texts are written in, the most frequent first.

    `day_first` decides 03/04/2025; without it such texts match no format.
    """
    found: Counter[Format] = Counter()
    for text in texts:
        bare, order = text.strip(), None
        if (shape := _format(bare, day_first=day_first)) is None and (turned := shape_of(bare)):
            order, some_day = turned
            shape = _format(some_day, day_first=None)
        if shape is not None:
            found[replace(shape, order=order)] += 1
    return tuple(shape for shape, _ in found.most_common())


def explicit_formats(text: str) -> tuple[Format, ...]:
    """The format a mapping states, and the same followed by a time where it states none."""
    if any(code in text for code in ("%H", "%I", "%T", "%R")):
        return (Format(text.replace("%z", "").rstrip(), has_time=True, zoned="%z" in text),)
    times = ("%H:%M:%S", "%H:%M")
    return (Format(text), *(Format(f"{text} {time}", has_time=True) for time in times))


def _format(text: str, *, day_first: bool | None) -> Format | None:
    if _EPOCH.fullmatch(text):
        return Format("", has_time=True, zoned=True, epoch="s" if len(text) == 10 else "ms")
    if _SERIAL.fullmatch(text):
        return Format("", has_time=True, epoch="days")
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    day = _day_format(match, day_first=day_first)
    if day is None:
        return None
    short_year = len(match["year"] or "long") == 2
    if not match["time"]:
        return Format(day, short_year=short_year)
    clock = "%I:%M" if match["half"] else "%H:%M"
    clock += ":%S" if match["seconds"] else ""
    clock += "%.f" if match["fraction"] else ""
    if match["half"]:
        clock += " %p" if match["half"][0].isspace() else "%p"
    gap = (
        "T"
        if match["gap"] == "T"
        else match["gap"][:1].replace("\t", " ") + (" " if "," in match["gap"] else "")
    )
    return Format(f"{day}{gap}{clock}", has_time=True, zoned=bool(match["zone"]), short_year=short_year)


def _day_format(match: re.Match[str], *, day_first: bool | None) -> str | None:
    if match["iso"]:
        return match["iso_sep"].join(("%Y", "%m", "%d"))
    if match["packed"]:
        return "%Y%m%d"
    separator = match["sep"]
    # Points are only used where the day comes first.
    first = True if separator == "." else day_first
    if first is None:
        return None
    return separator.join(("%d", "%m", "%Y") if first else ("%m", "%d", "%Y"))


def parse(text: pl.Expr, formats: Sequence[Format], wanted: ColumnType) -> pl.Expr:
    """Texts → Date, or Datetime("us") in UTC without zone; null where no format fits.

    A date keeps the day as it is written; a moment with a zone is converted to UTC.
    """
    if not formats:
        return pl.lit(None, dtype=pl.Date if wanted == "date" else pl.Datetime("us"))
    # Each for itself: %Y also takes the 25 of 31/01/25, for the year 25.
    parsed = [
        pl.when(value >= EARLIEST).then(value) for value in (_apply(text, one, wanted) for one in formats)
    ]
    return parsed[0] if len(parsed) == 1 else pl.coalesce(parsed)


def _apply(text: pl.Expr, one: Format, wanted: ColumnType) -> pl.Expr:
    if one.order:
        return _apply(iso_text(text, one.order), replace(one, order=None), wanted)
    if one.epoch:
        moment = _counted(text.str.strip_chars(), one)
        return moment.dt.date() if wanted == "date" else moment
    if one.short_year:
        # Two-digit years: 69 and later are 19xx, as POSIX has it.
        text = text.str.replace(_SHORT_YEAR, "${1}20${2}").str.replace(
            r"^(\s*\d{1,2}[-/. ][A-Za-z0-9]{1,9}[-/. ])20(69|[7-9]\d)\b", "${1}19${2}"
        )
    if not one.has_time:
        day = text.str.to_date(one.text, strict=False)
        return day if wanted == "date" else day.cast(pl.Datetime("us"))
    if not one.zoned:
        moment = text.str.to_datetime(one.text, strict=False, time_unit="us")
        return moment.dt.date() if wanted == "date" else moment
    if wanted == "date":
        return text.str.replace(_ZONE, "").str.to_datetime(one.text, strict=False, time_unit="us").dt.date()
    offset = (
        text.str.replace(r"\s?(Z|UTC|GMT)\s*$", "+00:00")
        .str.replace(r"(:\d{2}(?:\.\d+)?)\s?([+-]\d{2})\s*$", "${1}${2}:00")
        .str.replace(r"\s?([+-]\d{2}):?(\d{2})\s*$", "${1}${2}")
    )
    return offset.str.to_datetime(f"{one.text}%z", strict=False, time_unit="us").dt.replace_time_zone(None)


def _counted(text: pl.Expr, one: Format) -> pl.Expr:
    """Counts of days, seconds or milliseconds → Datetime("us")."""
    if one.epoch == "days":
        days = pl.when(text.str.contains(f"^(?:{_SERIAL.pattern})$")).then(
            text.cast(pl.Float64, strict=False)
        )
        since = (days * _DAY_IN_US).round().cast(pl.Int64).cast(pl.Duration("us"))
        return pl.lit(_SERIAL_ZERO).cast(pl.Datetime("us")) + since
    unit: Literal["s", "ms"] = "s" if one.epoch == "s" else "ms"
    digits = text.str.len_bytes() == (10 if unit == "s" else 13)
    moment = pl.from_epoch(text.cast(pl.Int64, strict=False), time_unit=unit)
    return pl.when(digits).then(moment.cast(pl.Datetime("us")))
