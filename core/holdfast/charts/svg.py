"""Inline SVG as text: digits are fixed, labels are escaped, and each drawing says what it shows."""

from __future__ import annotations

from html import escape
from typing import Final

STYLE: Final = (
    ".chart{display:block;width:100%;height:auto;font:11px/1 system-ui,sans-serif;overflow:visible}"
    ".chart text{fill:var(--ink,#1a1a1a)}.chart .faint{fill:var(--faint,#5c5c5c)}"
    ".chart .mark{fill:var(--accent,#1f4e79)}.chart .line{fill:none;stroke:var(--accent,#1f4e79);"
    "stroke-width:1.6;stroke-linejoin:round}.chart .axis{stroke:var(--rule,#b8b8b8);stroke-width:1}"
    ".chart .area{fill:var(--accent,#1f4e79);fill-opacity:.14}"
    ".chart .edge{fill:none;stroke:var(--accent,#1f4e79);stroke-width:.8;stroke-dasharray:3 2}"
    ".chart .bright{fill:var(--paper,#fff)}"
    ".chart .open{fill:var(--paper,#fff);stroke:var(--accent,#1f4e79);stroke-width:1.4}"
    "@media print{.chart{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
)
"""The style of every chart; a page sets --ink, --faint, --accent, --rule and --paper for its own colours."""


_WITHOUT_STYLE: Final = {
    "mark": {"fill": "#1f4e79"},
    "line": {"fill": "none", "stroke": "#1f4e79", "stroke-width": "1.6"},
    "axis": {"stroke": "#b8b8b8"},
    "area": {"fill": "#1f4e79", "fill-opacity": ".14"},
    "edge": {"fill": "none", "stroke": "#1f4e79", "stroke-width": ".8", "stroke-dasharray": "3 2"},
    "open": {"fill": "#fff", "stroke": "#1f4e79", "stroke-width": "1.4"},
    "faint": {"fill": "#5c5c5c"},
    "bright": {"fill": "#fff"},
}
"""How a mark looks where the style of the page does not reach into drawings; a style goes before it."""


def digits(number: float) -> str:
    """A length or place with one digit after the point: `12.0`; nothing is never below zero."""
    text = f"{number:.1f}"
    return "0.0" if text == "-0.0" else text


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element; numbers get fixed digits, `_` in names is `-`, and text is escaped. `content` is SVG."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    plain = _WITHOUT_STYLE.get(str(given.get("class")), {})
    told = "".join(f" {key}={_quoted(value)}" for key, value in {**plain, **given}.items())
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def _quoted(value: str | float) -> str:
    text = escape(value) if isinstance(value, str) else digits(value)
    return f'"{text}"'


def label(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    """A text at a place: `anchor` start, middle or end; `kind`: a class."""
    named = {"class_": kind} if kind else {}
    return element("text", escape(text), x=x, y=y, text_anchor=anchor, **named)


def drawing(width: float, height: float, title: str, content: str) -> str:
    """A whole drawing. `title` says what it shows, for whoever cannot see it."""
    box = f"0 0 {digits(width)} {digits(height)}"
    return element(
        "svg",
        f"<title>{escape(title)}</title>{content}",
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        viewBox=box,
        font_size="11",
        font_family="system-ui,sans-serif",
        style=f"max-width:{width:.0f}px",
    )
