"""Values of fields as a letter has them: days and quantities in its language, text on one inert line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.words.folding import OBEYED_BY_TERMINALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.words.languages import Language

LONGEST_VALUE: Final = 120
"""A text with more characters is no name: it counts as missing."""

_MONTH_NAMES: Final[Mapping[Language, str]] = MappingProxyType(
    {
        "en": "January February March April May June July August September October November December",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    }
)
_COMMA: Final = ("fr", "it", "de")
"""Languages that write 2,5."""


@dataclass(frozen=True)
class BasketLine:
    """A product of the usual basket and the quantity taken at a time; None where lines have none."""

    product: str
    quantity: float | None = None


FieldValue = str | date | float | tuple[BasketLine, ...]
"""What a field of a draft may hold."""


def written(value: FieldValue | None, language: Language) -> str:
    """A value as the letter has it; "" where there is none, or none that could stand there."""
    if value is None:
        return ""
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, int | float):
        return _number(value, language)
    if isinstance(value, str):
        return _line(value)
    lines = [line for one in value if (line := _basket_line(one, language))]
    return "\n".join(lines)


def _basket_line(one: BasketLine, language: Language) -> str:
    product = _line(one.product)
    if not product:
        return ""
    return f"- {product}" if one.quantity is None else f"- {_number(one.quantity, language)} × {product}"


def _line(text: str) -> str:
    """Text on one line, without what turns or hides text."""
    line = " ".join(OBEYED_BY_TERMINALS.sub(" ", text[: 4 * LONGEST_VALUE]).split())
    return line if len(line) <= LONGEST_VALUE else ""


def _day(day: date, language: Language) -> str:
    number = "1er" if language == "fr" and day.day == 1 else f"{day.day}{'.' * (language == 'de')}"
    return f"{number} {_MONTH_NAMES[language].split()[day.month - 1]} {day.year}"


def _number(number: float, language: Language) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language in _COMMA else text
