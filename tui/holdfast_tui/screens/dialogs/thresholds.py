"""Change the thresholds of a flag, and see what that would do before it is saved."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.errors import UsageError
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.thresholds.own import save_own
from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds, preset_names, presets
from holdfast.risk.thresholds.words import Row, rows_of, rule_of
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.screens.dialogs.prompt import Prompt
from holdfast_tui.screens.dialogs.threshold_lines import (
    OUTCOME_LINES,
    Outcome,
    about_line,
    head_line,
    hint_lines,
    outcome_lines,
    row_choice,
    rule_lines,
)
from holdfast_tui.screens.dialogs.trial import Trial
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.files.saved import FilesStep, before_step
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.threshold_draft import ThresholdDraft, parsed, stepped
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

_TYPED: Final = "0123456789.,"
_SAVE: Final = "thresholds-save"
_FIXED_LINES: Final = 2 + 1 + OUTCOME_LINES + 2


class ThresholdsScreen(Dialog[Thresholds]):
    """The thresholds of one flag; answers those in force after they were saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("home,g", "step(-1000)", show=False),
        Binding("end,G", "step(1000)", show=False),
        Binding("plus,equals_sign,right,l", "change(1)", show=False),
        Binding("minus,left,h", "change(-1)", show=False),
        Binding("space", "type", show=False),
        Binding("p", "preset", show=False),
        Binding("r", "reset", show=False),
        Binding("enter,ctrl+s", "save", show=False),
    ]

    def __init__(self, session: Session, flag_id: str, currency: str) -> None:
        super().__init__()
        assert session.engine is not None
        self._session = session
        self.flag = ALL_FLAGS[flag_id]
        self.draft = ThresholdDraft.of(session.engine.thresholds)
        outcome = Outcome(
            of_reps=self.flag.subject == "rep", currency=currency, where=session.store.query.where
        )
        self.trial = Trial(self, session, self.flag, outcome, shown=self._paint, refuse=self._say)
        self.listing = ChoiceList(id="choices")
        self._typed, self._said, self._leaving = "", "", False

    def compose(self) -> ComposeResult:
        """Title, rule, thresholds, what would change, keys."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield Lines(id="threshold-rule")
            yield Lines(id="threshold-head")
            yield self.listing
            yield Lines(id="threshold-outcome")
            yield Lines(id="threshold-keys")

    def on_mount(self) -> None:
        """The first threshold is under the cursor; nothing is changed."""
        self.query_one(".dialog").styles.height = dialog_height(
            len(rows_of(self.flag, self.draft.thresholds)) + _FIXED_LINES
        )
        self._paint()
        self.trial.of(self.draft)

    def on_unmount(self) -> None:
        """Whatever is still being computed is not wanted any more."""
        self.trial.end()

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other columns."""
        self.call_after_refresh(self._paint)

    @property
    def row(self) -> Row | None:
        """The threshold under the cursor."""
        rows = rows_of(self.flag, self.draft.thresholds)
        return rows[min(self.listing.cursor or 0, len(rows) - 1)] if rows else None

    # Keys

    def on_key(self, event: events.Key) -> None:
        """A digit begins a number, or goes on with it; backspace takes the last letter back."""
        row, letter = self.row, event.character if event.character and event.character in _TYPED else ""
        is_back = event.key == "backspace" and bool(self._typed)
        if row is None or not (letter or is_back):
            return
        event.stop()
        if letter and row.kind in ("text", "texts"):
            self._say("Press space to type words.")
            return
        self._type(row, self._typed + letter if letter else self._typed[:-1])

    def _type(self, row: Row, text: str) -> None:
        self._typed = text
        if not text:
            self._take(self.draft.reset(row.place), typing=True)
            return
        try:
            self._take(self.draft.with_value(row.place, parsed(row, text)), typing=True)
        except UsageError as error:
            self._say(str(error))

    def action_step(self, steps: int) -> None:
        """Move to another threshold."""
        self._typed = self._said = ""
        self.listing.move(steps)
        self._paint()

    def action_change(self, direction: int) -> None:
        """One step up or down."""
        row = self.row
        if row is None:
            return
        value = self.draft.value(row.place)
        if isinstance(value, str | tuple) or value is None:
            self._say("Press space to type words.")
            return
        self._take(self.draft.with_value(row.place, stepped(row, value, direction)))

    def action_type(self) -> None:
        """Type a value in a line of its own, as words need."""
        row = self.row
        if row is None:
            return
        advice = {"texts": "Names with commas between; none for no name", "share": "In percent"}
        value = self.draft.value(row.place)
        text = "" if value == () else row.shown(value)

        def check(typed: str) -> None:
            tried = self.draft.with_value(row.place, parsed(row, typed))
            if tried.error:
                raise UsageError(tried.error)

        def chosen(typed: str | None) -> None:
            if typed is not None:
                self._take(self.draft.with_value(row.place, parsed(row, typed)))

        self.app.push_screen(
            Prompt(row.title, text, advice.get(row.kind, row.unit), check),
            chosen,
        )

    def action_reset(self) -> None:
        """The threshold as the preset and the book have it."""
        if self.row is not None:
            self._take(self.draft.reset(self.row.place))

    def action_preset(self) -> None:
        """Choose the preset of an industry."""
        current = self.draft.usual.preset

        def chosen(name: str | None) -> None:
            if name is not None and name != current:
                self._take(self.draft.under(name))

        choices = [
            ChoiceLine(
                name,
                (span(f"{name:<16}"), span("in use" if name == current else "", "accent")),
                (span(_told(name, self.flag.id), "muted"),),
            )
            for name in preset_names()
        ]
        self.app.push_screen(Chooser("Preset of your industry", choices, start=current), chosen)

    def action_save(self) -> None:
        """Keep the change for this book, beside the user's other settings."""
        if not self.draft.changed:
            self.answer(None)
        elif self.draft.error:
            self._say(self.draft.error)
        elif (path := self._session.own_thresholds) is None:
            self._say("There is no place to keep thresholds for this book.")
        else:
            draft, book = self.draft, ", ".join(map(str, self._session.book_folders))

            def save() -> FilesStep:
                step = before_step(
                    f"thresholds of {self.flag.name}", path, then=partial(_go_back, self._session, draft)
                )
                save_own(draft.own, path, book)
                return step

            def saved(step: FilesStep) -> None:
                self._session.store.wrote(step)
                self.answer(draft.thresholds)

            def told(answer: Answer[FilesStep]) -> None:
                hand_over(answer, saved, lambda error: self._say(str(error)))

            self._session.jobs.ask(_SAVE, save, while_open(self, told))

    @property
    def unsaved(self) -> str:
        """A change of thresholds is not kept."""
        return "Changed thresholds are not saved and would be lost." if self.draft.changed else ""

    def action_leave(self) -> None:
        """Leave; a change that would be lost is named once."""
        if self._session.jobs.is_pending(_SAVE):
            # Left now, the flags would go on by other thresholds than the file says.
            self._say("Saving …")
            return
        if not self.draft.changed or self._leaving:
            self.answer(None)
            return
        self._say("Not saved: enter saves, esc again leaves without saving.")
        self._leaving = True

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A line was clicked."""
        if self.listing.stand_on(message.choice):
            self.action_step(0)

    # The draft and what it would do

    def _take(self, draft: ThresholdDraft, *, typing: bool = False) -> None:
        self.draft, self._said, self._leaving = draft, "", False
        if not typing:
            self._typed = ""
        self.trial.of(self.draft)
        self._paint()

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self._paint()

    def _paint(self) -> None:
        draft, width, glyphs = self.draft, self.listing.size.width, look_of(self).glyphs
        state = "not saved" if draft.changed else "in force"
        self.query_one("#dialog-title", Lines).show_line(
            [
                Span(safe(f" Thresholds of {self.flag.name}"), "header"),
                Span(safe(f"   {self.flag.id}   {state}: {draft.thresholds.name}"), "muted"),
            ]
        )
        self.query_one("#threshold-rule", Lines).show_lines(rule_lines(self.flag, draft.thresholds, width))
        self.query_one("#threshold-head", Lines).show_line(head_line(width))
        rows, row_now = rows_of(self.flag, draft.thresholds), self.row
        defaults = default_thresholds().values
        self.listing.show(
            [
                ChoiceLine(
                    row.place,
                    row_choice(
                        row, draft, defaults.get(row.place), self._typed if row == row_now else "", width
                    ),
                )
                for row in rows
            ],
            min(self.listing.cursor or 0, max(0, len(rows) - 1)),
        )
        about = about_line(row_now, width, glyphs)
        lines = (about, *outcome_lines(self.trial.outcome, draft, self._said, width))
        self.query_one("#threshold-outcome", Lines).show_lines(lines)
        self.query_one("#threshold-keys", Lines).show_lines(hint_lines(width))


def _told(preset: str, flag_id: str) -> str:
    """How much a preset changes, in all and in one flag."""
    values = presets().get(preset, {})
    here = sum(place.startswith(f"{flag_id}.") for place in values)
    return f"changes {len(values)} thresholds, {here} of them here" if values else "what Holdfast starts with"


def flag_chooser(thresholds: Thresholds) -> Chooser:
    """Every flag with its rule in force, to change the thresholds of one."""
    choices = [
        ChoiceLine(
            flag.id,
            (Span(safe(f"{flag.name:<22} ")), Span(safe(rule_of(flag, thresholds)), "muted")),
            (span(flag.id, "muted"),),
        )
        for flag in ALL_FLAGS.values()
    ]
    return Chooser("Thresholds of a flag", choices)


def _go_back(session: Session, draft: ThresholdDraft) -> None:
    """Flags go by the thresholds before, over what the book itself says by now."""
    engine = session.engine
    if engine is not None:
        session.use_thresholds(engine.thresholds.with_own(draft.start.own))
