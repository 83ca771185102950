"""How a filter compares text: by the beginning of a word, by the whole value, or by a part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfast.words.folding import fold

if TYPE_CHECKING:
    from holdfast.filters.nodes import Match


def matches(word: str, value: str, match: Match) -> bool:
    """Whether a value passes: `begins` and `part` whatever case and accents, `whole` whatever case."""
    if match == "whole":
        return word.lower() == value.lower()
    needle, folded = fold(word), fold(value)
    if match == "part":
        return needle in folded
    # Neither a letter nor a digit stands before it: the same as `text_masks` asks of a column.
    return re.search(rf"(?<![^\W_]){re.escape(needle)}", folded) is not None
