"""The drawings of a report, each with the same numbers as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.charts.lines import CurveStep, StepCurve, survival_curve
from holdfast.charts.marks import ChartBar, Heat, band, bars, heat_map
from holdfast.metrics.registry import METRICS
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.pages.document import Drawing
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, pad, safe, spoken

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.views.retention.results import Cohort, CohortsPart, MovementsPart, SurvivalPart
    from holdfast.views.rooms import Tenure
    from holdfast_tui.terminal.capabilities import Glyphs

MOST_OFFSETS: Final = 12
MOST_COHORTS: Final = 12
_YEAR: Final = 365.25
_NAME, _CELL = 8, 5
_LONGEST_NAME: Final = 24


def figure_band(figure: Figure, name: str, currency: str) -> str:
    """The value of a share or score within its interval, with that of before; "" of other figures."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    if figure.unit == "ratio":
        within = (0.0, max(1.0, figure.high))
        if figure.id in METRICS and METRICS[figure.id].difference:
            most = max(abs(figure.low), abs(figure.high))
            within = (-most, most)
    elif figure.unit == "score":
        within = (-100.0, 100.0)
    else:
        return ""
    said = f"{name}: {figure_words(figure, currency)}"
    return band(figure.value, figure.low, figure.high, said, within=within, before=figure.previous)


def movement_bars(part: MovementsPart, currency: str) -> Drawing:
    """What came, grew, shrank and went between the start and the end of the period."""
    names = [tr(total.movement, "cell") for total in part.totals]
    svg = bars(
        [
            ChartBar(total.amount, f"{name[:1].upper()}{name[1:]}", present.money(total.amount, currency))
            for total, name in zip(part.totals, names, strict=True)
        ],
        phrase("Movements of revenue ({basis}) over the period", basis=part.basis),
        width=620,
        height=150,
    )
    width = max(map(len, names), default=0)
    lines = tuple(
        safe(
            f"{name:<{width}}  {present.money(total.amount, currency):>9}"
            f"  {present.plural(total.customers, 'customer')}"
        )
        for total, name in zip(part.totals, names, strict=True)
    )
    return Drawing(svg, lines)


def cohort_map(part: CohortsPart) -> Drawing:
    """The share of each cohort that was active so many quarters later; ~ where the quarter still runs."""
    rows = [*part.rows[:1], *part.rows[1:][-MOST_COHORTS:]]
    offsets = range(min(MOST_OFFSETS, max((len(row.cells) for row in rows), default=0)))
    svg = heat_map(
        [str(offset) for offset in offsets],
        [(_cohort(row), [_heat(row, offset) for offset in offsets]) for row in rows],
        tr(f"Share of each cohort active so many {part.by}s after its first"),
    )
    head = pad(literal(""), _NAME) + "".join(f"{offset:>{_CELL}}" for offset in offsets)
    lines = [
        f"{pad(safe(_cohort(row)), _NAME)}"
        + "".join(f"{_heat(row, offset).text:>{_CELL}}" for offset in offsets)
        for row in rows
    ]
    return Drawing(svg, tuple(safe(line) for line in (head, *lines)))


def _cohort(row: Cohort) -> str:
    return f"{row.label or 'All'}"


def _heat(row: Cohort, offset: int) -> Heat:
    cell = next((cell for cell in row.cells if cell.offset == offset), None)
    if cell is None or cell.share is None:
        return Heat(None)
    mark = "" if cell.complete else "~"
    return Heat(cell.share, f"{mark}{present.percent(cell.share, of=1)}", faint=not cell.complete)


def survival_drawing(part: SurvivalPart, glyphs: Glyphs) -> Drawing:
    """The share of customers still there by days since their first, everyone and each group."""
    curves = [
        StepCurve(
            curve.group or "All", tuple(CurveStep(p.t, p.survival, p.low, p.high) for p in curve.points)
        )
        for curve in part.curves
        if curve.points
    ]
    svg = survival_curve(curves[:4], "Share of customers still there, by days since they came", width=620)
    return Drawing(svg, tuple(_steps(curve, glyphs) for curve in curves))


def tenure_drawing(tenure: Tenure, glyphs: Glyphs) -> Drawing:
    """The share of reps still there by days of service."""
    curve = StepCurve("Reps", tuple(CurveStep(s.days, s.survival, s.low, s.high) for s in tenure.steps))
    svg = survival_curve([curve], "Share of reps still there, by days of service", width=620)
    return Drawing(svg, (_steps(curve, glyphs),))


def _steps(curve: StepCurve, glyphs: Glyphs) -> SafeText:
    """A curve as blocks, one a half year, with its last share."""
    if not curve.steps:
        return safe(curve.name, _LONGEST_NAME)
    halves = int(curve.steps[-1].t // (_YEAR / 2)) + 1
    shares = []
    for half in range(halves + 1):
        passed = [step.share for step in curve.steps if step.t <= half * _YEAR / 2]
        shares.append(passed[-1] if passed else 1.0)
    last = curve.steps[-1]
    blocks = present.trend(shares, glyphs, len(shares))
    name = safe(curve.name, _LONGEST_NAME)
    return spoken(f"{blocks}  {name}: {present.percent(last.share)} after {present.days(last.t)}")
