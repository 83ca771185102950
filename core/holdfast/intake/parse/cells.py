"""One column of a file → one canonical column: strict, with every unreadable text left for quarantine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.dates import Format
from holdfast.intake.parse.numbers import DecimalSign
from holdfast.intake.read.native import as_text, in_calendar
from holdfast.money import from_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.schema.tables import ColumnType

NOT_READABLE: Final[dict[ColumnType, str]] = {
    "text": "is not text",
    "date": "is not a date",
    "timestamp": "is not a date or time",
    "integer": "is not a whole number",
    "float": "is not a number",
    "boolean": "is neither yes nor no",
    "money": "is not an amount",
}

_IN_A_FLOAT: Final = 15
_LONGEST: Final = 38
"""Figures that a float surely holds, and those that a decimal may have."""

_NOTHING: Final = (
    "null", "(null)", "<null>", "n/a", "#n/a", "#null!", "nan", "nat", "\\n", "(blank)", "(empty)", "-", "--",
    "\u2013", "\u2014", '=""', "-none-", "(not set)",
    "#ref!", "#value!", "#name?", "#div/0!", "#num!", "k.a.", "k.A.", "n.d.", "n/d", "keine angabe",
    "non renseigné",
)  # fmt: skip
_NOTHING_IN_KEYS: Final = (*_NOTHING, "none", "na", "n.a.", "nil", "undefined")

EMPTY_WORDS: Final = ("", *_NOTHING_IN_KEYS, "0000-00-00")
"""Texts that mean "nothing" in columns of figures and dates.

