"""A seal beside a book: the figure made again, or the inputs that are not what they were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from holdfast.errors import UsageError
from holdfast.metrics.registry import METRICS
from holdfast.version import version
from holdfast.views.figures.figures import metric_figures
from holdfast.views.seals.made import content_number, data_words, inputs, number_of, seal_of
from holdfast.words.interface.catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.seals.parts import SealParts


@dataclass(frozen=True)
class Verdict:
    """What became of a seal.

    `what`: the id of the metric or list. `figure`: what the book says now, where it was asked. `differs`:
    sentences about inputs that are not as they were. `remarks`: what is to be said besides. `reproduced`:
    whether the same came out of the same.
    """

    what: str
    differs: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    figure: Figure | None = None

    @property
    def reproduced(self) -> bool:
        """Whether nothing differs."""
        return not self.differs


def asked_again(found: SealParts, query: Query, period: str | None = None) -> Query:
    """The question that a seal was made for, as far as its code tells; what is asked otherwise stays.

    `period`: as it was asked for; None where nobody did.
    """
    return replace(
        query,
        as_of=query.as_of or found.day,
        period=period or found.period_text or query.period,
        basis=query.basis or found.basis_asked,
    )


def metric_sealed(found: SealParts) -> str | None:
    """The id of the metric a seal is of; None for a list, or for what this version does not know."""
    return next((name for name in METRICS if number_of(name) == found.what), None)


def verify_figure(store: FactsStore, answer: Answer, found: SealParts) -> Verdict:
    """A figure made again for a query, beside its seal. Raises UsageError for the seal of no known figure."""
    name = metric_sealed(found)
    if name is None:
        raise UsageError(
            "this is the seal of a list or a page, or of a figure that this version does not know: a list or "
            "a page is verified by its file, as in holdfast verify FILE BOOK"
        )
    now = inputs(store, answer, known_on=found.day)
    if now is None:
        raise UsageError(f"no seal can be of {answer.facts.as_of}")
    by = answer.query.by
    matching = _made_again(store, answer, found, now, by)
    if matching and not matching[0].is_same:
        # No code tells whether intervals were to hold at every look.
        other = store.answer(replace(answer.query, always_valid=not answer.query.always_valid))
        matching = [one for one in _made_again(store, other, found, now, by) if one.is_same] or matching
    differs = list(differences(found, now, str(answer.moment.period)))
    if not matching:
        return Verdict(name, (*differs, _no_group(found, by)))
    again, figure = matching[0].parts, matching[0].figure
    if again.split != found.split:
        differs.append(_no_group(found, by))
    if matching[0].is_same:
        told = ("the figure comes to the same all the same",) if differs else ()
        held = ("its interval holds at every look: --always-valid",) if figure.always_valid else ()
        return Verdict(name, tuple(differs), (*told, *held, *_versions(found, now)), figure)
    differs.append("the figure itself comes to something else" if differs else _unexplained(found, now))
    return Verdict(name, tuple(differs), (), figure)


class _Again(NamedTuple):
    """A figure made again, with its seal, and whether it comes to the same."""

    parts: SealParts
    figure: Figure
    is_same: bool


def _made_again(
    store: FactsStore, answer: Answer, found: SealParts, now: SealParts, by: str | None
) -> list[_Again]:
    """The figures that a seal may be of: those of the same group, else the only one there is."""
    figures = metric_figures(store, answer, by, (metric_sealed(found) or "",), compared=False)
    sealed = [(seal_of(now, figure, by), figure) for figure in figures]
    matching = [one for one in sealed if one[0].split == found.split] or (sealed[:1] if by is None else [])
    return [_Again(parts, figure, parts.value == found.value) for parts, figure in matching]


def verify_inputs(
    store: FactsStore, answer: Answer, found: SealParts, content: str, data: str = ""
) -> Verdict:
    """What a list rests on, and what stands in its file, beside its seal: of the same comes the same.

    `content`: digest of what stands there now. `data`: the digests of tables that it tells, if it does.
    Raises UsageError.
    """
    now = inputs(store, answer, whole_journal=True, known_on=found.day)
    if now is None:
        raise UsageError(f"no seal can be of {answer.facts.as_of}")
    differs = list(differences(found, now, str(answer.moment.period)))
    if found.data != now.data and data:
        differs += _tables(data, data_words(store.book, found.day))
    if content_number(content) != found.value:
        differs.insert(0, "another content: what stands in the file is not what was written")
    return Verdict("", tuple(differs), _versions(found, now))


def differences(found: SealParts, now: SealParts, period: str) -> Iterator[str]:
    """Every input of a seal that is not what it was, in a sentence."""
    if found.as_of != now.as_of:
        yield phrase("another day: the seal is of {then}, this is {now}", then=found.day, now=now.day)
    if found.period != now.period:
        text = found.period_text
        then = phrase("a range of days that the code does not tell (--period)") if text is None else text
        yield phrase("another period: the seal is of {then}, this is {now}", then=then, now=period)
    if found.where != now.where:
        yield _where(found.where, now.where)
    if found.basis != now.basis:
        yield phrase(
            "another basis: the seal is of {then}, this is {now}",
            then=found.basis_asked or "the usual one",
            now=now.basis_asked or "the usual one",
        )
    if found.data != now.data:
        yield phrase("other data: the rows known on {day} are not the same", day=found.day)
    if found.settings != now.settings:
        yield "other settings: holdfast.toml says something else in [book], [assumptions] or [pool]"
    if found.thresholds != now.thresholds:
        yield "other thresholds: flags are raised by other limits"
    if found.journal != now.journal:
        yield _journals(found.journal, now.journal)


def _where(then: int, now: int) -> str:
    if not then:
        return "another filter: the seal is of all customers, this is filtered"
    if not now:
        return "another filter: the seal is of some customers, say which by --where"
    return "another filter: the seal is of other customers than those of --where"


def _journals(then: int, now: int) -> str:
    if not then:
        return "another journal: the seal is of the export alone, here entries count (--no-journal)"
    if not now:
        return "another journal: entries counted that are not here"
    return "another journal: other entries count"


def _no_group(found: SealParts, by: str | None) -> str:
    if not found.split:
        return "another split: the seal is of the whole, leave out --by"
    if by is None:
        return "another split: the seal is of one group, say by which dimension with --by"
    return f"another split: no group by {by} has this seal"


def _versions(found: SealParts, now: SealParts) -> tuple[str, ...]:
    if found.version == now.version:
        return ()
    return (f"made by another version of Holdfast than this ({version()})",)


def _unexplained(found: SealParts, now: SealParts) -> str:
    if found.version != now.version:
        return f"another version: Holdfast {version()} makes another figure of the same inputs"
    return "every input is the same, but the figure is another: the program is not the one of this version"


def _tables(then: str, now: str) -> Iterator[str]:
    """Which tables differ, of digests as `data_words` tells them."""
    before, after = (
        dict(part.rsplit(" ", 1) for part in told.split(", ") if " " in part) for told in (then, now)
    )
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"the table {name} is not there any more"
        elif name not in before:
            yield f"the table {name} was not there"
        elif before[name] != after[name]:
            yield f"the table {name} has other rows"
