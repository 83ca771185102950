"""Messages of a room: one template and language for everybody marked, then one letter after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen

from holdfast.drafts.templates import every_template, templates_for
from holdfast.errors import UsageError
from holdfast.words.languages import LANGUAGES
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.doing.message import OneMessage
from holdfast_tui.screens.helpers.doing.whom import alone
from holdfast_tui.screens.helpers.doing.writing import Writing
from holdfast_tui.widgets.choice_list import ChoiceLine

if TYPE_CHECKING:
    from holdfast.drafts.drafting import DraftText
    from holdfast.drafts.template import Template
    from holdfast.views.today.results import Target
    from holdfast.words.languages import Language
    from holdfast_tui.screens.helpers.doing.whom import Whom


TITLE: Final = 44
"""Cells of the title of a template in the list."""


class Messages:
    """Messages to some customers, from the choice of the template to the log.

    Each is written and shown by itself: nothing goes to many unseen.
    """

    def __init__(self, screen: Screen[Any], asking: Asking[Any], writing: Writing, whom: Whom) -> None:
        self._screen, self._asking, self._session = screen, asking, asking.session
        self._writing, self._whom = writing, whom

    def write_by(self, template: str) -> None:
        """Write by the template that a step of a play names, in the language of this sitting."""
        known = every_template().get(template)
        if known is None:
            self._refuse(UsageError(f"there is no template '{template}'"))
            return
        mine = self._session.language
        language = mine if mine in known.wordings else next(iter(known.wordings))
        self._with_targets(lambda targets: self._chosen(targets, f"{template} {language}"))

    def begin(self) -> None:
        """Ask which template, those for the play and the flag at hand first."""
        self._with_targets(self._choose)

    def _with_targets(self, found: Callable[[Sequence[Target]], object]) -> None:
        query, session = self._session.store.query, self._session
        assert session.engine is not None
        asked = session.journaling.asked(session.engine, query)
        self._asking.also(
            f"message-{self._asking.kind}",
            lambda engine: self._whom.targets or engine.targets(query, asked, self._whom.numbers),
            lambda targets: self._told(found, [one for one in targets if one.customer is not None]),
            self._refuse,
        )

    def _told(self, found: Callable[[Sequence[Target]], object], targets: Sequence[Target]) -> None:
        if targets:
            found(targets)
        else:
            self._refuse(UsageError(f"{self._whom.words} is no longer in the book"))

    def _choose(self, targets: Sequence[Target]) -> None:
        try:
            known = every_template()
        except UsageError as error:
            self._refuse(error)
            return
        fitting = templates_for(known, targets[0].play_flag, targets[0].play)
        others = [one for one in known.values() if one not in fitting]
        mine = self._session.language
        choices = [
            _choice(template, language, fits=template in fitting)
            for template in (*fitting, *others)
            for language in sorted(template.wordings, key=lambda code: code != mine)
        ]
        chooser = Chooser(safe(f"Message to {self._whom.words}"), choices)
        self._screen.app.push_screen(chooser, lambda choice: self._chosen(targets, choice))

    def _chosen(self, targets: Sequence[Target], choice: str | None) -> None:
        if choice is None:
            return
        template, _, code = choice.partition(" ")
        language = next(one for one in LANGUAGES if one == code)
        query, sender = self._session.store.query, self._session.journaling.user.rep or None
        numbers = [one.customer for one in targets if one.customer is not None]
        self._asking.also(
            f"draft-{self._asking.kind}",
            lambda engine: [
                _draft_or_why(partial(engine.drafted, query, number, template, language, sender=sender))
                for number in numbers
            ],
            lambda found: self._found(targets, found),
            self._refuse,
        )

    def _found(self, targets: Sequence[Target], found: Sequence[DraftText | str]) -> None:
        """Say who gets none and why; then one after the other those that are there."""
        pairs = list(zip(targets, found, strict=True))
        ready = [(target, draft) for target, draft in pairs if not isinstance(draft, str)]
        refused = [(target.name, draft) for target, draft in pairs if isinstance(draft, str)]
        if not refused:
            self._next(ready)
            return
        title = "No draft" if len(pairs) == 1 else f"No draft for {len(refused)} of {len(pairs)}"
        lines = [("" if len(pairs) == 1 else name, told) for name, told in refused]
        self._screen.app.push_screen(Reader(title, [("", lines)]), lambda _: self._next(ready))

    def _next(self, ready: Sequence[tuple[Target, DraftText]]) -> None:
        if not ready:
            return
        (target, draft), *others = ready
        message = OneMessage(self._screen, self._session, self._writing, alone(target))
        message.edit(draft, lambda goes_on: self._next(others) if goes_on else None, len(others))

    def _refuse(self, error: UsageError) -> None:
        """Why there is no draft, in full."""
        self._screen.app.push_screen(Reader("No draft", [("", [("", _sentence(error))])]))


def _draft_or_why(drafted: Callable[[], DraftText]) -> DraftText | str:
    """The draft for one, or what is missing and what would fill it."""
    try:
        return drafted()
    except UsageError as error:
        return _sentence(error)


def _sentence(error: UsageError) -> str:
    told = str(error)
    return f"{told[:1].upper()}{told[1:]}."


def _choice(template: Template, language: Language, *, fits: bool) -> ChoiceLine:
    left = (
        Span(pad(safe(template.title, TITLE), TITLE + 2), "text" if fits else "muted"),
        span(LANGUAGES[language], "accent" if fits else "muted"),
    )
    return ChoiceLine(f"{template.id} {language}", left, (Span(safe(template.id), "muted"),))
