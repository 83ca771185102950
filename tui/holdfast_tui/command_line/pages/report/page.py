"""The report of a period as a page: `engine.period_report` in words, figures as `show metrics` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.metrics.registry import METRICS
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.pages.document import (
    HandOut,
    Headlines,
    PageSection,
    Paragraph,
)
from holdfast_tui.command_line.pages.report.sections import (
    cohorts_of,
    flags_of,
    headline,
    kept_of,
    losses_of,
    movements_of,
    plays_of,
    sentence,
    survival_of,
    team_of,
)
from holdfast_tui.command_line.pages.sealed import seal_sections
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdfast.views.report.results import PeriodReport, Whose
    from holdfast.views.reps.results import RepRow
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.command_line.pages.sealed import Seals
    from holdfast_tui.safe_text import SafeText
    from holdfast_tui.terminal.capabilities import Glyphs


_KINDS: Final = {"book": "Report", "team": "Team report", "rep": "Report on the customers of one rep"}


def report_page(report: PeriodReport, glyphs: Glyphs, seals: Seals = ()) -> HandOut:
    """The whole report, the sections in the order in which whoever it is about asks.

    `seals`: the code and the name of each of its figures.
    """
    moment = report.moment
    first, last = present.day(moment.period.start), present.day(moment.period.last_day)
    scope = [
        phrase("{first} to {last}", first=first, last=last),
        phrase("as of {day}", day=present.day(moment.as_of)),
        phrase(
            "{shown} of {total} customers", shown=number_text(moment.shown), total=number_text(moment.total)
        ),
    ]
    if moment.where:
        scope.append(phrase("where {filter}", filter=moment.where))
    title = moment.book if report.whose == "book" else f"{report.about} · {moment.book}"
    return HandOut(
        kind=literal(_KINDS[report.whose]),
        title=safe(title),
        scope=safe(" · ".join(scope)),
        lead=tuple(_headlines(report)),
        sections=(
            *(
                PageSection(literal(name), tuple(_PARTS[name](report, glyphs)))
                for name in _SHOWN[report.whose]
            ),
            *seal_sections(seals, moment),
        ),
        foot=spoken(" ".join(_foot(report))),
    )


def _foot(report: PeriodReport) -> Iterator[str]:
    moment = report.moment
    yield "Intervals are 95 %."
    yield f"Made from {moment.book}, as of {present.day(moment.as_of)}."


def _headlines(report: PeriodReport) -> Iterator[Block]:
    currency = report.moment.currency
    if report.rep is not None:
        yield Paragraph(_about_rep(report.rep, currency))
    yield Headlines(tuple(headline(figure, currency) for figure in report.figures))
    noted: dict[str, list[str]] = {}
    for figure in report.figures:
        if figure.said:
            noted.setdefault(figure.said, []).append(tr(METRICS[figure.id].name, "metric"))
    for note, names in noted.items():
        yield Paragraph(spoken(sentence(f"{', '.join(names)}{colon()}{note}")), "muted")


def _about_rep(row: RepRow, currency: str) -> SafeText:
    parts = [
        f"Team {row.team}" if row.team else "",
        f"here since {present.day(row.hired)}" if row.hired else "",
        f"left on {present.day(row.left)}" if row.left else "",
        f"{present.plural(row.customers, 'customer')} held",
        f"{present.money(row.revenue, currency)} in 12 months",
        f"kept {figure_words(row.kept, currency)}",
    ]
    return spoken(f"{'; '.join(part for part in parts if part)}.")


_PARTS: Final[Mapping[str, Callable[[PeriodReport, Glyphs], Iterator[Block]]]] = {
    "Team": team_of,
    "Movements": movements_of,
    "Flags that opened and cleared": flags_of,
    "Kept and saved": kept_of,
    "Losses": losses_of,
    "Plays and what they achieved": plays_of,
    "Cohorts": cohorts_of,
    "Survival": survival_of,
}

_DOING: Final = ("Flags that opened and cleared", "Kept and saved", "Plays and what they achieved")
_SHOWN: Final[Mapping[Whose, tuple[str, ...]]] = {
    "book": ("Movements", *_DOING[:2], "Losses", "Team", _DOING[2], "Cohorts", "Survival"),
    "team": ("Team", *_DOING),
    "rep": ("Movements", *_DOING[:2], "Losses", _DOING[2], "Cohorts", "Survival"),
}
"""The parts of a report, in the order in which whoever it is about asks."""
