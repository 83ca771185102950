"""A message to one customer: edited, taken along, logged as a draft, and as sent where the user says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.drafts.mail import as_mail, as_note
from holdfast.errors import UsageError
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.forms.message import MessageForm
from holdfast_tui.screens.helpers.doing.writing import Prepared, Writing
from holdfast_tui.sitting.exporting import write_page
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.sitting.session import Session
from holdfast_tui.terminal import clipboard

if TYPE_CHECKING:
    from holdfast.drafts.drafting import DraftText
    from holdfast.journal.entry import Draft, Entry
    from holdfast_tui.screens.helpers.doing.whom import Whom
    from holdfast_tui.sitting.journal.drafting import About


class OneMessage:
    """The form of one draft, and what is done with it."""

    def __init__(self, screen: Screen[Any], session: Session, writing: Writing, whom: Whom) -> None:
        self._screen, self._session, self._writing, self._whom = screen, session, writing, whom
        self._logged: str | None = None

    def edit(self, draft: DraftText, after: Callable[[bool | None], None], following: int = 0) -> None:
        """Open it; `after` hears how it was left, `following`: how many more come after it."""
        texts = self._session.journaling.texts
        form = f"message-{draft.template}-{draft.language}"
        self._screen.app.push_screen(
            MessageForm(
                draft,
                self._whom.words,
                texts.of_form(form, self._whom.name),
                self._take,
                partial(texts.keep, form, self._whom.name),
                following=following,
            ),
            after,
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
