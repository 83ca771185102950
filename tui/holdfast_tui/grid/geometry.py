"""Which rows are in view, and which to fetch: plain numbers, no terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Viewport:
    """A window of `height` lines over `rows` rows, whose first line shows row `top`."""

    rows: int
    height: int
    top: int = 0

    @property
    def last_top(self) -> int:
        """The lowest position of the window that still fills it."""
        return max(0, self.rows - self.height)

    def at(self, top: int) -> Viewport:
        """The window moved to `top`, held inside the rows."""
        return replace(self, top=min(max(0, top), self.last_top))

    def shows(self, row: int) -> bool:
        """Whether a row is in view."""
        return self.top <= row < self.top + self.height

    def following(self, row: int) -> Viewport:
        """The window that shows `row`.

        A row just outside moves the window by half a page: on a slow line one jump costs less than a
        repaint at every step. A row far away is put in the middle.
        """
        if self.height <= 0 or self.shows(row):
            return self
        half = max(1, self.height // 2)
        if self.top - half <= row < self.top:
            return self.at(self.top - half)
        if self.top + self.height <= row < self.top + self.height + half:
            return self.at(self.top + half)
        return self.at(row - self.height // 2)

    def slice_to_fetch(self) -> tuple[int, int]:
        """The rows in view and a page after them, as a half-open range."""
        return self.top, min(self.rows, self.top + 2 * max(1, self.height))
