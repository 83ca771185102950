"""Text styles as terminals understand them (SGR), and the shortest way from one to another."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

RESET_CODE: Final = 0
_OFF_BY_ATTRIBUTE: Final = {
    1: 22,
    2: 22,
    3: 23,
    4: 24,
    5: 25,
    6: 25,
    7: 27,
    8: 28,
    9: 29,
    21: 24,
    51: 54,
    52: 54,
    53: 55,
}
_OFF_CODES: Final = frozenset(_OFF_BY_ATTRIBUTE.values())
_SEEN_ON_BLANK: Final = frozenset({4, 7, 9, 21, 51, 52, 53})
_COLOUR_PARTS: Final = {2: 5, 5: 3}
"""How many numbers an extended colour has, by the number after 38 or 48."""


class Sgr(NamedTuple):
    """One style: colours as the codes that set them ("" is the default) and attributes by their codes."""

    colour: str = ""
    ground: str = ""
    attributes: frozenset[int] = frozenset()

    @property
    def shows_on_blank(self) -> bool:
        """Whether a space in this style shows more than its ground: a line, or colours swapped."""
        return not _SEEN_ON_BLANK.isdisjoint(self.attributes)


PLAIN: Final = Sgr()


@lru_cache(maxsize=4096)
def applied(style: Sgr, parameters: str) -> Sgr | None:
    """`style` after `ESC [ parameters m`; None where a code is not understood."""
    codes = [int(code) if code else RESET_CODE for code in parameters.split(";")]
    position = 0
    while position < len(codes):
        code = codes[position]
        used = 1
        if code in (38, 48):
            used = _COLOUR_PARTS.get(codes[position + 1] if position + 1 < len(codes) else -1, 0)
            if not used or position + used > len(codes):
                return None
        changed = _with_code(style, code, codes[position : position + used])
        if changed is None:
            return None
        style = changed
        position += used
    return style


def _with_code(style: Sgr, code: int, parts: list[int]) -> Sgr | None:
    if code == RESET_CODE:
        return PLAIN
    if code in _OFF_BY_ATTRIBUTE:
        return style._replace(attributes=style.attributes | {code})
    if code in _OFF_CODES:
        kept = frozenset(on for on in style.attributes if _OFF_BY_ATTRIBUTE[on] != code)
        return style._replace(attributes=kept)
    written = "" if code in (39, 49) else ";".join(map(str, parts))
    if 30 <= code <= 39 or 90 <= code <= 97:
        return style._replace(colour=written)
    if 40 <= code <= 49 or 100 <= code <= 107:
        return style._replace(ground=written)
    return None


@lru_cache(maxsize=4096)
def blank(style: Sgr) -> Sgr:
    """What of a style shows on a space: its ground alone, unless a line or swapped colours show too."""
    return style if style.shows_on_blank else Sgr(ground=style.ground)


@lru_cache(maxsize=16384)
def change(before: Sgr | None, after: Sgr) -> str:
    """The shortest sequence from `before` to `after`; None means that nothing is known."""
    if before == after:
        return ""
    whole = [str(code) for code in sorted(after.attributes)]
    whole += [part for part in (after.colour, after.ground) if part]
    # An empty parameter is a reset: one byte shorter than 0.
    from_reset = "\x1b[" + ";".join(["", *whole] if whole else []) + "m"
    if before is None:
        return from_reset
    step = _step(before, after)
    return step if len(step) <= len(from_reset) else from_reset


def _step(before: Sgr, after: Sgr) -> str:
    off = {_OFF_BY_ATTRIBUTE[code] for code in before.attributes - after.attributes}
    kept = {code for code in before.attributes if _OFF_BY_ATTRIBUTE[code] not in off}
    codes = [str(code) for code in sorted(off)]
    codes += [str(code) for code in sorted(after.attributes - kept)]
    if before.colour != after.colour:
        codes.append(after.colour or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    return "\x1b[" + ";".join(codes) + "m"
