"""The keys of a place: what each does, narrowed by typing; enter carries out the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from holdfast.schema.fields import SEVERITY_MEANINGS
from holdfast.search.things import Hit, Thing
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.commands.declared import OWN_COMMANDS, Keys, commands_of
from holdfast_tui.commands.places import Place, place_title, places_from
from holdfast_tui.commands.situation import Situation
from holdfast_tui.commands.sought import COMMAND
from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.screens.dialogs.base import quiet_input
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.terminal.capabilities import Glyphs
from holdfast_tui.widgets.choice_list import ChoiceLine
from holdfast_tui.widgets.line import Lines

WITH_SEVERITIES: Final[tuple[Place, ...]] = ("desk", "risk", "today", "customer", "figure")
"""Places that show customers or flags by the mark of their severity."""

IN_A_SHELL: Final = "holdfast help lists topics and searches in all of them"
_MARK: Final = "mark"
_KEY_WIDTH: Final = 14
_DETAIL_LINES: Final = 2


class KeysHelp(Chooser):
    """Every key of a place under its heading; answers the id of a command that is to be carried out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "close", show=False)]
    how: ClassVar[str] = "type to search, enter does it, esc"

    def __init__(self, situation: Situation, keys: Keys, glyphs: Glyphs) -> None:
        self._situation, self._keys = situation, keys
        sections = tuple(_sections(situation.place, keys, glyphs))
        super().__init__("Keys of this place", [line for _, lines in sections for line in lines])
        self._sections = sections
        self._about = Lines(id="help-about")

    def compose(self) -> ComposeResult:
        """Title, search line, keys, and all that is to be said of the one under the cursor."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield quiet_input(id="dialog-input")
            yield self.listing
            yield self._about

    @property
    def lines_wanted(self) -> int:
        """Lines of the search line and all below it."""
        return 1 + len(self.choices) + len(self._sections) + _DETAIL_LINES

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for another width."""
        self.call_after_refresh(self._tell)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """Commands by their titles, keys and what they do; marks by what they mean."""
        return tuple(_thing(line, self._keys) for line in self.choices)

    def look(self, typed: str) -> None:
        """Show what answers; nobody searches for the key that opened this, so it closes it again."""
        if typed.endswith("?"):
            self.action_close()
        else:
            super().look(typed)

    def show_hits(self, typed: str, hits: Sequence[Hit]) -> None:
        """What was found; everything, under its headings, where nothing is typed."""
        if typed.strip():
            super().show_hits(typed, hits)
            self._tell()
        else:
            self.say(self.how)
            self.show_all()

    def show_all(self) -> None:
        """Everything, under its headings."""
        lines: list[ChoiceLine] = []
        for title, section in self._sections:
            lines += [ChoiceLine("", (Span(safe(title), "header"),), is_heading=True), *section]
        self.listing.show(lines, cursor=1)
        self._tell()

    def _moved(self, choice: ChoiceLine) -> None:
        self._tell()

    def _tell(self) -> None:
        """All of what a command does, and why it cannot be done now."""
        line = self.listing.current
        width = max(20, self._about.size.width - 2)
        told: list[Line] = []
        if line is not None and line.id in self._keys:
            command = self._keys.command(line.id)
            told = [[span(" "), Span(part)] for part in wrapped(safe(tr(command.why, "why")), width)]
            if reason := command.enabled(self._situation):
                told = [
                    told[0],
                    [
                        span(" "),
                        Span(safe(phrase("Not now: {reason}", reason=tr(reason)), width), "severity-high"),
                    ],
                ]
        self._about.show_lines(told[:_DETAIL_LINES])

    def take(self) -> None:
        """Carry out the command under the cursor; a mark is only read."""
        if (line := self.listing.current) is not None and line.id in self._keys:
            super().take()

    def action_leave(self) -> None:
        """Show all keys again; where all are shown, close."""
        field = self.query_one(Input)
        if field.value:
            field.value = ""
        else:
            self.answer(None)

    def action_close(self) -> None:
        """Close, whatever was typed."""
        self.answer(None)


def _sections(place: Place, keys: Keys, glyphs: Glyphs) -> Iterator[tuple[str, tuple[ChoiceLine, ...]]]:
    """The keys of a place, then those that work everywhere, then what its marks mean."""
    for part in places_from(place):
        if commands := commands_of(part):
            yield (
                place_title(part),
                tuple(
                    _line(one.id, keys.shown(one), f"{one.title_shown}: {tr(one.why, 'why')}")
                    for one in commands
                ),
            )
    if own := tuple(one for one in keys.own if one.place in places_from(place)):
        yield OWN_COMMANDS, tuple(_line(one.id, keys.shown(one), f"{one.title}: {one.why}") for one in own)
    if place in WITH_SEVERITIES:
        marks = SEVERITY_MEANINGS.items()
        yield (
            tr("Marks of severity"),
            tuple(
                _line(f"{_MARK}:{name}", f"{glyphs.severity(name)} {tr(name, 'severity')}", tr(said))
                for name, said in marks
            ),
        )

    yield "More help", (_line(f"{_MARK}:help", "in a shell", IN_A_SHELL),)


def _line(id: str, key: str, told: str) -> ChoiceLine:  # noqa: A002 - the word of ChoiceLine
    return ChoiceLine(
        id, (span(" "), Span(pad(safe(key), _KEY_WIDTH), "accent"), span(" "), Span(safe(told)))
    )


def _thing(line: ChoiceLine, keys: Keys) -> Thing:
    if line.id in keys:
        command = keys.command(line.id)
        return Thing(
            COMMAND,
            command.id,
            command.title_shown,
            (*keys.of(command), command.title),
            tr(command.why, "why"),
        )
    name = line.id.partition(":")[2]
    about = f"severity {SEVERITY_MEANINGS[name]}" if name in SEVERITY_MEANINGS else IN_A_SHELL
    return Thing(_MARK, line.id, name, about=about)
