"""Saved views: each with its size and what it has grown by; the first line saves what is on show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.own.saved import SavedView, SavedViews
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, pad, safe, widest
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from holdfast.views.sizes import Size

SAVE: Final = ""
"""The id of the line that saves; no view has an empty name."""
_CUSTOMERS: Final = "Customers"
_MOST_NAME: Final = 24

What = Literal["open", "save", "rename", "delete"]


@dataclass(frozen=True)
class Wish:
    """What is to be done with a view; of one that is saved the name is still to be typed."""

    what: What
    name: str = ""


class ViewsDialog(Dialog[Wish]):
    """The views to choose from. `titles`: those of rooms; `since`: the day that sizes are compared with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown,ctrl+d", "step(10)", show=False),
        Binding("pageup,ctrl+u", "step(-10)", show=False),
        Binding("home,g", "step(-1000)", show=False),
        Binding("end,G", "step(1000)", show=False),
        Binding("r", "wish('rename')", show=False),
        Binding("d", "wish('delete')", show=False),
        Binding("enter", "wish('open')", show=False),
    ]

    def __init__(
        self, saved: SavedViews, titles: Mapping[str, str], since: date | None, opened: str = ""
    ) -> None:
        super().__init__()
        self._saved, self._titles, self._since, self._opened = saved, titles, since, opened
        self._sizes: Mapping[str, Size] = {}
        self.listing = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Title, heading and list."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield Lines(id="views-head")
            yield self.listing

    def on_mount(self) -> None:
        """The view opened last is under the cursor, else the line that saves."""
        self.query_one("#dialog-title", Lines).show_line(
            [span(" Saved views", "header"), span("   "), *said_keys("enter, r rename, d delete, esc")]
        )
        names = [SAVE, *self._saved.views, *self._saved.faults]
        self.query_one(".dialog").styles.height = dialog_height(len(names) + 1)
        self._paint(names.index(self._opened) if self._opened in names else 0)

    def show_sizes(self, sizes: Mapping[str, Size]) -> None:
        """How many customers each is about."""
        self._sizes = sizes
        self._paint(self.listing.cursor or 0)

    def _paint(self, cursor: int) -> None:
        named = [safe(f"@{name}", _MOST_NAME) for name in (*self._saved.views, *self._saved.faults)]
        names = widest(named, len("Name"))
        change = widest([self._since_words], len("+1,000"))
        self.query_one("#views-head", Lines).show_line(
            [
                span(" "),
                Span(pad(literal("Name"), names), "muted"),
                Span(pad(literal(_CUSTOMERS), len(_CUSTOMERS) + 2, "right"), "muted"),
                Span(pad(self._since_words, change + 2, "right"), "muted"),
                span("  Room, period, filter", "muted"),
            ]
        )
        lines = [ChoiceLine(SAVE, (span("Save what is on show now …"),))]
        lines += [self._line(view, names, change) for view in self._saved.views.values()]
        lines += [
            ChoiceLine(
                name, (Span(pad(safe(f"@{name}"), names), "muted"), span("  "), Span(safe(why), "error"))
            )
            for name, why in self._saved.faults.items()
        ]
        self.listing.show(lines, cursor)

    @property
    def _since_words(self) -> SafeText:
        return literal("") if self._since is None else literal(f"since {self._since.isoformat()}")

    def _line(self, view: SavedView, names: int, change: int) -> ChoiceLine:
        size = self._sizes.get(view.name)
        left: list[Span] = [Span(pad(safe(f"@{view.name}"), names))]
        if size is not None and size.problem:
            return ChoiceLine(view.name, (*left, span("  "), Span(safe(size.problem), "severity-high")))
        customers = literal("") if size is None or size.customers is None else present.count(size.customers)
        left += [
            Span(pad(customers, len(_CUSTOMERS) + 2, "right")),
            Span(pad(_change(size), change + 2, "right"), "muted"),
            span("  "),
            *self._told(view),
        ]
        return ChoiceLine(view.name, tuple(left))

    def _told(self, view: SavedView) -> Line:
        query = view.query
        day = f" as of {query.as_of}" if query.as_of else ""
        told = f"{self._titles.get(view.room, view.room)}, {query.period}{day}"
        return (Span(safe(f"{told}, {query.where}" if query.where else told), "muted"),)

    def action_step(self, steps: int) -> None:
        """Move the cursor."""
        self.listing.move(steps)

    def action_wish(self, what: What) -> None:
        """Do something with the view under the cursor; one that is damaged can only be deleted."""
        current = self.listing.current
        if current is None:
            return
        if current.id == SAVE:
            if what == "open":
                self.answer(Wish("save"))
        elif current.id in self._saved.views or what == "delete":
            self.answer(Wish(what, current.id))

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A click opens."""
        if self.listing.stand_on(message.choice):
            self.action_wish("open")


def _change(size: Size | None) -> SafeText:
    if size is None or size.change is None:
        return literal("")
    return literal(f"{size.change:+,}" if size.change else "0")
