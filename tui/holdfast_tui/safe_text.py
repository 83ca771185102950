"""The only door from data to screen: every cell, name and note passes here before it is painted.

What goes in may be hostile: exports carry escape sequences, bidi overrides, stacked accents and megabyte
cells. What comes out is one line of characters whose width is known and which no terminal obeys:

- white space of every kind, line breaks included, becomes one space, but after a digit, where a locale sets
  thousands or units apart by spaces, one at which no line is broken stays;
- what cannot be seen (zero-width characters, bidi controls, tags, variation selectors) is left out;
- controls, lone surrogates, private and unassigned characters become `�`, so that the reader sees that
  something is there; the rest of an escape sequence stays as plain text;
- regional indicators become their letters, since terminals disagree about the width of flags;
- at most three combining marks stay on a base character, none without one;
- what is cut ends in an ellipsis, and no number is cut: one that does not fit whole is left out.

Nothing here interprets markup and nothing escapes it: paint `SafeText` with `Text`, `Segment`, `Strip` or
`Content`, never through a markup parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Final, Literal, NewType

from holdfast.words.currencies import SIGNS
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.chosen import form, language
from holdfast.words.interface.forms import ENGLISH, NUMBER_SPACES
from holdfast.words.numerals import CUT_NUMBER

SafeText = NewType("SafeText", str)
Align = Literal["left", "right", "centre"]

MAX_CHARACTERS: Final = 4_000
"""Characters looked at when no width is given; more is cut and marked."""
MAX_MARKS: Final = 3
"""Combining marks kept on one base character."""
REPLACEMENT: Final = "\ufffd"
ELLIPSIS: Final = "…"
ASCII_ELLIPSIS: Final = "~"

_PLAIN: Final = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03a1\u03a3-\u0482]*")
_CUT_NUMBER: Final = re.compile(CUT_NUMBER)
_HIGH_SIGNS: Final = frozenset(":;?!»")
"""Signs that French sets apart by a narrow space."""
_SPACES: Final = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_UNSEEN: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0x1F3FB, 0x1F400)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_REGIONAL_A: Final = 0x1F1E6
_REGIONAL_Z: Final = 0x1F1FF
_ASCII_WORDS: Final = {
    "…": ASCII_ELLIPSIS,
    REPLACEMENT: "?",
    **{sign: f"{code} " for code, sign in SIGNS.items()},
    "–": "-",
    "—": "-",
    "−": "-",
    "·": ".",
    "×": "x",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "→": "->",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "æ": "ae",
    "Æ": "AE",
    "ł": "l",
    "Ł": "L",
}


class _Charset:
    """What the terminal can show; a fact about the process, set once before the first paint."""

    ascii_only = False


def use_ascii(on: bool) -> None:
    """Show only ASCII from now on: accents are dropped, `€` is written `EUR`, the rest becomes `?`."""
    _Charset.ascii_only = on


def spelt_in_ascii(text: str) -> str:
    """A text in ASCII: `Bäckerei` is `Backerei`, `€` is `EUR `, what has no such spelling is `?`."""
    return text if text.isascii() else "".join(map(_to_ascii, text))


def cell_width(text: str) -> int:
    """Width of `text` in terminal cells: 2 for wide characters, 0 for combining marks."""
    return len(text) if text.isascii() and text.isprintable() else _measure()(text)


@cache
def _measure() -> Callable[[str], int]:
    from rich.cells import cell_len  # noqa: PLC0415 - what prints plain text needs none of its tables

    return cell_len


def widest(texts: Iterable[SafeText], least: int = 0) -> int:
    """Cells of the widest of these texts, and not less than `least`."""
    return max(least, max(map(cell_width, texts), default=0))


def safe(value: object, width: int | None = None) -> SafeText:
    """`value` as one inert line of at most `width` cells, cut with an ellipsis; None is empty."""
    if value is None:
        return SafeText("")
    text = value if isinstance(value, str) else str(value)
    # Cutting first keeps a megabyte cell as cheap as a short one. A character can take no cell at all,
    # so more than `width` of them are looked at.
    budget = MAX_CHARACTERS if width is None else min(MAX_CHARACTERS, 8 * max(width, 0) + 32)
    is_cut = len(text) > budget
    if is_cut:
        text = text[:budget]
    line = _inert(text)
    if _Charset.ascii_only:
        line = spelt_in_ascii(line)
    if is_cut:
        line = _whole_numbers(line) + ellipsis()
    return SafeText(line if width is None else fit(line, width))


def literal(text: str) -> SafeText:
    """The program's own words in the language chosen; spelt in ASCII where the terminal needs it."""
    told = tr(text)
    # What hangs on names and numbers is found by its template.
    text = _worded(text) if told == text else told
    return SafeText(spelt_in_ascii(text) if _Charset.ascii_only else text)


