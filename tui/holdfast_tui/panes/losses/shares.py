"""Shares in a cell and in a sentence, as all panes of the losses room write them."""

from __future__ import annotations

from holdfast.figures import Figure
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText


def share_spans(share: Figure | None) -> Line:
    """A share and its interval; dimmed where it rests on few."""
    if share is None or share.value is None:
        return [span(present.DASH, "muted")]
    value = Span(present.percent(share.value, of=0), "few" if share.status == "few" else "text bold")
    return [value, span(" "), Span(SafeText(f"{present.interval(share.low, share.high):>8}"), "muted")]


def share_words(share: Figure) -> str:
    """`6 of 42, 14% [7–28]`."""
    if share.value is None:
        return f"{present.counts(share)}"
    bounds = present.interval(share.low, share.high)
    return f"{present.counts(share)}, {present.percent(share.value, of=share.denominator)} {bounds}".strip()
