"""The parts of a report, each as its room has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast.metrics.registry import METRICS
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.past.time_travel import CHANGES
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import worded
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import Headline, Headlines, Paragraph, Point, Points
from holdfast_tui.command_line.pages.report.charts import (
    cohort_map,
    figure_band,
    movement_bars,
    survival_drawing,
    tenure_drawing,
)
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.figures import Figure
    from holdfast.views.report.results import PeriodReport, Whose
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.terminal.capabilities import Glyphs

_OF_THE_TEAM: Final = ("F18", "F19", "F20")
"""Flags of customers whose rep changed, left or may leave."""
MOST_ROWS: Final = 10
MOST_FLAGS: Final = 12
MOST_OPENED: Final = 6


def headline(figure: Figure, currency: str) -> Headline:
    """A figure as it stands large, in the words of `show metrics`."""
    name = METRICS[figure.id].name if figure.id in METRICS else figure.id
    before = ""
    if figure.previous is not None and figure.value is not None:
        earlier = replace(figure, value=figure.previous, low=None, high=None, status="ok", previous=None)
        before = f"before {figure_words(earlier, currency)}"
    value, bracket, interval = figure_words(figure, currency).partition(" [")
    return Headline(
        literal(name),
        literal(value),
        literal(before),
        interval=literal(f"[{interval}") if bracket else None,
        svg=figure_band(figure, name, currency),
    )


def movements_of(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    """What came, grew, shrank and went."""
    yield movement_bars(report.movements, report.moment.currency)
    yield Paragraph(
        spoken(f"Measured on {report.movements.basis}, customers compared at both ends."), "muted"
    )


def flags_of(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    """What became of flags, and what opened."""
    changes = report.changes
    if changes is None:
        yield Paragraph(spoken(f"Nobody can tell: {report.changes_note}."))
        return
    counts = {flag: told for flag, told in changes.counts.items() if _is_shown(flag, report.whose)}
    totals = [
        f"{total} {change}" for change in CHANGES if (total := sum(one[change] for one in counts.values()))
    ]
    words = ", ".join(totals) or "no flag has changed"
    yield Paragraph(literal(f"Since {present.day(changes.since)}: {words}."))
    moved = sorted(counts.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    if moved:
        rows = tuple(
            (safe(FLAG_NAMES[flag].shown), *(present.count(told[change]) for change in CHANGES))
            for flag, told in moved[:MOST_FLAGS]
        )
        titles = ("Flag", *(change.capitalize() for change in CHANGES))
        right = (False, *(True for _ in CHANGES))
        yield TextTable(tuple(map(literal, titles)), rows, right, (True, *(False for _ in CHANGES)))
    if len(moved) > MOST_FLAGS:
        yield Paragraph(literal(f"And {len(moved) - MOST_FLAGS} flags that moved less."), "muted")
    names = ("change", "severity", "flag", "name", "money", "evidence")
    listed = changes.listed.fetch(0, len(changes.listed), names)
    shown = {FLAG_NAMES[flag].shown for flag in counts}
    rows_listed = zip(*(listed[name] for name in names), strict=True)
    opened = [row for row in rows_listed if row[0] == "opened" and row[2] in shown]
    if opened:
        yield Paragraph(literal("Opened, the most urgent first:"), "muted")
        yield Points(
            tuple(
                Point(
                    spoken(f"{present.severity(severity, glyphs)} {name} · {flag} · "
                         f"{present.money(money, report.moment.currency)}"),
                    (safe(evidence),),
                )
                for _, severity, flag, name, money, evidence in opened[:MOST_OPENED]
            )
        )  # fmt: skip


def _is_shown(flag: str, whose: Whose) -> bool:
    """Whether a flag belongs into a report: that of the team is about reps and whom they leave behind."""
    return whose != "team" or FLAG_NAMES[flag].subject == "rep" or flag in _OF_THE_TEAM


def kept_of(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    """Whom the journal says were kept or saved."""
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


def losses_of(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    """How many left, why, and who."""
    losses, currency = report.losses, report.moment.currency
    names = ("losses.count", "losses.revenue", "attrition.silent")
    told = [losses.figures[name] for name in names if name in losses.figures]
    yield Headlines(tuple(headline(figure, currency) for figure in told if figure.status != "needs"))
    if "reasons" in losses.locked:
        yield Paragraph(safe(losses.locked["reasons"]), "muted")
    elif losses.reasons:
        rows = tuple(
            (
                safe(one.reason or tr("no reason on record", "page")),
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
    said = (
        f"{frame.height} on record or dated in the period, also who came back, closed, or still counts as "
        f"active by the last order"
    )
    yield Paragraph(literal(f"{said}; the most revenue first:"), "muted")
    rows = tuple(
        (
            safe(row["customer"]),
            present.day(row["date"]),
            safe(row["reason"] or "–"),
            safe(row["state"] or "–"),
            present.money(row["revenue_before"], report.moment.currency),
        )
        for row in frame.head(MOST_ROWS).iter_rows(named=True)
    )
    titles = tuple(map(literal, ("Customer", "Lost on", "Reason", "Now", "Revenue before")))
    yield TextTable(titles, rows, (False, True, False, False, True), (True, False, True, False, False))


def team_of(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    """A row per rep; for the team also how long reps stay."""
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
    yield Paragraph(spoken(sentence(team.prompt)), "muted")
    if report.whose == "team":
        if team.tenure.note:
            yield Paragraph(spoken(sentence(team.tenure.note)), "muted")
        else:
            yield Paragraph(literal("Share of reps still there, by days of service:"), "muted")
            yield tenure_drawing(team.tenure, glyphs)


def plays_of(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    """Plays that were started, and what they achieved."""
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
        yield Paragraph(safe(sentence(worded(note))), "muted")


_RUNS: Final = ("started", "running", "finished", "cleared", "stopped")


def cohorts_of(report: PeriodReport, _glyphs: Glyphs) -> Iterator[Block]:
    """How cohorts stay."""
    if not report.cohorts.rows:
        yield Paragraph(literal("There is no cohort yet."))
        return
    yield cohort_map(report.cohorts)
    said = "Share of the customers of a first quarter who were active so many quarters later; ~ still runs."
    yield Paragraph(literal(said), "muted")


def survival_of(report: PeriodReport, glyphs: Glyphs) -> Iterator[Block]:
    """How long customers stay."""
    part = report.survival
    if part.locked:
        yield Paragraph(safe(part.locked))
        return
    yield survival_drawing(part, glyphs)
    for curve in part.curves:
        yield Paragraph(spoken(f"{curve.group or 'All'}: {curve.sentence}."), "muted")
    for note in part.notes:
        yield Paragraph(spoken(sentence(note)), "muted")


def sentence(text: str) -> str:
    """A text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."
