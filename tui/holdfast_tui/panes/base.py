"""What all panes share: frame, title, states, staleness and theme."""

from __future__ import annotations

from typing import Any, Final

from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.strip import Strip

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.cursor import Motion
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.paint import Line
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.panes.state import LOADING, READY, PaneState, state_lines
from holdfast_tui.safe_text import SafeText, cell_width, fit, literal, safe, spoken
from holdfast_tui.sitting.state import PaneCursor
from holdfast_tui.terminal.capabilities import Glyphs

FRAME_CELLS: Final = 6
"""Corners of a frame, and a line and a blank on either side of its title."""


class Pane(LineList):
    """A framed part of the desk that paints its own lines."""

    DEFAULT_CSS = """
    Pane {
        background: $surface;
        border-title-align: left;
        border-subtitle-align: right;
    }
    """

    framed = True
    name_of_pane = ""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.state: PaneState = LOADING
        self.stale = False
        self._awaited: PaneCursor | None = None
        self._title: SafeText = literal(self.name_shown)
        self._styles_by_token: dict[tuple[str, str], Style] = {}

    @property
    def name_shown(self) -> str:
        """The name of the pane in the language chosen."""
        return tr(self.name_of_pane, "pane")

    @property
    def title(self) -> SafeText:
        """What stands in the frame, and on the tab where panes are tabs."""
        return self._title

    def set_title(self, title: SafeText) -> None:
        """Name the pane; the text is never read as markup."""
        if title != self._title or self.border_title is None:
            self._title = title
            self._show_title()

    def _show_title(self) -> None:
        # Not left to the frame, which would cut a number in it.
        room = self.outer_size.width - FRAME_CELLS
        if self.framed:
            self.border_title = Text(fit(self._title, room) if self.outer_size.width else self._title)

    def set_caution(self, caution: str) -> None:
        """What always stands at the lower edge of the frame: up to its colon where the frame is narrow."""
        room = self.outer_size.width - FRAME_CELLS
        said = spoken(tr(caution))
        self.border_subtitle = Text(said if cell_width(said) <= room else fit(said.partition(":")[0], room))

    def on_resize(self) -> None:
        """Another width has room for another part of the title."""
        self._show_title()

    @property
    def glyphs(self) -> Glyphs:
        """The marks this terminal can show."""
        return look_of(self).glyphs

    def set_state(self, state: PaneState) -> None:
        """Show rows, or why there are none."""
        if state != self.state:
            self.state = state
            if state.phase != "ready":
                self.show_from(0)
            self.invalidate()

    def ready(self) -> None:
        """A result is here."""
        self.state = READY
        self.stale = False

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown while a newer result is being computed."""
        if stale != self.stale:
            self.stale = stale
            self.invalidate()

    def on_mount(self) -> None:
        """Dress for the first time."""
        self.refresh_theme()

    def refresh_theme(self) -> None:
        """Take the colours and glyphs of the app's theme."""
        self._styles_by_token.clear()
        if self.framed:
            self._dress_frame()
            self._show_title()
        if not self.glyphs.spark.isascii():
            self.styles.scrollbar_size_vertical = 1
        else:
            # Scrollbars are drawn with block elements that this terminal lacks.
            self.styles.scrollbar_size_vertical = 0
        self.invalidate()

    def _dress_frame(self) -> None:
        theme = look_of(self).theme_tokens
        token = "border-focus" if self.has_focus else "border"
        self.styles.border = (self.glyphs.border, Color.parse(theme.paints[token].colour or "ansi_default"))
        self.styles.border_title_color = Color.parse(theme.paints["header"].colour or "ansi_default")
        self.styles.border_title_style = "bold" if self.has_focus else "none"

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show in the frame and at the cursor where the keys go."""
        super().watch_has_focus(has_focus)
        if self.framed:
            self._dress_frame()

    def style_of(self, token: str, ground: str) -> Style:
        """The theme's style of a token; one style for everything while the content is stale."""
        if self.stale:
            return self._kept_style("stale", ground)
        return self._kept_style(token, ground)

    def _kept_style(self, token: str, ground: str) -> Style:
        found = self._styles_by_token.get((token, ground))
        if found is None:
            found = self._styles_by_token[token, ground] = super().style_of(token, ground)
        return found

    def _line_key(self, y: int) -> tuple[Any, ...]:
        return super()._line_key(y) if self.state.phase == "ready" else ("state", y)

    def paint_line(self, key: tuple[Any, ...]) -> Strip:
        """The finished line of a key."""
        if key[0] != "state":
            return super().paint_line(key)
        width, height = self.scrollable_content_region.size
        lines = state_lines(self.state, width, height, self.glyphs)
        line: Line = lines[key[1]] if key[1] < len(lines) else ()
        return paint.strip(line, width, self.style_of)

    def action_cursor(self, motion: Motion) -> None:
        """Move the cursor, once there is something to move over."""
        if self.state.phase == "ready":
            super().action_cursor(motion)

    def action_open(self) -> None:
        """Open what is under the cursor, once there is something."""
        if self.state.phase == "ready":
            super().action_open()

    # The way back.

    column = 0
    """The column under the cursor, where a pane has columns."""

    @property
    def metric_under_cursor(self) -> str | None:
        """The metric that F1 explains here."""
        return None

    def stand_on_figure(self, metric: str) -> None:
        """Put the cursor on a figure, where the pane lists several."""

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter for what is under the cursor."""
        return None

    @property
    def prompted_under_cursor(self) -> str | None:
        """The id of the rep under the cursor, of whom there is a page."""
        return None

    def cursor_now(self) -> PaneCursor:
        """Where the cursor stands."""
        customer = self.customer_of(self.row) if self.rows else None
        return PaneCursor(self.id or "", self.row, self.column, self.viewport.top, customer)

    def stand_at(self, cursor: PaneCursor) -> None:
        """Put the cursor back on its customer, else where it stood; before there are rows, once they come."""
        self._awaited = cursor if self.state.phase == "loading" else None
        self.column = self.column_within(cursor.column)
        row = cursor.row
        if cursor.customer is not None and self.customer_of(row) != cursor.customer:
            found = self.row_of(cursor.customer)
            row = row if found is None else found
        self.set_rows(self.rows, row, cursor.scroll)

    def rows_are_there(self) -> None:
        """Stand where the cursor was to be put before there were rows."""
        if (cursor := self._awaited) is not None:
            self.stand_at(cursor)


class NotedPane(Pane):
    """A pane that says below its rows, under a rule, what is under the cursor."""

    @property
    def note_for_focused(self) -> SafeText:
        """What is under the cursor, in words."""
        return literal("")

    def paint_foot(self, index: int, width: int) -> Line:
        """The rule, then the note."""
        if index == 0:
            return rule(width, self.glyphs)
        return note_lines(self.note_for_focused, width, self.foot_height - 1)[index - 1]


def rule(width: int, glyphs: Glyphs) -> Line:
    """A thin line between parts of a pane."""
    return [paint.span(glyphs.rule * width, "border")]


def evidence_lines(severity: str | None, said: str, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """The sentence of a flag in `height` lines behind the mark of its severity; dimmed without a flag."""
    flagged = severity not in (None, "none")
    token = present.severity_token(severity) if flagged else "muted"
    mark = paint.Span(literal(f"{glyphs.severity(severity or 'none')} "), token)
    first, *others = note_lines(said, width - 2, height, style="text" if flagged else "muted")
    return [[mark, *first], *([paint.span("  "), *line] for line in others)]


def note_lines(text: str, width: int, height: int, style: str = "muted") -> list[Line]:
    """A sentence wrapped into exactly `height` lines; what does not fit ends in an ellipsis."""
    lines = paint.wrapped(safe(text), max(1, width))
    if len(lines) > height:
        rest = " ".join(lines[height - 1 :])
        lines = [*lines[: height - 1], safe(rest, width)]
    padded: list[Line] = [[paint.Span(line, style)] for line in lines]
    return padded + [() for _ in range(height - len(padded))]
