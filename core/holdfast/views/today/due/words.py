"""What the lines of today say: why now, which play, which step; asked of the lines on show alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import deadline_words
from holdfast.plays.anchors import anchor_of
from holdfast.plays.words import title_shown
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evidence import why
from holdfast.views.customers.gone import gone_lines
from holdfast.views.today.due.plays import advised, held_out
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.journal.acting.tasks import Task
    from holdfast.journal.entry import Subject
    from holdfast.plays.play import Plays
    from holdfast.plays.progress import Run
    from holdfast.views.today.due.agenda import Agenda

FOR_RENEWALS: Final = "F21"
FOR_CUT_OFFS: Final = "F26"
FOR_LOSSES: Final = "F31"
"""Flags whose plays are those for a deadline, a cut-off and a loss where no flag is open."""


@dataclass(frozen=True, eq=False)
class LineWords:
    """What the words of lines are made of.

    `tasks` by id; `running` plays by whom they are about; `prompts`: what the flags of reps say, with the
    columns of `summary.flag_rows`; `hold_out`: the share of flags for which no play is proposed.
    """

    book: Book
    answer: Answer
    day: date
    tasks: Mapping[str, Task]
    plays: Plays
    running: Mapping[tuple[Subject, str], tuple[Run, ...]]
    prompts: pl.DataFrame
    hold_out: float = 0.0

    def of(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Lines (columns of `lines.LINES`) → `why`, `play`, `step`, `due`, `held_out`, a row each."""
        told = lines.hstack(self._advice(lines).get_columns()).hstack(self._acted(lines).get_columns())
        reasons = told.with_columns(
            self._flag_words(lines), self._prompt_words(lines), self._gone_words(lines)
        )
        return reasons.select(
            self._why().alias("why"),
            pl.coalesce("own_play", "advised_play").alias("play"),
            pl.when(pl.col("own_play").is_not_null())
            .then("own_step")
            .otherwise("advised_step")
            .alias("step"),
            pl.coalesce("due", "own_due").alias("due"),
            pl.col("held_out") & pl.col("own_play").is_null(),
        )

    def _why(self) -> pl.Expr:
        late = (pl.lit(self.day) - pl.col("comes_up")).dt.total_days()
        section = pl.col("section").cast(pl.String)
        return (
            pl.when(section == "overdue")
            .then(sentence("{} overdue: {}", _days(late), pl.col("task_text")))
            .when(section == "today")
            .then(sentence("Today: {}", pl.col("task_text")))
            .when(section == "deadline")
            .then(deadline_said(self.day))
            .when(section == "flag")
            .then("flag_words")
            .when(section == "rep")
            .then("prompt_words")
            .when(section == "renewal")
            .then(renewal_said(self.day))
            .otherwise("gone_words")
        )

    def _acted(self, lines: pl.DataFrame) -> pl.DataFrame:
        """`task_text` of the due task; `own_play`, `own_step`, `own_due` of its play, or one that runs."""
        rows = [
            self._acted_on(subject, subject_id, task)
            for subject, subject_id, task in lines.select("subject", "subject_id", "task").iter_rows()
        ]
        return pl.DataFrame(rows, schema=_ACTED, orient="row")

    def _acted_on(
        self, subject: Subject, subject_id: str, task_id: str | None
    ) -> tuple[str | None, str | None, str | None, date | None]:
        task = None if task_id is None else self.tasks[task_id]
        text = None if task is None else task.text
        if task is not None and task.play is not None:
            play = self.plays.get(task.play)
            return (
                text,
                task.play if play is None else title_shown(play.title),
                title_shown(task.text),
                task.comes_up,
            )
        for run in self.running.get((subject, subject_id), ()):
            step = run.next_step
            return (
                text,
                title_shown(run.title),
                *((None, None) if step is None else (title_shown(step.title), step.due)),
            )
        return text, None, None, None

    def _advice(self, lines: pl.DataFrame) -> pl.DataFrame:
        """`deadline_kind`; the advised play and step for what ends or the worst flag; `held_out`: none is."""
        facts = self.answer.facts.customers.select(
            "customer",
            "deadline_kind",
            pl.col("tier").cast(pl.String),
            pl.col("reason").cast(pl.String),
            *(pl.col(FLAGS[flag].column) for flag in _OF_ENDS),
        )
        known = lines.join(facts, on="customer", how="left", maintain_order="left")
        asked = known.with_columns(answered_flag().alias("for"))
        asked = asked.with_columns(self._held_out(asked)).with_columns(
            pl.when(~pl.col("held_out")).then("for").alias("for")
        )
        keys = asked.select(_ASKED).unique(maintain_order=True).drop_nulls("for")
        found = [advised(self.plays, *key) for key in keys.iter_rows()]
        plays = keys.with_columns(
            pl.Series("advised_play", [tr(title_shown(one.title), "play") for one in found], dtype=pl.String),
            pl.Series("advised_step", [one.step for one in found], dtype=pl.String),
            pl.Series("advised_id", [one.id for one in found], dtype=pl.String),
        )
        told = asked.join(plays, on=_ASKED, how="left", nulls_equal=True, maintain_order="left")
        columns = ("advised_id", "advised_step", "customer")
        steps = [
            step and title_shown(step) for step in starmap(self._first_step, told.select(columns).iter_rows())
        ]
        step = pl.Series("advised_step", steps, dtype=pl.String)
        return told.select("deadline_kind", "advised_play", step, "held_out")

    def _first_step(self, play_id: str | None, first: str | None, customer: int | None) -> str | None:
        """The step a play would begin with today: one that counts back may be late for its first."""
        play = self.plays.get(play_id or "")
        if play is None or play.counted_from == "start" or customer is None:
            return first
        facts = self.answer.facts
        anchor = anchor_of(self.book, facts.as_of, facts.customers, play, customer)
        return next((one.step.title for one in play.planned(self.day, anchor) if not one.left_out), first)

    def _held_out(self, asked: pl.DataFrame) -> pl.Series:
        """Whether no play is proposed for the flag that a line answers; only where that flag is open."""
        is_open = pl.col("for") == pl.col("flag")
        for flag in _OF_ENDS:
            is_open |= (pl.col("for") == flag) & (pl.col(FLAGS[flag].column) > 0)
        told = asked.select("subject_id", "for", is_open.fill_null(value=False).alias("is_open")).iter_rows()
        chosen = [is_so and held_out(whom, flag, self.hold_out) for whom, flag, is_so in told]
        return pl.Series("held_out", chosen, dtype=pl.Boolean)

    def _flag_words(self, lines: pl.DataFrame) -> pl.Series:
        of_customer = pl.col("section").cast(pl.String) == "flag"
        rows = lines.select("customer", pl.when(of_customer).then("flag").alias("worst_flag"))
        return why(rows, self.answer.facts.raised, self.answer.moment.currency).alias("flag_words")

    def _prompt_words(self, lines: pl.DataFrame) -> pl.Series:
        said = self.prompts.select(
            pl.lit("rep").alias("subject"), pl.col("subject").alias("subject_id"), "flag", "evidence"
        )
        keys = ["subject", "subject_id", "flag"]
        told = lines.select(keys).join(said, on=keys, how="left", maintain_order="left")
        return told.get_column("evidence").alias("prompt_words")

    def _gone_words(self, lines: pl.DataFrame) -> pl.Series:
        to_win_back = (lines.get_column("section").cast(pl.String) == "win-back").arg_true()
        told = pl.Series("gone_words", [None] * lines.height, dtype=pl.String)
        if to_win_back.is_empty():
            return told
        facts = self.answer.facts
        rows = facts.customers[lines.get_column("customer").gather(to_win_back)]
        return told.scatter(to_win_back, gone_lines(self.book, facts.as_of, rows))


