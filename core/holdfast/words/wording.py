"""Numbers, money and days as people read them: the same words for one value and for a column of polars."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final

import polars as pl

from holdfast.money import MONEY_SCALE
from holdfast.words.currencies import currency_sign, digits_of
from holdfast.words.interface.catalogue import counted, tr
from holdfast.words.interface.chosen import form, language
from holdfast.words.interface.forms import ENGLISH
from holdfast.words.numerals import CUT_NUMBER, MINUS, signed_amount


@dataclass(frozen=True)
class _Step:
    """Amounts from `least` currency units on are written in `divisor` units, with `decimals` and `suffix`."""

    least: int
    divisor: int
    decimals: int
    suffix: str

    @property
    def quantum(self) -> int:
        """The smallest difference this step shows, in ten-thousandths of the currency unit."""
        return int(self.divisor * MONEY_SCALE // 10**self.decimals)


# At least two significant figures: what comparing accounts needs, no more.
_FROM_TEN_ON: Final = (
    _Step(10, 1, 0, ""),
    _Step(1_000, 1_000, 1, "k"),
    _Step(10_000, 1_000, 0, "k"),
    _Step(1_000_000, 1_000_000, 1, "m"),
    _Step(10_000_000, 1_000_000, 0, "m"),
    _Step(1_000_000_000, 1_000_000_000, 1, "bn"),
    _Step(10_000_000_000, 1_000_000_000, 0, "bn"),
)


@cache
def _scale(currency: str) -> tuple[tuple[_Step, ...], tuple[int, ...]]:
    """The steps of a currency, and the smallest money of each after rounding in the step before.

    999.60 is written 1k, never 1000.
    """
    steps = (_Step(0, 1, digits_of(currency), ""), *_FROM_TEN_ON)
    reached = (step.least * MONEY_SCALE - before.quantum // 2 for before, step in pairwise(steps))
    return steps, (0, *reached)


def money_text(money: int, currency: str) -> str:
    """Money (Int64 ten-thousandths) in short: `€84k`, `€4.1k`, `€310`, `€4.50`, `−€1.2m`."""
    steps, reached = _scale(currency)
    step = steps[bisect_right(reached, abs(money)) - 1]
    quanta = (abs(money) + step.quantum // 2) // step.quantum
    whole, fraction = divmod(quanta, 10**step.decimals)
    digits = f"{whole}{form().decimal}{fraction:0{step.decimals}}" if fraction else str(whole)
    return signed_amount(money, currency_sign(currency), digits, step.suffix)


def money_words(money: pl.Series, currency: str) -> pl.Series:
    """Money (Int64 ten-thousandths) → String, as `money_text` writes it; null stays null.

    A series rather than an expression, which would compute the shared terms again for every use.
    """
    steps, reached = _scale(currency)
    size = money.abs().fill_null(0)
    step = pl.Series(reached).search_sorted(size, side="right") - 1
    quantum = pl.Series([step.quantum for step in steps]).gather(step)
    one = pl.Series([10**step.decimals for step in steps]).gather(step)
    # What stands before and after the digits of an amount of each size, in the form of the reader.
    around = [form().sized("|", one.suffix, currency_sign(currency)).partition("|") for one in steps]
    prefix, suffix = (pl.Series([parts[side] for parts in around]).gather(step) for side in (0, 2))
    quanta = (size + quantum // 2) // quantum
    fraction = quanta % one
    # 1 stands before the fraction to keep its leading zeros, and gives way to the point.
    point = (fraction + one).cast(pl.String).str.replace("1", form().decimal, literal=True)
    nothing = pl.Series([""])
    decimals = point.zip_with(fraction > 0, nothing)
    minus = pl.Series([MINUS]).zip_with((money < 0) & (quanta > 0), nothing)
    digits = (quanta // one).cast(pl.String)
    words = minus + prefix + digits + decimals + suffix
    return words.zip_with(money.is_not_null(), pl.Series([None], dtype=pl.String)).alias(money.name)


def day_text(day: date) -> str:
    """`30 Apr 2025`."""
    return form().day_text(day)


def day_words(day: pl.Expr) -> pl.Expr:
    """Date → String, as `day_text` writes it; null stays null."""
    return day.dt.strftime(form().strftime)


def month_words(day: pl.Expr) -> pl.Expr:
    """Date → String of its month: `Apr 2025`; null stays null."""
    if form() is ENGLISH:
        return day.dt.strftime("%b %Y")
    names = pl.lit(pl.Series(form().months)).gather(day.dt.month() - 1)
    return names + " " + day.dt.year().cast(pl.String)


def plural(number: int, one: str, many: str | None = None) -> str:
    """`1 gap`, `3 gaps`; `many` where the plural is not formed with s."""
    return counted(f"{{n}} {one}|{{n}} {many or one + 's'}", number)


def plural_words(number: pl.Expr, one: str, many: str | None = None) -> pl.Expr:
    """Integer → String, as `plural` writes it; null stays null."""
    single, _, several = tr(f"{{n}} {one}|{{n}} {many or one + 's'}").partition("|")
    is_single = number < 2 if language() == "fr" else number == 1
    noun = pl.when(is_single).then(pl.lit(single[len("{n}") :])).otherwise(pl.lit(several[len("{n}") :]))
    return number.cast(pl.String) + noun


_VOCABULARY: Final = "vocabulary"
"""The table of words inside of evidence: lower case, they mean something else on their own."""


def sentence(template: str, *values: pl.Expr | str) -> pl.Expr:
    """`pl.format` by a template that the catalogue may have: its `{}` in order, in a translation also `{0}`.

    Null where any value is.
    """
    told = tr(template, _VOCABULARY)
    places = [int(place) for place in re.findall(r"\{(\d+)\}", told)]
    if not places:
        return pl.format(told, *values)
    return pl.format(re.sub(r"\{\d+\}", "{}", told), *(values[place] for place in places))


def word(text: str) -> pl.Expr:
    """A word of the program as an expression, in the language chosen."""
    return pl.lit(tr(text, _VOCABULARY))


def words_in(column: pl.Expr, known: Iterable[str]) -> pl.Expr:
    """A column of words of the program in the language chosen; what is not known stays as it is."""
    if language() == "en":
        return column
    return column.cast(pl.String).replace({text: tr(text, _VOCABULARY) for text in known})


def number_words(number: pl.Expr) -> pl.Expr:
    """Number → String with one decimal where it matters: `2.9`, `30`, `0.5`; null stays null."""
    exact = number.cast(pl.Float64)
    rounded = exact.round(1)
    text = (
        pl.when((rounded % 1 == 0) | (rounded.abs() >= 10))
        .then(exact.round(0).cast(pl.Int64).cast(pl.String))
        .otherwise(rounded.cast(pl.String))
    )
    text = text.str.replace("-", MINUS, literal=True)
    return text if form() is ENGLISH else text.str.replace(".", form().decimal, literal=True)


def decimal_words(number: pl.Expr) -> pl.Expr:
    """Number → String as polars writes it, with the decimal sign of the locale; null stays null."""
    text = number.cast(pl.String)
    return text if form() is ENGLISH else text.str.replace(".", form().decimal, literal=True)


def change_words(now: pl.Expr, before: pl.Expr) -> pl.Expr:
    """Relative change of `now` against `before` → String: `−58 %`, `+12 %`, `0 %`.

    Null where before is not > 0.
    """
    percent = pl.when(before > 0).then(((now / before - 1) * 100).round(0).cast(pl.Int64))
    sign = pl.when(percent < 0).then(pl.lit(MINUS)).when(percent > 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return sign + percent.abs().cast(pl.String) + form().spaced_percent


def quote_words(text: pl.Series, length: int) -> pl.Series:
    """Free text → String in quotation marks, on one line, at most `length` characters of it; null stays null.

    It is still untrusted data: the terminal layer makes it safe to show.
    """
    # A cell may be huge: only its beginning is looked at.
    line = text.str.slice(0, length * 4).str.replace_all(r"\s+", " ").str.strip_chars()
    # A number cut short would be another one: it is left out whole.
    short = line.str.slice(0, length - 1).str.replace(CUT_NUMBER, "").str.strip_chars_end() + "…"
    shown = line.zip_with(line.str.len_chars().fill_null(0) <= length, short)
    return ("“" + shown + "”").zip_with(shown != "", pl.Series([None], dtype=pl.String))
