"""What a page is made of, before it takes a format: safe texts, and drawings of `holdfast.charts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.safe_text import SafeText


@dataclass(frozen=True)
class Paragraph:
    """A sentence or two; `muted` for what is said beside the matter, `quote` for somebody's own words."""

    text: SafeText
    kind: Literal["", "muted", "quote"] = ""


@dataclass(frozen=True)
class Point:
    """An entry of a list: what it is about, and what is to be said of it."""

    head: SafeText
    lines: tuple[SafeText, ...] = ()


@dataclass(frozen=True)
class Points:
    """A list; `numbered` where its order says something."""

    points: tuple[Point, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Pairs:
    """Names with their values."""

    rows: tuple[tuple[SafeText, SafeText], ...]


@dataclass(frozen=True)
class Headline:
    """A figure that stands large, with its interval and what is said beside it; in HTML with a drawing."""

    name: SafeText
    value: SafeText
    beside: SafeText
    interval: SafeText | None = None
    svg: str = ""


@dataclass(frozen=True)
class Headlines:
    """Figures side by side."""

    figures: tuple[Headline, ...]


@dataclass(frozen=True)
class Drawing:
    """The same numbers twice: as SVG for HTML, and as lines of text for everything else."""

    svg: str
    lines: tuple[SafeText, ...]


Block = Paragraph | Points | Pairs | Headlines | Drawing | TextTable


@dataclass(frozen=True)
class PageSection:
    """A part of a page. `half`: two such may stand side by side where there is room."""

    title: SafeText
    blocks: tuple[Block, ...]
    half: bool = False


@dataclass(frozen=True)
class HandOut:
    """A page: `kind` says what it is, `title` about whom or what, `scope` as of when; `foot` ends it."""

    kind: SafeText
    title: SafeText
    scope: SafeText
    lead: tuple[Block, ...]
    sections: tuple[PageSection, ...]
    foot: SafeText
