"""Numbers as exports write them: thousands, decimal comma, currency signs, accounting negatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.intake.parse.currencies import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable

DecimalSign = Literal[".", ","]

_BEFORE: Final = rf"^([-+−–(]*){UNIT}([-+−–(]*)"
_AFTER: Final = rf"(?:{UNIT}|%)([)−–-]*)$"
_NO_CENTS: Final = r"[.,][-−–—]+$"
"""`12,-` and `12.–`: a whole amount, not a negative one."""
_DASH: Final = r"^[-−–—]+$"
"""How accounts write zero."""
_SPACE: Final = r"[\s\u00a0\u202f]"
_SPACE_IN_NUMBER: Final = r"(\d)[\s\u00a0\u202f'’](\d)"
_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")
_NEGATIVE: Final = r"^\(.*\)$|^[-−–].*|.*[-−–]$"
_SIGNS: Final = r"^[-+−–(]+|[)−–-]+$"
_GROUPED: Final = {
    ".": r"^(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?$|^\.\d+$",
    ",": r"^(?:\d{1,3}(?:\.\d{2,3})*\.\d{3}|\d+)(?:,\d*)?$|^,\d+$",
}
_DIGIT: Final = re.compile(r"\d")
_FIGURES: Final = re.compile(r"\d[\d.,]*")
_PROOFS: Final = {
    "point": r"^[\d,]+,\d+\.\d*$|^\d+,\d+,[\d,]*\d$|^\d*\.(?:\d{1,2}|\d{4,})$|^(?:0\d*|\d{4,})?\.\d{3}$",
    "comma": r"^[\d.]+\.\d+,\d*$|^\d+\.\d+\.[\d.]*\d$|^\d*,(?:\d{1,2}|\d{4,})$|^(?:0\d*|\d{4,})?,\d{3}$",
    "open_points": r"^[1-9]\d{0,2}\.\d{3}$",
    "open_commas": r"^[1-9]\d{0,2},\d{3}$",
    "ungrouped": r"^\d{4,}$",
}


@dataclass(frozen=True)
class DecimalProof:
    """How many texts prove a decimal point, how many a decimal comma, and how many could be either.

    `open_points` and `open_commas` have three digits after the only one; `ungrouped` are whole thousands
    written without any: beside them a point before three digits does not group.
    """

    point: int = 0
    comma: int = 0
    open_points: int = 0
    open_commas: int = 0
    ungrouped: int = 0

    def __add__(self, other: DecimalProof) -> DecimalProof:
        return DecimalProof(
            self.point + other.point,
            self.comma + other.comma,
            self.open_points + other.open_points,
            self.open_commas + other.open_commas,
            self.ungrouped + other.ungrouped,
        )

    @property
    def is_proven(self) -> bool:
        """Whether more texts prove one of them than the other."""
        return self.point != self.comma

    @property
    def as_shares(self) -> DecimalProof:
        """The same where no value can be a thousand: nothing is open."""
        return DecimalProof(self.point + self.open_points, self.comma + self.open_commas)

    def verdict(self, *, continental: bool) -> DecimalSign | None:
        """The decimal sign, or None where only the user can tell.

        `continental`: columns are cut by semicolons or dates written with points. There `1.234` is a thousand
        and `1,234` is not; elsewhere `1,234` is a thousand, and `1.234` may be either.
        """
        if self.is_proven:
            return "," if self.comma > self.point else "."
        if self.comma or (self.open_points and self.open_commas):
            return None
        if self.open_points and not continental:
            return "." if self.ungrouped else None
        return "," if continental and (self.open_points or self.open_commas) else "."


def is_plain(texts: Iterable[str]) -> bool:
    """Whether every text is a number in the form of programming languages."""
    return all(_PLAIN.fullmatch(text) for text in texts)


def looks_numeric(texts: Iterable[str]) -> bool:
    """Whether every text could be a number, decorated or not, and there is at least one."""
    seen = False
    for text in texts:
        if not _DIGIT.search(text):
            return False
        seen = True
        if _FIGURES.fullmatch(text):
            continue
        bare = re.sub(_SPACE, "", re.sub(_SPACE_IN_NUMBER, r"\1\2", text))
        bare = re.sub(_AFTER, r"\1", re.sub(_BEFORE, r"\1\2", bare))
        if not _FIGURES.fullmatch(re.sub(_SIGNS, "", bare)):
            return False
    return seen


def decimal_proof(frame: pl.LazyFrame, text: pl.Expr) -> DecimalProof:
    """What this column of texts proves about the decimal sign."""
    figures = _figures(text)
    counts = frame.select(
        figures.str.contains(pattern).sum().alias(kind) for kind, pattern in _PROOFS.items()
    )
    return DecimalProof(**counts.collect().row(0, named=True))


def _figures(text: pl.Expr) -> pl.Expr:
    """The digits, points and commas of a number; texts that are none keep what else they have."""
    bare = text.str.replace_all(_SPACE_IN_NUMBER, "${1}${2}").str.replace_all(_SPACE_IN_NUMBER, "${1}${2}")
    bare = bare.str.replace_all(_SPACE, "").str.replace(_NO_CENTS, "")
    bare = bare.str.replace(_BEFORE, "${1}${2}").str.replace(_AFTER, "${1}")
    return bare.str.replace_all(_SIGNS, "").str.replace(r"[.,]+$", "")


def parse_plain(text: pl.Expr) -> pl.Expr:
    """Texts such as -1234.5 → Float64; null for anything else, though `inf` and `nan` pass."""
    return text.cast(pl.Float64, strict=False)


def parse_decorated(text: pl.Expr, decimal: DecimalSign) -> pl.Expr:
    """Texts such as `€ 1.234,50-` or `(1,234.50)` → Float64; null where digits are not grouped soundly."""
    grouping = "," if decimal == "." else "."
    bare = (
        text.str.replace_all(_SPACE_IN_NUMBER, f"${{1}}{grouping}${{2}}")
        .str.replace_all(_SPACE_IN_NUMBER, f"${{1}}{grouping}${{2}}")
        .str.replace_all(_SPACE, "")
        .str.replace(_BEFORE, "${1}${2}")
        .str.replace(_AFTER, "${1}")
        .str.replace(_NO_CENTS, "")
    )
    digits = bare.str.replace_all(_SIGNS, "")
    sound = digits.str.contains(_GROUPED[decimal])
    plain = digits.str.replace_all(",", "", literal=True)
    if decimal == ",":
        plain = digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    value = plain.cast(pl.Float64, strict=False)
    signed = pl.when(bare.str.contains(_NEGATIVE)).then(-value).otherwise(value)
    return pl.when(sound).then(signed)


def writes_dash(text: str) -> bool:
    """Whether a text is a dash as in `is_dash`."""
    if any(char.isdigit() for char in text):
        return False
    bare = re.sub(_AFTER, r"\1", re.sub(_BEFORE, r"\1\2", re.sub(_SPACE, "", text)))
    return re.search(_DASH, bare) is not None


def is_dash(text: pl.Expr) -> pl.Expr:
    """Whether a dash stands in place of an amount, with or without a currency: zero, as accounts write it."""
    bare = text.str.replace_all(_SPACE, "").str.replace(_BEFORE, "${1}${2}").str.replace(_AFTER, "${1}")
    return bare.str.contains(_DASH)
