"""Words that change what is asked: filter, day, period, order; and what takes such a change back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.query import SortKey
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS
from holdfast.timeline import parse_day
from holdfast.words.interface.catalogue import tr
from holdfast_tui.look import present
from holdfast_tui.plain.conversation import ChangedQuery, Conversation
from holdfast_tui.plain.does import looking
from holdfast_tui.plain.does.writing import refuse_past
from holdfast_tui.plain.sentences.customers import scope_words
from holdfast_tui.plain.told import Told, ToldRow, aside, rows_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import SafeText, safe
from holdfast_tui.sitting.time_travel import step_as_of, step_period

if TYPE_CHECKING:
    from datetime import date

    from holdfast.schema.field_set import Fields

Does = Callable[[Conversation, str], Told]
"""What a word does with what was typed behind it."""

NONE: Final = ("none", "off", "-")
"""What takes a filter away."""


def filter_by(sitting: Conversation, rest: str) -> Told:
    """Narrow everything to some customers; `filter none` takes the filter away."""
    if not rest:
        return aside(_filter_words(sitting))
    moment = sitting.filter_by("" if rest.lower() in NONE else rest)
    nobody = sitting.engine.nobody(sitting.query)
    if nobody is not None:
        return Told((safe(nobody), safe(said("undo takes the filter back."))))
    if not moment.where.strip():
        return _followed(sitting, said("No filter."))
    shown, customers = present.count(moment.shown), present.plural(moment.total, "customer")
    words = said(
        "Filter {filter}: {shown} of {customers}.", filter=moment.where, shown=shown, customers=customers
    )
    return _followed(sitting, words)


def _filter_words(sitting: Conversation) -> SafeText:
    where = sitting.query.where.strip()
    if not where:
        return safe(
            said("There is no filter. filter rep:ana keeps the customers of Ana; filter none takes it away.")
        )
    return safe(said("The filter is {filter}. filter none takes it away.", filter=where))


def _followed(sitting: Conversation, words: str) -> Told:
    """What was changed, and what the place where one is answers now."""
    answer = sitting.again() or looking.customer_list(sitting, "")
    return replace(answer, said=(safe(words), *answer.said))


def look_from(sitting: Conversation, rest: str) -> Told:
    """Look from another day: DAY, `back` or `forward` by a month, `newest`."""
    now = sitting.moment.as_of
    if not rest:
        first, last = sitting.engine.span()
        reach = {"day": present.day(now), "first": present.day(first), "last": present.day(last)}
        return aside(safe(said("As of {day}; the data reach from {first} to {last}.", **reach)))
    day = _day(sitting, rest.lower(), now)
    if day is not None:
        first, last = sitting.engine.span()
        if not first <= day <= last:
            raise UsageError(f"as-of {rest}: the data reach from {first} to {last}")
    moment = sitting.change(said("the as-of date"), as_of=day)
    return _followed(sitting, said("As of {day}.", day=present.day(moment.as_of)))


_STEPS: Final = {"back": -1, "forward": 1}


def _day(sitting: Conversation, word: str, now: date) -> date | None:
    if word == "newest":
        return None
    if word not in _STEPS:
        return parse_day(word)
    stepped = step_as_of(now, _STEPS[word], sitting.engine.span())
    if stepped == now:
        start = "the data start here, there is no earlier month"
        end = "the data end here, there is no later month"
        raise UsageError(f"as-of {word}: {start if word == 'back' else end}")
    return stepped


_LENGTHS: Final = {"shorter": -1, "earlier": -1, "longer": 1, "later": 1}


def over_period(sitting: Conversation, rest: str) -> Told:
    """Another period: 12m, 90d, 2025, 2025Q3, 2025-07, two days with .. between them; `shorter`, `longer`."""
    if not rest:
        return aside(
            safe(
                said(
                    "The period is {period}: {scope}.",
                    period=sitting.query.period,
                    scope=scope_words(sitting.moment),
                )
            )
        )
    asked = rest
    if (step := _LENGTHS.get(rest.lower())) is not None:
        asked = step_period(sitting.query.period, step, sitting.moment.as_of)
        if asked == sitting.query.period:
            raise UsageError(f"period {rest}: there is none beyond {asked}; write one, such as period 2025Q3")
    moment = sitting.change(said("the period"), period=asked)
    first, last = present.day(moment.period.start), present.day(moment.period.last_day)
    return _followed(
        sitting, said("Period {period}: {first} to {last}.", period=asked, first=first, last=last)
    )


def sort_by(sitting: Conversation, rest: str) -> Told:
    """Another order of the list of customers: fields between commas, a dash before those that fall."""
    fields = sitting.engine.book.fields
    names = [name.strip() for name in rest.split(",") if name.strip()]
    keys = tuple(SortKey(fields.name_of(name.removeprefix("-")), name.startswith("-")) for name in names)
    for key in keys:
        if key.field not in fields:
            raise UsageError(_no_field(key.field, fields))
        if key.field in COMPUTED_FOR_VISIBLE_ROWS:
            raise UsageError(f"customers cannot be sorted by '{key.field}'")
    sitting.change(said("the order"), sort=keys)
    return looking.customer_list(sitting, "")


def show_columns(sitting: Conversation, rest: str) -> Told:
    """What is told of each customer beside name, rep, revenue and reason: fields between commas."""
    fields = sitting.engine.book.fields
    names = [fields.name_of(name.strip()) for name in rest.split(",") if name.strip()]
    for name in names:
        if name not in fields:
            raise UsageError(_no_field(name, fields))
    sitting.change(said("the columns"), columns=tuple(dict.fromkeys(names)))
    return looking.customer_list(sitting, "")


def _no_field(name: str, fields: Fields) -> str:
    hint = did_you_mean(name, fields.words) or f": the fields are {', '.join(field.name for field in fields)}"
    return f"there is no field '{name}'{hint}"


def other_basis(sitting: Conversation, _rest: str) -> Told:
    """Measure retention of revenue on recurring revenue or on orders: the one that is not used now."""
    other = sitting.moment.other_basis
    if other is None:
        raise UsageError("basis: revenue of this book can be measured in one way only")
    sitting.change(said("the basis"), basis=other)
    return _followed(sitting, said("Retention of revenue is measured on {other}.", other=tr(other, "note")))


def intervals(sitting: Conversation, _rest: str) -> Told:
    """Compare by intervals that hold however often you look; again: by those for one look."""
    always_valid = not sitting.query.always_valid
    sitting.change(said("the intervals"), always_valid=always_valid)
    return _followed(sitting, said(OF_EVERY_LOOK if always_valid else OF_ONE_LOOK))


OF_EVERY_LOOK: Final = "Intervals are always-valid: they hold however often you look."
OF_ONE_LOOK: Final = "Intervals are those for one look."


def saved_views(sitting: Conversation, rest: str) -> Told:
    """The saved views; with a name, ask as that one does."""
    saved = sitting.saved
    if not rest:
        rows = (
            ToldRow(safe(f"{name}: {view.query.where or said('no filter')}"))
            for name, view in saved.views.items()
        )
        counted = present.plural(len(saved.views), "saved view")
        told = said("{counted}. views NAME asks as one does; filter @NAME takes its filter.", counted=counted)
        return Told((safe(told),), rows_of(rows))
    name = rest.removeprefix("@")
    if name not in saved.views:
        raise UsageError(f"there is no saved view '{name}'{did_you_mean(name, saved.views)}")
    query = saved.views[name].query
    sitting.change(said("the view {name}", name=name), **{part: getattr(query, part) for part in _OF_A_VIEW})
    return _followed(sitting, said("View {name}.", name=name))


_OF_A_VIEW: Final = ("as_of", "period", "where", "sort", "columns", "basis", "always_valid")


def undo(sitting: Conversation, _rest: str) -> Told:
    """Take back what was done last: an entry, or a change of filter, day, period or order."""
    if not sitting.steps:
        raise UsageError("undo: there is nothing to undo")
    step = sitting.steps[-1]
    taken = said("Taken back: {words}.", words=step.words)
    if isinstance(step, ChangedQuery):
        sitting.query = step.query
        sitting.steps.pop()
        return _followed(sitting, taken)
    refuse_past(sitting)
    sitting.journaling.write(step.taken_back())
    sitting.steps.pop()
    return aside(safe(taken))


def where(sitting: Conversation, _rest: str) -> Told:
    """Where one is: place, day, period, filter."""
    here = said("You are at the start")
    if sitting.trail:
        here = said("You are at {place}", place=sitting.trail[-1].words)
    return aside(safe(f"{here}. {sitting.moment.book}: {scope_words(sitting.moment)}."))
