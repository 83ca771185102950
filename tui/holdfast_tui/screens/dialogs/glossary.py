"""The glossary: one entry to read, and the room where all of them are searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from holdfast.words.languages import LANGUAGES, Language, following
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.figure_words import figure_sentence
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, quiet_input, said_keys
from holdfast_tui.screens.dialogs.help import Page, Reader, Section
from holdfast_tui.terminal.capabilities import Glyphs
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.risk.thresholds.thresholds import Thresholds

_LABEL_WIDTH: Final = 14
_BESIDE_FROM: Final = 90
"""Cells from which list and entry stand side by side; below, enter opens the entry."""


def entry_sections(
    subject: str, language: Language, thresholds: Thresholds | None, now: str = "", seal: str = ""
) -> tuple[str, list[Section]]:
    """The name of an entry and its text, with what the figure is now, its seal, and a flag's thresholds."""
    # The glossary needs polars, which is there once the book is read.
    from holdfast.glossary import entry  # noqa: PLC0415

    found = entry(subject, language, thresholds)
    told = [(found.label(label), text) for label, text in (("now", now), ("seal", seal)) if text]
    sentences = _sentences(subject, thresholds)
    labels = [found.label("thresholds"), *[""] * len(sentences)]
    pairs = (*told, *found.labelled(), *zip(labels, sentences, strict=False))
    return found.name, [(found.id, [(label[:1].upper() + label[1:], text) for label, text in pairs])]


def _sentences(subject: str, thresholds: Thresholds | None) -> tuple[str, ...]:
    """The thresholds in force of a flag, in words; none of anything else."""
    from holdfast.risk.catalog import ALL_FLAGS  # noqa: PLC0415
    from holdfast.risk.thresholds.words import sentences  # noqa: PLC0415

    flag = ALL_FLAGS.get(subject)
    return () if thresholds is None or flag is None else (thresholds.name, *sentences(flag, thresholds))


class GlossaryReader(Reader):
    """The glossary entry of a figure; `l` turns to the next language."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("l", "next_language", show=False)]

    def __init__(
        self,
        subject: str,
        now: str,
        language: Language,
        spoken: Callable[[Language], None],
        thresholds: Thresholds | None = None,
    ) -> None:
        self._subject, self._now, self._language, self._spoken = subject, now, language, spoken
        self._thresholds = thresholds
        self._seal = ""
        super().__init__(*entry_sections(subject, language, thresholds, now))

    def action_next_language(self) -> None:
        """Say the same in the next language, and remember it for this sitting."""
        self._language = following(self._language)
        self._spoken(self._language)
        self.page.top = 0
        self._told_again()

    def show_seal(self, code: str) -> None:
        """The seal of the figure, once the worker has found it."""
        self._seal = code
        self._told_again()

    def _told_again(self) -> None:
        self._title, self._sections = entry_sections(
            self._subject, self._language, self._thresholds, self._now, self._seal
        )
        self.on_mount()

    @property
    def hint(self) -> str:
        """What the keys do here."""
        return f"j k scroll, l {LANGUAGES[following(self._language)]}, esc"


def glossary_entry(
    subject: str,
    figure: Figure | None,
    currency: str,
    glyphs: Glyphs,
    *,
    language: Language = "en",
    spoken: Callable[[Language], None] = lambda _: None,
    thresholds: Thresholds | None = None,
) -> GlossaryReader:
    """What a metric or flag (`subject`, its id) means, how it is made, and from where; first, what it is now.

    `spoken` hears of every change of language; `thresholds` are those in force, told last for a flag.
    """
    now = figure_sentence("", figure, currency, glyphs).lstrip(" :") if figure is not None else ""
    return GlossaryReader(subject, now, language, spoken, thresholds)


class GlossaryRoom(Dialog[str]):
    """Every entry under a search line, the one under the cursor beside the list; answers its id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(10)", show=False, priority=True),
        Binding("pageup", "scroll(-10)", show=False, priority=True),
        Binding("tab", "next_language", show=False, priority=True),
    ]

    def __init__(
        self, language: Language, spoken: Callable[[Language], None], thresholds: Thresholds | None
    ) -> None:
        super().__init__()
        self._language, self._spoken, self._thresholds = language, spoken, thresholds
        self._guesses = False
        self.listing = ChoiceList(id="choices")
        self.listing.when_moved = self._read
        self.page = Page()
        self.page.label_width = _LABEL_WIDTH

    def compose(self) -> ComposeResult:
        """Title, search line, then the list beside the entry."""
        with Vertical(classes="dialog glossary"):
            yield Lines(id="dialog-title")
            yield quiet_input(id="dialog-input")
            with Horizontal():
                yield self.listing
                yield self.page

    def on_mount(self) -> None:
        """Everything is on offer."""
        self._look()
        self.set_focus(self.query_one(Input))

    def on_resize(self, event: events.Resize) -> None:
        """A narrow terminal shows the list alone."""
        self.page.display = event.size.width >= _BESIDE_FROM
        self._say()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Entries that hold every word, those by that name first."""
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the entry under the cursor over the whole width."""
        if self.listing.current is not None:
            self._open(self.listing.current)

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A line was clicked."""
        self._open(message.choice)

    def action_move(self, steps: int) -> None:
        """Move to another entry."""
        self.listing.move(steps)

    def action_scroll(self, steps: int) -> None:
        """Move the window over the text, or over the list where there is no text beside it."""
        if self.page.display:
            self.page.scroll_by(steps)
        else:
            self.listing.move(steps)

    def action_next_language(self) -> None:
        """Say everything in the next language, and remember it for this sitting."""
        self._turn(following(self._language))
        self._look()

    def _turn(self, language: Language) -> None:
        self._language = language
        self._spoken(language)

    def _look(self) -> None:
        """Search by what is typed."""
        from holdfast.glossary import hits, names  # noqa: PLC0415

        typed = self.query_one(Input).value
        named = names(self._language)
        before = self.listing.current
        found = hits(typed, self._language)
        self._guesses = bool(found) and found[0].is_near
        self.listing.show(
            [
                ChoiceLine(one, (Span(safe(named[one])),), (Span(safe(one), "muted"),))
                for one in dict.fromkeys(hit.thing.id for hit in found)
            ]
        )
        if not typed and before is not None:
            at = next((i for i, choice in enumerate(self.listing.choices) if choice.id == before.id), 0)
            self.listing.show(self.listing.choices, at)
        self._say()
        self._read(self.listing.current)

    def _say(self) -> None:
        found = len(self.listing.choices)
        counted = present.plural(found, "entry", "entries") if found else "nothing speaks of this"
        if self._guesses:
            counted = f"nothing is called so; you may mean one of {found}"
        keys = f"type to search, enter, tab {LANGUAGES[following(self._language)]}, esc"
        self.query_one("#dialog-title", Lines).show_line(
            [span(" Glossary", "header"), Span(safe(f"   {counted}; "), "muted"), *said_keys(keys)]
        )

    def _read(self, choice: ChoiceLine | None) -> None:
        """Show the entry under the cursor beside the list."""
        if choice is None:
            self.page.sections = ()
        else:
            name, ((subject, pairs),) = entry_sections(choice.id, self._language, self._thresholds)
            self.page.sections = ((f"{name}  {subject}", pairs),)
        self.page.top = 0
        self.page.lay_out()

    def _open(self, choice: ChoiceLine) -> None:
        reader = GlossaryReader(choice.id, "", self._language, self._turn, self._thresholds)
        self.app.push_screen(reader, lambda _: self._look())
