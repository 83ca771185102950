"""What every room shares: the store, the worker, the keys and, once the book is read, the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from holdfast.own.user import UserSettings
from holdfast.words.languages import Language
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.sitting.files.exports import Exports, Tried
from holdfast_tui.sitting.files.kept import KeptDraft
from holdfast_tui.sitting.files.opening import KeptTheme
from holdfast_tui.sitting.files.saved import ViewFiles
from holdfast_tui.sitting.files.started_with import StartedWith
from holdfast_tui.sitting.files.targets import KeptTarget
from holdfast_tui.sitting.files.unsettled import Unsettled
from holdfast_tui.sitting.jobs import Jobs
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.left.desk import LeftDesk
from holdfast_tui.sitting.left.filters import EarlierFilters
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.sitting.store import Store
from holdfast_tui.sitting.visits import Visits
from holdfast_tui.start.shape import READING
from holdfast_tui.terminal.capabilities import Capabilities

if TYPE_CHECKING:
    import holdfast.engine
    from holdfast.book.built import Built
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast_tui.help.seen import Seen
    from holdfast_tui.tour.guide import Guide

KEPT: Final = "Changes to the mapping were kept and are not written yet: {key} shows them."

Action = Callable[[], object]
"""What a command does; awaited where it has to be."""

Engine: TypeAlias = "holdfast.engine.Engine"
"""What rooms ask, in the worker thread only. They name its type and paint before it is loaded."""


@dataclass
class Session:
    """One sitting at the desk.

    `reading` is the sentence shown until the book is read; `open_engine` reads it, in the worker thread.
    `book_folders`: where nothing is ever written unasked. `exports`: the files of the book, where it has any;
    `tried`: their mapping with what was answered and changed, until it is written; `kept`: where that
    outlives the sitting. `write_to_terminal` sends an escape sequence; `read_again` reads the files anew, and
    says so in words; `use_thresholds` raises flags by others; `leave_out_text` keeps text that is being typed
    from running as commands. `language` of the glossary. `left`: the desk as it was left and will be kept;
    `filters`: those that were typed over this book. `target`: where the last export went.
    `own_thresholds` is the file of the user's thresholds for this book, `own_strip` that of the figures on
    top of the desk, `views` those that were saved, `theme` where the chosen one is kept, `user` how the
    desk opens, `unsettled` what its files leave to settle, `journaling` what is written, `left_out` what of
    the user's own it goes without, `started_with` what it was opened with. `prepares_ahead`: whether the
    dates beside the one on show are made ready while nobody waits; `has_kept_copies`: whether the journal
    was kept for the next sitting then. `example`: a filter of what the book has.
    `everywhere`: commands by id that belong to no room. `tour` leads through the guided tour, `wants_tour`
    begins it at once; `seen` keeps what is said once and never again; `on_sample`: whether the book is the
    one that comes with Holdfast.
    """

    store: Store
    jobs: Jobs
    open_engine: Callable[[], Engine]
    capabilities: Capabilities
    keys: Keys = field(default_factory=Keys)
    reading: str = READING
    engine: Engine | None = None
    book_folders: tuple[Path, ...] = ()
    exports: Exports | None = None
    tried: Tried | None = None
    kept: KeptDraft | None = None
    write_to_terminal: Callable[[str], object] = lambda _: None
    read_again: Callable[[str], object] = lambda _: None
    use_thresholds: Callable[[Thresholds], object] = lambda _: None
    leave_out_text: Action = lambda: None
    language: Language = "en"
    visits: Visits | None = None
    last_visit: date | None = None
    left: LeftDesk | None = None
    filters: EarlierFilters = field(default_factory=EarlierFilters)
    target: KeptTarget = field(default_factory=KeptTarget)
    own_thresholds: Path | None = None
    own_strip: Path | None = None
    views: ViewFiles = field(default_factory=ViewFiles)
    theme: KeptTheme | None = None
    user: UserSettings = field(default_factory=UserSettings)
    journaling: Journaling = field(default_factory=Journaling)
    left_out: LeftOut = field(default_factory=LeftOut)
    unsettled: Unsettled = field(default_factory=Unsettled)
    started_with: StartedWith = field(default_factory=StartedWith)
    prepares_ahead: bool = True
    has_kept_copies: bool = False
    example: str = ""
    everywhere: Mapping[str, Action] = field(default_factory=dict)
    tour: Guide | None = None
    wants_tour: bool = False
    seen: Seen | None = None
    on_sample: bool = False

    @property
    def built(self) -> Built | None:
        """How the mart came to be that the book is; None for a book of files, and before it is read."""
        return None if self.engine is None else self.engine.book.built

    @property
    def is_touring(self) -> bool:
        """Whether the guided tour is under way."""
        return self.tour is not None and self.tour.is_on

    def leave_tour(self) -> bool:
        """End the guided tour; whether one was under way."""
        was_on = self.is_touring
        if was_on and self.tour is not None:
            self.tour.end()
        return was_on

    @property
    def sealed(self) -> str | None:
        """Why nothing of the mapping can be changed here; None where it can."""
        return None if self.exports is None else self.exports.sealed

    @property
    def opening_words(self) -> str:
        """What to say once the book is open: the first problem, how many more, and what is left out."""
        problems = self.unsettled.problems
        first = problems[0] if problems else ""
        more = f"and {len(problems) - 1} more: holdfast check" if len(problems) > 1 else ""
        key = self.keys.shown(COMMANDS["room.data"])
        kept = KEPT.format(key=key) if self.kept is not None and self.kept.is_there else ""
        left = self.left.problem if self.left is not None else ""
        told = (kept, first, more, left, *self.journaling.problems[:1], self.left_out.sentence)
        return "  ".join(word for word in told if word)