In keys they do too, in columns of text only those that can hardly be a value: "None" may be a plan,
"NA" a region.
"""


def _spelled(words: Sequence[str]) -> list[str]:
    """The words in the cases that tools write: comparing them as they stand spares folding every cell."""
    return sorted(
        {form for word in words for form in (word, word.upper(), word.capitalize())} | {"NaN", "NaT"}
    )


_EMPTY_TEXTS: Final = _spelled(_NOTHING)
_EMPTY_KEYS: Final = _spelled(_NOTHING_IN_KEYS)

_FIRST_BYTES: Final = {
    key: sorted({word.encode()[0] for word in words if word})
    for key, words in ((False, _EMPTY_TEXTS), (True, _EMPTY_KEYS))
}
"""How the words that mean "nothing" begin: in keys, and elsewhere."""

_YES: Final = (
    "true",
    "yes",
    "y",
    "t",
    "1",
    "1.0",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "si",
    "sì",
    "sí",
    "vero",
    "x",
    "on",
)
_NO: Final = ("false", "no", "n", "f", "0", "0.0", "nein", "falsch", "non", "faux", "falso", "off")
_BOOLEANS: Final = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


@dataclass(frozen=True)
class Reading:
    """How the texts of one column are to be read, found out from the texts themselves."""

    formats: tuple[Format, ...] = ()
    plain: bool = True
    decimal: DecimalSign = "."
    empty_words: bool = False
    dashes: bool = False


@dataclass(frozen=True, eq=False)
class Parsed:
    """The typed value (null where empty or unreadable), whether anything stood there, and that unreadable."""

    value: pl.Expr
    filled: pl.Expr
    unreadable: pl.Expr


def is_blank(text: pl.Expr) -> pl.Expr:
    """Whether a text means that there is no value."""
    return text.is_null() | text.str.strip_chars().str.to_lowercase().is_in(list(EMPTY_WORDS))


def detect(
    texts: Sequence[str], kind: ColumnType, *, day_first: bool | None, decimal: DecimalSign
) -> Reading:
    """How to read these texts as values of this type."""
    filled = [text for text in texts if text.strip().lower() not in EMPTY_WORDS]
    reading = Reading(decimal=decimal, empty_words=any(text and text not in filled for text in texts))
    if kind in ("date", "timestamp"):
        return replace(reading, formats=dates.detect_formats(filled, day_first=day_first))
    dashes = [text for text in texts if numbers.writes_dash(text)] if kind == "money" else []
    figures = [text for text in filled if text not in dashes]
    return replace(reading, plain=decimal == "." and numbers.is_plain(figures), dashes=bool(dashes))


def parse(
    source: pl.Expr, dtype: pl.DataType, kind: ColumnType, reading: Reading, *, key: bool = False
) -> Parsed:
    """A column of any dtype → a canonical column of this type; `key`: its texts name something."""
    if kind == "text":
        # The caller turns empty texts to null in a second step: doing it here would strip twice.
        text = _cleaned(as_text(source, dtype), key=key)
        return Parsed(text, text != "", pl.lit(value=False))
    native = _native(source, dtype, kind)
    if native is not None:
        filled = source.is_not_null()
        parsed = Parsed(native, filled, native.is_null() & filled)
    else:
        text = as_text(source, dtype)
        value = _from_text(text, kind, reading)
        filled = ~is_blank(text) if reading.empty_words else text != ""
        parsed = Parsed(value, filled, value.is_null() & filled)
    if kind in ("date", "timestamp"):
        # A year such as 9999 means that there is no end.
        return replace(parsed, value=pl.when(parsed.value < dates.OPEN_END).then(parsed.value))
    return parsed


def cleaned(text: pl.Series, *, key: bool) -> pl.Series:
    """A column of texts as `parse` has it: no spaces around, null where a word says that there is nothing.

    In most columns no text needs that, which its first and last byte tell in a third of the time: none is a
    space, or part of another letter than those of ASCII, and no such word begins like this.
    """
    ends = text.cast(pl.Binary)
    first, last = (ends.bin.get(place, null_on_oob=True) for place in (0, -1))
    has_no_empty = first.null_count() == text.null_count()
    if has_no_empty and _is_ink(first) and _is_ink(last) and not first.is_in(_FIRST_BYTES[key]).any():
        return text
    return text.to_frame().select(_cleaned(pl.col(text.name), key=key)).to_series()


def _cleaned(text: pl.Expr, *, key: bool) -> pl.Expr:
    return text.str.strip_chars().replace(_EMPTY_KEYS if key else _EMPTY_TEXTS, None)


def _is_ink(bytes_: pl.Series) -> bool:
    """Whether they are all visible characters of ASCII."""
    ends = [end for end in (bytes_.min(), bytes_.max()) if isinstance(end, int)]
    return all(ord("!") <= end <= ord("~") for end in ends)


def is_native(dtype: pl.DataType, kind: ColumnType) -> bool:
    """Whether a column of this dtype needs no reading of texts."""
    return kind == "text" or _native(pl.lit(None), dtype, kind) is not None


def _native(source: pl.Expr, dtype: pl.DataType, kind: ColumnType) -> pl.Expr | None:
    """The value straight from a typed column, or None where its texts have to be read."""
    if isinstance(dtype, pl.Date | pl.Datetime):
        return _moment(pl.when(in_calendar(source, dtype, dates.EARLIEST)).then(source), dtype, kind)
    if dtype == pl.Boolean:
        return source if kind == "boolean" else None
    if not dtype.is_numeric() or kind in ("date", "timestamp", "boolean"):
        return None
    exact = isinstance(dtype, pl.Decimal) and (dtype.precision or _LONGEST) > _IN_A_FLOAT
    # More figures than a float has are rounded as those of a text are: once.
    number = (source.cast(pl.String) if exact else source).cast(pl.Float64)
    number = pl.when(number.is_finite()).then(number)
    if kind == "integer" and dtype.is_integer():
        return source.cast(pl.Int64, strict=False)
    return _numeric(number, kind)


def _moment(source: pl.Expr, dtype: pl.DataType, kind: ColumnType) -> pl.Expr | None:
    if kind == "date":
        return source.dt.date() if isinstance(dtype, pl.Datetime) else source
    if kind != "timestamp":
        return None
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        source = source.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return source.cast(pl.Datetime("us"))


def _numeric(number: pl.Expr, kind: ColumnType) -> pl.Expr:
    if kind == "money":
        return from_units(number)
    if kind == "integer":
        return pl.when(number == number.round()).then(number).cast(pl.Int64, strict=False)
    return number


def _from_text(text: pl.Expr, kind: ColumnType, reading: Reading) -> pl.Expr:
    if kind in ("date", "timestamp"):
        return dates.parse(text, reading.formats, kind)
    if kind == "boolean":
        return (
            text.str.strip_chars()
            .str.to_lowercase()
            .replace_strict(_BOOLEANS, default=None, return_dtype=pl.Boolean)
        )
    number = numbers.parse_plain(text) if reading.plain else numbers.parse_decorated(text, reading.decimal)
    if reading.dashes:
        number = pl.when(numbers.is_dash(text)).then(0.0).otherwise(number)
    return _numeric(number, kind)