def spoken(text: str) -> SafeText:
    """A sentence of the program with what data say in it, in the language chosen, as one inert line."""
    return safe(_worded(text))


def _worded(text: str) -> str:
    if language() == "en":
        return text
    from holdfast.words.interface.sentences import worded  # noqa: PLC0415 - English has its sentences already

    return worded(text)


def pad(text: SafeText, width: int, align: Align = "left") -> SafeText:
    """`text` in exactly `width` cells, cut with an ellipsis where it is longer."""
    line = fit(text, width)
    room = max(width, 0) - cell_width(line)
    if align == "right":
        return SafeText(" " * room + line)
    if align == "centre":
        left = room // 2
        return SafeText(" " * left + line + " " * (room - left))
    return SafeText(line + " " * room)


def _inert(text: str) -> str:
    """`text` without anything that a terminal obeys or that hides from the reader."""
    if _PLAIN.fullmatch(text):
        return text
    shown: list[str] = []
    marks = MAX_MARKS  # No base yet: a mark that came first would sit on the neighbouring cell.
    spaced = form() is not ENGLISH
    text = text.replace("\r\n", "\n")
    for place, character in enumerate(text):
        visible, width = _visible(character)
        if spaced and character in NUMBER_SPACES and shown:
            before, after = shown[-1][-1:], text[place + 1 : place + 2]
            # Nobody reads a number that is torn apart or without its unit, or a line that begins with a sign.
            if before.isdigit() or before == "«" or after in _HIGH_SIGNS:
                visible = character
        if not visible:
            continue
        if width:
            marks = 0
        elif marks >= MAX_MARKS:
            continue
        else:
            marks += 1
        shown.append(visible)
    return "".join(shown)


@lru_cache(maxsize=8192)
def _visible(character: str) -> tuple[str, int]:
    """What is shown for one character and its width in cells; ("", 0) when it is left out."""
    category = unicodedata.category(character)
    if character in _SPACES or category == "Zs":
        return " ", 1
    if character in _UNSEEN or category == "Cf":
        return "", 0
    if category in ("Cc", "Cs", "Co", "Cn"):
        return REPLACEMENT, 1
    if _REGIONAL_A <= ord(character) <= _REGIONAL_Z:
        return chr(ord("A") + ord(character) - _REGIONAL_A), 1
    return character, cell_width(character)


@lru_cache(maxsize=8192)
def _to_ascii(character: str) -> str:
    if character.isascii():
        return character
    if (word := _ASCII_WORDS.get(character)) is not None:
        return word
    if unicodedata.combining(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if c.isascii() and c.isprintable()) or "?"


def fit(line: str, width: int) -> str:
    """`line` in at most `width` cells, the last one an ellipsis where something was cut."""
    if width <= 0:
        return ""
    if cell_width(line) <= width:
        return line
    return _whole_numbers(line[: _characters_in(line, width - 1)]) + ellipsis()


def ellipsis() -> str:
    """The mark of a cut, one cell wide."""
    return ASCII_ELLIPSIS if _Charset.ascii_only else ELLIPSIS


def _characters_in(line: str, width: int) -> int:
    """How many characters of a line that is longer than `width` cells fit into them."""
    if line.isascii():
        return width
    used = 0
    for index, character in enumerate(line):
        used += cell_width(character)
        if used > width:
            return index
    return len(line)


def _whole_numbers(kept: str) -> str:
    """The beginning of a cut text without the digits it ends in: they may have gone on.

    A whole number before them stays apart from the mark of the cut: `17 Feb 2025, …`, not `2025,…`.
    """
    left = _CUT_NUMBER.sub("", kept)
    return f"{left} " if len(left) < len(kept) and _CUT_NUMBER.search(left) else left
