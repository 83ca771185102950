"""What the room of today rests on, gathered once for a query: reasons, tasks, plays, what is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.holdings import reps_in_scope
from holdfast.journal.acting.quiet import quiet_on
from holdfast.journal.acting.tasks import tasks_of
from holdfast.money import to_units
from holdfast.plays.catalog import plays_of
from holdfast.plays.progress import runs_of
from holdfast.risk.chance.rates import are_known
from holdfast.rows.numbered import filled, placed
from holdfast.scores.priority import priorities
from holdfast.views.losses.winback import STATES, win_back
from holdfast.views.reps.prompts import rep_flag_rows
from holdfast.views.today.due.alerts import (
    kept_quiet,
    prompts_kept_quiet,
    quiet_frame,
    reasons_of,
    with_losses,
)
from holdfast.views.today.due.lines import Precedence
from holdfast.views.today.due.mine import narrowed
from holdfast.views.today.due.plays import running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.journal.acting.quiet import Quiet
    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Entry, Subject
    from holdfast.keeping import Kept
    from holdfast.plays.play import Plays
    from holdfast.plays.progress import Run
    from holdfast.query import Query
    from holdfast.views.today.due.mine import Narrowed
    from holdfast.views.today.results import Asked

_KEPT: Final = 2
"""This list, and the one before a key narrowed it."""


@dataclass(frozen=True, eq=False)
class Agenda:
    """What is to be done about the customers of a query on the desk's day.

    `entries`: of the journal, in force; `numbers`: the customers they are about that are in the book, by id.
    `reps`: ids of the reps on the list; `everything`: nothing narrows it, so that it holds those who left the
    book. `tasks`: every one, by id. `running`: plays under way by whom they are about. `quiets`: what keeps
    alerts quiet. `reasons` (alerts.REASONS) of the chosen
    customers; `kept` those that are kept quiet (alerts.kept_quiet). `prompts`: flags of reps in scope, empty
    on the list of one rep.
    """

    asked: Asked
    whose: Narrowed
    entries: tuple[Entry, ...]
    numbers: Mapping[str, int]
    reps: frozenset[str]
    everything: bool
    tasks: Mapping[str, Task]
    plays: Plays
    running: Mapping[tuple[Subject, str], tuple[Run, ...]]
    quiets: tuple[Quiet, ...]
    reasons: pl.DataFrame
    kept: pl.DataFrame
    prompts: pl.DataFrame
    order: Precedence
    ranked: bool

    @cached_property
    def kept_prompts(self) -> pl.DataFrame:
        """The flags of reps that are kept quiet (alerts.prompts_kept_quiet)."""
        return prompts_kept_quiet(self.prompts, self.quiets, self.asked.day)

    @cached_property
    def live(self) -> pl.DataFrame:
        """The reasons that nothing keeps quiet."""
        return self.reasons.join(self.kept, on=["customer", "reason"], how="anti", maintain_order="left")

    @cached_property
    def open_tasks(self) -> tuple[Task, ...]:
        """Tasks that nothing has ended, whoever they are about."""
        return tuple(task for task in self.tasks.values() if task.done is None)

    @cached_property
    def listed_tasks(self) -> tuple[Task, ...]:
        """Those of them about whoever is on the list."""
        return tuple(task for task in self.open_tasks if self.lists(task.subject, task.subject_id))

    def due(self, task: Task) -> bool:
        """Whether a task has come up by the desk's day."""
        return task.comes_up <= self.asked.day

    def number(self, subject: Subject, subject_id: str) -> int | None:
        """The customer of the book that an entry is about; None of a rep and of whoever has left it."""
        return self.numbers.get(subject_id) if subject == "customer" else None

    def lists(self, subject: Subject, subject_id: str) -> bool:
        """Whether a customer or rep is on the list, if there is anything to do about it."""
        number = self.number(subject, subject_id)
        if number is not None:
            return bool(self.whose.chosen[number])
        return subject_id in self.reps if subject == "rep" else self.everything


def agenda_of(store: FactsStore, answer: Answer, asked: Asked, *, patient: bool) -> Agenda:
    """What is to be done, found once for a query; `patient` as in `desk_view`."""
    ranked = patient or are_known(store.book, answer.facts.as_of, store.thresholds)
    kept: Kept[tuple[Query, Asked, bool], Agenda] = store.kept.of_words(Agenda, _KEPT)
    return kept.get((answer.query, asked, ranked), lambda: _found(store, answer, asked, ranked=ranked))


