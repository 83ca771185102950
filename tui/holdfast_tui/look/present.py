"""Values → words for people: money, percentages, dates, trends and severities, as `SafeText`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from holdfast.figures import Figure, Unit
from holdfast.schema.fields import FieldKind
from holdfast.timeline import Period
from holdfast.views.results import FigureRows
from holdfast.words.currencies import SIGNS, digits_of
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.interface.chosen import form, language
from holdfast.words.numerals import (
    MINUS,
    amount_text,
    chance_text,
    interval_text,
    number_text,
    percent_text,
    rounded_amount_text,
    signed_amount,
)
from holdfast_tui.safe_text import SafeText, cell_width, literal, safe
from holdfast_tui.terminal.capabilities import Glyphs, sparkline

DASH: Final = "–"
LONGEST_CODE: Final = 5
"""Cells of a code: a currency is whatever the export says."""
_LIMITS_ANYWHERE: Final = 1.5
_DUST: Final = 1e-9
"""1.15 is no exact binary number: a hundred times it must not fall below 115."""
_STEPS: Final = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
_UP_IS_BAD: Final = (
    *("churn.", "risk.", "turnover.", "orphans.", "handover.", "recognition.reps.days"),
    *("nps.silent_share", "revenue.dependence", "revenue.stability", "price.discount_depth"),
    *("pipeline.attrition", "pipeline.cycle", "contracts.shortfall", "contracts.damages"),
)


RANGES: Final = ("churn.cost", "clv.what_if", "pipeline.stage_conversion")
"""Figures whose bounds are for other assumptions or what is still open, not for chance."""

NO_VALUE: Final[Mapping[str, str]] = {
    "n/a": "nothing to divide by",
    "needs": "a file is missing",
    "hidden": "hidden, because it rests on fewer than 5 people",
}
"""Why a figure of a status has no value, where its note does not say."""


def money(value: float | None, currency: str = "") -> SafeText:
    """An amount in currency units, short enough to scan: `€84.2k`, `€412`, `CHF 1.2M`."""
    return _short_money(value, currency, _sign(currency) or _code(currency))


def amount(value: float | None, currency: str) -> SafeText:
    """The same in a column, whose heading has the `heading_code`: `€84.2k`, `1.2M`."""
    return _short_money(value, currency, _sign(currency))


def money_exact(value: float, currency: str = "") -> SafeText:
    """An amount in full: `€84,213.50`, `CHF 12`; minor units only where there are any."""
    return safe(amount_text(value, currency, before=_sign(currency) or _code(currency)))


def amount_exact(value: float, currency: str) -> SafeText:
    """The same in a column, whose heading has the `heading_code`."""
    return safe(amount_text(value, currency, before=_sign(currency)))


def heading_code(currency: str) -> str:
    """What the heading of a column of amounts says after its title: the code of a currency without a sign.

    A sign takes one cell and stands with every amount; a code would cost each of them four.
    """
    return "" if _sign(currency) else safe(currency, LONGEST_CODE)


def _sign(currency: str) -> str:
    """The sign of a currency, where it has one and this terminal can show it."""
    sign = SIGNS.get(currency, "")
    return sign if cell_width(literal(sign)) == 1 else ""


def _code(currency: str) -> str:
    """The code of a currency in front of an amount."""
    return f"{safe(currency, LONGEST_CODE)} " if currency else ""


def _short_money(value: float | None, currency: str, before: str) -> SafeText:
    if value is None or not math.isfinite(value):
        return literal(DASH)
    digits, suffix = _short(abs(value), digits_of(currency))
    return safe(signed_amount(value, before, form().digits(digits), suffix))


def _short(amount: float, minor_digits: int) -> tuple[str, str]:
    for size, suffix in _STEPS:
        # 999,950 rounds to 1.0M rather than to 1000k.
        if amount >= size * 0.9995:
            scaled = amount / size
            return f"{scaled:.1f}" if scaled < 99.95 else f"{scaled:.0f}", suffix
    minor = round(amount, minor_digits)
    return f"{minor:.{minor_digits}f}" if minor < 10 and minor % 1 else f"{amount:.0f}", ""


def count(value: float | None) -> SafeText:
    """A count with thousands set apart: `1,204`."""
    return literal(DASH if value is None else number_text(value))


def number(value: float | None) -> SafeText:
    """A plain number, with one decimal where it has any."""
    if value is None or not math.isfinite(value):
        return literal(DASH)
    return literal(number_text(value, 0 if value == round(value) else 1))


def percent(ratio: float | None, *, of: float | None = None) -> SafeText:
    """A ratio as a percentage: `91.2%`; whole points from 100 up and for a share `of` fewer than 100."""
    if ratio is None or not math.isfinite(ratio):
        return literal(DASH)
    points = 100 * ratio
    whole = abs(points) >= 99.95 or points == 0 or (of is not None and of < 100)
    return literal(percent_text(ratio, 0 if whole else 1))


def chance(ratio: float | None) -> SafeText:
    """A chance as a percentage: `39.3%`, `>99%`, `<1%`; `100%` and `0%` only where it is exactly that.

    No model is certain, and none is good to a tenth of a point at either end.
    """
    return percent(ratio) if ratio is None else literal(chance_text(ratio))


def score(value: float | None) -> SafeText:
    """A mark from 0 to 1: `0.94`."""
    return literal(DASH if value is None else number_text(value, 2))


def interval(low: float | None, high: float | None) -> SafeText:
    """A 95 % interval of a ratio in whole points: `[86–95]`; empty where there is none."""
    if low is None or high is None:
        return literal("")
    return literal(interval_text(100 * low, 100 * high))


def day(value: date | None, *, near: date | None = None) -> SafeText:
    """A day: `30 Apr 2025`; `30 Apr` where `near` is of the same year."""
    if value is None:
        return literal(DASH)
    return literal(form().day_text(value, near=near is not None and near.year == value.year))


def plain_day(value: date) -> SafeText:
    """A day in a table that is printed: `2025-04-30`, in another locale as people there write it."""
    return literal(value.isoformat() if form().locale == "en" else form().day_text(value))


def weekday(value: date | None, *, near: date | None = None) -> SafeText:
    """A day with its weekday: `Fri 4 Jul 2025`; `Fri 4 Jul` where `near` is of the same year."""
    if value is None:
        return literal(DASH)
    return literal(f"{form().weekdays[value.weekday()]} {day(value, near=near)}")


def period(value: Period) -> SafeText:
    """A period in a heading that is printed: `2024-07-01..2025-06-30`, elsewhere its first and last day."""
    if form().locale == "en":
        return literal(str(value))
    return literal(f"{plain_day(value.start)} – {plain_day(value.last_day)}")


def month(value: date) -> SafeText:
    """A month: `Apr 2025`."""
    return literal(f"{month_name(value.month)} {value.year}")


def month_name(number: int) -> SafeText:
    """The short name of a month, from 1: `Apr`."""
    return literal(form().months[number - 1])


def days(value: float | None) -> SafeText:
    """A span of days: `86 d`."""
    return literal(
        DASH if value is None or not math.isfinite(value) else phrase("{n} d", n=number_text(value))
    )


def times(value: float | None, decimals: int = 1) -> SafeText:
    """A multiple: `2.9×`."""
    return literal(DASH if value is None or not math.isfinite(value) else f"{number_text(value, decimals)}×")


def multiple(value: float | None) -> SafeText:
    """A multiple that severities hang on: `2.9×`, and `2.96×`, cut, where one decimal would round it up to 3.

    Limits stand at whole and half multiples, from 1 to 1.5 anywhere: what reads as 3× is not below 3.
    Source: spec, flags.md.
    """
    if value is None or not math.isfinite(value) or value < 1:
        return times(value)
    rounded = round(value, 1)
    near_a_limit = 2 * rounded == round(2 * rounded) or value < _LIMITS_ANYWHERE
    if rounded > value and near_a_limit:
        return times(math.floor(100 * value + _DUST) / 100, 2)
    return times(value)


def yes_no(value: bool | None) -> SafeText:
    """A boolean in words."""
    return literal(DASH if value is None else tr("yes" if value else "no", "state"))


def plural(amount: float, one: str, many: str | None = None) -> SafeText:
    """`1 customer`, `1,204 customers`."""
    template = f"{{n}} {one}|{{n}} {many or one + 's'}"
    return literal(counted(template, amount, n=number_text(amount)))


def dimension(title: str) -> str:
    """The title of a field inside of a sentence: `by industry`; in German nouns keep their capital."""
    return title.lower() if language() == "en" else tr(title, "field")


def capital(text: str) -> str:
    """A sentence with its first letter large; German nouns inside of it keep theirs."""
    return text.capitalize() if language() == "en" else text[:1].upper() + text[1:]


def person(name: object, width: int) -> SafeText:
    """A name in at most `width` cells: `Petra Hollermann`, `Petra H.` or `Petra`, whichever fits first."""
    whole = safe(name)
    words = whole.split()
    shorter = [f"{words[0]} {words[-1][0]}.", words[0]] if len(words) > 1 else []
    # Letters alone make a person's name; what a number tells apart is not shortened by words.
    known = [whole, *shorter] if whole.replace(" ", "").isalpha() else [whole]
    return safe(next((text for text in known if cell_width(text) <= width), whole), width)


def severity(name: str | None, glyphs: Glyphs, width: int | None = None) -> SafeText:
    """Glyph and word of a severity; the glyph alone where the word does not fit."""
    glyph, word = glyphs.severity(name or "none"), literal(tr(name or "none", "severity"))
    if width is not None and width < cell_width(word) + 2:
        return SafeText(glyph)
    return SafeText(f"{glyph} {word}")


def severity_token(name: str | None) -> str:
    """The theme token of a severity; a chance to win back is information, a banner as critical as any."""
    like = {"opportunity": "info", "banner": "critical", None: "none"}
    return f"severity-{like.get(name, name)}"


def trend(values: Sequence[float | None] | None, glyphs: Glyphs, width: int) -> SafeText:
    """The last `width` of a series as a sparkline."""
    return sparkline(list(values or ())[-width:], glyphs)


def cell(kind: FieldKind, value: Any, currency: str, *, in_column: bool = False) -> SafeText:
    """One value as its field's kind asks; text longer than its column is the painter's business.

    `in_column`: the heading says the currency where that has no sign.

    A series (kind `trend`) and severities need glyphs: see `trend` and `severity`.
    """
    if value is None:
        return literal("" if kind in ("text", "dimension") else DASH)
    formatter = _FORMATTERS.get(kind)
    if kind == "money":
        return (amount if in_column else money)(float(value), currency)
    return formatter(value) if formatter else safe(value)


_FORMATTERS: Final[Mapping[str, Callable[[Any], SafeText]]] = {
    "count": count,
    "number": number,
    "ratio": multiple,
    "share": percent,
    "chance": chance,
    "score": score,
    "days": days,
    "date": day,
    "boolean": yes_no,
}


def figure_value(figure: Figure, currency: str) -> SafeText:
    """The value of a figure in its unit."""
    value = figure.value
    if figure.unit == "ratio":
        return percent(value, of=figure.denominator)
    if figure.unit == "money":
        return money(value, currency)
    if figure.unit == "days":
        return days(value)
    if figure.unit == "score":
        return figure_score(figure)
    if figure.unit == "per_year" and value is not None:
        return literal(phrase("{n} a year", n=number_text(value, 2)))
    return count(value) if figure.unit == "count" else number(value)


def in_unit(value: float | None, unit: Unit, currency: str) -> SafeText:
    """What rows come to, in full: money to its minor unit, a share with a decimal, `29 d`."""
    if value is None:
        return literal(DASH)
    match unit:
        case "money":
            return money_exact(value, currency)
        case "ratio":
            return literal(percent_text(value, 1))
        case "days":
            return literal(phrase("{n} d", n=number(value)))
        case "score":
            return score(value)
        case _:
            return number(value)


def total_words(view: FigureRows) -> SafeText:
    """What the rows come to: `Total −€2,218`; nothing where each row is one of what is counted."""
    total = view.total
    if total is None or not len(view.rows) or (total.unit == "count" and total.value == len(view.rows)):
        return literal("")
    return safe(f"{tr(total.said)} {in_unit(total.value, total.unit, view.moment.currency)}")


def figure_score(figure: Figure) -> SafeText:
    """A net promoter score in whole points with its sign, any other score with two decimals."""
    if figure.value is None:
        return literal(DASH)
    if is_net_score(figure.id):
        return literal(number_text(figure.value, signed=True))
    return literal(number_text(figure.value, 2))


def is_net_score(metric: str) -> bool:
    """Whether a score is promoters less detractors, from −100 to +100."""
    return "nps" in metric


def figure_change(figure: Figure, currency: str, glyphs: Glyphs) -> tuple[SafeText, str] | None:
    """Change against the comparison period as arrow and size, and its token; None without one.

    Points for ratios and scores, percent for everything else.
    """
    if figure.value is None or figure.previous is None or not math.isfinite(figure.previous):
        return None
    difference = figure.value - figure.previous
    if figure.unit in ("ratio", "score"):
        size = abs(difference) * (100 if figure.unit == "ratio" else 1)
        text = number_text(size, 1)
    elif figure.previous:
        size = abs(difference / figure.previous) * 100
        text = percent_text(size / 100)
    else:
        return None
    if not any(digit in text for digit in "123456789"):
        return SafeText(glyphs.flat), "muted"
    rises = difference > 0
    good = rises != figure.id.startswith(_UP_IS_BAD)
    return SafeText((glyphs.up if rises else glyphs.down) + text), "good" if good else "bad"


def counts(figure: Figure, currency: str = "") -> SafeText:
    """What was divided, in words: `3 of 4`, `€300 of €400`, `over 12`, `2 for 11.0 on average`.

    Empty for plain sums.
    """
    top, bottom = figure.numerator, figure.denominator
    if top is None or not bottom:
        return literal("")
    match figure.parts:
        case "money":
            whole = money_whole(top, currency), money_whole(bottom, currency)
            return safe(phrase("{part} of {whole}", part=whole[0], whole=whole[1]))
        case "mean":
            return literal(phrase("over {n}", n=number_text(bottom)))
        case "average":
            parts = {"part": number_text(top), "whole": number_text(bottom, 1)}
            return literal(phrase("{part} for {whole} on average", **parts))
        case _:
            return literal(phrase("{part} of {whole}", part=number_text(top), whole=number_text(bottom)))


def money_whole(value: float, currency: str) -> SafeText:
    """An amount without minor units: `€30,973`."""
    return safe(rounded_amount_text(value, currency, before=_sign(currency) or _code(currency)))


def money_interval(low: float | None, high: float | None, currency: str) -> SafeText:
    """Both bounds of an amount, as short as `money` says it: `[112k–172k]`."""
    if low is None or high is None:
        return literal("")
    # After the number a bare size would be read as no money at all.
    sign = _sign(currency) if form().currency_last else ""
    least, most = (_short_money(bound, currency, sign) for bound in (low, high))
    return literal(f"[{least}{form().between if MINUS in least + most else '–'}{most}]")
