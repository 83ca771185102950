"""Marks with their numbers beside them: bars, a value within its interval, a heat map."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from holdfast.charts.scale import ChartScale, drawable, scale_of
from holdfast.charts.svg import drawing, element, label

if TYPE_CHECKING:
    from collections.abc import Sequence

_LABEL, _VALUE = 16.0, 14.0
"""Room below bars for their labels, and above them for their values."""

_CELL_WIDTH, _CELL_HEIGHT, _NAME_WIDTH, _HEAD = 40.0, 18.0, 96.0, 18.0
_DARK: Final = 0.55
"""From this share on a cell is dark, and its number white."""


@dataclass(frozen=True)
class ChartBar:
    """A bar: its number, what stands below it, and its number in words above it."""

    value: float | None
    label: str = ""
    text: str = ""


def bars(found: Sequence[ChartBar], title: str, *, width: float = 460, height: float = 120) -> str:
    """Upright bars from a common zero line; what is missing has a label and no bar."""
    scale = scale_of(bar.value for bar in found)
    top, bottom = _VALUE, height - _LABEL
    zero = bottom - scale.share(0.0) * (bottom - top)
    content = element("line", x1=0.0, y1=zero, x2=width, y2=zero, class_="axis")
    step = width / max(1, len(found))
    for place, bar in enumerate(found):
        middle = (place + 0.5) * step
        number = drawable(bar.value)
        if number is not None:
            end = bottom - scale.share(number) * (bottom - top)
            upper, tall = min(end, zero), abs(end - zero)
            content += element(
                "rect", x=middle - 0.36 * step, y=upper, width=0.72 * step, height=tall, class_="mark"
            )
            above = upper - 3 if number >= 0 else zero - 5
            content += label(middle, above, bar.text, anchor="middle") if bar.text else ""
        content += label(middle, height - 3, bar.label, anchor="middle", kind="faint") if bar.label else ""
    return drawing(width, height, title, content)


def band(
    value: float | None,
    low: float | None,
    high: float | None,
    title: str,
    *,
    within: tuple[float, float],
    before: float | None = None,
    width: float = 150,
    height: float = 16,
) -> str:
    """A value as an upright stroke in the bar of its interval; an open dot is the value of before."""
    scale = ChartScale(*within)
    middle = height / 2

    def x(number: float) -> float:
        return 2 + scale.share(number) * (width - 4)

    content = element("line", x1=0.0, y1=middle, x2=width, y2=middle, class_="axis")
    least, most = drawable(low), drawable(high)
    if least is not None and most is not None:
        content += element(
            "rect", x=x(least), y=middle - 4, width=x(most) - x(least), height=8.0, class_="area"
        )
        for bound in (least, most):
            content += element("line", x1=x(bound), y1=middle - 4, x2=x(bound), y2=middle + 4, class_="edge")
    if (earlier := drawable(before)) is not None:
        content += element("circle", cx=x(earlier), cy=middle, r=2.8, class_="open")
    if (number := drawable(value)) is not None:
        content += element("rect", x=x(number) - 1.2, y=middle - 6.5, width=2.4, height=13.0, class_="mark")
    return drawing(width, height, title, content)


@dataclass(frozen=True)
class Heat:
    """A cell of a heat map: its share from 0 to 1 and the text in it; `faint`: not yet complete."""

    share: float | None
    text: str = ""
    faint: bool = False


def heat_map(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Heat]]], title: str) -> str:
    """Cells darker the higher their share, each with its number; incomplete ones have a dashed border."""
    width = _NAME_WIDTH + _CELL_WIDTH * max(1, len(columns))
    height = _HEAD + _CELL_HEIGHT * max(1, len(rows))
    content = "".join(
        label(_NAME_WIDTH + (place + 0.5) * _CELL_WIDTH, _HEAD - 6, name, anchor="middle", kind="faint")
        for place, name in enumerate(columns)
    )
    for line, (name, cells) in enumerate(rows):
        y = _HEAD + line * _CELL_HEIGHT
        content += label(0.0, y + 13, name)
        content += "".join(
            _cell(cell, _NAME_WIDTH + place * _CELL_WIDTH, y) for place, cell in enumerate(cells)
        )
    return drawing(width, height, title, content)


def _cell(cell: Heat, x: float, y: float) -> str:
    share = drawable(cell.share)
    if share is None:
        return ""
    shade = ChartScale(0.0, 1.0).share(share)
    box = element(
        "rect", x=x + 0.5, y=y + 0.5, width=_CELL_WIDTH - 1, height=_CELL_HEIGHT - 1,
        class_="mark", fill_opacity=f"{0.06 + 0.84 * shade:.2f}",
    )  # fmt: skip
    if cell.faint:
        box += element(
            "rect", x=x + 1.5, y=y + 1.5, width=_CELL_WIDTH - 3, height=_CELL_HEIGHT - 3, class_="edge"
        )
    dark = shade >= _DARK
    text = element(
        "text", escape(cell.text), x=x + _CELL_WIDTH / 2, y=y + 12.5, text_anchor="middle",
        **({"class_": "bright"} if dark else {}),
    )  # fmt: skip
    return box + (text if cell.text else "")
