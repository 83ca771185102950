"""A short list to choose from: completions, commands, themes, columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.strip import Strip

from holdfast_tui.grid.paint import Line, beside, span, strip
from holdfast_tui.messages import Said
from holdfast_tui.widgets.line import Lines


@dataclass(frozen=True)
class ChoiceLine:
    """One line: `id` names it, `left` and `right` are painted at the two edges.

    `names`: what it goes by, in lower case, whether that is painted or not. The cursor steps over a heading.
    """

    id: str
    left: Line
    right: Line = ()
    names: tuple[str, ...] = ()
    is_heading: bool = False


class ChoiceList(Lines):
    """Lines with a cursor that stays in view. It takes no focus: an input beside it keeps the keys."""

    ground = "surface"
    counts_rest = False
    """Whether the last line says how many more there are, where there are more than lines."""

    class Clicked(Said):
        """A line was clicked."""

        def __init__(self, choice: ChoiceLine) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.choices: tuple[ChoiceLine, ...] = ()
        self.cursor: int | None = None
        self.top = 0
        self.when_moved: Callable[[ChoiceLine], None] | None = None

    def show(self, choices: Sequence[ChoiceLine], cursor: int | None = 0) -> None:
        """Show these choices, with the cursor on one of them or on none."""
        self.choices = tuple(choices)
        self.cursor = min(cursor, len(self.choices) - 1) if cursor is not None and self.choices else None
        self._follow()
        self.refresh()

    @property
    def current(self) -> ChoiceLine | None:
        """The choice under the cursor."""
        return self.choices[self.cursor] if self.cursor is not None else None

    def move(self, steps: int) -> None:
        """Move the cursor; the first step from nowhere goes to the first line."""
        if not self.choices:
            return
        start = -1 if self.cursor is None and steps > 0 else (self.cursor or 0)
        self.cursor = self._beside_headings(max(0, min(start + steps, len(self.choices) - 1)), steps)
        self._follow()
        self.refresh()
        if self.when_moved is not None:
            self.when_moved(self.choices[self.cursor])

    def _beside_headings(self, place: int, steps: int) -> int:
        """The next line that is no heading, in the direction of a move; else the nearest before."""
        on = range(place, len(self.choices)) if steps > 0 else range(place, -1, -1)
        back = reversed(range(place)) if steps > 0 else iter(range(place, len(self.choices)))
        return next((one for one in (*on, *back) if not self.choices[one].is_heading), place)

    def stand_on(self, choice: ChoiceLine) -> bool:
        """Put the cursor on a choice; False where it is no longer on offer."""
        if choice not in self.choices:
            return False
        self.cursor = self.choices.index(choice)
        self._follow()
        self.refresh()
        return True

    @property
    def window(self) -> int:
        """Lines that hold a choice."""
        height = self.size.height
        return height - 1 if self.counts_rest and 1 < height < len(self.choices) else height

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        if not (height := self.window):
            # Not laid out yet: what is in view is decided then.
            self.top = 0
            return
        cursor = self.cursor or 0
        if not self.top <= cursor < self.top + height:
            self.top = max(0, cursor - height + 1 if cursor >= self.top + height else cursor)
        self.top = max(0, min(self.top, len(self.choices) - height))

    def render_line(self, y: int) -> Strip:
        """One finished line."""
        index = self.top + y
        if y == self.window:
            return self._rest()
        if not 0 <= index < len(self.choices):
            return strip((span(""),), self.size.width, self.style_of, self.ground)
        choice = self.choices[index]
        ground = "cursor" if index == self.cursor else self.ground
        line = beside([span(" "), *choice.left], [*choice.right, span(" ")], self.size.width)
        return strip(line, self.size.width, self.style_of, ground)

    def _rest(self) -> Strip:
        """How many there are beside those in view."""
        more = len(self.choices) - self.window
        return strip([span(f" +{more:,} more", "muted")], self.size.width, self.style_of, self.ground)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.move(-1)

    def on_click(self, event: events.Click) -> None:
        """The mouse works where there is one."""
        index = self.top + event.y
        if event.y < self.window and index < len(self.choices) and not self.choices[index].is_heading:
            self.post_message(self.Clicked(self.choices[index]))
