"""A number as letters that can be read out, with two that find a slip: Crockford's Base 32, Reed–Solomon.

The letters are the digits and the alphabet without I, L, O and U; small letters, and I, L and O where 1 and 0
are meant, are read too (D. Crockford, Base 32, 2019). Each is an element of GF(2^5) over x^5 + x^2 + 1, and
the two that end a code make its polynomial vanish at 1 and at the generator: any slip in one letter is found
and placed, any in two is found (I. S. Reed and G. Solomon, 1960; distance 3, at most 31 letters).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast.errors import UsageError

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 4
"""So many letters stand together, between hyphens."""

_BITS: Final = 5
_CHECKS: Final = 2
_LOOKALIKES: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def _powers() -> tuple[int, ...]:
    """Every power of the generator 2: all elements but zero, in turn."""
    found, element = [], 1
    for _ in range(31):
        found.append(element)
        element <<= 1
        element ^= 0b100101 if element & 0b100000 else 0
    return tuple(found)


_POWERS: Final = _powers()
_LOGARITHMS: Final = {element: power for power, element in enumerate(_POWERS)}


def _times(one: int, power: int) -> int:
    return _POWERS[(_LOGARITHMS[one] + power) % 31] if one else 0


@dataclass(frozen=True)
class Slip:
    """What is wrong with a code: the letter that is (its place from 1, in its group), or no single one.

    `meant`: what stands there if nothing else was mistyped; "" where no single letter makes it right.
    """

    place: int = 0
    typed: str = ""
    meant: str = ""

    def __str__(self) -> str:
        """In a sentence."""
        if not self.place:
            return "this is no seal: more than one letter is mistyped"
        group, within = divmod(self.place - 1, GROUP)
        return (
            f"mistyped at letter {within + 1} of group {group + 1}: '{self.typed}' where "
            f"'{self.meant}' would be right, if that is the only slip"
        )


class MistypedError(UsageError):
    """A code that was not written down as it was given."""


def written(number: int, letters: int) -> str:
    """A number below 32 to the power of `letters` as a code, in groups, with what checks it."""
    symbols = [number >> _BITS * place & 31 for place in reversed(range(letters))]
    first, second = _syndromes([*symbols, *([0] * _CHECKS)])
    # Letters a and b at the end, times 2 and 1: a + b must be the first syndrome, 2 a + b the second.
    a = _times(first ^ second, -_LOGARITHMS[0b11])
    return grouped("".join(LETTERS[symbol] for symbol in (*symbols, a, a ^ first)))


def number_in(code: str, letters: int) -> int:
    """The number that `written` wrote. Raises MistypedError, which says where."""
    text = plain(code)
    if len(text) != letters + _CHECKS:
        raise MistypedError(f"a seal has {letters + _CHECKS} letters, this has {len(text)}")
    strange = next((place for place, letter in enumerate(text) if letter not in LETTERS), None)
    if strange is not None:
        group, within = divmod(strange, GROUP)
        raise MistypedError(
            f"mistyped at letter {within + 1} of group {group + 1}: '{text[strange]}' is in no seal"
        )
    if (slip := slip_in(text)) is not None:
        raise MistypedError(str(slip))
    number = 0
    for letter in text[:letters]:
        number = number << _BITS | LETTERS.index(letter)
    return number


def slip_in(text: str) -> Slip | None:
    """What is wrong with letters of LETTERS, the last two of which check the others; None: nothing."""
    symbols = [LETTERS.index(letter) for letter in text]
    first, second = _syndromes(symbols)
    if not first and not second:
        return None
    if not first or not second:
        return Slip()
    from_end = (_LOGARITHMS[second] - _LOGARITHMS[first]) % 31
    place = len(symbols) - 1 - from_end
    if place < 0:
        return Slip()
    return Slip(place + 1, text[place], LETTERS[symbols[place] ^ first])


def plain(code: str) -> str:
    """A code as `slip_in` reads it: capitals without hyphens and spaces, 1 for I and L, 0 for O."""
    bare = "".join(letter for letter in code if letter not in "-–‐ \t")
    return bare.upper().translate(_LOOKALIKES)


def grouped(text: str) -> str:
    """Letters in groups, between hyphens."""
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def _syndromes(symbols: list[int]) -> tuple[int, int]:
    """The polynomial of symbols at 1 and at 2, the generator: both zero where nothing is wrong."""
    first = second = 0
    for symbol in symbols:
        first, second = first ^ symbol, _times(second, 1) ^ symbol
    return first, second
