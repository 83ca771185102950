"""The engine: one book, asked questions. Every answer depends on the files and the query alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from holdfast import intake
from holdfast.answers.answer import Answer
from holdfast.answers.moment import Moment
from holdfast.answers.nobody import kept, nobody
from holdfast.answers.store import FactsStore
from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.book.own_log.overlay import overlaid
from holdfast.intake.read.faults import OpenQuestionError
from holdfast.journal.log import Log
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import Thresholds, thresholds_of
from holdfast.shared.opened import refuse_sealed, shared_book


class _Deferred:
    """A package whose attributes are its modules, and such packages in it, imported when they are named."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = import_module(f"{self._name}.{name}")
        return _Deferred(found.__name__) if hasattr(found, "__path__") else found


if TYPE_CHECKING:
    import holdfast.views.bisect.search
    import holdfast.views.by_pane.catalog
    import holdfast.views.by_pane.today
    import holdfast.views.changes.between
    import holdfast.views.customers.glance.history
    import holdfast.views.customers.glance.suggestions
    import holdfast.views.customers.listing
    import holdfast.views.customers.page
    import holdfast.views.customers.past
    import holdfast.views.customers.review.draft_source
    import holdfast.views.customers.review.page
    import holdfast.views.customers.review.placeholders
    import holdfast.views.data.room
    import holdfast.views.desk
    import holdfast.views.figures.asked
    import holdfast.views.figures.rows
    import holdfast.views.forecast.table
    import holdfast.views.forecast.view
    import holdfast.views.found
    import holdfast.views.frequency.table
    import holdfast.views.losses.interview
    import holdfast.views.losses.room
    import holdfast.views.losses.sayings.view
    import holdfast.views.money.room
    import holdfast.views.pipeline.room
    import holdfast.views.plays.achieved
    import holdfast.views.plays.endings
    import holdfast.views.plays.table
    import holdfast.views.report.period
    import holdfast.views.reps.room
    import holdfast.views.reps.table
    import holdfast.views.retention.room
    import holdfast.views.risk.backtest
    import holdfast.views.risk.changes
    import holdfast.views.risk.pool
    import holdfast.views.risk.preview
    import holdfast.views.risk.rates
    import holdfast.views.risk.room
    import holdfast.views.risk.table
    import holdfast.views.rows_behind
    import holdfast.views.seals.checked
    import holdfast.views.seals.made
    import holdfast.views.sizes
    import holdfast.views.tables
    import holdfast.views.team.departures
    import holdfast.views.team.handover.drills
    import holdfast.views.team.handover.plan
    import holdfast.views.team.page
    import holdfast.views.team.thanks
    import holdfast.views.today.detail
    import holdfast.views.today.due.mine
    import holdfast.views.today.due.targets
    import holdfast.views.today.plan.past
    import holdfast.views.today.plan.regret
    import holdfast.views.today.plan.rows
    import holdfast.views.today.play
    import holdfast.views.today.room
    import holdfast.views.voice.room
    import holdfast.views.why.health
    import holdfast.views.why.moved
    from holdfast.filters.complete import Completion

    views = holdfast.views
else:
    views = _Deferred("holdfast.views")

Asked = ParamSpec("Asked")
View = TypeVar("View")


def open_book(sources: Sequence[Path], config: Path | None = None, *, use_cache: bool = True) -> Book:
    """The book of a folder or of files, from the cache where these very files were read before; or of a mart.

    Raises UsageError.
    """
    if (shared := shared_book(sources, config)) is not None:
        if use_cache:
            cache.make_room(shared.fingerprint)
        return shared
    if use_cache and (stored := cache.load(intake.fingerprint(sources, config))):
        return stored
    book = assemble(intake.read_book(sources, config))
    # Mapped from the first time on: what was read takes several times the memory, and nobody shares it.
    return (cache.load(book.fingerprint) if use_cache and cache.store(book) else None) or book


def open_or_ask(sources: Sequence[Path], config: Path | None = None, *, use_cache: bool = True) -> Book:
    """The book; an empty one with the question in its receipt where nothing can be read before an answer.

    Raises UsageError.
    """
    try:
        return open_book(sources, config, use_cache=use_cache)
    except OpenQuestionError as error:
        return _asking(sources, config, error)


def open_by(sources: Sequence[Path], config: Path | None, mapping: str) -> Book:
    """The book as it would be read by another mapping, of which nothing is kept. Raises UsageError."""
    refuse_sealed(sources)
    try:
        return assemble(intake.read_book(sources, config, mapping))
    except OpenQuestionError as error:
        return _asking(sources, config, error, mapping)


def _asking(
    sources: Sequence[Path], config: Path | None, error: OpenQuestionError, mapping: str | None = None
) -> Book:
    from holdfast.intake.unanswered import asking_only  # noqa: PLC0415 - most books need no reader, they are kept

    return assemble(asking_only(sources, config, error, mapping))


