"""The seals of a page: each figure on it with its code, and what is to be known beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from holdfast.metrics.registry import METRICS
from holdfast.views.seals.parts import parts_in
from holdfast.words.interface.catalogue import tr
from holdfast_tui.command_line.pages.document import PageSection, Pairs, Paragraph
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.answers.moment import Moment
    from holdfast.engine import Engine
    from holdfast.figures import Figure
    from holdfast.query import Query

Seals: TypeAlias = tuple[tuple[SafeText, SafeText], ...]
"""Codes, each with the name of its figure."""

TITLE: Final = "Seals"
SAID: Final = "holdfast verify SEAL BOOK: whether a book still says the same, or what differs."


def seals_of(engine: Engine, query: Query, figures: Sequence[Figure]) -> Seals:
    """Code and name of every figure that has a seal."""
    codes = zip(engine.sealed(query, figures), figures, strict=True)
    return tuple((literal(code), literal(_name(figure))) for code, figure in codes if code)


def beside(seals: Seals, moment: Moment) -> tuple[SafeText, ...]:
    """What no code holds, as `verify` reads it on a page: a filter, and a period that is a range of days."""
    ranged = any(parts_in(code).period_text is None for code, _ in seals)
    period = (safe(f"period: {moment.period}"),) if ranged else ()
    return (*period, safe(f"where: {moment.where}")) if moment.where.strip() else period


def seal_sections(seals: Seals, moment: Moment) -> Iterator[PageSection]:
    """The section that ends a page; none without a seal."""
    if seals:
        told = (Paragraph(text, "muted") for text in beside(seals, moment))
        yield PageSection(literal(TITLE), (Paragraph(literal(tr(SAID)), "muted"), Pairs(seals), *told))


def _name(figure: Figure) -> str:
    return tr(METRICS[figure.id].name, "metric") if figure.id in METRICS else figure.id
