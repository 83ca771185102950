"""Choose one of a list by typing part of it: the palette of all commands, and the themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.commands.places import Place, places_from
from holdfast_tui.commands.situation import Situation
from holdfast_tui.commands.standing import FigureNamed
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.loading import HoldfastTheme
from holdfast_tui.safe_text import SafeText, cell_width, literal, pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, quiet_input
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines


class Chooser(Dialog[str]):
    """A list under an input; answers the id of the choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

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
        self.query_one("#dialog-title", Lines).show_line(
            [Span(safe(f" {tr(self._title)}"), "header"), span("   type to search, enter, esc", "muted")]
        )
        start = next((i for i, choice in enumerate(self.choices) if choice.id == self._start), 0)
        self.listing.show(self.choices, start)
        self.listing.when_moved = self._moved
        # As low as it can be, so that the room below stays in sight; it keeps its height while searching.
        self.query_one(".dialog").styles.height = dialog_height(len(self.choices) + 1)
        self.set_focus(self.query_one(Input))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every word typed must occur; matches at the start of a word come first."""
        words = event.value.lower().split()
        ranked = [(rank, choice) for choice in self.choices if (rank := score(choice, words)) is not None]
        self.listing.show([choice for _, choice in sorted(ranked, key=itemgetter(0))])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer the choice under the cursor."""
        current = self.listing.current
        if current is not None:
            self.answer(current.id)

    def action_move(self, steps: int) -> None:
        """Move the cursor of the list."""
        self.listing.move(steps)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A line was clicked."""
        self.answer(message.choice.id)

    def _moved(self, choice: ChoiceLine) -> None:
        if self._when_moved is not None:
            self._when_moved(choice.id)


def score(choice: ChoiceLine, words: Sequence[str]) -> int | None:
    """How well a choice matches the words typed (less is better); None when a word does not occur.

    A name typed in full comes first, then one that begins so.
    """
    phrase = " ".join(words)
    if phrase and phrase in choice.names:
        return -2
    if phrase and any(name.startswith(phrase) for name in choice.names):
        return -1
    text = " ".join(("".join(piece.text for piece in choice.left), choice.id, *choice.names)).lower()
    total = 0
    for word in words:
        at = text.find(word)
        if at < 0:
            return None
        total += 0 if at == 0 or not text[at - 1].isalnum() else 1
    return total


TITLE_CELLS: Final = 27
"""From here on the palette says what a command does, where its title is not longer."""
FIGURE: Final = "figure:"
"""What the ids of figures begin with among those of commands."""


def palette(situation: Situation, keys: Keys, figures: Sequence[FigureNamed] = ()) -> Chooser:
    """Every command that works here, then the others, then every figure by its name.

    A disabled command says why instead of what it does.
    """
    here = places_from(situation.place)
    ordered = sorted(COMMANDS.values(), key=lambda command: command.place not in here)
    commands = [_entry(command, situation, keys, here) for command in ordered]
    return Chooser("Commands", [*commands, *map(_figure, figures)])


def _figure(figure: FigureNamed) -> ChoiceLine:
    left = (_titled(tr(figure.name), "text"), span(figure.where, "muted"))
    names = (figure.name.lower(), tr(figure.name).lower(), figure.metric, *figure.names)
    return ChoiceLine(f"{FIGURE}{figure.metric}", left, (span(figure.metric, "muted"),), names)


def _entry(command: Command, situation: Situation, keys: Keys, here: tuple[Place, ...]) -> ChoiceLine:
    reason = command.enabled(situation) if command.place in here else None
    token = "muted" if reason or command.place not in here else "text"
    title = tr(command.title, "command")
    left = [_titled(title, token)]
    left.append(span(reason, "severity-high") if reason else span(command.why, "muted"))
    # Found by its English name too: that is what keys.toml and other people call it.
    names = tuple(dict.fromkeys((title.lower(), command.title.lower())))
    return ChoiceLine(command.id, tuple(left), (span(keys.shown(command), "accent"),), names)


def _titled(title: str, token: str) -> Span:
    shown = safe(title)
    return Span(SafeText(shown + " " * max(1, TITLE_CELLS - cell_width(shown))), token)


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


FILE_FORMATS: Final = (
    ("csv", "CSV", "text for every program"),
    ("xlsx", "Excel", "typed cells, and where they come from"),
    ("parquet", "Parquet", "columns for data tools"),
    ("json", "JSON", "rows for programs"),
    ("md", "Markdown", "a table for notes"),
)
"""Endings of the files a list can be written to, what they are called, and what they are for."""


def format_chooser() -> Chooser:
    """What a list can be written as; CSV comes first."""
    choices = [
        ChoiceLine(
            ending, (Span(pad(literal(title), 12)), span(why, "muted")), (span(f".{ending}", "muted"),)
        )
        for ending, title, why in FILE_FORMATS
    ]
    return Chooser("Export as", choices, narrow=True)


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
