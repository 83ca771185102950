"""Names of entries: UUIDv7, which sort by the time they were given."""

from __future__ import annotations

import re
import secrets
from typing import Final

_RANDOM_BITS: Final = 74
_STEP_BITS: Final = 32
_END_OF_TIME: Final = 253_402_300_799_000
"""The last second that a date can tell, in milliseconds since 1970."""
_FORM: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def next_id(now: int, last: str | None) -> tuple[int, str]:
    """Milliseconds since 1970 and the id given in them, later than the last one even if the clock is not.

    Within a millisecond, or while the clock is behind, the random part counts up by a random step.
    A last one that somebody spoilt tells no time: the clock decides.
    Source: RFC 9562 §5.7 and §6.2, method 2.
    """
    then, random = (-1, 0) if last is None or not is_id(last) else _parts(last)
    if then >= _END_OF_TIME:
        then = -1
    if now > then:
        return now, _text(now, secrets.randbits(_RANDOM_BITS - 1))
    random += 1 + secrets.randbits(_STEP_BITS)
    if random >> _RANDOM_BITS:
        return then + 1, _text(then + 1, secrets.randbits(_RANDOM_BITS - 1))
    return then, _text(then, random)


def is_id(text: str) -> bool:
    """Whether a text is a UUIDv7 as it is written here."""
    return _FORM.fullmatch(text) is not None


def time_of(text: str) -> int:
    """Milliseconds since 1970 that an id begins with."""
    return _parts(text)[0]


def _text(milliseconds: int, random: int) -> str:
    number = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _parts(text: str) -> tuple[int, int]:
    number = int(text.replace("-", ""), 16)
    return number >> 80, (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1
