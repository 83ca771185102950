"""Groups whose members chose to belong, and customers chosen by what became of them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.filters import parse
from holdfast.filters.nodes import FLAG_FIELD, named_fields
from holdfast.metrics.registry import METRICS
from holdfast.schema.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.figures import Figure
    from holdfast.schema.field_set import Fields

SELF_SELECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "loyalty_member": "members chose to join: those who buy more anyway join more often, so a difference "
        "is no effect of the programme",
        "referral": "who comes through another customer differs from the start, so a difference is no effect "
        "of the referral",
        "source": "customers chose the way they came, so a difference is no effect of the channel",
    }
)
"""Dimension → the caution that stands beside every figure split by it."""


def cautioned(figures: Iterable[Figure], by: str | None, where: str, fields: Fields) -> tuple[Figure, ...]:
    """The figures with the cautions of how their customers were chosen, after what they already say.

    `by`: the dimension they are split by, `where`: their filter, over `fields` of the book.
    """
    chosen = _known_at_end((by or "", *named_fields(parse(where, fields))))
    return tuple(_with_note(figure, _cautions(figure, by, chosen)) for figure in figures)


def _known_at_end(names: Iterable[str]) -> str:
    """Titles of those fields that are known only after what the period brought, listed."""
    titles = ("Flags" if name == FLAG_FIELD else FIELDS[name].title for name in names if _is_outcome(name))
    return ", ".join(dict.fromkeys(titles))


def _is_outcome(name: str) -> bool:
    return name == FLAG_FIELD or (name in FIELDS and FIELDS[name].told_at_end)


def _cautions(figure: Figure, by: str | None, chosen: str) -> Iterator[str]:
    if caution := SELF_SELECTED.get(by or ""):
        yield caution
    metric = METRICS[figure.id]
    if chosen and metric.over_period and metric.subject == "customer":
        yield f"chosen by the outcome: {chosen} as of the end, after what the period brought"


def _with_note(figure: Figure, cautions: Iterable[str]) -> Figure:
    if figure.value is None:
        return figure
    note = "; ".join(filter(None, (figure.note, *cautions))) or None
    return figure if note == figure.note else replace(figure, note=note)
