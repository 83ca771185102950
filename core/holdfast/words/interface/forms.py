"""How numbers, amounts and days are written where: one frozen value a locale, after CLDR."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Locale = Literal["en", "de", "fr", "it"]

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
NUMBER_SPACES: Final = NO_BREAK + NARROW
"""Spaces inside of a number and between it and its unit: no line breaks there, no number is cut there."""


_HIGH_SIGNS: Final = re.compile(r" (?=[:;?!»])|(?<=«) ")


def spaced(text: str, language: str) -> str:
    """A text of the program as its language sets signs: French has a narrow space, and no line ends there.

    Source: Imprimerie nationale, Lexique des règles typographiques; CLDR writes numbers so.
    """
    return _HIGH_SIGNS.sub(NARROW, text) if language == "fr" else text


class Form(NamedTuple):
    """The forms of one locale.

    `group`, `decimal`: what sets thousands apart, and the decimal sign. `percent`: what follows the number of
    a percentage. `currency_last`: the sign of a currency follows its amount. `sizes`: by the suffixes of
    English (`k`, `M`, `bn`) what stands before the currency in a short amount. `day`, `near_day`: patterns
    with `day`, `month` (a number), `name` and `year`; `strftime` is that of `day` for polars. `months`,
    `weekdays`: short names, from January and Monday. `between`: what stands between two bounds that no dash
    can part.
    """

    locale: Locale
    group: str
    decimal: str
    percent: str
    currency_last: bool
    sizes: Mapping[str, str]
    day: str
    near_day: str
    strftime: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    between: str = "; "

    def digits(self, text: str) -> str:
        """Digits as Python writes them, `1,204.5`, in this form."""
        return text.translate(self._signs) if self.locale != "en" else text

    @property
    def _signs(self) -> dict[int, str]:
        return {ord(","): self.group, ord("."): self.decimal}

    @property
    def spaced_percent(self) -> str:
        """What follows the number of a percentage in a sentence: in English a space more than in a table."""
        return " %" if self.locale == "en" else self.percent

    def with_sign(self, digits: str, sign: str) -> str:
        """An amount without its minus, and the sign or `CODE ` of its currency: `€84.2`, `84,2 €`."""
        if not self.currency_last:
            return f"{sign}{digits}"
        return f"{digits}{NO_BREAK}{sign.rstrip()}" if sign.strip() else digits

    def sized(self, digits: str, suffix: str, sign: str) -> str:
        """A short amount: `€84.2k`, `84,2 T€`, `2,9 Mio. CHF`."""
        if not self.currency_last:
            return f"{sign}{digits}{suffix}"
        if not suffix:
            return self.with_sign(digits, sign)
        return f"{digits}{NO_BREAK}{self.sizes[suffix]}{sign.rstrip()}".rstrip()

    def day_text(self, day: date, *, near: bool = False) -> str:
        """`30 Apr 2025`, `30.04.2025`; with `near`, where the year is known: `30 Apr`, `30.04.`."""
        pattern = self.near_day if near else self.day
        numbers = {"day": day.day, "month": day.month, "year": day.year, "name": self.months[day.month - 1]}
        return pattern.format(**numbers)


ENGLISH: Final = Form(
    "en",
    ",",
    ".",
    "%",
    currency_last=False,
    sizes=MappingProxyType({}),
    day="{day} {name} {year}",
    near_day="{day} {name}",
    strftime="%-d %b %Y",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    between=", ",
)
"""The form of the program itself, wherever no other is asked for."""


def _sizes(thousand: str, million: str, milliard: str) -> Mapping[str, str]:
    """By the suffixes of English: sentences write m for a million, tables M."""
    return MappingProxyType({"k": thousand, "M": million, "m": million, "bn": milliard})


_GERMAN: Final = Form(
    "de",
    ".",
    ",",
    f"{NO_BREAK}%",
    currency_last=True,
    sizes=_sizes("T", f"Mio.{NO_BREAK}", f"Mrd.{NO_BREAK}"),
    day="{day:02}.{month:02}.{year}",
    near_day="{day:02}.{month:02}.",
    strftime="%d.%m.%Y",
    months=("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
    weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
)
_FRENCH: Final = Form(
    "fr",
    NARROW,
    ",",
    f"{NARROW}%",
    currency_last=True,
    sizes=_sizes("k", "M", "Md"),
    day="{day:02}/{month:02}/{year}",
    near_day="{day:02}/{month:02}",
    strftime="%d/%m/%Y",
    months=("jan", "fév", "mar", "avr", "mai", "jun", "jul", "aoû", "sep", "oct", "nov", "déc"),
    weekdays=("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
)
_ITALIAN: Final = Form(
    "it",
    ".",
    ",",
    "%",
    currency_last=True,
    sizes=_sizes("k", f"Mln{NO_BREAK}", f"Mld{NO_BREAK}"),
    day="{day:02}/{month:02}/{year}",
    near_day="{day:02}/{month:02}",
    strftime="%d/%m/%Y",
    months=("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    weekdays=("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
)

FORMS: Final[Mapping[Locale, Form]] = MappingProxyType(
    {form.locale: form for form in (ENGLISH, _GERMAN, _FRENCH, _ITALIAN)}
)
"""By locale. Source: CLDR 44, with the short forms of amounts that balance sheets of each country use."""
