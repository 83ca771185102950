"""What every room shares: the store, the worker, the keys and, once the book is read, the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from holdfast.words.languages import Language
from holdfast_tui.commands.declared import Keys
from holdfast_tui.sitting.jobs import Jobs
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.sitting.store import Store
from holdfast_tui.sitting.visits import Visits
from holdfast_tui.terminal.capabilities import Capabilities

if TYPE_CHECKING:
    from holdfast.filters.complete import Completion
    from holdfast.query import Query
    from holdfast.risk.past.record import FlagRecord
    from holdfast.risk.thresholds.preview import Preview
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch
    from holdfast.views.customers.past import CustomerPast
    from holdfast.views.results import CustomerView, DeskView, FigureRows
    from holdfast.views.retention.results import LifetimeValues, RetentionOptions, RetentionView
    from holdfast.views.risk.changes import FlagChanges
    from holdfast.views.risk.rates import FlagRates
    from holdfast.views.risk.room import FlagCustomers, RiskRoomView
    from holdfast.views.rooms import PipelineRoomView, RepsRoomView
    from holdfast.views.selection import Selection


Action = Callable[[], object]
"""What a command does; awaited where it has to be."""


class Engine(Protocol):
    """What the desk asks of the engine; every method is called in the worker thread only."""

    def desk(self, query: Query) -> DeskView:
        """Everything the desk shows."""

    def retention(self, query: Query, options: RetentionOptions) -> RetentionView:
        """Everything the retention room shows, but lifetime values."""

    def lifetime_values(self, query: Query) -> LifetimeValues:
        """Lifetime values and the case to try."""

    def customer(self, query: Query, customer: int) -> CustomerView:
        """Everything about one customer."""

    def rows_behind(
        self, query: Query, metric_id: str, part: str = "numerator", group: str | None = None
    ) -> FigureRows:
        """The rows one figure was made of."""

    def risk_room(self, query: Query) -> RiskRoomView:
        """Every flag."""

    def flag_customers(self, query: Query, flag: str) -> FlagCustomers:
        """The customers under one flag."""

    def flag_changes(self, query: Query) -> FlagChanges:
        """What became of the flags since a day."""

    def customer_past(self, query: Query, customer: int, watch: Watch) -> CustomerPast:
        """What takes a look at the past of a customer."""

    def best_order(self, query: Query, watch: Watch) -> str:
        """Which order of customers finds losses best on this book."""

    def flag_rates(self, query: Query, watch: Watch) -> FlagRates:
        """What flags came to in the past."""

    def reps_room(self, query: Query) -> RepsRoomView:
        """Everything the reps room shows."""

    def pipeline_room(self, query: Query, by: str = "rep") -> PipelineRoomView:
        """Everything the room of pipeline and contracts shows."""

    def customers_of(self, query: Query, selection: Selection) -> FigureRows:
        """The customers behind a cell or a bar."""

    def complete(self, text: str, cursor: int) -> Sequence[Completion]:
        """What could stand at the cursor of a filter."""

    def span(self) -> tuple[date, date]:
        """First and last day with data."""

    @property
    def thresholds(self) -> Thresholds:
        """Those the flags are raised by."""

    def under(self, thresholds: Thresholds) -> Engine:
        """The same book under other thresholds."""

    def preview(self, query: Query, flag_id: str, changed: Thresholds) -> Preview:
        """What a change of thresholds would do to one flag."""

    def preview_records(
        self, query: Query, flag_id: str, changed: Thresholds, watch: Watch
    ) -> tuple[FlagRecord, FlagRecord] | None:
        """What it would do to the backtest of the flag; None where it has none."""


@dataclass
class Session:
    """One sitting at the desk.

    `reading` is the sentence shown until the book is read; `open_engine` reads it, in the worker thread.
    `book_folders`: where nothing is ever written. `write_to_terminal` sends an escape sequence. `language`
    of the glossary. `own_thresholds` is the file of the user's thresholds for this book, `problems` what is
    wrong with its files, `left_out` what of the user's own it goes without. `everywhere`: commands by id that
    belong to no room.
    """

    store: Store
    jobs: Jobs
    open_engine: Callable[[], Engine]
    capabilities: Capabilities
    keys: Keys = field(default_factory=Keys)
    reading: str = "Reading the book …"
    engine: Engine | None = None
    book_folders: tuple[Path, ...] = ()
    write_to_terminal: Callable[[str], object] = lambda _: None
    language: Language = "en"
    visits: Visits | None = None
    last_visit: date | None = None
    own_thresholds: Path | None = None
    left_out: LeftOut = field(default_factory=LeftOut)
    problems: tuple[str, ...] = ()
    everywhere: Mapping[str, Action] = field(default_factory=dict)

    @property
    def opening_words(self) -> str:
        """What to say once the book is open: the first problem, how many more, and what is left out."""
        first = self.problems[0] if self.problems else ""
        more = f"and {len(self.problems) - 1} more: holdfast check" if len(self.problems) > 1 else ""
        return "  ".join(word for word in (first, more, self.left_out.sentence) if word)
