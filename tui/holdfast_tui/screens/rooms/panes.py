"""The frame of every room with several panes under one filter bar: the desk and the numbered rooms.

To add a room:

1. declare it in `commands.NUMBERED_ROOMS` (place, key, title, why): that gives its command, palette entry
   and help heading; commands of its own are `Command`s with its place and an `action_<id>` of its screen;
2. write its screen in this folder: a `PanesRoom` with `place`, `TABS`, `panes()`, `arrangement()` and
   `question()`, which asks the engine once (a method of `session.Engine`) for everything the panes show;
3. name the screen in `screens/rooms/numbered.py`.

The frame gives header, breadcrumbs, filter bar, footer, as-of and period keys, tab and esc, one pane at a
time where the terminal is small, numbered requests and dimming, and cursors restored on the way back. How a
room shows things (a split, a switch) is a frozen value kept by the store: `choice` and `choose`. Enter on a
figure posts `OpenFigure(metric)`, on anything else `OpenRows(selection)` (core/holdfast/views/selection.py,
answered by the view that rows_behind.py beside it names), on a group `AddFilter(clause)`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from holdfast.errors import UsageError
from holdfast.filters import FilterError, combine, parse, quote
from holdfast.filters.nearest import nearest
from holdfast.views.selection import PromptsOfRep
from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import AddFilter, CursorMoved, OpenRows
from holdfast_tui.screens.helpers.leaving import while_open
from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.sitting.jobs import Answer
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.state import CursorState, DeskState, PaneState
from holdfast_tui.sitting.state import Place as Step
from holdfast_tui.widgets.choice_list import ChoiceList
from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS, FilterBar, FilterInput
from holdfast_tui.widgets.tabs import TabStrip


class PanesRoom(Room):
    """A room of panes under one filter; where it is small, its panes are tabs."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("panes"))
    TABS: ClassVar[tuple[tuple[str, str], ...]]
    """Id and title of each pane that becomes a tab, in the order of `tab`; the keys go to the first."""
    ABOVE: ClassVar[tuple[str, ...]] = ()
    """Ids of panes that stay on show above the tabs; `tab` reaches them first."""
    ROOMY: ClassVar[tuple[int, int]] = (100, 30)
    """From this many columns and rows on, all panes are on show at once."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(session, id=id)
        self.filter_bar = FilterBar()
        self.tabs = TabStrip()
        self.tab = self.TABS[0][0]
        self._fills = False
        self._returning: Step | None = None

    # What a room defines

    def above(self) -> ComposeResult:
        """Widgets between filter bar and panes."""
        yield from ()

    def arrangement(self) -> ComposeResult:
        """The panes; containers of panes have the class `pane-group`, which the small layout takes apart."""
        raise NotImplementedError

    # Layout

    def body(self) -> ComposeResult:
        """Filter bar, what stands above, tabs, panes; the menu of the filter bar lies over them."""
        yield self.filter_bar
        yield from self.above()
        yield self.tabs
        with Horizontal(id="panes"):
            yield from self.arrangement()
        with Vertical(id="filter-overlay"):
            yield self.filter_bar.fault
            yield self.filter_bar.menu

    def on_mount(self) -> None:
        """The filter is that of the room before."""
        super().on_mount()
        self.filter_bar.show_text(self.session.store.query.where)

    def give_keys(self) -> None:
        """The pane on show gets them."""
        self.focus_pane(self.tab)

    def on_resize(self, event: events.Resize) -> None:
        """A small terminal shows one pane at a time."""
        self._lay_out()

    @property
    def is_narrow(self) -> bool:
        """Whether one pane is on show at a time."""
        return self._fills or self.size.width < self.ROOMY[0] or self.size.height < self.ROOMY[1]

    def _lay_out(self) -> None:
        self.set_class(self.is_narrow, "-narrow")
        self.show_tab(self.tab)

    def show_tab(self, tab: str) -> None:
        """Make a pane the one on show where there is room for one only."""
        self.tab = tab
        on_show = set()
        for name, _ in self.TABS:
            pane = self.pane_named(name)
            pane.set_class(name != tab, "-off-tab")
            if name == tab:
                on_show = set(pane.ancestors)
        for group in self.query(".pane-group"):
            group.set_class(group not in on_show, "-off-tab")
        self.tabs.show_tabs(self.TABS, tab)

    def pane_named(self, name: str) -> Any:
        """The pane of an id."""
        return next(pane for pane in self.panes() if getattr(pane, "id", None) == name)

    def focus_pane(self, name: str) -> None:
        """Give a pane the keys, and show it."""
        if name not in self.ABOVE:
            self.show_tab(name)
        self.set_focus(self.pane_named(name))

    @property
    def focused_pane(self) -> str | None:
        """The id of the pane that has the keys."""
        focused = self.focused
        while focused is not None:
            if focused.id in self.order:
                return focused.id
            focused = focused.parent if isinstance(focused.parent, Widget) else None
        return None

    @property
    def order(self) -> tuple[str, ...]:
        """Panes in the order of `tab`."""
        return (*self.ABOVE, *(name for name, _ in self.TABS))

    def action_pane_next(self) -> None:
        """The next pane, round and round."""
        self._cycle(1)

    def action_pane_previous(self) -> None:
        """The pane before."""
        self._cycle(-1)

    def _cycle(self, step: int) -> None:
        here = self.focused_pane
        index = self.order.index(here) + step if here else self.order.index(self.tab)
        self.focus_pane(self.order[index % len(self.order)])

    def action_pane_fill(self) -> None:
        """Give the whole room to one pane, or show all again."""
        if not self._fills and self.is_narrow:
            self.say("This terminal shows one pane at a time: tab goes to the next.", "severity-high")
            return
        self._fills = not self._fills
        self._lay_out()

    def on_tab_strip_chosen(self, message: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        self.focus_pane(message.pane)

    # How the room shows things

    @property
    def choice(self) -> Any:
        """How this room shows things, as it was chosen; None until something was."""
        return self.session.store.state.choices.get(self.place)

    def choose(self, choice: Any) -> None:
        """Show things another way: the question is asked again."""
        self.session.store.choose(self.place, choice)

    # Answers

    def show_answer(self, view: Any) -> None:
        """Show the newest result, and stand where we stood if we came back to it."""
        super().show_answer(view)
        self.filter_bar.show_error(None)
        self.session.jobs.drop("nearest")
        if not view.moment.shown:
            self.show_nobody(nobody(view.moment))
            self._ask_nearest(view.moment)
        self.show_tab(self.tab)
        if self._returning is not None:
            self.stand_at(self._returning)
            self._returning = None

    def _ask_nearest(self, moment: Any) -> None:
        """Say also which value of the filter is unknown, once that is found."""
        engine, where = self.session.engine, moment.where
        if engine is not None and moment.total:
            self.session.jobs.ask(
                "nearest",
                lambda: nearest(where, engine.complete),
                while_open(self, self._nearest_found),
            )

    def _nearest_found(self, answer: Answer) -> None:
        if answer.error is not None and not isinstance(answer.error, UsageError):
            raise answer.error
        if answer.value:
            self.show_nobody(answer.value)

    def show_nobody(self, sentence: str) -> None:
        """No customer passes the filter."""
        self.set_pane_states(PaneState("empty", sentence))

    def show_refusal(self, error: UsageError) -> None:
        """A wrong filter is underlined where it is wrong; the earlier result stays."""
        if isinstance(error, FilterError):
            if not self._has_answer:
                self.set_pane_states(PaneState("failed", f"The filter is wrong: {error}"))
            self.filter_bar.show_error(error, self._asked.where if self._asked else "")
            if self.is_current:
                self._type_filter(again=True)
        else:
            super().show_refusal(error)

    def state_changed(self, before: DeskState, after: DeskState) -> None:
        """Follow the store: the question, how things are shown, and the filter text."""
        if before.choices != after.choices:
            self.ask_again()
        super().state_changed(before, after)
        self.filter_bar.show_text(after.query.where)

    # The way back

    def returned(self, step: Step) -> None:
        """Back from somewhere: the same cursor, scroll and filter."""
        self._returning = step
        self.filter_bar.show_text(self.session.store.query.where)
        # The keys go there at once: by the time the answer is there they may go elsewhere.
        if step.focus in self.order:
            self.focus_pane(step.focus)
        self.ask()
        if not self.session.jobs.is_pending(self.kind):
            self.stand_at(step)
            self._returning = None

    def stand_at(self, step: Step) -> None:
        """Put every cursor back where it stood."""
        for cursor in step.cursor.panes if step.cursor is not None else ():
            self.pane_named(cursor.pane).stand_at(cursor)

    def cursor_state(self) -> CursorState:
        """Where each pane stands."""
        return CursorState(panes=tuple(self.pane_named(name).cursor_now() for name in self.order))

    # Commands

    @property
    def place_now(self) -> Place:
        """The filter bar takes all keys to itself while it has the focus."""
        return "filter" if self.focused is self.filter_bar.input else self.place

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        name = self.focused_pane
        pane = self.pane_named(name) if name else None
        return replace(
            super().situation(),
            rows=getattr(pane, "rows", 0),
            metric=getattr(pane, "metric_under_cursor", None),
            clause=getattr(pane, "clause_under_cursor", None),
            prompted=getattr(pane, "prompted_under_cursor", None),
        )

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Another row may have other keys: only some reps have prompts."""
        message.stop()
        self.show_hints()

    def on_add_filter(self, message: AddFilter) -> None:
        """Narrow the room to what was under the cursor."""
        message.stop()
        if not self.is_in_front:
            return
        store = self.session.store
        try:
            where = combine(store.query.where, message.clause)
        except UsageError as error:
            self.say(str(error), "error")
            return
        store.narrow(where, message.clause, self.cursor_state(), self.focused_pane)
        self.narrowed()

    def action_only(self) -> None:
        """Narrow the room to what is under the cursor."""
        if clause := self.situation().clause:
            self.post_message(AddFilter(clause))

    def action_prompts(self) -> None:
        """Open the flags of the rep under the cursor."""
        if rep_id := self.situation().prompted:
            self.post_message(OpenRows(PromptsOfRep(rep_id)))

    def action_mark_only(self) -> None:
        """Narrow the room to the marked customers."""
        pane, store = self.list_pane(), self.session.store
        if not isinstance(pane, Grid) or pane.keyed is None:
            return
        marks = self.marks_of(pane)
        rows = pane.keyed.only(marks)
        ids = rows.fetch(0, len(rows), ("customer_id",))["customer_id"]
        where = combine(store.query.where, f"customer_id={','.join(quote(str(one)) for one in ids)}")
        store.narrow(where, f"{len(marks):,} marked", self.cursor_state(), self.focused_pane)
        self.narrowed()

    def narrowed(self) -> None:
        """The filter was narrowed by what was under the cursor."""

    # Filter bar

    def action_filter(self) -> None:
        """Go to the filter bar."""
        self._type_filter()

    def _type_filter(self, *, again: bool = False) -> None:
        """What is typed from here on is one step for undo; `again`: together with what was typed last."""
        bar, store = self.filter_bar, self.session.store
        if not bar.is_typing:
            store.begin_edit(again=again)
            bar.begin()
            self._complete()
        self.set_focus(bar.input)
        self.show_hints()

    def _stop_typing(self, *, keep: bool) -> None:
        """Keep the filter as it stands in the bar, or put the one before back."""
        bar, store = self.filter_bar, self.session.store
        bar.end()
        if keep:
            store.edit(bar.text)
        store.end_edit(keep=keep)
        self.show_hints()

    def on_filter_bar_entered(self, message: FilterBar.Entered) -> None:
        """The bar was clicked."""
        if self.focused is self.filter_bar.input:
            self._type_filter()

    def on_filter_bar_left(self, message: FilterBar.Left) -> None:
        """Another pane was clicked. Where nothing has the focus, the terminal has lost it for a while."""
        if self.filter_bar.is_typing and self.focused not in (None, self.filter_bar.input):
            self._stop_typing(keep=True)

    def on_filter_bar_typed(self, message: FilterBar.Typed) -> None:
        """Compute while typing."""
        if self.filter_bar.is_typing:
            self.session.store.edit(self.filter_bar.text)
            self._complete()

    def on_filter_input_too_long(self, message: FilterInput.TooLong) -> None:
        """Nothing of it is taken: half of a filter is another filter."""
        self.say(f"A filter takes {MOST_CHARACTERS:,} characters at most.", "severity-high")

    def _complete(self) -> None:
        """Offer completions of what is typed."""
        engine, bar = self.session.engine, self.filter_bar
        text, cursor = bar.text, bar.input.cursor_position
        if engine is not None:
            self.session.jobs.ask(
                "complete",
                lambda: engine.complete(text, cursor),
                while_open(self, lambda answer: self._completed(answer, text)),
            )

    def _completed(self, answer: Answer, text: str) -> None:
        if answer.error is not None and not isinstance(answer.error, UsageError):
            raise answer.error
        if self.filter_bar.is_typing and self.filter_bar.text == text:
            self.filter_bar.show_completions(answer.value or (), text)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A completion was clicked."""
        self._type_filter()
        if self.filter_bar.menu.stand_on(message.choice):
            self.filter_bar.accept()

    def action_filter_accept(self) -> None:
        """Take over a completion."""
        if not self.filter_bar.accept():
            self.say("Nothing to complete here: enter applies the filter.", "severity-high")

    def action_filter_down(self) -> None:
        """Mark the next completion."""
        self.filter_bar.menu.move(1)

    def action_filter_up(self) -> None:
        """Mark the completion before."""
        self.filter_bar.menu.move(-1)

    def action_filter_apply(self) -> None:
        """Take over a marked completion; otherwise keep what stands in the bar and go to the panes."""
        if self.filter_bar.is_marked:
            self.filter_bar.accept()
        elif error := self._what_is_wrong():
            self.filter_bar.show_error(error, self.filter_bar.text)
        else:
            self._stop_typing(keep=True)
            self.filter_left()

    def _what_is_wrong(self) -> FilterError | None:
        """Why what is typed cannot be applied: its grammar, or what the engine has said of it already."""
        self.session.store.edit(self.filter_bar.text)
        try:
            parse(self.filter_bar.text)
        except FilterError as error:
            return error
        return None if self.session.jobs.is_pending(self.kind) else self.filter_bar.error

    def filter_left(self) -> None:
        """The filter is applied: the pane on show gets the keys."""
        self.focus_pane(self.tab)

    def action_filter_leave(self) -> None:
        """Close the completions; again, leave with the filter as it was."""
        if self.filter_bar.close_menu():
            return
        self._stop_typing(keep=False)
        self.filter_bar.replace_text(self.session.store.query.where)
        self.focus_pane(self.tab)


def nobody(moment: Any) -> str:
    """Why there is no customer to show."""
    return f"{moment.nobody}." if moment.total else f"{moment.nobody}: ] steps forward."
