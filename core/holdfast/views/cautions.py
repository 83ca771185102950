"""Groups whose members chose to belong: a difference between them is no effect of belonging."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.figures import Figure

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


def cautioned(figures: Iterable[Figure], by: str | None) -> tuple[Figure, ...]:
    """The figures with the caution of the dimension they are split by, after what they already say."""
    caution = SELF_SELECTED.get(by or "")
    if caution is None:
        return tuple(figures)
    return tuple(
        replace(figure, note=f"{figure.note}; {caution}" if figure.note else caution)
        if figure.value is not None
        else figure
        for figure in figures
    )
