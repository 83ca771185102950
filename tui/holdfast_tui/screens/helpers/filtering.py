"""The filter bar of a room: typing, completing, applying, leaving, and why nobody passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from holdfast.errors import UsageError
from holdfast.filters import FilterError, parse
from holdfast.filters.complete import unknown
from holdfast.filters.nearest import nearest
from holdfast.filters.references import SIGN, Expanded, complete_name, expand
from holdfast_tui.messages import Said
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.left.filters import Walk
from holdfast_tui.sitting.session import Action
from holdfast_tui.widgets.choice_list import ChoiceList
from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS, FilterBar

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.filters.complete import Completion


class Filtering:
    """Writes what is typed into the store. `left` and `applied` say where the keys go from the bar."""

    def __init__(
        self,
        asking: Asking[Any],
        bars: Bars,
        show_hints: Callable[[], object],
        left: Callable[[], object],
    ) -> None:
        self._screen, self._session = asking.screen, asking.session
        self._asking, self._bars = asking, bars
        self._show_hints, self._left = show_hints, left
        self.applied = left
        self.bar = FilterBar()
        asking.pauses.append(lambda: self.bar.is_waiting)
        self.bar.show_example(self._session.example)
        self._views: Mapping[str, str] = {}
        self._read = Expanded("", "")
        self._walk = Walk((), "")

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "filter": self.type,
            "filter.accept": self.accept,
            "filter.down": partial(self.move, 1),
            "filter.up": partial(self.move, -1),
            "filter.apply": self.apply,
            "filter.leave": self.leave,
        }

    @property
    def has_keys(self) -> bool:
        """Whether all keys go to the bar."""
        return self._screen.focused is self.bar.input

    def follow(self) -> None:
        """Show the filter in force, unless another is being typed."""
        self.bar.show_text(self._session.store.query.where)

    # Typing

    def type(self, *, again: bool = False) -> None:
        """What is typed from here on is one step for undo; `again`: together with what was typed last."""
        if not self.bar.is_typing:
            self._session.store.begin_edit(again=again)
            self._views = self._saved_filters()
            self.bar.begin()
            self._walk = Walk(self._session.filters.texts, self.bar.text)
            self._complete()
        self._screen.set_focus(self.bar.input)
        self._show_hints()

    def begin_with(self, words: str) -> None:
        """Type a filter that goes on from the one in force with a condition begun."""
        self.type()
        self.bar.put_behind(words)

    def stop(self, *, keep: bool) -> None:
        """Keep the filter as it stands in the bar, or put the one before back."""
        store = self._session.store
        self.bar.end()
        if keep:
            if error := self._edit():
                self._bars.say(f"The filter stays: {error}", "error")
            elif self.bar.error is None:
                self._session.filters.add(store.query.where)
            # Where a name was typed its filter stands from here on, whatever becomes of the view.
            self.bar.show_text(store.query.where)
        store.end_edit(keep=keep)
        self._show_hints()

    def apply(self) -> None:
        """Take over a marked completion; otherwise keep what stands in the bar and go to the panes."""
        if self.bar.is_marked:
            self.bar.accept()
        elif error := self._what_is_wrong():
            self.bar.show_error(error, self.bar.text)
        else:
            self.stop(keep=True)
            self.applied()

    def _what_is_wrong(self) -> FilterError | None:
        """Why what is typed cannot be applied: its grammar, or what the engine has said of it already."""
        if error := self._edit():
            return error
        try:
            parse(self._read.text, self._session.store.state.fields)
        except FilterError as error:
            return self._read.placed(error)
        return None if self._asking.is_pending else self.bar.error

    def _edit(self) -> FilterError | None:
        """Ask what is typed, names of saved views replaced by their filters; or why that cannot be."""
        try:
            self._read = expand(self.bar.text, self._views)
        except FilterError as error:
            return error
        self._session.store.edit(self._read.text)
        return None

    def _saved_filters(self) -> Mapping[str, str]:
        try:
            return self._session.views.load().filters
        except UsageError as error:
            self._bars.say(str(error), "error")
            return {}

    def leave(self) -> None:
        """Leave with the filter as it was."""
        self.stop(keep=False)
        self.bar.replace_text(self._session.store.query.where)
        self._left()

    def refuse(self, error: FilterError) -> None:
        """Underline what the engine says is wrong, and go on typing."""
        asked = self._asking.asked.where if self._asking.asked else ""
        if asked == self._read.text:
            self.bar.show_error(self._read.placed(error), self._read.typed)
        else:
            self.bar.show_error(error, asked)
        if self._screen.is_current:
            self.type(again=True)

    # What the bar says

    def entered(self, message: Said) -> None:
        """The bar was clicked."""
        if self.has_keys:
            self.type()

    def lost(self, message: Said) -> None:
        """Another pane was clicked. Where nothing has the focus, the terminal has lost it for a while."""
        if self.bar.is_typing and self._screen.focused not in (None, self.bar.input):
            self.stop(keep=True)

    def typed(self, message: Said) -> None:
        """Compute while typing."""
        if self.bar.is_typing:
            # A name that is half typed is no fault: what is shown stays until it is whole.
            if (error := self._edit()) and not self._offered:
                self.bar.show_error(error, self.bar.text)
            self._complete()

    def too_long(self, message: Said) -> None:
        """Nothing of it is taken: half of a filter is another filter."""
        self._bars.say(f"A filter takes {MOST_CHARACTERS:,} characters at most.", "severity-high")

    # Earlier filters, and completing

    def move(self, step: int) -> None:
        """To another completion; up from a text that nobody has changed, to the filters before it."""
        is_marked = self.bar.menu.cursor is not None and self.bar.is_menu_open
        is_walking = not is_marked and self._walk.leads_somewhere and self._walk.is_on(self.bar.text)
        if not is_walking or (step > 0 and not self._walk.has_begun):
            self.bar.menu.move(step)
        elif (text := self._walk.step(-step)) is not None:
            self.bar.recall(text)
        else:
            self._bars.say("There is no earlier filter of this book.", "severity-high")

    def accept(self) -> None:
        """Take over a completion."""
        if not self.bar.accept():
            self._bars.say("Nothing to complete here: enter applies the filter.", "severity-high")

    def clicked(self, message: ChoiceList.Clicked) -> None:
        """A completion was clicked."""
        self.type()
        if self.bar.menu.stand_on(message.choice):
            self.bar.accept()

    @property
    def _offered(self) -> Sequence[Completion] | None:
        """The saved views that a name at the cursor may become; None where no name stands there."""
        if SIGN not in self.bar.text:
            return None
        return complete_name(self.bar.text, self.bar.input.cursor_position, self._views)

    def _complete(self) -> None:
        text, cursor = self.bar.text, self.bar.input.cursor_position
        if (named := self._offered) is not None:
            self._session.jobs.drop("complete")
            self.bar.show_completions(named, text)
            return

        def show(completions: Sequence[Completion]) -> None:
            if self.bar.is_typing and self.bar.text == text:
                said = unknown(text, cursor, self._session.store.state.fields)
                is_known = bool(completions) and not completions[0].is_guess
                guess = said or "nothing begins so"
                said = "" if is_known else f"{guess}; you may mean:" if completions else said
                self.bar.show_completions(completions, text, said)

        self._asking.also("complete", lambda engine: engine.complete(text, cursor), show, lambda _: show(()))

    # Nobody passes

    def explain(self, moment: Moment, show: Callable[[str], object]) -> None:
        """Say why there is no customer; and, once that is found, which value of the filter is unknown."""
        self._session.jobs.drop("nearest")
        if moment.shown:
            return
        show(f"{moment.nobody}." if moment.total else f"{moment.nobody}: ] steps forward.")
        if moment.total:
            where, fields = moment.where, moment.fields
            self._asking.also(
                "nearest",
                lambda engine: nearest(where, engine.complete, fields),
                lambda found: show(found) if found else None,
                _nothing,
            )


def _nothing(error: UsageError) -> None:
    """A filter that cannot be read names no value."""
