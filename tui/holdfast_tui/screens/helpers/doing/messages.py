"""Messages of a room: choose a template and a language, edit, take along; logged as a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen

from holdfast.drafts.mail import as_mail, as_note
from holdfast.drafts.templates import every_template, templates_for
from holdfast.errors import UsageError
from holdfast.words.languages import LANGUAGES
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import pad, safe
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.screens.dialogs.forms.message import MessageForm
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.doing.writing import Prepared, Writing
from holdfast_tui.sitting.exporting import write_page
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.terminal import clipboard
from holdfast_tui.widgets.choice_list import ChoiceLine

if TYPE_CHECKING:
    from holdfast.drafts.drafting import DraftText
    from holdfast.drafts.template import Template
    from holdfast.journal.entry import Draft, Entry
    from holdfast.views.today.results import Target
    from holdfast.words.languages import Language
    from holdfast_tui.screens.helpers.doing.whom import Whom
    from holdfast_tui.screens.helpers.doing.writing import About


TITLE: Final = 44
"""Cells of the title of a template in the list."""


class Messages:
    """A message to one customer, from the choice of its template to the log."""

    def __init__(self, screen: Screen[Any], asking: Asking[Any], writing: Writing, whom: Whom) -> None:
        self._screen, self._asking, self._session = screen, asking, asking.session
        self._writing, self._whom = writing, whom
        self._logged: str | None = None

    def write_by(self, template: str) -> None:
        """Write by the template that a step of a play names, in the language of this sitting."""
        known = every_template().get(template)
        if known is None:
            self._refuse(UsageError(f"there is no template '{template}'"))
            return
        mine = self._session.language
        self._chosen(f"{template} {mine if mine in known.wordings else next(iter(known.wordings))}")

    def begin(self) -> None:
        """Ask which template, those for the play and the flag at hand first."""
        query, session = self._session.store.query, self._session
        assert session.engine is not None
        asked = session.journaling.asked(session.engine, query)

        def found(targets: Sequence[Target]) -> None:
            self._choose(targets[0])

        self._asking.also(
            f"message-{self._asking.kind}",
            lambda engine: self._whom.targets or engine.targets(query, asked, self._whom.numbers),
            found,
            self._refuse,
        )

    def _choose(self, target: Target) -> None:
        try:
            known = every_template()
        except UsageError as error:
            self._refuse(error)
            return
        fitting = templates_for(known, target.play_flag, target.play)
        others = [one for one in known.values() if one not in fitting]
        mine = self._session.language
        choices = [
            _choice(template, language, fits=template in fitting)
            for template in (*fitting, *others)
            for language in sorted(template.wordings, key=lambda code: code != mine)
        ]
        chooser = Chooser(safe(f"Message to {self._whom.words}"), choices)
        self._screen.app.push_screen(chooser, self._chosen)

    def _chosen(self, choice: str | None) -> None:
        if choice is None:
            return
        template, _, code = choice.partition(" ")
        language = next(one for one in LANGUAGES if one == code)
        query, sender = self._session.store.query, self._session.journaling.user.rep or None
        number = self._whom.numbers[0]
        self._asking.also(
            f"draft-{self._asking.kind}",
            lambda engine: engine.drafted(query, number, template, language, sender=sender),
            self._edit,
            self._refuse,
        )

    def _refuse(self, error: UsageError) -> None:
        """Why there is no draft, in full: what is missing, and what would fill it."""
        told = str(error)
        self._screen.app.push_screen(Reader("No draft", [("", [("", f"{told[:1].upper()}{told[1:]}.")])]))

    def _edit(self, draft: DraftText) -> None:
        texts = self._session.journaling.texts
        form = f"message-{draft.template}-{draft.language}"
        self._screen.app.push_screen(
            MessageForm(
                draft,
                self._whom.words,
                texts.of_form(form, self._whom.name),
                self._take,
                partial(texts.keep, form, self._whom.name),
            )
        )

    # Taking along

    def _take(self, draft: DraftText, how: str) -> tuple[str, bool]:
        ways: dict[str, Callable[[DraftText], str]] = {
            "copy": self._copy,
            "eml": self._write_mail,
            "txt": self._write_note,
            "sent": lambda _: "Marked as sent by you",
        }
        try:
            told = ways[how](draft)
        except UsageError as error:
            return str(error), False
        problem = self._log(draft, sent=how == "sent")
        return (
            (f"{told}. It is logged as {'sent' if how == 'sent' else 'a draft'}.", True)
            if (problem is None)
            else (f"{told}, but not logged: {problem}", False)
        )

    def _copy(self, draft: DraftText) -> str:
        made = clipboard.copy(as_note(draft), "the message", self._session.capabilities)
        if not made.sequence:
            raise UsageError(made.sentence)
        self._session.write_to_terminal(made.sequence)
        return str(made.sentence).rstrip(".")

    def _write_mail(self, draft: DraftText) -> str:
        return self._written(as_mail(draft, self._session.journaling.today()), draft, "eml")

    def _write_note(self, draft: DraftText) -> str:
        return self._written(as_note(draft).encode(), draft, "txt")

    def _written(self, content: bytes, draft: DraftText, ending: str) -> str:
        stem = f"message-{draft.customer_id}-{draft.template}"
        path = write_page(content, stem, ending, Path.cwd(), self._session.book_folders)
        return f"Wrote {safe(path)}"

    def _log(self, draft: DraftText, *, sent: bool) -> str | None:
        """Log it as a draft once, and as sent where the user says so; why not, where that fails."""
        if self._logged is not None and not sent:
            return None
        problems: list[str | None] = []
        logged = self._logged

        def make(about: About) -> Sequence[Draft]:
            if logged is not None:
                return [about.draft("sent", "", {}, f"draft:{logged}")]
            to = draft.to.address if draft.to is not None else None
            fields = {
                "template": draft.template,
                "language": draft.language,
                "to": to,
                "subject": draft.subject,
            }
            flag = about.target.play_flag
            return [about.draft("draft", draft.body, fields, f"flag:{flag}" if flag else "")]

        def then(about: About, written: Entry) -> Sequence[Draft]:
            return [about.draft("sent", "", {}, f"draft:{written.id}")] if logged is None and sent else ()

        verb = "Message, marked as sent," if sent else "Message"
        prepared = Prepared(verb, make, then, repeats=False)
        self._writing.write(prepared, self._whom, problems.append)
        step = self._session.store.state.written_last
        if problems == [None] and isinstance(step, Written) and logged is None:
            self._logged = step.entries[0].id
        return problems[0] if problems else None


def _choice(template: Template, language: Language, *, fits: bool) -> ChoiceLine:
    left = (
        Span(pad(safe(template.title, TITLE), TITLE + 2), "text" if fits else "muted"),
        span(LANGUAGES[language], "accent" if fits else "muted"),
    )
    return ChoiceLine(f"{template.id} {language}", left, (Span(safe(template.id), "muted"),))
