"""Lines over time: a sparkline, and survival curves with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from holdfast.charts.scale import ChartScale, drawable, scale_of
from holdfast.charts.svg import digits, drawing, element, label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAD: Final = 4.0
"""Room around a sparkline, so that its dots are whole."""

_DASHES: Final = ("none", "6 3", "2 2", "8 3 2 3")
"""Curves are told apart by their dashes, not by colour."""

_LEFT, _RIGHT, _TOP, _BELOW = 36.0, 92.0, 8.0, 28.0
_ROW: Final = 12.0


def sparkline(values: Sequence[float | None], title: str, *, width: float = 120, height: float = 28) -> str:
    """A line through the numbers, from left to right, broken where one is missing; a dot ends it.

    Zero is always on the scale, and drawn where the line goes below it.
    """
    scale = scale_of(values)
    dots = list(_places(values, scale, width, height))
    content = ""
    if scale.low < 0:
        zero = _y(0.0, scale, height)
        content += element("line", x1=PAD, y1=zero, x2=width - PAD, y2=zero, class_="axis")
    for run in _runs(dots):
        if len(run) > 1:
            points = " ".join(f"{digits(x)},{digits(y)}" for x, y in run)
            content += element("polyline", points=points, class_="line")
        else:
            content += element("circle", cx=run[0][0], cy=run[0][1], r=1.5, class_="mark")
    known = [dot for dot in dots if dot is not None]
    if known:
        content += element("circle", cx=known[-1][0], cy=known[-1][1], r=2.5, class_="mark")
    return drawing(width, height, title, content)


def _places(
    values: Sequence[float | None], scale: ChartScale, width: float, height: float
) -> Iterator[tuple[float, float] | None]:
    step = (width - 2 * PAD) / max(1, len(values) - 1)
    for place, value in enumerate(values):
        number = drawable(value)
        yield None if number is None else (PAD + place * step, _y(number, scale, height))


def _y(number: float, scale: ChartScale, height: float) -> float:
    return height - PAD - scale.share(number) * (height - 2 * PAD)


def _runs(dots: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Neighbouring dots without a gap between them."""
    run: list[tuple[float, float]] = []
    for dot in (*dots, None):
        if dot is not None:
            run.append(dot)
        elif run:
            yield run
            run = []


@dataclass(frozen=True)
class CurveStep:
    """The share still there from `t` on, with its interval where there is one."""

    t: float
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class StepCurve:
    """A curve that falls in steps; it begins at 1 on day 0. `name` stands at its end."""

    name: str
    steps: tuple[CurveStep, ...]


def survival_curve(
    curves: Sequence[StepCurve], title: str, *, unit: str = "days", width: float = 460, height: float = 180
) -> str:
    """Shares still there over time, each curve with the band of its interval and its name at the end."""
    until = max((step.t for curve in curves for step in curve.steps), default=0.0)
    frame = _Frame(ChartScale(0.0, until), width, height)
    content = frame.axes(unit)
    # Names of curves that end close to each other are set one below the other.
    taken: list[float] = []
    for number, curve in enumerate(curves):
        if not curve.steps:
            continue
        if number == 0:
            content += frame.band(curve.steps)
        dash = _DASHES[number % len(_DASHES)]
        content += element("path", d=frame.path(curve.steps), class_="line", stroke_dasharray=dash)
        y = frame.y(curve.steps[-1].share)
        while any(abs(y - other) < _ROW for other in taken):
            y += 1.0
        taken.append(y)
        content += label(frame.right + 5, y + 3.5, curve.name)
    return drawing(width, height, title, content)


@dataclass(frozen=True)
class _Frame:
    """The box of survival curves: `across` in days, shares upwards."""

    across: ChartScale
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.width - _RIGHT

    def x(self, t: float) -> float:
        return _LEFT + self.across.share(t) * (self.right - _LEFT)

    def y(self, share: float) -> float:
        return _TOP + (1 - ChartScale(0.0, 1.0).share(share)) * (self.height - _TOP - _BELOW)

    def axes(self, unit: str) -> str:
        lines = ""
        for share, text in ((0.0, "0%"), (0.5, "50%"), (1.0, "100%")):
            y = self.y(share)
            lines += element("line", x1=_LEFT, y1=y, x2=self.right, y2=y, class_="axis")
            lines += label(_LEFT - 5, y + 4, text, anchor="end", kind="faint")
        bottom = self.height - _BELOW + 15
        lines += label(_LEFT, bottom, f"0 {unit}", kind="faint")
        if self.across.high > 0:
            half, last = self.across.high / 2, self.across.high
            lines += label(self.x(half), bottom, f"{half:,.0f}", anchor="middle", kind="faint")
            lines += label(self.right, bottom, f"{last:,.0f} {unit}", anchor="end", kind="faint")
        return lines

    def path(self, steps: Sequence[CurveStep]) -> str:
        points = [(self.x(0.0), self.y(1.0))]
        for step in steps:
            points += [(self.x(step.t), points[-1][1]), (self.x(step.t), self.y(step.share))]
        return _path(points)

    def band(self, steps: Sequence[CurveStep]) -> str:
        """The interval as an area between dashed edges."""
        told = [step for step in steps if step.low is not None and step.high is not None]
        if len(told) < 2:
            return ""
        upper, lower = (
            self._edge([(step.t, bound) for step in told if (bound := getattr(step, name)) is not None])
            for name in ("high", "low")
        )
        area = element("path", d=f"{_path([*upper, *reversed(lower)])}Z", class_="area")
        edges = "".join(element("path", d=_path(edge), class_="edge") for edge in (upper, lower))
        return area + edges

    def _edge(self, told: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        points = [(self.x(told[0][0]), self.y(told[0][1]))]
        for before, (t, share) in pairwise(told):
            points += [(self.x(t), self.y(before[1])), (self.x(t), self.y(share))]
        return points


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{digits(x)} {digits(y)}" for x, y in points)
