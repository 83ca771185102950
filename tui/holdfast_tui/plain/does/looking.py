"""Words that ask: each is a place to which `back` returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from holdfast import glossary
from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.metrics.registry import METRICS
from holdfast.risk.names import FLAG_BY_WORD
from holdfast_tui.look import present
from holdfast_tui.plain.conversation import Conversation
from holdfast_tui.plain.does.places import at_place
from holdfast_tui.plain.sentences import customers, data, figures, rooms, today
from holdfast_tui.plain.sentences.tables import behind_rows, behind_table
from holdfast_tui.plain.told import PAGE, Told, rows_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.views.today.results import TodayView

EVERYBODY = "all"


def today_list(sitting: Conversation, rest: str) -> Told:
    """Whom to call today and why: mine, `all`, or those of a rep."""
    return at_place(sitting, f"today {rest}", partial(_today, whose=rest))


def _today(sitting: Conversation, whose: str) -> Told:
    engine, query = sitting.engine, sitting.query
    asked = sitting.journaling.asked(engine, query, everybody=whose == EVERYBODY)
    if whose not in ("", EVERYBODY, "mine"):
        if not engine.knows_rep(query, whose):
            raise UsageError(
                f"today {whose}: no rep of this book has that id or name; today all is everybody's"
            )
        asked = replace(asked, mine=whose)
    return today.today_answer(engine.today(query, asked, patient=True), engine.today_rows(query, asked))


def week(sitting: Conversation, _rest: str) -> Told:
    """What falls on the next seven days."""
    return at_place(sitting, "week", lambda here: today.week_answer(_everybodys(here)))


def what_was_done(sitting: Conversation, _rest: str) -> Told:
    """What was done in the last seven days."""
    return at_place(sitting, "history", lambda here: today.done_answer(_everybodys(here)))


def _everybodys(sitting: Conversation) -> TodayView:
    engine, query = sitting.engine, sitting.query
    asked = sitting.journaling.asked(engine, query, everybody=not sitting.journaling.user.rep)
    return engine.today(query, asked, patient=True)


def customer_list(sitting: Conversation, rest: str) -> Told:
    """The customers who pass the filter, so many of them at once."""
    wanted = whole_number(rest, "list") if rest else PAGE
    answer = at_place(sitting, "list", _customers)
    return replace(answer, page=wanted)


def _customers(sitting: Conversation) -> Told:
    answer = customers.customer_answer(sitting.engine.desk(sitting.query, patient=True))
    nobody = sitting.engine.nobody(sitting.query)
    return answer if nobody is None else Told((safe(nobody),))


def whole_number(text: str, word: str) -> int:
    """A number above 0. Raises UsageError."""
    if not text.isascii() or not text.isdigit() or not int(text[:6]):
        raise UsageError(f"{word} {text}: write a whole number, such as {word} 20")
    return int(text[:6])


def room(name: str) -> Callable[[Conversation, str], Told]:
    """The word of a room."""

    def ask(sitting: Conversation, _rest: str) -> Told:
        return at_place(
            sitting, name, lambda here: rooms.room_answer(here.engine, here.query, name, here.glyphs)
        )

    return ask


def risk(sitting: Conversation, rest: str) -> Told:
    """Every open flag; with a flag, whom it is open on."""
    if rest:
        return flag(sitting, rest)
    return at_place(sitting, "risk", lambda here: rooms.risk_answer(here.engine, here.query))


def flag(sitting: Conversation, word: str) -> Told:
    """Whom a flag is open on."""
    found = FLAG_BY_WORD.get(word.strip().lower())
    if found is None:
        hint = did_you_mean(word.strip().lower(), FLAG_BY_WORD) or ": risk lists those that are open"
        raise UsageError(f"there is no flag '{word}' of customers{hint}")
    return at_place(
        sitting,
        f"risk {found.slug}",
        lambda here: customers.flag_answer(here.engine.flag_customers(here.query, found.id)),
    )


def view(name: str) -> Callable[[Conversation, str], Told]:
    """The word of a view of `show`."""

    def ask(sitting: Conversation, _rest: str) -> Told:
        return at_place(
            sitting,
            name,
            lambda here: rooms.view_answer(rooms.VIEWS[name](here.engine, here.query), name, here.glyphs),
        )

    return ask


def check(sitting: Conversation, _rest: str) -> Told:
    """Whether the export is sound."""
    return at_place(
        sitting, "check", lambda here: data.check_answer(here.moment.book, here.engine.book.receipt)
    )


# Figures


def every_figure(sitting: Conversation, _rest: str) -> Told:
    """All that the book can tell, those of the desk first."""
    return at_place(sitting, "figures", _figures)


def _figures(sitting: Conversation) -> Told:
    moment = sitting.moment
    found = figures.headlines_first(sitting.engine.metrics(replace(sitting.query, by=None)))
    rows = rows_of(figures.figure_rows(found, moment.currency))
    told = said("{n} figures can be told; {scope}.", n=rows.count, scope=customers.scope_words(moment))
    return Told((safe(told),), rows, tuple(filter(None, (figures.waiting(found),))))


def figure(sitting: Conversation, rest: str) -> Told:
    """One figure, by its id or any of its names; `by DIMENSION` splits it."""
    name, _, by = rest.partition(" by ")
    if not name.strip():
        raise UsageError("figure: name one, such as figure retention.customers; figures lists them")
    metric = metric_called(name.strip())
    field = sitting.engine.book.fields.name_of(by.strip()) if by.strip() else None
    words = f"figure {metric}" + (f" by {field}" if field else "")
    return at_place(sitting, words, partial(_figure, metric=metric, by=field))


def metric_called(name: str) -> str:
    """The metric that goes by a name. Raises UsageError."""
    found = glossary.find(name)
    if found is None or found not in METRICS:
        known = {
            **{metric.name.lower(): metric.id for metric in METRICS.values()},
            **{one: one for one in METRICS},
        }
        hint = did_you_mean(name.lower(), known) or ": figures lists them all"
        raise UsageError(f"there is no figure '{name}'{hint}")
    return found


def _figure(sitting: Conversation, metric: str, by: str | None) -> Told:
    query = replace(sitting.query, by=by)
    found = sitting.engine.metrics(query, (metric,))
    currency = sitting.moment.currency
    if by is not None:
        rows = [figures.figure_sentence(one, currency, one.group or said("none")) for one in found]
        title = present.dimension(sitting.engine.book.fields[by].title)
        told_of = {"figure": figures.name_of(metric), "field": title, "n": len(rows)}
        groups = safe(said("{figure} by {field}: {n} groups.", **told_of))
        return Told((groups,), rows_of(map(figures.plain_row, rows)), (figures.definition(metric),))
    told = [figures.figure_sentence(one, currency) for one in found]
    then = safe(
        said("rows tells who it is made of; explain {metric} says where it comes from.", metric=metric)
    )
    scope = safe(said("Told of {scope}.", scope=customers.scope_words(sitting.moment)))
    return Told((*told, scope, figures.definition(metric), then), metric=metric)


def rows_behind(sitting: Conversation, rest: str) -> Told:
    """The rows of the figure that was asked for last, or of a named one."""
    metric = metric_called(rest) if rest else sitting.shown.metric
    if metric is None:
        raise UsageError("rows: ask for a figure first, such as figure retention.customers, or name one here")
    return at_place(sitting, f"rows {metric}", partial(_rows, metric=metric))


def _rows(sitting: Conversation, metric: str) -> Told:
    found = sitting.engine.rows_behind(sitting.query, metric)
    told = safe(f"{found.title}: {found.sentence.rstrip('.')}.")
    return Told((told,), behind_rows(found, sitting.glyphs), metric=metric, table=behind_table(found))