def _found(store: FactsStore, answer: Answer, asked: Asked, *, ranked: bool) -> Agenda:
    book, facts = store.book, answer.facts
    entries = book.log.until(facts.as_of)
    exported = unwritten(store, answer, asked.mine, ranked=ranked)
    plays = plays_of(store.thresholds.preset)
    tasks = {task.id: task for task in tasks_of(entries)}
    quiets = quiet_on(entries, asked.day, tasks)
    reasons = with_losses(answer, exported.reasons, _to_win_back(store, answer, exported.whose, entries))
    return Agenda(
        asked=asked,
        whose=exported.whose,
        entries=entries,
        numbers=_numbers(book, entries),
        reps=exported.reps,
        everything=not answer.filtered and not exported.whose.by_rep,
        tasks=tasks,
        plays=plays,
        running=running(runs_of(_of_plays(entries), plays, asked.day)),
        quiets=quiets,
        reasons=reasons,
        kept=kept_quiet(reasons, quiet_frame(quiets, book.customers), asked.day),
        prompts=exported.prompts,
        order=exported.order,
        ranked=ranked,
    )


@dataclass(frozen=True, eq=False)
class Unwritten:
    """What a list rests on as long as nothing is written that is data too; as the fields of `Agenda`.

    `reasons` without those to win back: what was done about them is in the journal.
    """

    whose: Narrowed
    reps: frozenset[str]
    reasons: pl.DataFrame
    prompts: pl.DataFrame
    order: Precedence


def unwritten(store: FactsStore, answer: Answer, mine: str | None, *, ranked: bool) -> Unwritten:
    """What a list rests on beside the journal: the book keeps it, so that a note costs nothing of it."""
    kept: Kept[tuple[Query, str, str | None, bool], Unwritten] = store.book.kept.of_words(Unwritten, _KEPT)
    key = (answer.query, store.thresholds.digest, mine, ranked)
    return kept.get(key, lambda: _unwritten(store, answer, mine, ranked=ranked))


def _unwritten(store: FactsStore, answer: Answer, mine: str | None, *, ranked: bool) -> Unwritten:
    whose = narrowed(store, answer, mine)
    prompts = rep_flag_rows(store, answer)
    return Unwritten(
        whose=whose,
        reps=frozenset() if whose.by_rep else _reps(store, answer),
        reasons=reasons_of(store, answer, whose.chosen),
        prompts=prompts.clear() if whose.by_rep else prompts,
        order=precedence(store, answer, ranked=ranked),
    )


def _of_plays(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.kind in ("play_started", "play_ended", "task", "done"))


def _numbers(book: Book, entries: tuple[Entry, ...]) -> Mapping[str, int]:
    ids = {entry.subject_id for entry in entries if entry.subject == "customer"}
    wanted = pl.DataFrame({"customer_id": sorted(ids)}, schema={"customer_id": pl.String})
    found = book.customers.select("customer_id", "customer").join(wanted, on="customer_id", how="semi")
    return dict(found.iter_rows())


def _reps(store: FactsStore, answer: Answer) -> frozenset[str]:
    facts = answer.facts
    chosen = answer.chosen.get_column("customer") if answer.filtered else None
    scope = reps_in_scope(store.book, facts.as_of, facts.period, chosen)
    return frozenset(scope.to_list())


def _to_win_back(
    store: FactsStore, answer: Answer, whose: Narrowed, entries: tuple[Entry, ...]
) -> pl.DataFrame:
    """Whom nobody has called since the loss, in the order of the queue: `customer`, `lost_on`, `value`."""
    moving = tuple(entry.id for entry in entries if entry.kind not in _NO_STATE)
    kept: Kept[tuple[Query, str, tuple[str, ...]], pl.DataFrame] = store.book.kept.of(win_back, _KEPT)
    key = (answer.query, store.thresholds.digest, moving)
    waiting = kept.get(key, lambda: _waiting(store, answer))
    return waiting.filter(whose.chosen.gather(waiting.get_column("customer")))


_NO_STATE: Final = ("note", "task", "done", "snooze")
"""Kinds of entry that bring about no state of the queue."""


def _waiting(store: FactsStore, answer: Answer) -> pl.DataFrame:
    rows = win_back(store.book, answer).rows
    schema = {"customer_id": pl.String, "lost_on": pl.Date, "value": pl.Float64, "state": pl.String}
    queue = pl.DataFrame(dict(rows.fetch(0, len(rows), list(schema))), schema=schema)
    known = store.book.customers.select("customer", "customer_id")
    waiting = queue.filter(pl.col("state") == STATES[0]).join(known, on="customer_id", maintain_order="left")
    return waiting.drop("customer_id", "state")


def precedence(store: FactsStore, answer: Answer, *, ranked: bool) -> Precedence:
    """By what the customers of a query stand; without `ranked` nobody waits for their loss rates."""
    everyone = answer.facts.customers
    order = store.order(answer, (), at_once=not ranked)
    places = pl.Series(range(order.len()), dtype=pl.UInt32)
    if not ranked:
        return Precedence(placed(order, places, everyone.height), filled(None, everyone.height, pl.Float64))
    priced = priorities(store.book, answer.facts.as_of, everyone, store.thresholds)
    return Precedence(
        placed(order, places, everyone.height),
        priced.select(to_units(pl.col("priority"))).to_series(),
    )
