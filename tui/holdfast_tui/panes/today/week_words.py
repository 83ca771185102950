"""The sentences of the week: who is called, what falls due, and what plans of the past reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.views.today.plan.results import PlanRep
from holdfast.views.today.results import WeekRep
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.look import present

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from holdfast.views.today.plan.results import PlanDay, Regret
    from holdfast.views.today.results import WeekDay, WeekItem

MOST_TOLD: Final = 6


def who_words(calls: PlanDay | PlanRep) -> str:
    """How many of the calls have somebody, and who the first few are."""
    if not calls.capacity:
        return tr("No calls on this day.")
    said = phrase(
        "{filled} of {capacity} calls",
        filled=number_text(calls.filled),
        capacity=number_text(calls.capacity),
    )
    if calls.done:
        said = f"{said}, {phrase('{done} of them made', done=number_text(calls.done))}"
    names = list(calls.who)
    if calls.planned > len(names):
        names.append(phrase("{items} more", items=number_text(calls.planned - len(names))))
    return f"{said}: {', '.join(names)}." if names else f"{said}."


def rep_words(
    load: WeekDay | WeekRep | None, calls: PlanDay | PlanRep | None, days: Sequence[WeekDay]
) -> Iterator[str]:
    """How many calls a rep has a day and who says so, and on which days how much falls due."""
    if isinstance(calls, PlanRep):
        yield f"{calls.source}."
    if isinstance(load, WeekRep):
        told = [
            f"{present.weekday(day.day, near=days[0].day)} {number}"
            for day, number in zip(days, load.loads, strict=True)
            if number
        ]
        yield phrase("Load: {days}.", days=", ".join(told))


def due_words(items: Sequence[WeekItem], day: date) -> str:
    """What falls on a day: the first few tasks, steps and deadlines."""
    today = [one for one in items if one.day == day]
    told = [f"{one.name}: {one.text}" for one in today[:MOST_TOLD]]
    if len(today) > MOST_TOLD:
        told.append(phrase("{items} more", items=len(today) - MOST_TOLD))
    return f"{'; '.join(told)}." if told else ""


def past_words(regret: Regret | None, looking: tuple[int, int] | None) -> str:
    """What plans of the past reached; how far the look at them is, or that enter begins it."""
    if looking is not None:
        done, total = looking
        return phrase(
            "Living past month-ends through again: {done} of {total}. Esc stops it.", done=done, total=total
        )
    if regret is None:
        return tr(
            "Enter looks how much of the revenue that was lost such plans had reached in the past, beside "
            "calls by revenue, by recency and by chance."
        )
    return regret.sentence
