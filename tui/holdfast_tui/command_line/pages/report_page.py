"""The report of a period as a page: `engine.period_report` in words, figures as `show metrics` has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast.metrics.registry import METRICS
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.past.time_travel import CHANGES
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import (
    Drawing,
    HandOut,
    Headline,
    Headlines,
    PageSection,
    Paragraph,
    Point,
    Points,
)
from holdfast_tui.command_line.pages.report_charts import (
    cohort_map,
    figure_band,
    movement_bars,
    survival_drawing,
    tenure_drawing,
)
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdfast.figures import Figure
    from holdfast.views.report.results import PeriodReport, Whose
    from holdfast.views.results import RepRow
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.safe_text import SafeText
    from holdfast_tui.terminal.capabilities import Glyphs

MOST_ROWS: Final = 10
MOST_FLAGS: Final = 12
MOST_OPENED: Final = 6
_KINDS: Final = {"book": "Report", "team": "Team report", "rep": "Report on the customers of one rep"}


def report_page(report: PeriodReport, glyphs: Glyphs) -> HandOut:
    """The whole report, the sections in the order in which whoever it is about asks."""
    moment = report.moment
    customers = f"{moment.shown:,} of {moment.total:,} customers"
    scope = [f"{moment.period}", f"as of {present.day(moment.as_of)}", customers]
    if moment.where:
        scope.append(f"where {moment.where}")
    title = moment.book if report.whose == "book" else f"{report.about} · {moment.book}"
    return HandOut(
        kind=literal(_KINDS[report.whose]),
        title=safe(title),
        scope=safe(" · ".join(scope)),
        lead=tuple(_headlines(report)),
        sections=tuple(
            PageSection(literal(name), tuple(_PARTS[name](report, glyphs))) for name in _SHOWN[report.whose]
        ),
        foot=safe(" ".join(_foot(report))),
    )


def _foot(report: PeriodReport) -> Iterator[str]:
    moment = report.moment
    yield "Intervals are 95 %."
    if moment.basis:
        yield f"Retention of revenue is measured on {moment.basis}."
    yield f"Made from {moment.book}, as of {present.day(moment.as_of)}."


def _headlines(report: PeriodReport) -> Iterator[Block]:
    currency = report.moment.currency
    if report.rep is not None:
        yield Paragraph(_about_rep(report.rep, currency))
    yield Headlines(tuple(_headline(figure, currency) for figure in report.figures))
    notes = dict.fromkeys(
        f"{METRICS[figure.id].name}: {figure.note}" for figure in report.figures if figure.note
    )
    for note in notes:
        yield Paragraph(safe(f"{note}."), "muted")


def _headline(figure: Figure, currency: str) -> Headline:
    name = METRICS[figure.id].name if figure.id in METRICS else figure.id
    before = ""
    if figure.previous is not None and figure.value is not None:
        earlier = replace(figure, value=figure.previous, low=None, high=None, status="ok", previous=None)
        before = f"before {figure_words(earlier, currency)}"
    return Headline(
        literal(name), figure_words(figure, currency), literal(before), figure_band(figure, name, currency)
    )


def _about_rep(row: RepRow, currency: str) -> SafeText:
    parts = [
        f"Team {row.team}" if row.team else "",
        f"here since {present.day(row.hired)}" if row.hired else "",
        f"left on {present.day(row.left)}" if row.left else "",
        f"{present.plural(row.customers, 'customer')} held",
        f"{present.money(row.revenue, currency)} in 12 months",
        f"kept {figure_words(row.kept, currency)}",
    ]
    return safe(f"{'; '.join(part for part in parts if part)}.")


def _movements(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    yield movement_bars(report.movements, report.moment.currency)
    yield Paragraph(safe(f"Measured on {report.movements.basis}, customers compared at both ends."), "muted")


def _flags(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    changes = report.changes
    if changes is None:
        yield Paragraph(safe(f"Nobody can tell: {report.changes_note}."))
        return
    yield Paragraph(safe(f"{changes.sentence}."))
    moved = sorted(changes.counts.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    if moved:
        rows = tuple(
            (safe(FLAG_NAMES[flag].name), *(present.count(counts[change]) for change in CHANGES))
            for flag, counts in moved[:MOST_FLAGS]
        )
        titles = ("Flag", *(change.capitalize() for change in CHANGES))
        right = (False, *(True for _ in CHANGES))
        yield TextTable(tuple(map(literal, titles)), rows, right, (True, *(False for _ in CHANGES)))
    if len(moved) > MOST_FLAGS:
        yield Paragraph(literal(f"And {len(moved) - MOST_FLAGS} flags that moved less."), "muted")
    names = ("change", "severity", "flag", "name", "money", "evidence")
    listed = changes.listed.fetch(0, len(changes.listed), names)
    opened = [row for row in zip(*(listed[name] for name in names), strict=True) if row[0] == "opened"]
    if opened:
        yield Paragraph(literal("Opened, the most urgent first:"), "muted")
        yield Points(
            tuple(
                Point(
                    safe(f"{present.severity(severity, glyphs)} {name} · {flag} · "
                         f"{present.money(money, report.moment.currency)}"),
                    (safe(evidence),),
                )
                for _, severity, flag, name, money, evidence in opened[:MOST_OPENED]
            )
        )  # fmt: skip


def _kept(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    if not report.kept:
        yield Paragraph(literal("The journal has no outcome 'kept' or 'saved' in the period."))
        return
    currency = report.moment.currency
    amounts = [one.amount for one in report.kept if one.amount is not None]
    saved = f", {present.money(sum(amounts), currency)} by what was written down" if amounts else ""
    yield Paragraph(literal(f"{present.plural(len(report.kept), 'customer')}{saved}."))
    yield Points(
        tuple(
            Point(
                safe(
                    " · ".join(
                        filter(
                            None,
                            (
                                one.name,
                                one.outcome,
                                "" if one.amount is None else present.money(one.amount, currency),
                                present.day(one.day),
                                one.writer,
                            ),
                        )
                    )
                ),
                (safe(one.text),) if one.text else (),
            )
            for one in report.kept
        )
    )


def _losses(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    losses, currency = report.losses, report.moment.currency
    names = ("losses.count", "losses.revenue", "attrition.silent")
    told = [losses.figures[name] for name in names if name in losses.figures]
    yield Headlines(tuple(_headline(figure, currency) for figure in told if figure.status != "needs"))
    if "reasons" in losses.locked:
        yield Paragraph(safe(losses.locked["reasons"]), "muted")
    elif losses.reasons:
        rows = tuple(
            (
                safe(one.reason or "no reason on record"),
                present.count(one.lost),
                present.money(one.revenue, currency),
                figure_words(one.share, currency),
                literal({True: "yes", False: "no", None: "unknown"}[one.recoverable]),
            )
            for one in losses.reasons
        )
        titles = tuple(map(literal, ("Reason", "Lost", "Revenue before", "Share", "Way back")))
        yield TextTable(titles, rows, (False, True, True, True, False), (True, False, False, False, False))
    yield from _lost_customers(report)


def _lost_customers(report: PeriodReport) -> Iterator[Block]:
    frame = report.lost.sort("revenue_before", "customer", descending=[True, False], nulls_last=True)
    if frame.is_empty():
        return
    said = f"{frame.height} dated in the period, those who came back and who closed among them"
    yield Paragraph(literal(f"{said}; the most revenue first:"), "muted")
    rows = tuple(
        (
            safe(row["customer"]),
            present.day(row["date"]),
            safe(row["reason"] or "–"),
            present.money(row["revenue_before"], report.moment.currency),
        )
        for row in frame.head(MOST_ROWS).iter_rows(named=True)
    )
    titles = tuple(map(literal, ("Customer", "Lost on", "Reason", "Revenue before")))
    yield TextTable(titles, rows, (False, True, False, True), (True, False, True, False))


def _team(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    team, currency = report.team, report.moment.currency
    if team.locked:
        yield Paragraph(safe(team.locked))
        return
    rows = tuple(
        (
            safe(row.name),
            literal(f"left {present.day(row.left)}") if row.left else present.count(row.customers),
            present.money(row.revenue, currency),
            figure_words(row.kept, currency),
            literal(
                f"{row.orphaned} ({present.money(row.orphaned_revenue, currency)})" if row.orphaned else "–"
            ),
        )
        for row in team.reps.rows
    )
    titles = tuple(map(literal, ("Rep", "Customers", "Revenue", "Kept", "Left behind")))
    yield TextTable(titles, rows, (False, True, True, True, True), (True, False, False, False, False))
    yield Paragraph(safe(_sentence(team.prompt)), "muted")
    if report.whose == "team":
        if team.tenure.note:
            yield Paragraph(safe(_sentence(team.tenure.note)), "muted")
        else:
            yield tenure_drawing(team.tenure, glyphs)


def _plays(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    started = report.plays.frame.filter(report.plays.frame["started"] > 0)
    if not started.is_empty():
        rows = tuple(
            (safe(row["title"]), safe(row["name"]), *(present.count(row[name]) for name in _RUNS))
            for row in started.iter_rows(named=True)
        )
        titles = ("Play", "Flag", *(name.capitalize() for name in _RUNS))
        yield TextTable(
            tuple(map(literal, titles)), rows, (False, False, *(True for _ in _RUNS)),
            (True, True, *(False for _ in _RUNS)),
        )  # fmt: skip
    for note in report.plays.notes:
        yield Paragraph(safe(_sentence(note)), "muted")


_RUNS: Final = ("started", "running", "finished", "cleared", "stopped")


def _cohorts(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    if not report.cohorts.rows:
        yield Paragraph(literal("There is no cohort yet."))
        return
    yield cohort_map(report.cohorts)
    said = "Share of the customers of a first quarter who were active so many quarters later; ~ still runs."
    yield Paragraph(literal(said), "muted")


def _survival(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    part = report.survival
    if part.locked:
        yield Paragraph(safe(part.locked))
        return
    drawing: Drawing = survival_drawing(part, glyphs)
    yield drawing
    for curve in part.curves:
        yield Paragraph(safe(f"{curve.group or 'All'}: {curve.sentence}."), "muted")
    for note in part.notes:
        yield Paragraph(safe(_sentence(note)), "muted")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


_PARTS: Final[Mapping[str, Callable[[PeriodReport, Glyphs], Iterator[Block]]]] = {
    "Team": _team,
    "Movements": _movements,
    "Flags that opened and cleared": _flags,
    "Kept and saved": _kept,
    "Losses": _losses,
    "Plays and what they achieved": _plays,
    "Cohorts": _cohorts,
    "Survival": _survival,
}

_DOING: Final = ("Flags that opened and cleared", "Kept and saved", "Plays and what they achieved")
_SHOWN: Final[Mapping[Whose, tuple[str, ...]]] = {
    "book": ("Movements", *_DOING[:2], "Losses", "Team", _DOING[2], "Cohorts", "Survival"),
    "team": ("Team", *_DOING),
    "rep": ("Movements", *_DOING[:2], "Losses", _DOING[2], "Cohorts", "Survival"),
}
"""The parts of a report, in the order in which whoever it is about asks."""
