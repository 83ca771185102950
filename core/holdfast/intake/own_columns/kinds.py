"""What the texts of an own column are: numbers, days, yes and no, one of a few words, or prose.

A column is what *each* of its cells is: one that cannot be read so makes it text, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import EMPTY_WORDS, NOT_READABLE, Reading, parse
from holdfast.intake.parse.currencies import currency_of
from holdfast.intake.read.raw import SAMPLE_ROWS
from holdfast.schema.field_set import LONGEST_VALUE, MOST_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfast.intake.parse.numbers import DecimalSign
    from holdfast.schema.fields import FieldKind
    from holdfast.schema.tables import ColumnType

GROUP: Final = "__group"
TEXT: Final = "__text"
_VALUE: Final = "__value"
_UNREADABLE: Final = "__unreadable"

StatedKind = Literal["text", "number", "date", "boolean"]

_IS_CODE: Final = re.compile(
    r"(?i)(?:^|[\W_])(?:id|no|nr|num|number|nummer|numero|code|codice|zip|plz|postcode|phone|telefon|tel|fax"
    r"|vat|iban|ean|sku)$"
)
"""Headers of figures that are names: nothing is added up, and no thousands are set apart."""
_ASKS: Final = re.compile(r"(?i)^(?:is|has|was|can|hat|est|ha)[\W_]|\?$")
"""Headers that ask for yes or no, so that 1 and 0 are an answer."""
_DECORATED: Final = r"[^0-9.\-]|.-"
"""In texts of numbers: more than a sign, digits and a point."""
_PADDED: Final = r"^[-+]?0\d"
_PACKED: Final = r"^(?:19|20)\d{6}$"
_EXACT_DIGITS: Final = 15
"""Numbers of more digits are names: as numbers they would lose the last ones."""
_MOST_ANSWERS: Final = 8
_LOOKED_AT: Final = 200
"""So many of its texts tell whether a column may be nearly of a kind."""
_NEARLY: Final = 0.8
"""A column with so large a share of readable cells was meant to be read so: what keeps it text is told."""


@dataclass(frozen=True)
class Manner:
    """How some files write; None where nothing decides it."""

    decimal: DecimalSign | None
    day_first: bool | None


@dataclass(frozen=True, eq=False)
class ReadColumn:
    """The values of a column, what they are, and what is to be said of them."""

    values: pl.Series
    kind: FieldKind
    note: str = ""


def typed(
    cells: pl.DataFrame, manners: Sequence[Manner], title: str, stated: StatedKind | None
) -> ReadColumn:
    """A column of texts as what it is. `cells`: TEXT, and GROUP the number of the manner it is written in.

    With a `stated` kind, cells that cannot be read so are empty, and counted in the note.
    """
    texts = cells.get_column(TEXT)
    # A million cells are often a few texts: each is looked at once.
    distinct = cells.drop_nulls(TEXT).unique(maintain_order=True)
    words = distinct.get_column(TEXT).unique(maintain_order=True)
    filled = words.filter(~words.str.to_lowercase().is_in(list(EMPTY_WORDS)))
    if stated == "text" or filled.is_empty():
        return _as_text(texts)
    for kind in _WANTED if stated is None else (stated,):
        if stated is None and not _may_be(filled, manners, kind, title):
            continue
        column = _read(cells, distinct, manners, kind, forced=stated is not None)
        if column is not None:
            return column
    return _as_text(texts, _what_keeps_it(cells, manners, filled, title))


def _may_be(filled: pl.Series, manners: Sequence[Manner], kind: StatedKind, title: str) -> bool:
    is_one = _IS_ONE.get(kind)
    if _open(manners, kind) or (is_one and not all(map(is_one, filled.head(_LOOKED_AT).to_list()))):
        return False
    return _LOOKS[kind](filled, title)


def _as_text(texts: pl.Series, note: str = "") -> ReadColumn:
    text = parse(pl.col(TEXT), pl.String(), "text", Reading()).value
    kept = texts.alias(TEXT).to_frame().select(pl.when(text != "").then(text)).to_series()
    distinct = kept.drop_nulls().n_unique()
    few = 0 < distinct <= MOST_VALUES and distinct < kept.count()
    short = few and int(kept.str.len_chars().max() or 0) <= LONGEST_VALUE  # type: ignore[arg-type]
    return ReadColumn(kept, "dimension" if short else "text", note)


def _read(
    cells: pl.DataFrame,
    distinct: pl.DataFrame,
    manners: Sequence[Manner],
    kind: StatedKind,
    *,
    forced: bool,
) -> ReadColumn | None:
    """The column as values of a kind; None where one of its cells is none. `distinct`: each cell once."""
    found = _parsed(distinct, manners, kind)
    if found.get_column(_UNREADABLE).any() and not forced:
        return None
    beside = cells.join(found, on=[GROUP, TEXT], how="left", maintain_order="left")
    unread = int(beside.get_column(_UNREADABLE).sum())
    values = beside.get_column(_VALUE)
    note = f"{unread:,} of its cells cannot be read so and are empty" if unread else ""
    if kind != "number":
        return ReadColumn(values, kind, note)
    whole = _whole(values)
    return ReadColumn(whole, "count" if whole.dtype == pl.Int64 else "number", note)


def _whole(values: pl.Series) -> pl.Series:
    """Numbers without a fraction as such, where all are."""
    told = values.drop_nulls()
    if told.is_empty() or not bool(((told == told.round()) & (told.abs() < 10**_EXACT_DIGITS)).all()):
        return values
    return values.cast(pl.Int64)


def _looks_boolean(filled: pl.Series, title: str) -> bool:
    words = filled.str.strip_chars().str.to_lowercase().unique()
    if words.len() > _MOST_ANSWERS:
        return False
    return bool(_ASKS.search(title)) or not words.str.contains(r"^\d").all()


def _looks_number(filled: pl.Series, title: str) -> bool:
    if _IS_CODE.search(title) or _is_name(filled):
        return False
    if not filled.str.contains(r"\d").all():
        return False
    units = filled.to_frame(TEXT).select(currency_of(pl.col(TEXT)).drop_nulls().n_unique()).item()
    return int(units) <= 1


def _is_name(filled: pl.Series) -> bool:
    """Whether figures name something: zeros before them, more digits than a number holds, or packed days."""
    digits = int(filled.str.count_matches(r"\d").max() or 0)  # type: ignore[arg-type]
    padded, packed = filled.str.contains(_PADDED).any(), filled.str.contains(_PACKED).all()
    return digits > _EXACT_DIGITS or bool(padded) or bool(packed)


def _looks_date(filled: pl.Series, title: str) -> bool:
    if filled.str.contains(_PACKED).all():
        return not _IS_CODE.search(title)
    return bool((filled.str.contains(r"\d\D+\w|\p{L}\W*\d")).all())


_LOOKS: Final = {"boolean": _looks_boolean, "number": _looks_number, "date": _looks_date}
_WANTED: Final[tuple[StatedKind, ...]] = ("boolean", "number", "date")
_TYPES: Final[Mapping[StatedKind, ColumnType]] = {"boolean": "boolean", "number": "float", "date": "date"}


def _parsed(cells: pl.DataFrame, manners: Sequence[Manner], kind: StatedKind) -> pl.DataFrame:
    """`value` and `unreadable` of every cell, each read as its file writes."""
    value, unreadable = pl.lit(None), pl.lit(value=True)
    for group, manner in enumerate(manners):
        own = cells.filter(pl.col(GROUP) == group).get_column(TEXT).drop_nulls()
        parsed = parse(pl.col(TEXT), pl.String(), _TYPES[kind], _reading(own, manner, kind))
        here = pl.col(GROUP) == group
        value = pl.when(here).then(parsed.value).otherwise(value)
        unreadable = pl.when(here).then(parsed.unreadable).otherwise(unreadable)
    blank = pl.col(TEXT).is_null()
    told = pl.when(~blank).then(unreadable).otherwise(pl.lit(value=False)).fill_null(value=False)
    return cells.select(GROUP, TEXT, value.alias(_VALUE), told.alias(_UNREADABLE))


def _reading(texts: pl.Series, manner: Manner, kind: StatedKind) -> Reading:
    if kind == "number":
        plain = manner.decimal == "." and not texts.str.contains(_DECORATED).any()
        return Reading(plain=plain, decimal=manner.decimal or ".", empty_words=True)
    if kind == "boolean":
        return Reading(empty_words=True)
    formats: tuple[dates.Format, ...] = ()
    distinct = texts.unique(maintain_order=True)
    left = distinct
    while (sample := left.head(SAMPLE_ROWS).to_list()) and (
        fresh := [
            one
            for one in dates.detect_formats(sample, day_first=manner.day_first)
            if one not in formats and not one.epoch
        ]
    ):
        formats = (*formats, *fresh)
        day = parse(pl.col(TEXT), pl.String(), "date", Reading(formats=formats, empty_words=True))
        left = left.to_frame(TEXT).filter(day.unreadable).to_series()
    return Reading(formats=formats, empty_words=True)


def _what_keeps_it(cells: pl.DataFrame, manners: Sequence[Manner], filled: pl.Series, title: str) -> str:
    """Why a column of nearly nothing but numbers or days is kept as text; or nothing."""
    if _IS_CODE.search(title):
        return ""
    sample = filled.head(_LOOKED_AT).to_list()
    for kind, is_one in _IS_ONE.items():
        meant = sum(map(is_one, sample)) >= _NEARLY * len(sample)
        if meant and not _open(manners, kind) and (note := _odd_cells(_parsed(cells, manners, kind), kind)):
            return note
    distinct = filled.unique(maintain_order=True).head(SAMPLE_ROWS).to_list()
    if _open(manners, "date") and all(dates.needs_day_order([text]) for text in distinct):
        return "text, since its days could be day/month or month/day: say which by date_format"
    if _open(manners, "number") and numbers.looks_numeric(distinct) and not _is_name(filled):
        return "text, since the points in its numbers may be decimal or group thousands: say which by decimal"
    return ""


def _open(manners: Sequence[Manner], kind: StatedKind) -> bool:
    if kind == "boolean":
        return False
    return any((one.decimal if kind == "number" else one.day_first) is None for one in manners)


# Asked of texts one by one: patterns that know every currency take longer to make than to use.
_IS_ONE: Final[Mapping[StatedKind, Callable[[str], bool]]] = {
    "number": lambda text: numbers.looks_numeric([text]),
    "date": lambda text: bool(dates.detect_formats([text], day_first=True)),
}


def _odd_cells(found: pl.DataFrame, kind: StatedKind) -> str:
    odd = found.filter(_UNREADABLE)
    told = found.get_column(_VALUE).count() + odd.height
    if odd.is_empty() or told - odd.height < _NEARLY * told:
        return ""
    return (
        f"text, since {odd.height:,} of its {told:,} cells cannot be read, such as "
        f"'{odd.item(0, TEXT)[:40]}', which {NOT_READABLE[_TYPES[kind]]}"
    )
