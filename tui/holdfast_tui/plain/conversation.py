"""One sitting at the line mode: the book, the question, the way here, and what can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import FilterError, UsageError
from holdfast.filters.references import SIGN, expand
from holdfast.own.saved import SavedViews, load_views, views_folder
from holdfast.words.numerals import number_text
from holdfast_tui.plain.told import PAGE, Told, ToldRows
from holdfast_tui.plain.words import said

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.engine import Engine
    from holdfast.query import Query
    from holdfast_tui.sitting.journal.journaling import Journaling
    from holdfast_tui.sitting.journal.written import Written
    from holdfast_tui.terminal.capabilities import Glyphs

MOST_STEPS: Final = 100
"""So many changes and places are remembered."""


@dataclass(frozen=True)
class Stop:
    """Where one is: its word as it was typed, the question then, and how it is asked again."""

    words: str
    query: Query
    ask: Callable[[Conversation], Told]


@dataclass(frozen=True)
class ChangedQuery:
    """The question before a change, and what was changed, in words."""

    query: Query
    words: str


@dataclass
class Conversation:
    """What is asked, where one is, and what was shown last."""

    exported: Engine
    query: Query
    journaling: Journaling
    glyphs: Glyphs
    sources: Sequence[Path] = ()
    folder: Path = field(default_factory=Path)
    shown: Told = field(default_factory=lambda: Told(()))
    told: int = 0
    trail: list[Stop] = field(default_factory=list)
    steps: list[ChangedQuery | Written] = field(default_factory=list)
    ended: bool = False

    @property
    def engine(self) -> Engine:
        """The book with everything that is in the journal now, of whoever writes."""
        return self.journaling.current(self.exported)

    @property
    def moment(self) -> Moment:
        """The resolved question."""
        return self.engine.moment(self.query)

    def change(self, words: str, **parts: Any) -> Moment:
        """Ask about another day, period, filter or order. Raises UsageError, nothing changed then."""
        changed = replace(self.query, **parts)
        moment = self.engine.moment(changed)
        self._remember(ChangedQuery(self.query, words))
        self.query = changed
        return moment

    def filter_by(self, text: str) -> Moment:
        """Filter, with every `@name` replaced by the filter of that saved view. Raises UsageError."""
        try:
            read = expand(text, self.saved.filters if SIGN in text else {})
            try:
                return self.change(said("the filter"), where=read.text)
            except FilterError as error:
                raise read.placed(error) from None
        except FilterError as error:
            raise UsageError(f"filter, character {error.start + 1}: {error.message}") from None

    @property
    def saved(self) -> SavedViews:
        """The saved views. Raises UsageError."""
        return load_views(views_folder())

    def wrote(self, step: Written) -> None:
        """Something was written down: it can be taken back."""
        self._remember(step)

    def _remember(self, step: ChangedQuery | Written) -> None:
        self.steps = [*self.steps[1 - MOST_STEPS :], step]

    # Places

    def go(self, place: Stop) -> Told:
        """Ask a place, and be there once it has answered. Raises UsageError."""
        answer = place.ask(self)
        if not self.trail or self.trail[-1].words != place.words or self.trail[-1].query != place.query:
            self.trail = [*self.trail[1 - MOST_STEPS :], place]
        return answer

    def again(self) -> Told | None:
        """What the place where one is answers now; None before the first. Raises UsageError."""
        if not self.trail:
            return None
        here = self.trail[-1] = replace(self.trail[-1], query=self.query)
        return here.ask(self)

    # What is on show

    def show(self, answer: Told) -> Iterator[str]:
        """The lines of an answer, as many of its rows as it tells at once, and how many more there are."""
        start, rows = answer.starts, answer.rows
        stop = min(start + answer.page, rows.count)
        if not answer.aside:
            self.shown, self.told = answer, stop
        yield from answer.said
        for row in rows.fetch(start, stop):
            yield row.text if row.number is None else f"{row.number}. {row.text}"
        if (rest := rows.count - stop) > 0:
            yield said("{n} more: 'more' tells the next {m}.", n=number_text(rest), m=min(rest, PAGE))
        elif start < stop or not answer.starts:
            yield from answer.after

    @property
    def rows(self) -> ToldRows:
        """The rows on show."""
        return self.shown.rows
