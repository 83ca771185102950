"""The engine: one book, asked questions. Every answer depends on the files and the query alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from holdfast import intake
from holdfast.answers.answer import Answer, Facts, Moment
from holdfast.answers.store import FactsStore, kept_dates
from holdfast.book import locked as locks
from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.errors import UsageError
from holdfast.facts.losses import losses
from holdfast.facts.subjects import subject_facts
from holdfast.figures import Figure
from holdfast.filters import Completion, complete
from holdfast.filters.nearest import nearest
from holdfast.keeping import Keeper, keeps
from holdfast.metrics.registry import METRICS
from holdfast.metrics.reps.standardised import COMPARISON_NOTE
from holdfast.metrics.revenue.contracts import CONTRACTS, NOT_LEGAL_ADVICE
from holdfast.metrics.revenue.pipeline import DEALS
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS, FLAGS
from holdfast.risk.names import PROMPT
from holdfast.risk.needs import locked
from holdfast.risk.past.backtest import USUAL, Plan
from holdfast.risk.past.history import History
from holdfast.risk.past.record import FlagRecord
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.risk.summary import flag_rows, summarise, worst_first
from holdfast.risk.thresholds.preview import Preview, preview, records
from holdfast.risk.thresholds.thresholds import Thresholds, thresholds_of
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.schema.assumptions import EDITABLE
from holdfast.schema.fields import FIELDS
from holdfast.scores import on_demand
from holdfast.timeline import Grain, Period
from holdfast.views.customers.listing import customer_rows, customer_table
from holdfast.views.customers.page import customer_view
from holdfast.views.customers.past import CustomerPast, customer_past
from holdfast.views.figures.figures import metric_figures, metric_of, rows_of
from holdfast.views.figures.rows import figure_rows
from holdfast.views.figures.scopes import scope_of
from holdfast.views.pipeline.contracts import contracts_table
from holdfast.views.pipeline.funnel import NOTES as PIPELINE_NOTES
from holdfast.views.pipeline.funnel import pipeline_table
from holdfast.views.pipeline.room import pipeline_room
from holdfast.views.reps.pane import RepsPrepared, prepare_reps, reps_view
from holdfast.views.reps.prompts import rep_flag_rows, with_prompts
from holdfast.views.reps.room import reps_room
from holdfast.views.reps.table import reps_table
from holdfast.views.results import CustomerView, DeskView, FigureRows, RepsView, TableView
from holdfast.views.retention.cohorts import CohortKind, cohorts
from holdfast.views.retention.losses import NOTE as LOSSES_NOTE
from holdfast.views.retention.losses import losses_table
from holdfast.views.retention.movements import MovementKind, movements
from holdfast.views.retention.results import LifetimeValues, RetentionOptions, RetentionView
from holdfast.views.retention.room import RetentionRoom
from holdfast.views.retention.survival import SurvivalSubject, survival
from holdfast.views.retention.what_if import WhatIfInputs, what_if_of
from holdfast.views.risk.backtest import backtest_table
from holdfast.views.risk.changes import FlagChanges, flag_changes_view
from holdfast.views.risk.rates import FlagRates, best_order, flag_rates
from holdfast.views.risk.room import FlagCustomers, RiskRoomView, flag_customers, risk_room
from holdfast.views.risk.waves import waves_of, with_waves
from holdfast.views.rooms import PipelineRoomView, RepsRoomView
from holdfast.views.rows_behind import rows_behind_selection
from holdfast.views.selection import FigureGroup, Selection

HEADLINES: Final = (
    "retention.customers",
    "retention.revenue.gross",
    "retention.revenue.net",
    "repeat.rate",
    "revenue.period",
    "mrr.end",
    "risk.revenue.flagged",
    "customers.active",
)
"""The figures of the desk, most important first; rep retention has its own pane."""

COMPLETED_VALUES: Final = 500
"""So many values of a dimension are offered for completion, the most frequent first."""


def open_book(sources: Sequence[Path], config: Path | None = None, *, use_cache: bool = True) -> Book:
    """The book of a folder or of files, from the cache where these very files were read before.

    Raises UsageError.
    """
    if use_cache and (stored := cache.load(intake.fingerprint(sources, config))):
        return stored
    book = assemble(intake.read_book(sources, config))
    if use_cache:
        cache.store(book)
    return book


class Engine:
    """Answers queries about one book; facts of neighbouring dates and prepared rep rows are kept.

    Without `thresholds`, flags are raised by those of the book. Raises UsageError where the book's are wrong.
    """

    def __init__(
        self, book: Book, thresholds: Thresholds | None = None, *, store: FactsStore | None = None
    ) -> None:
        self.book = book
        self.thresholds = thresholds or thresholds_of(book.settings)
        self._store = store or FactsStore(book, self.thresholds)
        self._retention = RetentionRoom(self._store)
        self.kept = Keeper()

    def under(self, thresholds: Thresholds) -> Engine:
        """An engine for the same book under other thresholds; what does not depend on them the book keeps."""
        return Engine(self.book, thresholds)

    def preview(self, query: Query, flag_id: str, changed: Thresholds) -> Preview:
        """What a change of thresholds would do to one flag, over the chosen customers. Raises UsageError."""
        answer = self._store.answer(query)
        return preview(self._risk_scope(answer.facts), ALL_FLAGS[flag_id], changed, answer.mask)

    def preview_records(
        self, query: Query, flag_id: str, changed: Thresholds, watch: Watch = UNWATCHED
    ) -> tuple[FlagRecord, FlagRecord] | None:
        """What a change would do to the backtest of one flag, over all customers; None for flags of reps.

        Raises UsageError, CancelledError.
        """
        if flag_id not in FLAGS:
            return None
        history = History(self.book, self.thresholds)
        return records(history, FLAGS[flag_id], changed, self._store.answer(query).facts.as_of, watch)

    def span(self) -> tuple[date, date]:
        """First and last day with data."""
        return self.book.span

    def moment(self, query: Query) -> Moment:
        """The resolved as-of date, period and filter. Raises UsageError, FilterError."""
        return self._store.answer(query).moment

    def nobody(self, query: Query) -> str | None:
        """Why no customer is shown, with the nearest value the book has; None where somebody is.

        Raises UsageError, FilterError.
        """
        moment = self.moment(query)
        if (why := moment.nobody) is None:
            return None
        hint = nearest(moment.where, self.complete) if moment.total else None
        return f"{why}." if hint is None else f"{why}. {hint}"

    def metrics(self, query: Query, ids: Sequence[str] | None = None) -> tuple[Figure, ...]:
        """Every metric or those of `ids`, per group of `query.by` where one is named. Raises UsageError."""
        return metric_figures(self._store, self._store.answer(query), query.by, ids)

    def customers(self, query: Query) -> TableView:
        """The chosen customers in order, with the columns asked for. Raises UsageError."""
        answer = self._store.answer(query)
        return customer_table(self._store, answer, query)

    def flags(self, query: Query) -> TableView:
        """Segment waves, then every raised flag of the chosen customers and of their reps, worst first.

        With `query.since`, what became of those of customers and reps.

        Raises UsageError where `since` is not before the as-of date.
        """
        answer = self._store.answer(query)
        if query.since is not None:
            changes = flag_changes_view(self._store, answer, query.since)
            rows = changes.rows.drop("customer")
            return TableView("flags", answer.moment, rows, notes=(changes.sentence,))
        of_reps = rep_flag_rows(self._store, answer)
        of_customers = flag_rows(answer.chosen, answer.facts.raised, answer.moment.currency)
        notes = () if of_reps.is_empty() else (f"Flags of reps (R1 to R8): {PROMPT}",)
        rows = with_waves(worst_first(pl.concat([of_customers, of_reps])), waves_of(self._store, answer))
        return TableView("flags", answer.moment, rows, notes)

    def flag_changes(self, query: Query) -> FlagChanges:
        """What became of the flags since `query.since`, or since a month before. Raises UsageError."""
        return flag_changes_view(self._store, self._store.answer(query), query.since)

    def backtest(self, query: Query, plan: Plan = USUAL, watch: Watch = UNWATCHED) -> TableView:
        """What flags came to at past month-ends, over the chosen customers. Raises CancelledError."""
        return backtest_table(self._store, self._store.answer(query), plan, watch)

    def flag_rates(self, query: Query, watch: Watch = UNWATCHED) -> FlagRates:
        """What flags came to by the as-of date, over all customers. Raises CancelledError."""
        as_of = self._store.answer(query).facts.as_of
        return flag_rates(self.book, as_of, self.thresholds, watch)

    def best_order(self, query: Query, watch: Watch = UNWATCHED) -> str:
        """Which order of customers finds losses best on this book. Raises CancelledError."""
        as_of = self._store.answer(query).facts.as_of
        return best_order(self.book, as_of, self.thresholds, watch)

    def reps(self, query: Query, *, at_loss: bool = False) -> TableView:
        """One row per rep in scope: the rep pane as a table.

        A loss belongs to the rep who held the customer 90 days before it, with `at_loss` on the day before.
        """
        answer = self._store.answer(query)
        rows = reps_table(self._reps(answer, at_loss=at_loss))
        return TableView("reps", answer.moment, rows, notes=(COMPARISON_NOTE,))

    def cohorts(
        self, query: Query, by: Grain = "month", kind: CohortKind = "exact", *, limit_to_period: bool = False
    ) -> TableView:
        """Cohorts of the chosen customers, all of them or those of the period."""
        answer = self._store.answer(query)
        within = answer.moment.period if limit_to_period else None
        frame = cohorts(self.book, answer.facts.as_of, answer.customers, by=by, kind=kind, within=within)
        return TableView("cohorts", answer.moment, frame)

    def movements(self, query: Query, by: Grain = "month", kind: MovementKind = "endpoint") -> TableView:
        """Movements of the chosen customers in every month, quarter or year the period touches."""
        answer = self._store.answer(query)
        frame = movements(
            self.book, answer.facts.as_of, answer.moment.period, answer.customers, by=by, kind=kind
        )
        return TableView("movements", answer.moment, frame, notes=(f"money on the {self.book.basis} basis",))

    def survival(self, query: Query, subject: SurvivalSubject = "customers") -> TableView:
        """Survival curves of the chosen customers or the reps in scope, per group of `query.by`."""
        answer = self._store.answer(query)
        scope = scope_of(self.book, answer, answer.facts, "rep" if subject == "reps" else "customer")
        frame, notes = survival(scope, subject, query.by)
        return TableView("survival", answer.moment, frame, notes)

    def pipeline(self, query: Query) -> TableView:
        """Stages of deals in play and what became of the customers won. Raises UsageError without deals."""
        answer = self._store.answer(query)
        deals = self._rows_of_subject(answer, "deal", DEALS)
        frame = pipeline_table(self.book, answer.facts.as_of, deals, answer.chosen)
        return TableView("pipeline", answer.moment, frame, notes=PIPELINE_NOTES)

    def losses(self, query: Query) -> TableView:
        """Losses of the chosen customers inside the period, recorded or silent, by date."""
        answer = self._store.answer(query)
        lost = losses(self.book, answer.facts.as_of, answer.moment.period, answer.chosen)
        frame = losses_table(lost, answer.chosen, everyone=not answer.filtered)
        return TableView("losses", answer.moment, frame, notes=(LOSSES_NOTE,))

    def what_if(self, query: Query, inputs: WhatIfInputs | None = None) -> TableView:
        """Lifetime value at raised retention; what `inputs` leaves out comes from the book.

        Raises UsageError where neither says enough, or an input is no share.
        """
        answer = self._store.answer(query)
        scope = scope_of(self.book, answer, answer.facts)
        frame = what_if_of(scope, inputs or WhatIfInputs())
        return TableView("what-if", answer.moment, frame, notes=(EDITABLE,))

    def contracts(self, query: Query) -> TableView:
        """Contracts of the chosen customers, the next to come due first. Raises UsageError without any."""
        answer = self._store.answer(query)
        facts = self._rows_of_subject(answer, "contract", CONTRACTS)
        frame = contracts_table(facts, answer.facts.as_of, answer.moment.period)
        return TableView("contracts", answer.moment, frame, notes=(f"damages are {NOT_LEGAL_ADVICE}",))

    def desk(self, query: Query) -> DeskView:
        """Everything the desk shows."""
        answer = self._store.answer(query)
        return DeskView(
            query=query,
            moment=answer.moment,
            figures={figure.id: figure for figure in metric_figures(self._store, answer, ids=HEADLINES)},
            customers=customer_rows(self._store, answer, query.sort),
            flags=summarise(answer.chosen, locked(self.book)),
            reps=self._reps(answer),
            waves=waves_of(self._store, answer),
        )

    def retention(self, query: Query, options: RetentionOptions) -> RetentionView:
        """Everything the retention room shows. Raises UsageError for a dimension that does not exist."""
        return self._retention.view(self._store.answer(query), options)

    def lifetime_values(self, query: Query) -> LifetimeValues:
        """Lifetime values of the chosen customers and the case to try; fits models when first asked."""
        return self._retention.values(self._store.answer(query))

    def customer(self, query: Query, customer: int) -> CustomerView:
        """Everything about one customer."""
        answer = self._store.answer(query)
        return customer_view(self._store, answer, customer)

    def customer_past(self, query: Query, customer: int, watch: Watch = UNWATCHED) -> CustomerPast:
        """What takes a look at the past of a customer. Raises UsageError for `since`, CancelledError."""
        return customer_past(self._store, self._store.answer(query), customer, query.since, watch)

    def risk_room(self, query: Query) -> RiskRoomView:
        """Every flag over the chosen customers."""
        return risk_room(self._store, self._store.answer(query))

    def flag_customers(self, query: Query, flag: str) -> FlagCustomers:
        """The chosen customers under one flag. Raises UsageError where customers have no such flag."""
        return flag_customers(self._store, self._store.answer(query), flag)

    def reps_room(self, query: Query) -> RepsRoomView:
        """Everything the reps room shows."""
        answer = self._store.answer(query)
        return reps_room(self._store, answer, self._reps(answer))

    def pipeline_room(self, query: Query, by: str = "rep") -> PipelineRoomView:
        """Everything the room of pipeline and contracts shows, deals split by a dimension."""
        return pipeline_room(self._store, self._store.answer(query), by)

    def rows_behind(
        self, query: Query, metric_id: str, part: str = "numerator", group: str | None = None
    ) -> FigureRows:
        """The rows one figure was made of. Raises UsageError for an unknown or locked metric."""
        metric = metric_of(metric_id, self.book)
        answer = self._store.answer(query)
        by = query.by if group is not None else None
        rows = rows_of(self._store, answer, metric, part, by=by, group=group)
        return figure_rows(self._store, answer, metric, part, rows)

    def customers_of(self, query: Query, selection: Selection) -> FigureRows:
        """The rows behind what is under the cursor of a room. Raises UsageError for its period."""
        if isinstance(selection, FigureGroup):
            grouped = replace(query, by=selection.by)
            return self.rows_behind(grouped, selection.metric, "denominator", selection.group)
        return rows_behind_selection(self._store, self._store.answer(query), selection)

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """What may stand at the cursor of a filter."""
        return complete(text, cursor, self._values)

    # What a rule needs besides the facts is found once for all previews of a date.
    @keeps(1)
    def _risk_scope(self, facts: Facts) -> RuleScope:
        return rule_scope(self.book, facts.as_of, facts.customers, self.thresholds)

    @keeps(len(FIELDS))
    def _values(self, name: str) -> Sequence[str]:
        """Values of a dimension on the default date, the most frequent first; all where they are fixed."""
        if isinstance(fixed := on_demand.DTYPES.get(name), pl.Enum):
            return tuple(fixed.categories)
        facts = self._store.answer(Query()).facts.customers
        if name not in facts.columns or FIELDS[name].kind != "dimension":
            return ()
        values = facts.get_column(name).cast(pl.String).drop_nulls().value_counts(sort=True)
        return tuple(
            values.sort("count", name, descending=[True, False]).get_column(name).head(COMPLETED_VALUES)
        )

    def _rows_of_subject(
        self, answer: Answer, subject: str, needs: tuple[tuple[str, ...], ...]
    ) -> pl.DataFrame:
        if (lacking := locks.missing(needs, self.book)) is not None:
            raise UsageError(locks.sentence(lacking))
        everyone = not answer.filtered
        as_of, period = answer.facts.as_of, answer.facts.period
        return subject_facts(self.book, subject, as_of, period, answer.chosen, everyone=everyone)

    @keeps(lambda engine: kept_dates(engine.book.customers.height))
    def _prepared_reps(self, as_of: date, period: Period, at_loss: bool) -> RepsPrepared:
        facts = self._store.at(as_of, period)
        return prepare_reps(self.book, facts.customers, as_of, period, at_loss=at_loss)

    def _reps(self, answer: Answer, *, at_loss: bool = False) -> RepsView:
        ids = [metric.id for metric in METRICS.values() if metric.subject == "rep"]
        headline = {figure.id: figure for figure in metric_figures(self._store, answer, ids=ids)}
        prepared = self._prepared_reps(answer.facts.as_of, answer.facts.period, at_loss)
        view = reps_view(prepared, answer.mask if answer.filtered else None, headline)
        return with_prompts(view, answer.facts.rep_flags, answer.moment.currency)