class _Question:
    """A question of the engine, which becomes a function of its class when it is first looked at."""

    def __init__(self, where: Callable[[], Callable[..., Any]]) -> None:
        self._where = where
        self._name = ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, engine: object | None, owner: type) -> Any:
        setattr(owner, self._name, _asked(self._where()))
        return getattr(owner if engine is None else engine, self._name)


def about_query(
    where: Callable[[], Callable[Concatenate[FactsStore, Answer, Asked], View]],
) -> Callable[Concatenate[Engine, Query, Asked], View]:
    """The question that a view answers, as the engine is asked it: about a query, the rest as there.

    `where` names the view, whose module is imported when the question is first asked: what is printed is one
    view, and importing all of them takes longer than most answers. Raises UsageError, FilterError for the
    query, besides what the view raises.
    """
    return cast("Callable[Concatenate[Engine, Query, Asked], View]", _Question(where))


def _asked(
    find: Callable[Concatenate[FactsStore, Answer, Asked], View],
) -> Callable[Concatenate[Engine, Query, Asked], View]:
    def ask(engine: Engine, query: Query, /, *args: Asked.args, **named: Asked.kwargs) -> View:
        return find(engine.store, engine.store.answer(query), *args, **named)

    ask.__name__, ask.__doc__ = find.__name__, find.__doc__
    # What a notebook shows of it: the engine and a query in the place of the store and the answer.
    told = signature(find)
    first, rest = list(signature(ask).parameters.values())[:2], list(told.parameters.values())[2:]
    ask.__dict__["__signature__"] = told.replace(parameters=[*first, *rest])
    return ask


def _moment(_store: FactsStore, answer: Answer) -> Moment:
    """The resolved as-of date, period and filter."""
    return answer.moment


