"""The frame of every room with several panes under one filter bar: the desk and the numbered rooms.

To add a room:

1. declare it in `commands.NUMBERED_ROOMS` (place, key, title, why): that gives its command, palette entry
   and help heading; commands of its own are `Command`s with its place, given to its `controls` by their ids;
2. write its screen in this folder: a `PanesRoom` of its view with `place`, `PLAN`, `answering()`,
   `arrangement()` and `question()`, which asks the engine once (a method of `session.Engine`) for everything
   the panes show;
3. name the screen in `screens/rooms/numbered.py`.

The frame gives header, breadcrumbs, filter bar, footer, as-of and period keys, tab and esc, one pane at a
time where the terminal is small, numbered requests and dimming, and cursors restored on the way back. How a
room shows things (a split, a switch) is a frozen value kept by the store as its choice. Enter on a
figure posts `OpenFigure(metric)`, on anything else `OpenRows(selection)` (core/holdfast/views/selection.py,
answered by the view that rows_behind.py beside it names), on a group `AddFilter(clause)`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from holdfast.errors import UsageError
from holdfast.filters import FilterError
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import AddFilter, CursorMoved
from holdfast_tui.screens.helpers.filtering import Filtering
from holdfast_tui.screens.helpers.layout import PaneLayout, PanePlan
from holdfast_tui.screens.helpers.narrowing import Narrowing
from holdfast_tui.screens.helpers.views.keys import ViewKeys
from holdfast_tui.screens.rooms.base import Room, View, show_state
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.state import DeskState, PaneState
from holdfast_tui.sitting.state import Place as Step
from holdfast_tui.widgets.choice_list import ChoiceList
from holdfast_tui.widgets.filter_bar import FilterBar, FilterInput
from holdfast_tui.widgets.tabs import TabStrip

if TYPE_CHECKING:
    from holdfast.query import Query


class PanesRoom(Room[View]):
    """A room of panes under one filter; where it is small, its panes are tabs."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("panes"))
    PLAN: ClassVar[PanePlan]

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(session, id=id)
        self._returning: Step | None = None
        self.arranged = PaneLayout(self, self.PLAN, self.bars, self.panes)
        self.way_back.cursors = self.arranged.cursors
        self.filtering = Filtering(self.asking, self.bars, self.show_hints, self.give_keys)
        self.narrowing = Narrowing(self, session.store, self.bars, self.arranged, self.marks)
        self.saved = ViewKeys(self.asking, self.bars, self.way_back)
        self.filtering.bar.body = self.arranged.body
        for helper in (self.arranged, self.filtering, self.narrowing, self.saved):
            self.controls.add(helper.actions)
        self.controls.hear(AddFilter, self.narrowing.add)
        # Another row may have other keys: only some reps have prompts.
        self.controls.hear(CursorMoved, lambda _: self.show_hints())
        self.controls.hear(TabStrip.Chosen, lambda message: self.arranged.focus(message.pane))
        self.controls.hear(FilterBar.Entered, self.filtering.entered)
        self.controls.hear(FilterBar.Left, self.filtering.lost)
        self.controls.hear(FilterBar.Typed, self.filtering.typed)
        self.controls.hear(FilterInput.TooLong, self.filtering.too_long)
        self.controls.hear(ChoiceList.Clicked, self.filtering.clicked)

    # What a room defines

    def above(self) -> ComposeResult:
        """Widgets between filter bar and panes."""
        yield from ()

    def arrangement(self) -> ComposeResult:
        """The panes; containers of panes have the class `pane-group`, which the small layout takes apart."""
        raise NotImplementedError

    def part_asked(self, query: Query) -> Query:
        """Order and columns of the customer list change nothing here."""
        return replace(query, columns=(), sort=())

    # Life of the room

    def compose(self) -> ComposeResult:
        """Header, filter bar, what stands above, tabs, panes, footer; over the panes what the bar says."""
        yield self.bars.header
        yield self.filtering.bar
        yield from self.above()
        yield self.arranged.strip
        with Horizontal(id="panes"):
            yield from self.arrangement()
        yield self.filtering.bar.fault
        yield self.filtering.bar.menu
        yield from self.bars.below()

    def on_mount(self) -> None:
        """The filter is that of the room before; the cursors stand where they stood when we left."""
        self.filtering.follow()
        here = self.session.store.state.here
        if here.cursors:
            self._returning = here
        if here.focus in self.PLAN.order and here.focus is not None:
            self.arranged.focus(here.focus)

    def give_keys(self) -> None:
        """The pane on show gets them."""
        self.arranged.focus(self.arranged.tab)

    def on_resize(self, event: events.Resize) -> None:
        """A small terminal shows one pane at a time."""
        self.arranged.lay_out()

    # Answers

    def show_answer(self, view: View) -> None:
        """Show the newest result, and stand where we stood if we came back to it."""
        super().show_answer(view)
        self.filtering.bar.show_error(None)
        self.filtering.explain(view.moment, self.show_nobody)
        self.arranged.show_tab(self.arranged.tab)
        if self._returning is not None:
            self.arranged.stand_at(self._returning.cursors)
            self._returning = None

    def show_nobody(self, sentence: str) -> None:
        """No customer passes the filter."""
        show_state(self.panes(), PaneState("empty", sentence))

    def show_refusal(self, error: UsageError) -> None:
        """A wrong filter is underlined where it is wrong; the earlier result stays."""
        if isinstance(error, FilterError):
            if self.view is None:
                show_state(self.panes(), PaneState("failed", f"The filter is wrong: {error}"))
            self.filtering.refuse(error)
        else:
            super().show_refusal(error)

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Follow the store: the question, how things are shown, and the filter text."""
        if before.choices.get(self.place) != after.choices.get(self.place):
            self.asking.ask_again()
        super().state_changed(before, after)
        self.filtering.follow()

    def returned(self, step: Step) -> None:
        """Back from somewhere: the same cursor, scroll and filter."""
        self._returning = step
        self.filtering.follow()
        # The keys go there at once: by the time the answer is there they may go elsewhere.
        if step.focus is not None and step.focus in self.PLAN.order:
            self.arranged.focus(step.focus)
        self.asking.ask()
        if not self.asking.is_pending:
            self.arranged.stand_at(step.cursors)
            self._returning = None

    # Commands

    def situation(self) -> Situation:
        """What can be done to what is under the cursor; the filter bar takes all keys to itself."""
        at = self.narrowing.situate(super().situation())
        return replace(at, place="filter") if self.filtering.has_keys else at
