"""Where a key takes the cursor."""

from __future__ import annotations

from typing import Literal

Motion = Literal["up", "down", "page_up", "page_down", "half_up", "half_down", "first", "last"]


def moved(row: int, rows: int, page: int, motion: Motion) -> int:
    """The row a motion leads to from `row`, held inside `rows`; `page` is the height of the window."""
    page = max(1, page)
    half = max(1, page // 2)
    target = {
        "up": row - 1,
        "down": row + 1,
        "page_up": row - page,
        "page_down": row + page,
        "half_up": row - half,
        "half_down": row + half,
        "first": 0,
        "last": rows - 1,
    }[motion]
    return max(0, min(target, rows - 1))


def window_shift(page: int, motion: Motion) -> int:
    """How far the window moves with the cursor, so that paging keeps the cursor's line on screen."""
    page = max(1, page)
    half = max(1, page // 2)
    return {"page_up": -page, "page_down": page, "half_up": -half, "half_down": half}.get(motion, 0)
