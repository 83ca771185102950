"""The page of one rep as sentences: prompts for a talk, never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import translated
from holdfast_tui.plain.sentences.spoken import ended
from holdfast_tui.plain.told import Told, ToldRow, ToRows, rows_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.views.team.results import RepPage


def rep_answer(page: RepPage) -> Told:
    """Everything about one rep."""
    lead = (
        ended(f"{page.name}: {page.headline}"),
        safe(said("These are {caution}.", caution=translated(page.caution))),
    )
    return Told(lead, rows_of(_lines(page)), rep=page.rep_id)


def _lines(page: RepPage) -> Iterator[ToldRow]:
    for part in page.parts:
        if not part.lines:
            yield ToldRow(safe(f"{tr(part.title, 'page')}: {tr(part.nothing, 'page')}."))
        for line in part.lines:
            about = ", ".join(
                filter(
                    None,
                    (tr(part.title, "page"), line.label, line.severity and tr(line.severity, "severity")),
                )
            )
            yield ToldRow(ended(f"{about}: {line.text}"), None if line.opens is None else ToRows(line.opens))
