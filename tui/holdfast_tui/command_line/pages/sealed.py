"""The seals of a page: its own, each figure on it with its code, and what is to be known beside them."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from holdfast.export.sealed import PAGE, content_digest, page_text
from holdfast.metrics.registry import METRICS
from holdfast.views.seals.parts import parts_in
from holdfast.words.interface.catalogue import tr
from holdfast_tui.command_line.pages.document import PageSection, Pairs, Paragraph
from holdfast_tui.command_line.pages.formats import WRITERS
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.answers.moment import Moment
    from holdfast.engine import Engine
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.seals.made import Sealing
    from holdfast_tui.command_line.pages.document import HandOut

Seals: TypeAlias = tuple[tuple[SafeText, SafeText], ...]
"""Codes, each with the name of its figure."""

TITLE: Final = "Seals"
SAID: Final = "holdfast verify SEAL BOOK: whether a book still says the same, or what differs."

SAID_OF_PAGE: Final = "holdfast verify FILE BOOK: whether page and book still say the same, or what differs."
THIS_PAGE: Final = "This page"
UNSEALED: Final = "-".join(["0000"] * 7)
"""What stands where the seal of a page will."""


def seals_of(engine: Engine, query: Query, figures: Sequence[Figure]) -> Seals:
    """Code and name of every figure that has a seal."""
    codes = zip(engine.sealed(query, figures), figures, strict=True)
    return tuple((literal(code), literal(_name(figure))) for code, figure in codes if code)


def beside(seals: Seals, moment: Moment) -> tuple[SafeText, ...]:
    """What no code holds, as `verify` reads it on a page: a filter, and a period that is a range of days."""
    ranged = any(parts_in(code).period_text is None for code, _ in seals if code != UNSEALED)
    return _beside(moment, ranged=ranged)


def _beside(moment: Moment, *, ranged: bool) -> tuple[SafeText, ...]:
    period = (safe(f"period: {moment.period}"),) if ranged else ()
    return (*period, safe(f"where: {moment.where}")) if moment.where.strip() else period


def seal_sections(seals: Seals, moment: Moment, *, ranged: bool = False) -> Iterator[PageSection]:
    """The section that ends a page; none without a seal. `ranged`: its period is a range of days."""
    if seals:
        told = _beside(moment, ranged=ranged) if ranged else beside(seals, moment)
        muted = (Paragraph(text, "muted") for text in told)
        said = SAID_OF_PAGE if seals[0][0] == UNSEALED else SAID
        yield PageSection(literal(TITLE), (Paragraph(literal(tr(said)), "muted"), Pairs(seals), *muted))


def sealed_page(engine: Engine, query: Query, page: HandOut, form: str, seals: Seals = ()) -> str:
    """A page in a format, which ends with its own seal and `seals` of figures on it.

    Its seal is about its words and about all that they rest on; of a day that no code can hold there is none.
    """
    sealing = engine.sealing(query)
    if sealing is None:
        return WRITERS[form](page)
    mine = (literal(UNSEALED), literal(tr(THIS_PAGE)))
    ranged = sealing.parts.period_text is None
    sections = seal_sections((mine, *seals), engine.moment(query), ranged=ranged)
    text = WRITERS[form](replace(page, sections=(*page.sections, *sections)))
    return with_own_seal(text, sealing)


def seal_lines(moment: Moment) -> tuple[SafeText, ...]:
    """The lines that end a list of text, with the place of its seal."""
    mine = safe(f"{UNSEALED} {tr(THIS_PAGE)}")
    return (literal(""), mine, literal(tr(SAID_OF_PAGE)), *_beside(moment, ranged=False))


def with_own_seal(text: str, sealing: Sealing) -> str:
    """A text with its seal in the place of `UNSEALED`."""
    # What is spelt otherwise on its way out is sealed as it arrives.
    encoding, errors = sys.stdout.encoding or "utf-8", sys.stdout.errors or "strict"
    arrives = text.encode(encoding, errors).decode(encoding)
    return text.replace(UNSEALED, sealing.code(PAGE, content_digest(page_text(arrives))))


def _name(figure: Figure) -> str:
    return tr(METRICS[figure.id].name, "metric") if figure.id in METRICS else figure.id