def line_words(store: FactsStore, answer: Answer, found: Agenda) -> LineWords:
    """What the words of the lines of a list are made of."""
    return LineWords(
        store.book,
        answer,
        found.asked.day,
        found.tasks,
        found.plays,
        found.running,
        found.prompts,
        found.asked.hold_out,
    )


def deadline_said(day: date) -> pl.Expr:
    """How long a deadline is away on the desk's day, or since when it is over; over facts."""
    over = sentence("Too late since {}", day_words(pl.col("deadline")))
    return pl.when(pl.col("deadline") < day).then(over).otherwise(deadline_words(day))


def renewal_said(day: date) -> pl.Expr:
    """When a contract comes up or came up; over facts."""
    ahead = (pl.col("renewal") - pl.lit(day)).dt.total_days()
    comes = sentence("Contract comes up on {}, in {}", day_words(pl.col("renewal")), _days(ahead))
    came = sentence("Contract came up on {}", day_words(pl.col("renewal")))
    return pl.when(ahead < 0).then(came).otherwise(comes)


def answered_flag() -> pl.Expr:
    """The flag whose play a line names, over lines and `deadline_kind`: for what ends, else the worst."""
    section = pl.col("section").cast(pl.String)
    by_kind = pl.when(pl.col("deadline_kind").cast(pl.String) == "cut-off")
    return (
        pl.when(section == "win-back")
        .then(pl.lit(FOR_LOSSES))
        .when(section == "deadline")
        .then(by_kind.then(pl.lit(FOR_CUT_OFFS)).otherwise(pl.lit(FOR_RENEWALS)))
        .when(pl.col("flag").is_not_null())
        .then("flag")
        .when(section == "renewal")
        .then(pl.lit(FOR_RENEWALS))
    )


_OF_ENDS: Final = (FOR_RENEWALS, FOR_CUT_OFFS, FOR_LOSSES)
_ASKED: Final = ("for", "tier", "reason")
"""What a play is chosen by."""

_ACTED: Final = {
    "task_text": pl.String,
    "own_play": pl.String,
    "own_step": pl.String,
    "own_due": pl.Date,
}


def _days(number: pl.Expr) -> pl.Expr:
    return sentence("{} d", number)
