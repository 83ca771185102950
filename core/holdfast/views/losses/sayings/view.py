"""The words before losses and at them, as a room and a table show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.risk.watch import UNWATCHED, CancelledError
from holdfast.views.by_pane.made import list_of
from holdfast.views.losses.sayings.at_loss import words_at_loss
from holdfast.views.losses.sayings.heard import Heard, heard, since_of
from holdfast.views.losses.sayings.mined import LEAST_CUSTOMERS, LEAST_LOSSES, Mined, folded_alike, mined
from holdfast.views.losses.sayings.results import WordBefore, WordsView
from holdfast.views.losses.sayings.spelled import as_most_write
from holdfast.views.losses.sayings.texts import COMMENT, NOTE, TICKET
from holdfast.views.results import TableView
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.numerals import number_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.keeping import Kept
    from holdfast.risk.watch import Watch

NEEDS: Final = (("tickets",), ("interactions",), ("surveys",), ("losses",))
"""One of these has texts."""

NO_CAUSE: Final = "a phrase that goes with losses is no cause: read its quotes, then ask these customers"
BEFORE, AT_LOSS = "before", "at loss"

_KEPT: Final = 2
"""Books are listened to again for the quotes behind a phrase."""

_WORDS: Final[dict[str, Any]] = {
    "phrase": pl.String, "said": pl.String, "customers": pl.Int64, "lost": pl.Int64, "expected": pl.Float64,
    "lift": pl.Float64, "low": pl.Float64, "high": pl.Float64, "chance": pl.Float64, "share": pl.Float64,
    "share_low": pl.Float64, "share_high": pl.Float64, "revenue": pl.Float64, "tickets": pl.Int64,
    "notes": pl.Int64, "comments": pl.Int64,
}  # fmt: skip


def words_view(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> WordsView:
    """What the chosen customers say before they leave, and what is noted then. Raises CancelledError.

    Looks at the months up to the as-of date (heard.py) whatever the period, as a backtest does.
    """
    book, since = store.book, since_of(answer.facts.as_of)
    if (lacking := locks.missing(NEEDS, book)) is not None:
        locked = locks.sentence(lacking)
        return WordsView(answer.moment, since, (), (), 0, 0, locked, locked)
    told = heard_of(store, answer)
    if watch.cancelled():
        raise CancelledError
    result = mined(told.sayings, told.marks)
    sentence = _sentence(told, result)
    at_loss = words_at_loss(book, answer)
    return WordsView(
        answer.moment, since, _before(told, result), at_loss, result.tried, result.losses, sentence
    )


def words_table(store: FactsStore, answer: Answer) -> TableView:
    """`show words`: a row per phrase, those before losses first. Raises UsageError where no text can be."""
    view = words_view(store, answer)
    if view.locked is not None:
        raise UsageError(view.locked)
    before = (
        (
            *(one.phrase, BEFORE, one.customers, one.lost, one.expected),
            *(one.lift.value, one.lift.low, one.lift.high, one.chance, *[None] * 4),
            *(one.tickets, one.notes, one.comments),
        )
        for one in view.before
    )
    at_loss = (
        (
            *(one.phrase, AT_LOSS, one.customers, one.customers, *[None] * 5),
            *(one.share.value, one.share.low, one.share.high, one.revenue, None, None, None),
        )
        for one in view.at_loss
    )
    frame = list_of([*before, *at_loss], _WORDS)
    notes = (view.sentence, tr(NO_CAUSE)) if view.before else (view.sentence,)
    return TableView("words", answer.moment, frame, notes)


def heard_of(store: FactsStore, answer: Answer) -> Heard:
    """`heard`, kept for the quotes behind a phrase."""
    kept: Kept[Any, Heard] = store.book.kept.of(Heard, _KEPT)
    return kept.get((answer.moment, answer.thresholds.digest), lambda: heard(store.book, answer))


def _before(told: Heard, result: Mined) -> tuple[WordBefore, ...]:
    phrases = [one.phrase for one in result.found]
    pairs = told.sayings.pairs(phrases)
    kept = folded_alike(phrases, pairs)
    spelled = as_most_write(told.said, pairs, kept)
    return tuple(
        WordBefore(
            *spelled[one.phrase],
            one.customers,
            one.lost,
            one.expected,
            one.ratio,
            one.chance,
            *_kinds(told, pairs.filter(pl.col("phrase") == one.phrase).get_column("saying")),
        )
        for one in result.found
        if one.phrase in kept
    )


def _kinds(told: Heard, sayings: pl.Series) -> tuple[int, ...]:
    """Tickets, notes and comments with a phrase, one a customer and day."""
    rows = told.said.said[sayings].select("customer", "day", "kind").unique()
    counts = dict(rows.group_by("kind").len().iter_rows())
    return tuple(int(counts.get(kind, 0)) for kind in (TICKET, NOTE, COMMENT))


def _sentence(told: Heard, result: Mined) -> str:
    first = told.said.said.get_column("day").min()
    if first is None:
        return phrase(
            "Nothing that active customers said is on file: words are looked for in the subjects of tickets, "
            "the texts of contacts and the comments of surveys."
        )
    since = day_text(cast("date", first))
    losses = counted("{n} loss|{n} losses", result.losses, n=number_text(result.losses))
    if result.losses < LEAST_LOSSES:
        return phrase(
            "{losses} came after anything said since {day}: from {least} on, words can be told from chance.",
            losses=losses,
            day=since,
            least=LEAST_LOSSES,
        )
    if not result.tried:
        return phrase("No word or phrase was said by {least} customers.", least=LEAST_CUSTOMERS)
    tried = counted("{n} phrase tried|{n} phrases tried", result.tried, n=number_text(result.tried))
    found = _FOUND if result.found else _NOTHING_FOUND
    return phrase(found, tried=tried, losses=losses, day=since)


_FOUND: Final = "{tried} on {losses} since {day}: of those told at most one in twenty is chance."
_NOTHING_FOUND: Final = "{tried} on {losses} since {day}: none goes with more losses than chance explains."
