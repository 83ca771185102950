"""Days written with the name of their month, in six languages, with or without weekday: as ISO days."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Final, Literal

import polars as pl
import tomli

Order = Literal["dmy", "mdy", "ymd", "my", "year_month", "month_year"]
"""What stands first. The last three have no day and mean the first of the month, two of them in figures."""

_MONTH: Final = r"((?:كانون|تشرين)\s\S+|[^\W\d_]{2,12})\.?"
_YEAR: Final = r"['’]?(\d{4}|\d{2})"
_WEEKDAY: Final = r"^\s*(?:[^\W\d_]{2,10}[.,]{0,2}\s+)?"
_OF: Final = r"(?:\s*(?:de|del|di|of)\s+|\s*d['’]|[\s\-/.,]*)"
_ENDING: Final = r"(?:er|re|st|nd|rd|th|[º°.])?"
_TIME: Final = (
    r"(?:(?:T|,?\s+(?:at\s+|à\s+|um\s+)?)(\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?)\s?(?:([AaPp]\.?\s?[Mm]\.?)|hs?\b\.?|Uhr)?"
    r"\s?(?:(?:GMT|UTC)?([+-]\d{2}:?\d{2})|(Z|UTC|GMT|UT))?)?(?:\s*\([A-Z]{2,5}\))?\s*$"
)
_PATTERNS: Final[dict[Order, str]] = {
    "dmy": rf"{_WEEKDAY}(\d{{1,2}}){_ENDING}{_OF}{_MONTH}{_OF}{_YEAR}{_TIME}",
    "mdy": rf"{_WEEKDAY}{_MONTH}[\s\-/.]+(\d{{1,2}}){_ENDING}[,\s\-/.]+{_YEAR}{_TIME}",
    "ymd": rf"^\s*(\d{{4}})[\s\-/.]+{_MONTH}[\s\-/.]+(\d{{1,2}}){_TIME}",
    "my": rf"^\s*{_MONTH}(?:\s+(\d{{4}})|\s*[-/.]\s*{_YEAR}|\s*['’](\d{{2}}))\s*$",
    "year_month": r"^\s*(\d{4})[-/.](0[1-9]|1[0-2])\s*$",
    "month_year": r"^\s*(0?[1-9]|1[0-2])[-/.](\d{4})\s*$",
}
_SOME_DAY: Final = "2025-01-31"
_OTHER_DIGITS: Final = dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True))
_AS_ASCII: Final = {ord(digit): ascii_ for digit, ascii_ in _OTHER_DIGITS.items()}


@cache
def month_numbers() -> dict[str, str]:
    """Name of a month in lower case → its two digits."""
    text = resources.files("holdfast.intake.parse").joinpath("months.toml").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for months in tomli.loads(text).values():
        for number, names in enumerate(months, start=1):
            for name in (one.replace("_", " ") for one in names.split()):
                found[name] = found[_without_accents(name)] = f"{number:02}"
    return found


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def _compiled(order: Order) -> re.Pattern[str]:
    return re.compile(_PATTERNS[order])


def shape_of(text: str) -> tuple[Order, str] | None:
    """The order a day is written in, and some ISO day with a time of the same form; None for other texts."""
    bare = text.translate(_AS_ASCII)
    for order in _PATTERNS:
        found = _compiled(order).match(bare)
        if found is None:
            continue
        if order in ("year_month", "month_year"):
            return order, _SOME_DAY
        if found[1 if order in ("mdy", "my") else 2].lower() not in month_numbers():
            continue
        if order == "my" or not found[4]:
            return order, _SOME_DAY
        zone = found[6] or ("Z" if found[7] else "")
        return order, f"{_SOME_DAY} {found[4]}{' PM' if found[5] else ''}{zone}"
    return None


def iso_text(text: pl.Expr, order: Order) -> pl.Expr:
    """Days in this order as `2025-01-31 14:30:00 PM+0100`, as much of it as there is; else null."""
    text, pattern = text.str.replace_many(_OTHER_DIGITS), _PATTERNS[order]

    def part(group: int) -> pl.Expr:
        return text.str.extract(pattern, group)

    first = pl.lit("01")
    if order == "year_month":
        return pl.concat_str(part(1), part(2), first, separator="-")
    if order == "month_year":
        return pl.concat_str(part(2), part(1).str.zfill(2), first, separator="-")
    if order == "my":
        return _day(pl.coalesce(part(2), part(3), part(4)), part(1), first)
    day, month, year = {"dmy": (1, 2, 3), "mdy": (2, 1, 3), "ymd": (3, 2, 1)}[order]
    half = pl.lit(" ") + part(5).str.to_uppercase().str.replace_all(r"[^APM]", "")
    clock = pl.lit(" ") + part(4) + half.fill_null("")
    zone = pl.coalesce(part(6), part(7)).str.replace("^UT$", "UTC")
    return _day(part(year), part(month), part(day)) + clock.fill_null("") + zone.fill_null("")


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    number = month.str.to_lowercase().replace_strict(month_numbers(), default=None, return_dtype=pl.String)
    return pl.concat_str(_full_year(year), number, day.str.zfill(2), separator="-")


def _full_year(year: pl.Expr) -> pl.Expr:
    """Two-digit years: 69 and later are 19xx, as POSIX has it."""
    short = pl.when(year >= "69").then(pl.lit("19") + year).otherwise(pl.lit("20") + year)
    return pl.when(year.str.len_bytes() == 2).then(short).otherwise(year)
