"""The mapping with what was answered and changed, in memory and in the state folder until it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.files.exports import Change, Engine, Exports, MappingDraft, Tried
from holdfast_tui.sitting.session import Session
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.views.data.tally import Tally

TALLIED: Final = (
    ("revenue", "revenue"),
    ("recurring", "recurring revenue"),
    ("customers", "customers"),
    ("sales", "sales"),
    ("used", "rows used"),
    ("aside", "set aside"),
    ("questions", "questions"),
    ("findings", "findings to settle"),
)
"""What a changed mapping may change, and how it is told: what weighs most comes first."""


class Amending:
    """Tries changes of the mapping, tells what they do, takes them back, and writes them when told."""

    def __init__(
        self, session: Session, asking: Asking[Any], bars: Bars, show_hints: Callable[[], object]
    ) -> None:
        self._session, self._asking, self._bars, self._show_hints = session, asking, bars, show_hints
        self.line = Lines(id="data-draft")

    @property
    def trial(self) -> Tried | None:
        """What was changed and is not written."""
        return self._session.tried

    def change(self, change: Change) -> None:
        """Read the files by a changed mapping, and show what that makes of the book."""
        earlier = self.trial
        self._try(lambda exports, engine: exports.tried(change, engine, earlier), self._refuse)

    def resume(self) -> None:
        """Show again what was changed in an earlier sitting and not written."""
        kept = self._session.kept
        offers = kept is not None and self.trial is None and self._session.sealed is None
        draft = kept.offer() if kept is not None and offers else None
        if draft is not None:
            self._try(lambda exports, engine: exports.resumed(draft, engine), self._refuse_kept)

    def undo(self, otherwise: Callable[[], object]) -> None:
        """Take back the last change; where nothing was changed here, do what is done otherwise."""
        trial = self.trial
        if trial is None:
            otherwise()
        else:
            self._try(lambda exports, engine: exports.undone(trial, engine), self._refuse)

    def write(self) -> None:
        """Write the mapping, and read the book by it."""
        trial, exports = self.trial, self._session.exports
        if trial is None or exports is None:
            return
        if trial.lacking is not None:
            self._bars.say(f"Nothing is written yet: {unfinished(trial)}.", "severity-high")
            return
        self._asking.also("write", lambda _: exports.write(trial), self._written, self._refuse)

    def drop(self) -> None:
        """Forget what was changed."""
        self._show(None)

    def refuse(self, words: str) -> None:
        """Say why something cannot be changed here."""
        self._bars.say(words, "severity-high")

    def _try(
        self, work: Callable[[Exports, Engine], Tried | None], refuse: Callable[[UsageError], object]
    ) -> None:
        exports = self._session.exports
        if exports is None:
            self.refuse("This book was not read from files.")
        elif exports.sealed:
            self.refuse(exports.sealed)
        else:
            self._asking.also("trial", partial(work, exports), self._show, refuse)

    def _written(self, path: Path) -> None:
        self._show(None)
        self._session.read_again(f"Wrote {path}, and read the files by it.")

    def _refuse(self, error: UsageError) -> None:
        self._bars.say(str(error), "error")

    def _refuse_kept(self, error: UsageError) -> None:
        if self._session.kept is not None:
            self._session.kept.keep(None)
        self._refuse(error)

    def _show(self, trial: Tried | None) -> None:
        self._session.tried = trial
        if self._session.kept is not None:
            # At once, so that they outlive a desk that never comes to its end.
            self._session.kept.keep(MappingDraft(trial.found, trial.text, trial.past) if trial else None)
        self.show()
        self._asking.ask_again()
        self._show_hints()

    def show(self) -> None:
        """Tell what the changed mapping would do, where there is one."""
        trial = self.trial
        self.line.display = trial is not None
        if trial is not None:
            told = f" {look_of(self.line).glyphs.separator} ".join(differences(trial.before, trial.after))
            words = unfinished(trial) or told
            self.line.show_line([span(" Not written: ", "severity-high"), Span(safe(words))])


def unfinished(trial: Tried) -> str:
    """Which columns of which file are still to be chosen; nothing where none are."""
    lacking = trial.lacking
    if lacking is None:
        return ""
    return f"{lacking.file} as {lacking.table} still lacks {', '.join(lacking.missing)}"


def differences(before: Tally, after: Tally) -> list[str]:
    """What a changed mapping would do to the book, in words; what stays is not told."""
    told = []
    for name, title in TALLIED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            is_money = name in ("revenue", "recurring")
            words = [
                present.money_exact(value, after.currency) if is_money else present.count(value)
                for value in (old, new)
            ]
            told.append(f"{title} {words[0]} to {words[1]}")
    return told or ["no count and no amount would change"]
