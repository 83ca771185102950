"""Everything about one customer: the body of its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from holdfast.views.customer import CustomerView
from holdfast.views.selection import FlagOfCustomer
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import FRAME_CELLS, Pane
from holdfast_tui.panes.customer import parts
from holdfast_tui.panes.customer.glance import flag_line, flags, glance
from holdfast_tui.panes.customer.health import health, past
from holdfast_tui.panes.customer.sections import GUTTER, PageLayout, Section, one_column, strip, two_columns
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from holdfast.views.customers.past import CustomerPast

TWO_COLUMNS_FROM: Final = 110
"""Cells from which facts and history stand side by side."""
FLAG_LINES: Final = 4
"""Lines below the head of a flag that should be in view with it."""
FLAGS, UNTOLD = "Flags", "Not told"
LONGEST_NAME: Final = 40


class CustomerDetail(Pane):
    """One scrolling page: at a glance, flags, then sections that a key goes through.

    `place`: which of how many customers it is, in the list it was opened from. `unfolding_key` unfolds what
    could not be told.
    """

    name_of_pane = "Customer"
    has_cursor = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._view: CustomerView | None = None
        self._page = PageLayout()
        self._section = ""
        self._section_top = -1
        self._unfolded = False
        self.flag = 0
        self.past: CustomerPast | None = None
        self.place: tuple[int, int] | None = None
        self.unfolding_key = ""

    def show_past(self, past: CustomerPast | None) -> None:
        """Show how the customer came to be as it is; None while that is looked up."""
        if past != self.past:
            self.past = past
            self._lay_out(self.viewport.top)

    def show(self, view: CustomerView) -> None:
        """Show a customer; the same one at another date keeps its scroll, another one the section."""
        before = self._view
        same = before is not None and before.customer == view.customer
        name = before.flags[self.flag].flag if same and before and before.flags else ""
        raised = [flag.flag for flag in view.flags]
        self.flag = raised.index(name) if name in raised else 0
        section = "" if before is None or same else self.section
        self._view = view
        self.ready()
        self.set_title(self._titled(view))
        self._lay_out(self.viewport.top if same else 0)
        # The top of the page is where it is read from; further down the user looks for one thing.
        if section and section != self._page.section_at(0) and self._page.line_of(section) is not None:
            self._go_to(section)

    def _titled(self, view: CustomerView) -> SafeText:
        name = safe(view.facts.get("name") or view.facts.get("customer_id") or "Customer", LONGEST_NAME)
        if self.place is None:
            return name
        number, of = self.place
        return SafeText(
            phrase(
                "{name} {separator} {number} of {of}",
                name=name,
                separator=self.glyphs.separator,
                number=number_text(number),
                of=number_text(of),
            )
        )

    def _lay_out(self, top: int) -> None:
        self.resized()
        self.set_rows(len(self._page.lines), top=top)

    def set_rows(self, rows: int, row: int = 0, top: int | None = None) -> None:
        """Another page; without a cursor only the window matters."""
        self._rows = rows
        self._fit_virtual_size()
        self.show_from(self.viewport.at(top or 0).top)
        self.invalidate()
        self._show_strip()

    def on_resize(self) -> None:
        """Lay the page out again."""
        self._show_title()
        self._lay_out(self.viewport.top)

    def resized(self) -> None:
        """Lay the page out for this width."""
        if self._view is not None:
            self._page = self._laid_out(self._view)

    @property
    def _columns(self) -> tuple[int, int]:
        """Widths of the left and the right column; without a right one the left is the whole."""
        width = max(20, self.line_width)
        left = (width - GUTTER) * 9 // 20
        return (left, width - GUTTER - left) if width >= TWO_COLUMNS_FROM else (width, 0)

    def _laid_out(self, view: CustomerView) -> PageLayout:
        left, right = self._columns
        glyphs, wide = self.glyphs, right or left
        top = Section("Call", glance(view, left, glyphs))
        raised = Section(FLAGS, flags(view, wide, glyphs, self.flag, self.past))
        months = Section("Months", parts.orders(view, wide, glyphs))
        happened = Section("History", parts.timeline(view, wide, glyphs))
        others = (
            Section("Health", [*health(view, left, glyphs), *past(self.past, left, glyphs)]),
            Section("Loyalty", parts.loyalty(view, left, glyphs)),
            Section("Contracts", parts.agreements(view, left)),
            Section("People", parts.people(view, left, glyphs)),
            Section("Reps", parts.reps(view, left)),
        )
        about = (
            Section("About", parts.facts(view, left, glyphs)),
            Section("Own", parts.own_columns(view, left)),
        )
        key, unfolded = self.unfolding_key, self._unfolded
        untold = Section(UNTOLD, parts.untold(view, left, key, unfolded=unfolded))
        if right:
            return two_columns((top, *others, *about, untold), (raised, months, happened), left)
        return one_column((top, raised, months, *others, happened, *about, untold))

    # Sections.

    @property
    def section(self) -> str:
        """The section gone to last; once the page was scrolled, the one at the top of the window."""
        gone_to = self._section and self._section_top == self.viewport.top
        return self._section if gone_to else self._page.section_at(self.viewport.top)

    def step_section(self, step: int) -> None:
        """Go so many sections on: the page is scrolled until that one is on top, as far as it goes."""
        self._go_to(self._page.beside(self.section, step))

    def _go_to(self, section: str) -> None:
        line = self._page.line_of(section)
        if line is not None:
            self.show_from(self.viewport.at(line).top)
            self._section, self._section_top = section, self.viewport.top
            self._show_strip()

    def fold(self) -> None:
        """Unfold what could not be told, and go there; or fold it again."""
        self._unfolded = not self._unfolded
        self._lay_out(self.viewport.top)
        if self._unfolded:
            self._go_to(UNTOLD)

    def came_into_view(self) -> None:
        """Another section may be on top now."""
        self._show_strip()

    def _show_strip(self) -> None:
        room = self.outer_size.width - FRAME_CELLS
        named = strip(self._page, self.section, room, self.glyphs) if room > 0 else literal("")
        self.border_subtitle = Text(named)

    # Flags.

    def step_flag(self, step: int) -> None:
        """Make the next flag the current one, round and round, and bring it into view."""
        if self._view is None or not self._view.flags:
            return
        self.flag = (self.flag + step) % len(self._view.flags)
        left, right = self._columns
        self.resized()
        line = flag_line(self._view, right or left, self.glyphs, self.flag) + (self._page.line_of(FLAGS) or 0)
        shown = self.viewport
        inside = shown.top <= line < shown.top + shown.height - FLAG_LINES
        self.set_rows(len(self._page.lines), top=shown.top if inside else max(0, line - 1))

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        return self._view.flags[self.flag].flag if self._view is not None and self._view.flags else None

    def action_open(self) -> None:
        """Open the rows that raised the current flag."""
        if self._view is not None and self.state.phase == "ready" and (flag := self.metric_under_cursor):
            self.post_message(OpenRows(FlagOfCustomer(flag, self._view.customer)))

    # What is taken along.

    @property
    def flag_text(self) -> str:
        """The customer with the current flag and its evidence, or with its id where none is open."""
        if self._view is None:
            return ""
        facts = self._view.facts
        name, number = safe(facts.get("name") or ""), safe(facts.get("customer_id") or "")
        if not self._view.flags:
            return f"{name} ({number})" if name and number else name or number
        flag = self._view.flags[self.flag]
        return f"{name or number}: {safe(flag.name)}, {flag.severity}: {safe(flag.evidence)}"

    @property
    def first_screen_text(self) -> str:
        """The customer at a glance and its flags, as plain lines under its name."""
        if self._view is None:
            return ""
        left, right = self._columns
        top = glance(self._view, left, self.glyphs)
        raised = flags(self._view, right or left, self.glyphs, self.flag, self.past)
        lines = ["".join(piece.text for piece in line).rstrip() for line in (*top, *raised)]
        return "\n".join([str(self.title), *lines]).rstrip()

    def paint_row(self, row: int, width: int) -> Line:
        """One line of the page."""
        return self._page.lines[row] if row < len(self._page.lines) else ()
