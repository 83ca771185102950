"""The engine: one book, asked questions. Every answer depends on the files and the query alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from holdfast import intake
from holdfast.answers.answer import Answer
from holdfast.answers.moment import Moment
from holdfast.answers.store import FactsStore
from holdfast.answers.values import completions, kept, nobody
from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.book.own_log.overlay import overlaid
from holdfast.filters import Completion
from holdfast.intake.read.faults import OpenQuestionError
from holdfast.journal.log import Log
from holdfast.query import Query
from holdfast.risk.thresholds.thresholds import Thresholds, thresholds_of
from holdfast.shared.opened import refuse_sealed, shared_book
from holdfast.views import tables
from holdfast.views.customers.glance.history import customer_history
from holdfast.views.customers.glance.suggestions import suggestions
from holdfast.views.customers.listing import customer_table
from holdfast.views.customers.page import customer_view
from holdfast.views.customers.past import customer_past
from holdfast.views.customers.review.draft_source import drafted
from holdfast.views.customers.review.page import customer_review
from holdfast.views.data.room import data_room
from holdfast.views.desk import desk_view
from holdfast.views.figures.figures import figures_asked
from holdfast.views.figures.rows import rows_behind_figure
from holdfast.views.losses.interview import exit_interview, exit_interviews, why_not_closed
from holdfast.views.losses.room import losses_room
from holdfast.views.money.room import expected_loss, money_room, money_sides
from holdfast.views.pipeline.room import pipeline_room
from holdfast.views.plays.achieved import plays_achieved
from holdfast.views.plays.endings import play_endings
from holdfast.views.plays.table import plays_table
from holdfast.views.report.period import period_report
from holdfast.views.reps.room import reps_room
from holdfast.views.reps.table import reps_table
from holdfast.views.retention.room import lifetime_values, retention_room
from holdfast.views.risk.backtest import backtest_table
from holdfast.views.risk.changes import flag_changes
from holdfast.views.risk.preview import flag_preview, flag_records
from holdfast.views.risk.rates import best_order, flag_rates, rank, whom_first
from holdfast.views.risk.room import flag_customers, risk_room
from holdfast.views.rows_behind import rows_behind_selection
from holdfast.views.sizes import sizes
from holdfast.views.team.departures import departures_table, past_departures
from holdfast.views.team.handover.drills import fire_drill_table, fire_drills
from holdfast.views.team.handover.plan import choices, handover_plan, plan_table
from holdfast.views.team.page import rep_page
from holdfast.views.team.thanks import thanks
from holdfast.views.today.detail import today_detail
from holdfast.views.today.due.mine import knows_rep
from holdfast.views.today.due.targets import targets_of
from holdfast.views.today.play import play_looks
from holdfast.views.today.room import today_table, today_view
from holdfast.views.voice.room import voice_room, voice_waves

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


def about_query(
    find: Callable[Concatenate[FactsStore, Answer, Asked], View],
) -> Callable[Concatenate[Engine, Query, Asked], View]:
    """The question that `find` answers, as the engine is asked it: about a query, the rest as `find` has it.

    Raises UsageError, FilterError for the query, besides what `find` raises.
    """

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

    Each question is declared here once, beside the view that answers it. Without `thresholds`, flags are
    raised by those of the book. Raises UsageError where the book's are wrong.
    """

    def __init__(
        self, book: Book, thresholds: Thresholds | None = None, *, store: FactsStore | None = None
    ) -> None:
        self.book = book
        self.thresholds = thresholds or thresholds_of(book.settings)
        self.store = store or FactsStore(book, self.thresholds)

    moment = about_query(_moment)
    nobody = about_query(nobody)
    kept = about_query(kept)

    desk = about_query(desk_view)
    customer = about_query(customer_view)
    customer_past = about_query(customer_past)
    customer_history = about_query(customer_history)
    drafted = about_query(drafted)
    customer_review = about_query(customer_review)
    suggestions = about_query(suggestions)
    retention = about_query(retention_room)
    lifetime_values = about_query(lifetime_values)
    risk_room = about_query(risk_room)
    flag_customers = about_query(flag_customers)
    flag_changes = about_query(flag_changes)
    flag_rates = about_query(flag_rates)
    best_order = about_query(best_order)
    rank = about_query(rank)
    whom_first = about_query(whom_first)
    preview = about_query(flag_preview)
    preview_records = about_query(flag_records)
    reps_room = about_query(reps_room)
    past_departures = about_query(past_departures)
    fire_drills = about_query(fire_drills)
    handover_plan = about_query(handover_plan)
    plan_choices = about_query(choices)
    rep_page = about_query(rep_page)
    thanks = about_query(thanks)
    pipeline_room = about_query(pipeline_room)
    losses_room = about_query(losses_room)
    exit_interview = about_query(exit_interview)
    exit_interviews = about_query(exit_interviews)
    why_not_closed = about_query(why_not_closed)
    voice_room = about_query(voice_room)
    money_room = about_query(money_room)
    expected_loss = about_query(expected_loss)
    rows_behind = about_query(rows_behind_figure)
    customers_of = about_query(rows_behind_selection)
    data_room = about_query(data_room)
    today = about_query(today_view)
    today_detail = about_query(today_detail)
    targets = about_query(targets_of)
    knows_rep = about_query(knows_rep)
    play_looks = about_query(play_looks)
    plays_achieved = about_query(plays_achieved)
    sizes = about_query(sizes)

    metrics = about_query(figures_asked)
    customers = about_query(customer_table)
    flags = about_query(tables.flags)
    backtest = about_query(backtest_table)
    period_report = about_query(period_report)
    plays = about_query(plays_table)
    play_endings = about_query(play_endings)
    reps = about_query(reps_table)
    cohorts = about_query(tables.cohort_rows)
    movements = about_query(tables.movement_rows)
    survival = about_query(tables.survival_curves)
    pipeline = about_query(tables.pipeline_stages)
    contracts = about_query(tables.contracts_due)
    losses = about_query(tables.losses_by_date)
    voice = about_query(voice_waves)
    money = about_query(money_sides)
    departures = about_query(departures_table)
    fire_drill = about_query(fire_drill_table)
    plan = about_query(plan_table)
    what_if = about_query(tables.what_if_cases)
    today_rows = about_query(today_table)

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
        return completions(self.store, text, cursor)
