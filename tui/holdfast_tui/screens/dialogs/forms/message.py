"""A message to read, edit and take along; it is never sent from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, TextArea

from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, quiet_input, said_keys
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from holdfast.drafts.drafting import DraftText

KEPT: Final = "What you typed is kept for the next time this form is opened."

Taken = Callable[["DraftText", str], tuple[str, bool]]
"""Takes a message along one way (`copy`, `eml`, `txt` or `sent`): what to say, and whether it went well."""


class MessageForm(Dialog[bool]):
    """Subject and text of a draft. `take` carries out a key; `keep` keeps what was changed.

    `following`: how many messages come after it. Answers True where the next of them is asked for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "take('copy')", show=False, priority=True),
        Binding("ctrl+e", "take('eml')", show=False, priority=True),
        Binding("ctrl+t", "take('txt')", show=False, priority=True),
        Binding("ctrl+s", "take('sent')", show=False, priority=True),
        Binding("ctrl+n", "next", show=False, priority=True),
        Binding("tab", "other", show=False, priority=True),
        Binding("shift+tab", "other", show=False, priority=True),
    ]

    def __init__(
        self,
        draft: DraftText,
        name: str,
        kept: Mapping[str, str],
        take: Taken,
        keep: Callable[[Mapping[str, str] | None], object],
        *,
        following: int = 0,
    ) -> None:
        super().__init__()
        self._following = following
        self._draft, self._name, self._kept = draft, name, kept
        self._take, self._keep = take, keep
        self.said = Lines(id="form-said")

    def compose(self) -> ComposeResult:
        """To whom, subject, text, and what was said."""
        with Vertical(classes="dialog message"):
            yield Lines(id="dialog-title")
            yield Lines(id="message-to")
            with Horizontal(classes="form-line"):
                yield Lines(id="label-subject", classes="form-label")
                yield quiet_input(
                    id="line-subject", value=_plain(self._kept.get("subject", self._draft.subject))
                )
            body = self._draft.body
            kept = "\n".join(_plain(line) for line in self._kept.get("body", body).split("\n"))
            area = TextArea(kept, soft_wrap=True, compact=True, id="message-body")
            area.cursor_blink = look_of(self).moves
            yield area
            yield self.said

    def on_mount(self) -> None:
        """The text has the keys."""
        goes_on = f", ctrl+n the next, {self._following} to come" if self._following else ""
        title = Span(safe(f"Message to {self._name}"), "header")
        told = said_keys(f"esc keeps it{goes_on}")
        self.query_one("#dialog-title", Lines).show_line([span(" "), title, span("   "), *told])
        to = self._draft.to
        whom = "nobody on file" if to is None else f"{to.name}{f' <{to.address}>' if to.address else ''}"
        self.query_one("#message-to", Lines).show_line([span(" To             "), Span(safe(whom))])
        self.query_one("#label-subject", Lines).show_line([span(" Subject")])
        attach = f"Attach by hand: {self._draft.attach}. " if self._draft.attach else ""
        self._say(f"{attach}ctrl+y copies, ctrl+e writes .eml, ctrl+t .txt, ctrl+s marks it as sent by you.")
        self.set_focus(self.query_one(TextArea))

    @property
    def draft(self) -> DraftText:
        """The draft as it was edited."""
        subject, body = self.query_one("#line-subject", Input).value, self.query_one(TextArea).text
        return replace(self._draft, subject=subject, body=body)

    def _say(self, words: str, token: str = "muted") -> None:  # noqa: S107 - the token of a style
        width = max(20, min(self.size.width, 100) - 4)
        lines: list[Line] = [[span(" "), Span(part, token)] for part in wrapped(safe(words), width)]
        self.said.show_lines(lines[:3])

    def action_other(self) -> None:
        """From the text to the subject, and back."""
        subject = self.query_one("#line-subject", Input)
        self.set_focus(self.query_one(TextArea) if subject.has_focus else subject)

    def action_take(self, how: str) -> None:
        """Take it along, and log that."""
        words, went_well = self._take(self.draft, how)
        self._say(words, "text" if went_well else "error")

    def action_leave(self) -> None:
        """Close, and keep what was changed."""
        self._close(None)

    def action_next(self) -> None:
        """Keep what was changed, and go on to the next message."""
        if self._following:
            self._close(True)

    def _close(self, goes_on: bool | None) -> None:
        self.keep_now()
        self.answer(goes_on)

    def keep_now(self) -> None:
        """Keep what was changed."""
        draft = self.draft
        self._keep({"subject": draft.subject, "body": draft.body} if self._is_changed else None)

    @property
    def _is_changed(self) -> bool:
        draft = self.draft
        return (draft.subject, draft.body) != (self._draft.subject, self._draft.body)

    @property
    def unsaved(self) -> str:
        """A changed message is kept."""
        return KEPT if self._is_changed else ""


def _plain(text: str) -> str:
    """Text of a book without anything that a terminal would obey."""
    return str(safe(text))
