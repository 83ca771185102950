"""The palette: every command, figure, flag, term, field, rep and customer by half of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

from holdfast.search.loose import Rank
from holdfast.search.things import Hit, Thing, certain, search
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import Keys
from holdfast_tui.commands.named import place_of
from holdfast_tui.commands.places import Place, places_from
from holdfast_tui.commands.situation import Situation
from holdfast_tui.commands.sought import COMMAND, sought
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import SafeText, cell_width, pad, safe
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.widgets.choice_list import ChoiceLine

LOOKING: Final = "looking among the customers …"

Ask = Callable[[str, Callable[[Sequence[Hit]], object]], object]
"""Looks for reps and customers by what was typed, and tells what it found, later."""

_NAME: Final = 26


class Palette(Chooser):
    """Finds at once all but reps and customers, whom `ask` finds beside. Answers the mark of a thing."""

    def __init__(self, commands: Sequence[ChoiceLine], sought: Sequence[Thing], ask: Ask | None) -> None:
        super().__init__("Find", commands)
        self._sought, self._ask = tuple(sought), ask
        self._known: tuple[Hit, ...] = ()
        self._waits_for: str | None = None
        self._is_entered = False

    def on_mount(self) -> None:
        """What makes the first search slow is done while nothing is typed yet."""
        if self._ask is not None:
            self._ask("", lambda _: None)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """Commands first, those of this place before the others."""
        return self._sought

    def look(self, typed: str) -> None:
        """Show what is known; people come as soon as they are found."""
        self._known = search(typed, self.things)
        self._is_entered = False
        if self._ask is None or not typed.strip():
            self._waits_for = None
            self.show_hits(typed, self._known)
            return
        self._waits_for = typed
        self.listing.show([self.line_of(hit.thing) for hit in self._known])
        if not self._known or self._known[0].is_near:
            self.say(LOOKING)
        self._ask(typed, lambda people: self._found(typed, people))

    def _found(self, typed: str, people: Sequence[Hit]) -> None:
        """Lay reps and customers between what is known, by how well each answers."""
        if typed != self._waits_for:
            return
        self._waits_for = None
        chosen = self.listing.current if self.listing.cursor else None
        hits = certain(sorted((*self._known, *people), key=lambda hit: hit.rank))
        self.show_hits(typed, hits)
        if chosen is not None:
            self.listing.stand_on(chosen)
        if self._is_entered and self.listing.current is not None:
            self.answer(self.listing.current.id)

    def take(self) -> None:
        """Answer the choice under the cursor; where people are still looked for, once it stands first."""
        is_sure = bool(self._known) and self._known[0].rank is Rank.WHOLE
        if self._waits_for is None or is_sure or self.listing.cursor:
            super().take()
        else:
            self._is_entered = True

    def line_of(self, thing: Thing) -> ChoiceLine:
        """A command as it stands here, everything else by what enter does with it."""
        if thing.kind == COMMAND:
            return super().line_of(thing)
        return ChoiceLine(
            mark_of(thing),
            (Span(pad(safe(thing.name), _NAME)), span(" "), Span(safe(_told(thing)), "muted")),
            (Span(safe(_shown_id(thing)), "muted"),),
        )


def palette(
    situation: Situation, keys: Keys, others: Iterable[Thing] = (), ask: Ask | None = None
) -> Palette:
    """Every command that works here, then the others, then `others` when they are typed.

    A disabled command says why instead of what it does.
    """
    here = places_from(situation.place)
    ordered = sorted(keys.commands, key=lambda command: command.place not in here)
    lines = [_entry(command, situation, keys, here) for command in ordered]
    return Palette(lines, (*sought(ordered), *others), ask)


def mark_of(thing: Thing) -> str:
    """What the palette answers: of a command its id, else `kind:id`."""
    return thing.id if thing.kind == COMMAND else f"{thing.kind}:{thing.id}"


_TITLE: Final = 27
"""From here on a line says what a command does, where its title is not longer."""
_WHAT: Final = {
    "metric": "figure, {about}",
    "flag": "flag, explained",
    "practice": "practice, explained",
    "concept": "term, explained",
    "field": "filter by it: {about}",
    "rep": "{about}: the page of the rep",
    "customer": "customer {about}",
}


def _told(thing: Thing) -> str:
    about = place_of(thing.id) if thing.kind == "metric" else thing.about
    return _WHAT[thing.kind].format(about=about)


def _shown_id(thing: Thing) -> str:
    return thing.id if thing.kind not in ("customer", "rep") else ""


def _entry(command: Command, situation: Situation, keys: Keys, here: tuple[Place, ...]) -> ChoiceLine:
    reason = command.enabled(situation) if command.place in here else None
    token = "muted" if reason or command.place not in here else "text"
    title = command.title_shown
    left = [Span(_titled(title), token)]
    left.append(span(reason, "severity-high") if reason else span(command.why, "muted"))
    # Found by its English name too: that is what keys.toml and other people call it.
    names = tuple(dict.fromkeys((title.lower(), command.title.lower())))
    return ChoiceLine(command.id, tuple(left), (span(keys.shown(command), "accent"),), names)


def _titled(title: str) -> SafeText:
    shown = safe(title)
    return SafeText(shown + " " * max(1, _TITLE - cell_width(shown)))
