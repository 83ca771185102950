"""The search for breaks: what is counted, judged, and told with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.filters.errors import did_you_mean
from holdfast.risk.names import CUSTOMER_FLAGS, FLAG_BY_WORD
from holdfast.statistics.breaks.among import FALSE_FINDS, GroupVerdict, breaks_alone, breaks_beside, no_break
from holdfast.statistics.breaks.walk import less, together
from holdfast.statistics.intervals.poisson import poisson_interval
from holdfast.views.bisect.flags import FLAG, raised_by_month
from holdfast.views.bisect.losses import REP, losses_by_day
from holdfast.views.bisect.results import Bisected, PartVerdict, SidePace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.keeping import Kept
    from holdfast.statistics.breaks.walk import Series
    from holdfast.views.bisect.counted import CountedParts

YEAR_DAYS: Final = 365.25
SEGMENT: Final = "segment"
_ORDER: Final = ("broke", "season", "usual", "few")
_KEPT: Final = 2


@dataclass(frozen=True)
class _Asked:
    """What parts are, what each is called, and when who was lost on a day had stopped ordering."""

    by: str
    title: str
    names: Mapping[str, str]
    stops: Callable[[date], date] | None = None


def bisected(store: FactsStore, answer: Answer, by: str = SEGMENT) -> Bisected:
    """Which parts of a dimension, which reps (REP) or which flags (FLAG) broke from their usual, and when.

    Losses of a part stand beside those of all others, so that a season or a change for everybody is no break;
    a flag stands beside its own past. Parts are judged together: where nothing changed, some part is found in
    no more than 5 % of books. Raises UsageError for what is no dimension, or has one part alone.
    """
    book, fields = store.book, store.book.fields
    if by == FLAG:
        # Both sides of a month and their customers are opened one after the other.
        kept: Kept[Any, CountedParts] = book.kept.of(raised_by_month, _KEPT)
        asked = (answer.moment, store.thresholds.digest)
        found = kept.get(asked, lambda: raised_by_month(book, answer, store.thresholds))
        names = {flag.id: flag.name for flag in CUSTOMER_FLAGS}
        return _told(answer, found, breaks_alone(found.groups), _Asked(FLAG, "Flag", names))
    name = fields.name_of(by)
    if name not in fields.dimensions or fields[name].told_at_end:
        raise UsageError(fields.unsplit(by))
    if name == REP and not book.has("assignments"):
        raise UsageError("no file says which rep holds which customer: nothing is known of the book of a rep")
    found = losses_by_day(book, store.answer(replace(answer.query, by=name)), name)
    if 0 < len(found.totals) < 2:
        (only,) = found.totals
        title = fields[name].title.lower()
        raise UsageError(f"all customers are of one {title}, {only}: there is nobody beside it")
    names = dict(answer.facts.reps.select("rep_id", "name").iter_rows()) if name == REP else {}
    verdicts = breaks_beside(found.groups, found.rest)
    # A loss by orders shows when the active window has passed since the last one.
    stops = None if book.has_recurring_revenue else book.settings.active_window.before
    return _told(answer, found, verdicts, _Asked(name, fields[name].title, names, stops))


def part_named(found: Bisected, word: str) -> PartVerdict:
    """The part of an id or a name as somebody types it. Raises UsageError where there is none, or several."""
    folded = word.strip().casefold()
    if found.of_flags and folded in FLAG_BY_WORD:
        folded = FLAG_BY_WORD[folded].id.casefold()
    exact = [one for one in found.parts if word == one.part]
    by_id = exact or [one for one in found.parts if folded == one.part.casefold()]
    named = by_id or [one for one in found.parts if folded == one.name.casefold()]
    if len(named) == 1:
        return named[0]
    kind = found.title.lower()
    if named:
        ids = ", ".join(one.part for one in named)
        raise UsageError(f"{len(named)} {kind}s are called '{word}': name one by its id ({ids})")
    known = [*(one.name for one in found.parts), *(one.part for one in found.parts)]
    raise UsageError(f"there is no {kind} '{word}' in what is looked at{did_you_mean(word, known)}")


def _told(
    answer: Answer,
    found: CountedParts,
    verdicts: Mapping[str, GroupVerdict],
    asked: _Asked,
) -> Bisected:
    whole = together([found.rest, *found.groups.values()])
    level = FALSE_FINDS / max(len(found.groups), 1)

    def verdict(part: str, total: int) -> GroupVerdict:
        return verdicts.get(part) or no_break(total, level, None if asked.by == FLAG else whole.total)

    parts = [_part(found, part, verdict(part, total), whole, asked) for part, total in found.totals.items()]
    parts.sort(key=lambda one: (_ORDER.index(one.said), one.chance or 0.0, -one.total, one.name, one.part))
    return Bisected(answer.moment, asked.by, asked.title, asked.by == FLAG, tuple(parts), found)


def _part(found: CountedParts, part: str, verdict: GroupVerdict, whole: Series, asked: _Asked) -> PartVerdict:
    change, name = verdict.change, asked.names.get(part, part)
    if change is None:
        told = PartVerdict(part, name, verdict.said, verdict.total)
        return replace(told, visible=verdict.visible, needed=verdict.needed)
    of_flags, own, at = asked.by == FLAG, found.groups[part], change.likeliest
    unit = 1.0 if of_flags else YEAR_DAYS
    others = None if of_flags else less(whole, own)
    day = found.days[at]
    return PartVerdict(
        part,
        name,
        verdict.said,
        verdict.total,
        day=day,
        earliest=found.days[change.earliest],
        latest=found.days[change.latest],
        chance=change.chance,
        before=_pace(own, 0, at, unit),
        after=_pace(own, at, None, unit),
        others_before=None if others is None else _pace(others, 0, at, unit),
        others_after=None if others is None else _pace(others, at, None, unit),
        stopped=None if asked.stops is None else asked.stops(day),
    )


def _pace(series: Series, begin: int, end: int | None, unit: float) -> SidePace:
    """How often it happened from one step to another; a rate is per so many steps."""
    events, exposure = sum(series.counts[begin:end]), sum(series.exposure[begin:end]) / unit
    if not exposure:
        return SidePace(events, 0.0, None, None, None)
    low, high = poisson_interval(events)
    return SidePace(events, exposure, events / exposure, low / exposure, high / exposure)
