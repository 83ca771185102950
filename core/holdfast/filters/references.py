"""`@name` in a filter: it stands for the filter of a saved view, and is replaced before a filter is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from holdfast.filters.complete import Completion
from holdfast.filters.errors import FilterError, did_you_mean

SIGN: Final = "@"

# A name stands where a condition may begin: not in quotation marks, nor as a value after a comma or a sign.
_QUOTED_OR_NAME: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"?|(?:^|(?<=[\s(]))-*(?P<name>@[^\s()",:<>=~]*)', re.DOTALL
)
_VALUE_FOLLOWS: Final = re.compile(r"[,<>=~:]\s*$")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_HALF_TYPED: Final = re.compile(r"(?:^|(?<=[\s(]))-*(?P<name>@[\w-]*)$")
_REST: Final = re.compile(r"[\w-]*")


@dataclass(frozen=True)
class _Piece:
    """Where a name stood in what was typed, and where its filter stands in what is read."""

    name: str
    typed: tuple[int, int]
    read: tuple[int, int]


@dataclass(frozen=True)
class Expanded:
    """A filter as it was typed, and as it is read: every name replaced."""

    typed: str
    text: str
    pieces: tuple[_Piece, ...] = ()

    def placed(self, error: FilterError) -> FilterError:
        """An error of `text` with its place in `typed`."""
        longer = 0
        for piece in self.pieces:
            if piece.read[0] <= error.start < piece.read[1]:
                return type(error)(f"in the view {piece.name}: {error.message}", *piece.typed)
            if piece.read[1] <= error.start:
                longer += (piece.read[1] - piece.read[0]) - (piece.typed[1] - piece.typed[0])
        return type(error)(error.message, error.start - longer, error.end - longer)


def expand(text: str, filters: Mapping[str, str]) -> Expanded:
    """A filter with each `@name` replaced by the filter of that name, in parentheses where it is a part.

    Raises FilterError for an unknown name, and for a view whose filter cannot stand in its place.
    """
    if SIGN not in text:
        return Expanded(text, text)
    pieces: list[_Piece] = []
    parts: list[str] = []
    at = length = 0
    for match in _QUOTED_OR_NAME.finditer(text):
        if match["name"] is None or _VALUE_FOLLOWS.search(text[: match.start()]):
            continue
        start, end = match.span("name")
        where = _filter_of(match["name"], filters, start, end)
        if text.strip() != match["name"]:
            where = f"({where})"
        parts += [text[at:start], where]
        length += start - at
        pieces.append(_Piece(match["name"], (start, end), (length, length + len(where))))
        length += len(where)
        at = end
    return Expanded(text, "".join((*parts, text[at:])), tuple(pieces))


def complete_name(text: str, cursor: int, filters: Mapping[str, str]) -> tuple[Completion, ...] | None:
    """The views that a name at the cursor may become; None where no name stands there."""
    half = _HALF_TYPED.search(text[:cursor])
    if half is None or text[:cursor].count('"') % 2 or _VALUE_FOLLOWS.search(text[: half.start()]):
        return None
    rest = _REST.match(text, cursor)
    start, end = half.start("name"), rest.end() if rest else cursor
    typed = half["name"].removeprefix(SIGN).lower()
    return tuple(
        Completion(f"{SIGN}{name}", start, end, where)
        for name, where in sorted(filters.items())
        if name.lower().startswith(typed) and where
    )


def _filter_of(named: str, filters: Mapping[str, str], start: int, end: int) -> str:
    name = named.removeprefix(SIGN)
    if name not in filters:
        hint = (
            did_you_mean(name, filters).replace("'", f"'{SIGN}", 1) or "; to search for this text, quote it"
        )
        raise FilterError(f"there is no saved view '{named}'{hint}", start, end)
    where = filters[name]
    if not where.strip():
        raise FilterError(f"the saved view '{named}' has no filter", start, end)
    if not _is_whole(where):
        raise FilterError(f"the filter of '{named}' lacks a parenthesis or a quotation mark", start, end)
    return where


def _is_whole(where: str) -> bool:
    """Whether parentheses around it hold all of it together: `a) or (b` would mean something else there."""
    bare = _QUOTED.sub("", where)
    depth = 0
    for letter in bare:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0 and '"' not in bare