class Engine:
    """Answers questions about one book; facts of neighbouring dates and prepared parts are kept.

    Each question is declared here once, by the place of the view that answers it. Without `thresholds`,
    flags are raised by those of the book. Raises UsageError where the book's are wrong.
    """

    def __init__(
        self, book: Book, thresholds: Thresholds | None = None, *, store: FactsStore | None = None
    ) -> None:
        self.book = book
        self.thresholds = thresholds or thresholds_of(book.settings)
        self.store = store or FactsStore(book, self.thresholds)

    moment = about_query(lambda: _moment)
    nobody = about_query(lambda: nobody)
    kept = about_query(lambda: kept)

    desk = about_query(lambda: views.desk.desk_view)
    customer = about_query(lambda: views.customers.page.customer_view)
    customer_past = about_query(lambda: views.customers.past.customer_past)
    command_values = about_query(lambda: views.customers.review.placeholders.placeholder_values)
    customer_history = about_query(lambda: views.customers.glance.history.customer_history)
    drafted = about_query(lambda: views.customers.review.draft_source.drafted)
    customer_review = about_query(lambda: views.customers.review.page.customer_review)
    suggestions = about_query(lambda: views.customers.glance.suggestions.suggestions)
    retention = about_query(lambda: views.retention.room.retention_room)
    lifetime_values = about_query(lambda: views.retention.room.lifetime_values)
    risk_room = about_query(lambda: views.risk.room.risk_room)
    flag_summaries = about_query(lambda: views.risk.table.flag_summaries)
    flag_customers = about_query(lambda: views.risk.room.flag_customers)
    flag_changes = about_query(lambda: views.risk.changes.flag_changes)
    flag_rates = about_query(lambda: views.risk.rates.flag_rates)
    best_order = about_query(lambda: views.risk.rates.best_order)
    rank = about_query(lambda: views.risk.rates.rank)
    whom_first = about_query(lambda: views.risk.rates.whom_first)
    preview = about_query(lambda: views.risk.preview.flag_preview)
    preview_records = about_query(lambda: views.risk.preview.flag_records)
    reps_room = about_query(lambda: views.reps.room.reps_room)
    past_departures = about_query(lambda: views.team.departures.past_departures)
    fire_drills = about_query(lambda: views.team.handover.drills.fire_drills)
    handover_plan = about_query(lambda: views.team.handover.plan.handover_plan)
    plan_choices = about_query(lambda: views.team.handover.plan.choices)
    rep_page = about_query(lambda: views.team.page.rep_page)
    thanks = about_query(lambda: views.team.thanks.thanks)
    pipeline_room = about_query(lambda: views.pipeline.room.pipeline_room)
    losses_room = about_query(lambda: views.losses.room.losses_room)
    loss_words = about_query(lambda: views.losses.sayings.view.words_view)
    exit_interview = about_query(lambda: views.losses.interview.exit_interview)
    exit_interviews = about_query(lambda: views.losses.interview.exit_interviews)
    why_not_closed = about_query(lambda: views.losses.interview.why_not_closed)
    voice_room = about_query(lambda: views.voice.room.voice_room)
    money_room = about_query(lambda: views.money.room.money_room)
    expected_loss = about_query(lambda: views.money.room.expected_loss)
    forecast_made = about_query(lambda: views.forecast.view.forecast_view)
    rows_behind = about_query(lambda: views.figures.rows.rows_behind_figure)
    customers_of = about_query(lambda: views.rows_behind.rows_behind_selection)
    data_room = about_query(lambda: views.data.room.data_room)
    today = about_query(lambda: views.today.room.today_view)
    today_detail = about_query(lambda: views.today.detail.today_detail)
    call_plan = about_query(lambda: views.today.plan.rows.plan_of_list)
    plan_regret = about_query(lambda: views.today.plan.regret.regret)
    regret = about_query(lambda: views.today.plan.past.regret_table)
    week = about_query(lambda: views.today.plan.rows.week_table)
    targets = about_query(lambda: views.today.due.targets.targets_of)
    knows_rep = about_query(lambda: views.today.due.mine.knows_rep)
    play_looks = about_query(lambda: views.today.play.play_looks)
    plays_achieved = about_query(lambda: views.plays.achieved.plays_achieved)
    sizes = about_query(lambda: views.sizes.sizes)
    found = about_query(lambda: views.found.found)

    metrics = about_query(lambda: views.figures.asked.figures_asked)
    customers = about_query(lambda: views.customers.listing.customer_table)
    changes = about_query(lambda: views.changes.between.book_changes)
    frequency = about_query(lambda: views.frequency.table.frequency_table)
    flags = about_query(lambda: views.risk.table.flags_table)
    backtest = about_query(lambda: views.risk.backtest.backtest_table)
    pool = about_query(lambda: views.risk.pool.pool_table)
    period_report = about_query(lambda: views.report.period.period_report)
    plays = about_query(lambda: views.plays.table.plays_table)
    play_endings = about_query(lambda: views.plays.endings.play_endings)
    reps = about_query(lambda: views.reps.table.reps_table)
    cohorts = about_query(lambda: views.tables.cohort_rows)
    movements = about_query(lambda: views.tables.movement_rows)
    survival = about_query(lambda: views.tables.survival_curves)
    pipeline = about_query(lambda: views.tables.pipeline_stages)
    contracts = about_query(lambda: views.tables.contracts_due)
    losses = about_query(lambda: views.tables.losses_by_date)
    voice = about_query(lambda: views.voice.room.voice_waves)
    money = about_query(lambda: views.money.room.money_sides)
    forecast = about_query(lambda: views.forecast.table.forecast_table)
    departures = about_query(lambda: views.team.departures.departures_table)
    fire_drill = about_query(lambda: views.team.handover.drills.fire_drill_table)
    plan = about_query(lambda: views.team.handover.plan.plan_table)
    what_if = about_query(lambda: views.tables.what_if_cases)
    sealed = about_query(lambda: views.seals.made.sealed_figures)
    sealing = about_query(lambda: views.seals.made.sealing)
    verified = about_query(lambda: views.seals.checked.verify_figure)
    list_verified = about_query(lambda: views.seals.checked.verify_inputs)
    bisected = about_query(lambda: views.bisect.search.bisected)
    why_moved = about_query(lambda: views.why.moved.why_moved)
    why_health = about_query(lambda: views.why.health.why_health)
    selected = about_query(lambda: views.by_pane.catalog.rows_selected)
    pane_table = about_query(lambda: views.by_pane.catalog.pane_table)
    done = about_query(lambda: views.by_pane.today.done_table)
    today_rows = about_query(lambda: views.today.room.today_table)

    @property
    def keeps_neighbours(self) -> bool:
        """Whether a book of this size keeps more dates than the one it is asked about."""
        return self.store.keeps_neighbours

    def steps_to(self, query: Query) -> Iterator[None]:
        """Make what answers about a query rest on, pausing after every step.

        Raises UsageError, FilterError.
        """
        return self.store.steps_to(query)

    def under(self, thresholds: Thresholds) -> Engine:
        """An engine for the same book under other thresholds; what does not depend on them the book keeps."""
        return Engine(self.book, thresholds)

    def with_log(self, log: Log) -> Engine:
        """An engine for the same book with what users wrote, in the place of what is in it so far.

        What is learnt of the book's past is kept: it rests on the export alone.
        """
        return Engine(overlaid(self.book, log), self.thresholds)

    def numbers_customers_as(self, other: Engine) -> bool:
        """Whether every customer has the same number here and in an earlier reading of the book."""
        ids, before = (engine.book.customers.get_column("customer_id") for engine in (self, other))
        return ids.equals(before)

    def span(self) -> tuple[date, date]:
        """First and last day with data."""
        return self.book.span

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """What may stand at the cursor of a filter."""
        from holdfast.answers.values import completions  # noqa: PLC0415 - what is printed completes nothing

        return completions(self.store, text, cursor)

    def example(self) -> str:
        """A filter of what this book has, for whoever has not typed one yet."""
        from holdfast.answers.example import example  # noqa: PLC0415 - as above

        return example(self.store)
