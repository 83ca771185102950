"""A play to look at: its steps with their days, or how far it is; enter starts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual.binding import Binding, BindingType

from holdfast.plays.words import PAGE, do_shown, ends_shown, opening_shown, text_shown, title_shown
from holdfast.words.interface.catalogue import tr
from holdfast_tui.look import present
from holdfast_tui.screens.dialogs.help import Reader, Section

if TYPE_CHECKING:
    from holdfast.plays.play import Opening
    from holdfast.views.today.play import PlayLook

Choice = Literal["start", "stop", "open"]


class PlayReader(Reader):
    """What a play asks for. `chosen` says what the key that closed it asks for; nothing for most keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", show=False),
        Binding("s", "stop", show=False),
        Binding("o", "open", show=False),
    ]

    def __init__(self, looks: Sequence[PlayLook], words: str) -> None:
        self._looks = looks
        self.chosen: Choice | None = None
        title, sections = told_of(looks[0]) if len(looks) == 1 else told_of_many(looks, words)
        super().__init__(title, sections, label_width=16)

    @property
    def can_start(self) -> bool:
        """Whether there is anything to start."""
        return any(look.can_start for look in self._looks)

    @property
    def can_stop(self) -> bool:
        """Whether there is anything to stop."""
        return any(look.run is not None for look in self._looks)

    @property
    def hint(self) -> str:
        """What the keys do here."""
        keys = [PAGE.said("enter starts it")] if self.can_start else []
        ends = any(look.ending is not None for look in self._looks)
        keys += [PAGE.said("s ends it" if ends else "s stops it")] if self.can_stop else []
        if self.opening is not None:
            keys.append(PAGE.said("o opens {what}", what=opening_shown(self.opening)))
        return ", ".join((*keys, tr("j k scroll, esc")))

    @property
    def opening(self) -> Opening | None:
        """What the next step opens, of the play of one."""
        if len(self._looks) != 1:
            return None
        look = self._looks[0]
        if look.run is not None:
            step = look.run.next_step.step if look.run.next_step is not None else None
            return step.opens if step is not None else None
        waiting = [one.step for one in look.planned if not one.left_out]
        return waiting[0].opens if waiting else None

    def action_open(self) -> None:
        """Open what the next step names."""
        if self.opening is not None:
            self.chosen = "open"
            self.answer(None)

    def action_start(self) -> None:
        """Start what is not started; where nothing can be, close."""
        self.chosen = "start" if self.can_start else None
        self.answer(None)

    def action_stop(self) -> None:
        """Stop what runs."""
        if self.can_stop:
            self.chosen = "stop"
            self.answer(None)


HELD: Final = "Left alone to learn what plays achieve. Starting it all the same is allowed, and written down."


def told_of(look: PlayLook) -> tuple[str, list[Section]]:
    """One play in words: why, its steps by day, and what ends it."""
    whom, flag = look.target.name, PAGE.said(" for {flag}", flag=tr(look.flag, "flag")) if look.flag else ""
    if look.run is not None:
        return _running(look)
    if look.play is None:
        told = tr(look.advice, "play") or PAGE.said(
            "No flag is open, so no play is proposed: t plans a task of your own."
        )
        without = PAGE.said("No play answers this flag. What to do:") if look.advice else ""
        return PAGE.said("Play{flag}: {whom}", flag=flag, whom=whom), [(without, [("", told)])]
    steps = [
        (str(present.weekday(one.due)), f"{title_shown(one.step.title)}. {do_shown(one.step)}")
        for one in look.planned
        if not one.left_out
    ]
    left_out = [title_shown(one.step.title) for one in look.planned if one.left_out]
    why = (PAGE.said("Why"), text_shown(look.play.why))
    sections: list[Section] = [(f"{title_shown(look.play.title)}{flag}", [why])]
    if look.target.held_out:
        sections.append((PAGE.said("Held out"), [("", PAGE.said(HELD))]))
    sections.append((PAGE.said("Steps, each becomes a task"), steps))
    if left_out:
        sections.append((PAGE.said("Too late for"), [("", "; ".join(left_out))]))
    sections.append(("", [(PAGE.said("Ends"), f"{ends_shown(look.play.ends)}.")]))
    return PAGE.said("Play: {whom}", whom=whom), sections


def _running(look: PlayLook) -> tuple[str, list[Section]]:
    run = look.run
    assert run is not None
    steps = [
        (
            str(present.weekday(step.on or step.due)),
            f"{PAGE.said(step.state)}: {title_shown(step.title)}"
            + (f" ({step.result})" if step.result else ""),
        )
        for step in run.steps
    ]
    since = PAGE.said("{title}, since {day}", title=title_shown(run.title), day=present.weekday(run.on))
    told: list[Section] = [(since, steps or [("", PAGE.said("It has no steps."))])]
    if look.ending is not None:
        told.append(("", [(PAGE.said("Now"), PAGE.said("{why}: s ends it.", why=look.ending.sentence))]))
    if run.play is not None:
        told.append(("", [(PAGE.said("Ends"), f"{ends_shown(run.play.ends)}.")]))
    return PAGE.said("Play under way: {whom}", whom=look.target.name), told


def told_of_many(looks: Sequence[PlayLook], words: str) -> tuple[str, list[Section]]:
    """The plays of several, a line each."""
    lines = [(look.target.name, _in_a_line(look)) for look in looks]
    return PAGE.said("Plays: {words}", words=words), [("", lines)]


def _in_a_line(look: PlayLook) -> str:
    if look.run is not None:
        return PAGE.said("{title}: runs already", title=title_shown(look.run.title))
    if look.play is None:
        return tr(look.advice, "play") or PAGE.said("no flag is open")
    title = title_shown(look.play.title)
    return PAGE.said("{title}, for {flag}", title=title, flag=tr(look.flag, "flag")) if look.flag else title
