"""How long a billing interval is, by the words that tools write: `Annual`, `every 3 months`, `P1M`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from holdfast.words.folding import fold

DAYS_IN_MONTH: Final = 365.25 / 12
_UNITS: Final[tuple[tuple[float, tuple[str, ...]], ...]] = (
    (6.0, ("half year", "semi annual", "semiannual", "biannual", "halbjahr", "semestr", "semestral")),
    (24.0, ("biennial", "zweijahr")),
    (2.0, ("bimonth", "bi month", "zweimonat", "bimestr", "bimensuel")),
    (3.0, ("quarter", "qtr", "quartal", "viertelj", "trimestr", "vierteljahr")),
    (1.0, ("month", "monat", "mensuel", "mensil", "mensual", "mois", "mese", "mesi", "mes", "mens")),
    (
        12.0,
        ("year", "annu", "jahr", "jahrlich", "annee", "ans", "anno", "anni", "ano", "anos", "anual", "yr"),
    ),
    (14 / DAYS_IN_MONTH, ("fortnight", "biweek", "bi week", "zweiwoch")),
    (7 / DAYS_IN_MONTH, ("week", "woch", "hebdo", "semaine", "settiman", "semana")),
    (1 / DAYS_IN_MONTH, ("day", "dail", "tag", "jour", "giorn", "dia")),
)
_SHORT: Final = {
    "m": 1.0,
    "mo": 1.0,
    "q": 3.0,
    "y": 12.0,
    "a": 12.0,
    "w": 7 / DAYS_IN_MONTH,
    "d": 1 / DAYS_IN_MONTH,
}
_ISO: Final = re.compile(r"p(\d+)([dwmy])")
_NUMBER: Final = re.compile(r"(?<!\w)(\d{1,3})(?!\d)")
_NOT_WORD: Final = re.compile(r"[\W_]+")


@cache
def months_of(text: str) -> float | None:
    """How many months an interval lasts, or None where its words are not known: `every 2 weeks` → 0.46."""
    told = " ".join(_NOT_WORD.sub(" ", fold(text)).split())
    if iso := _ISO.fullmatch(told):
        return int(iso[1]) * _SHORT[iso[2]]
    number = _NUMBER.search(told)
    times = int(number[1]) if number else 1
    bare = re.sub(r"\d+", " ", told).strip()
    length = _SHORT.get(bare)
    if length is None:
        length = next(
            (months for months, stems in _UNITS if any(re.search(rf"\b{stem}", bare) for stem in stems)), None
        )
    return None if length is None or not times else times * length
