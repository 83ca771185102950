"""What a seal holds: days and the period as they are, everything else as the first bits of a digest."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.timeline import ONE_DAY, Duration, parse_duration
from holdfast.views.seals.letters import number_in, written

if TYPE_CHECKING:
    from holdfast.query import Basis

WIDTHS: Final = {
    "form": 2,
    "what": 14,
    "as_of": 17,
    "period": 16,
    "where": 10,
    "basis": 2,
    "split": 6,
    "data": 18,
    "settings": 8,
    "thresholds": 8,
    "journal": 8,
    "version": 5,
    "value": 16,
}
"""Bits of each part, in the order of a code; 130 together are 26 letters, and two check them.

A change of one input that moves no figure goes unseen once in 2 to the power of its bits, which harms nobody;
one that moves the figure goes unseen only where the value's 16 bits happen to be the same as well: once in
2^34 for the data, 2^24 for settings, thresholds and journal. They are no signature: whoever means to deceive
and has the program can make a code for whatever figure they like.
"""

FORM: Final = 1
"""Raise when a part changes its meaning: a code of another form is refused."""

_LETTERS: Final = sum(WIDTHS.values()) // 5
_FIRST_DAY: Final = date(1900, 1, 1)
_BASES: Final[tuple[Basis | None, ...]] = (None, "mrr", "orders")


@dataclass(frozen=True)
class SealParts:
    """The parts of one code, each below 2 to the power of its width. 0 says that there is none.

    `what`: the metric or the list. `as_of`: days since 1900. `period`: `period_number`. `where`: the filter.
    `basis`: number of the basis that was asked for. `split`: the dimension and the group of a figure, or what
    else a list was asked by. `value`: what came out.
    """

    what: int
    as_of: int
    period: int
    where: int
    basis: int
    split: int
    data: int
    settings: int
    thresholds: int
    journal: int
    version: int
    value: int
    form: int = FORM

    @property
    def code(self) -> str:
        """As it is written down: seven groups of four letters."""
        number, told = 0, asdict(self)
        for name, width in WIDTHS.items():
            number = number << width | told[name]
        return written(number, _LETTERS)

    @property
    def day(self) -> date:
        """The as-of date."""
        return _FIRST_DAY + self.as_of * ONE_DAY

    @property
    def basis_asked(self) -> Basis | None:
        """The basis that was asked for, if one was."""
        return _BASES[self.basis]

    @property
    def period_text(self) -> str | None:
        """The period as text of its grammar; None for a range of days, of which only a digest is told."""
        kind, rest = divmod(self.period, _KIND)
        if kind == _ROLLING:
            return f"{rest >> 1}{'m' if rest & 1 else 'd'}"
        if kind == _CALENDAR:
            year, part = _FIRST_YEAR + (rest >> 5), rest & 31
            return f"{year}" if not part else f"{year}Q{part}" if part <= 4 else f"{year}-{part - 4:02}"
        return None


def parts_in(code: str) -> SealParts:
    """The parts of a code. Raises MistypedError, UsageError for one of another form."""
    number, told = number_in(code, _LETTERS), {}
    for name, width in reversed(WIDTHS.items()):
        number, told[name] = divmod(number, 1 << width)
    if told["form"] != FORM or told["basis"] >= len(_BASES):
        raise UsageError("this seal was made by another version of Holdfast, which writes them otherwise")
    return SealParts(**told)


def digest(width_of: str, *texts: str) -> int:
    """The first bits of the SHA-256 of some texts, as many as a part has, and never 0."""
    read = hashlib.sha256("\0".join(texts).encode(errors="surrogateescape")).digest()
    return 1 + int.from_bytes(read[:8]) % ((1 << WIDTHS[width_of]) - 1)


def day_number(day: date) -> int | None:
    """A day as a code holds it; None for one that no code can hold."""
    number = (day - _FIRST_DAY).days
    return number if 0 <= number < 1 << WIDTHS["as_of"] else None


def basis_number(basis: Basis | None) -> int:
    """A basis as a code holds it."""
    return _BASES.index(basis)


_KIND: Final = 1 << 14
_ROLLING, _CALENDAR, _RANGE = range(3)
_FIRST_YEAR: Final = 1800


def period_number(text: str, resolved: str) -> int:
    """The text of a period as a code holds it; `resolved` its first and last day, told where no more fits."""
    plain = text.strip().upper()
    try:
        number = _rolling(parse_duration(plain))
    except UsageError:
        number = _calendar(plain)
    return number if number is not None else _RANGE * _KIND + digest("period", resolved) % _KIND


def _rolling(length: Duration) -> int | None:
    count = length.months or length.days
    return count << 1 | bool(length.months) if count << 1 < _KIND else None


def _calendar(text: str) -> int | None:
    """A year, a quarter or a month; None for anything else."""
    year, _, part = text.replace("Q", "-Q").replace("--", "-").partition("-")
    if not (year.isdecimal() and 0 <= int(year) - _FIRST_YEAR < 1 << 9):
        return None
    if part.startswith("Q") and part[1:].isdecimal():
        place = int(part[1:])
    elif part.isdecimal() and len(part) == len("07"):
        place = 4 + int(part)
    else:
        place = 0 if not part else -1
    return None if place < 0 else _CALENDAR * _KIND + (int(year) - _FIRST_YEAR << 5 | place)
