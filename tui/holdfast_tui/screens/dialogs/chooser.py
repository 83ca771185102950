"""Choose one of a list by typing part of it: a theme, a format, a dimension, a flag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from holdfast.search.things import Hit, Thing, nearest, search
from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.loading import HoldfastTheme
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, quiet_input, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

_MOST_QUOTED: Final = 24


class Chooser(Dialog[str]):
    """A list under an input; answers the id of the choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

    how: ClassVar[str] = "type to search, enter, esc"
    """What the keys do here."""

    def __init__(
        self,
        title: str,
        choices: Sequence[ChoiceLine],
        *,
        start: str | None = None,
        when_moved: Callable[[str], None] | None = None,
        narrow: bool = False,
    ) -> None:
        super().__init__(classes="-narrow" if narrow else None)
        self._title = title
        self.choices = tuple(choices)
        self._lines = {choice.id: choice for choice in self.choices}
        self._start = start
        self._when_moved = when_moved
        self.listing = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Title, input, list."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield quiet_input(id="dialog-input")
            yield self.listing

    def on_mount(self) -> None:
        """Everything is on offer."""
        self.say(self.how)
        self.show_all()
        self.listing.when_moved = self._moved
        # As low as it can be, so that the room below stays in sight; it keeps its height while searching.
        self.query_one(".dialog").styles.height = dialog_height(self.lines_wanted)
        self.set_focus(self.query_one(Input))

    @property
    def lines_wanted(self) -> int:
        """Lines of the search line and all below it."""
        return len(self.choices) + 1

    def show_all(self) -> None:
        """Everything is on offer, the cursor where it starts."""
        start = next((i for i, choice in enumerate(self.choices) if choice.id == self._start), 0)
        self.listing.show(self.choices, start)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """What is searched: the choices by what is painted on their left, and by their other names."""
        return tuple(map(_thing, self.choices))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        self.look(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the choice under the cursor."""
        self.take()

    def look(self, typed: str) -> None:
        """Show what answers to what is typed."""
        self.show_hits(typed, search(typed, self.things))

    def take(self) -> None:
        """Answer the choice under the cursor."""
        current = self.listing.current
        if current is not None:
            self.answer(current.id)

    def show_hits(self, typed: str, hits: Sequence[Hit]) -> None:
        """Show what was found, best first; where that is nothing, what is spelt most like it."""
        if hits:
            self.say(f"nothing is called '{_short(typed)}'; you may mean:" if hits[0].is_near else self.how)
            self.listing.show([self.line_of(hit.thing) for hit in hits])
            return
        near = nearest(typed, self.things)
        self.say(f"nothing is called '{_short(typed)}'{'; spelt most like it:' if near else ' or like it'}")
        # Nobody typed that: enter takes it only once somebody has gone to it.
        self.listing.show([self.line_of(thing) for thing in near], cursor=None)

    def line_of(self, thing: Thing) -> ChoiceLine:
        """The line of a thing."""
        return self._lines[thing.id]

    def say(self, words: str) -> None:
        """Say something beside the title."""
        told = said_keys(tr(words)) if words == self.how else [Span(safe(words), "severity-high")]
        self.query_one("#dialog-title", Lines).show_line(
            [Span(safe(f" {tr(self._title)}   "), "header"), *told]
        )

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list."""
        self.listing.move(steps)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A line was clicked."""
        self.answer(message.choice.id)

    def _moved(self, choice: ChoiceLine) -> None:
        if self._when_moved is not None:
            self._when_moved(choice.id)


def _thing(choice: ChoiceLine) -> Thing:
    told = "".join(piece.text for piece in choice.left)
    return Thing("", choice.id, choice.names[0] if choice.names else told, choice.names, told)


def _short(typed: str) -> str:
    return typed if len(typed) <= _MOST_QUOTED else f"{typed[: _MOST_QUOTED - 1]}…"


def dimension_chooser(titles: Sequence[tuple[str, str]], current: str) -> Chooser:
    """Dimensions as (name, title); the one in use is marked."""
    choices = [
        ChoiceLine(
            name,
            (Span(pad(safe(tr(title, "field")), 24)), span("in use" if name == current else "", "accent")),
            (span(name, "muted"),),
        )
        for name, title in titles
    ]
    return Chooser("Split by", choices, start=current, narrow=True)


def one_of(title: str, told: Sequence[tuple[str, str]], current: str = "") -> Chooser:
    """A choice among ids by what is told of each; the one in use is marked."""
    choices = [
        ChoiceLine(one, (Span(safe(words)),), (span("in use" if one == current else "", "accent"),))
        for one, words in told
    ]
    return Chooser(title, choices, start=current or None)


def theme_chooser(
    themes: Mapping[str, HoldfastTheme], current: str, when_moved: Callable[[str], None]
) -> Chooser:
    """Every theme; the one under the cursor is shown at once."""
    choices = [
        ChoiceLine(
            name,
            (Span(pad(safe(theme.title), 24)), span("" if name != current else "in use", "accent")),
            (span(name, "muted"),),
        )
        for name, theme in themes.items()
    ]
    return Chooser("Themes", choices, start=current, when_moved=when_moved, narrow=True)
