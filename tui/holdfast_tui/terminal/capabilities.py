"""What this terminal can do, and the glyphs it can show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from holdfast_tui.safe_text import SafeText
from holdfast_tui.terminal.spelling import asks_for_ascii, locale_of

Colour = Literal["none", "16", "256", "true"]

_TRUE_COLOUR_TERMS: Final = ("kitty", "alacritty", "foot", "wezterm", "ghostty", "direct")
_BROWSER: Final = "textual"
"""What textual-serve calls the page that it shows a desk on."""
_TRUE_COLOUR_PROGRAMS: Final = frozenset({"iTerm.app", "vscode", "WezTerm", "ghostty", "Hyper", _BROWSER})
_PLAIN_TERMS: Final = frozenset({"", "dumb", "unknown"})
_NO_CLIPBOARD_TERMS: Final = frozenset({"", "dumb", "unknown", "linux"})


@dataclass(frozen=True)
class Capabilities:
    """What this terminal can do.

    `motion`: animation and blinking are wanted. `osc52`: the terminal may take a copy by escape sequence;
    none confirms it. `tmux`: a multiplexer sits between, so that copies need wrapping.
    """

    colour: Colour
    unicode: bool
    ssh: bool
    motion: bool
    osc52: bool
    tmux: bool


def detect(environ: Mapping[str, str], isatty: bool = True) -> Capabilities:
    """What the environment says about the terminal; `isatty` tells whether output goes to one."""
    term = environ.get("TERM", "")
    ssh = any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    return Capabilities(
        colour=_colour(environ, term) if isatty else "none",
        unicode=_shows_unicode(environ, term),
        ssh=ssh,
        motion=isatty and _wants_motion(environ, term, ssh),
        osc52=isatty and _takes_copies(environ, term),
        tmux=bool(environ.get("TMUX")) or term.startswith(("tmux", "screen")),
    )


def _colour(environ: Mapping[str, str], term: str) -> Colour:
    # A page of the browser is no terminal of the kind that the server happens to run in.
    poor = environ.get("TERM_PROGRAM") != _BROWSER and (term in _PLAIN_TERMS or term.startswith("vt"))
    if environ.get("NO_COLOR") or poor:
        return "none"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "true"
    if environ.get("TERM_PROGRAM") in _TRUE_COLOUR_PROGRAMS or environ.get("WT_SESSION"):
        return "true"
    if any(name in term for name in _TRUE_COLOUR_TERMS):
        return "true"
    return "256" if "256color" in term else "16"


def _shows_unicode(environ: Mapping[str, str], term: str) -> bool:
    if asks_for_ascii(environ):
        return False
    if environ.get("TERM_PROGRAM") == _BROWSER:
        return True
    # The Linux console draws 256 or 512 glyphs, without block elements.
    if term in _PLAIN_TERMS or term == "linux" or term.startswith("vt"):
        return False
    locale = locale_of(environ)
    # Without any locale (containers, Windows) the terminal is nearly always UTF-8.
    return not locale or "utf-8" in locale.lower() or "utf8" in locale.lower()


def asks_for_motion(environ: Mapping[str, str]) -> bool:
    """Whether the environment wants things to move, rather than merely not minding."""
    return environ.get("TEXTUAL_ANIMATIONS", "").lower() in ("basic", "full")


def _wants_motion(environ: Mapping[str, str], term: str, ssh: bool) -> bool:
    wish = environ.get("TEXTUAL_ANIMATIONS", "").lower()
    if wish:
        return wish != "none"
    return not ssh and term != "linux" and term not in _PLAIN_TERMS


def _takes_copies(environ: Mapping[str, str], term: str) -> bool:
    # A page of textual-serve, Apple's Terminal and VTE (GNOME Terminal and its kin) ignore OSC 52.
    if environ.get("TERM_PROGRAM") in ("Apple_Terminal", _BROWSER) or environ.get("VTE_VERSION"):
        return False
    return term not in _NO_CLIPBOARD_TERMS


@dataclass(frozen=True)
class Glyphs:
    """The marks a screen is drawn with, each one cell wide.

    `spark` has eight rising steps, the first for zero. `border` names a Textual border type.
    """

    critical: str
    high: str
    watch: str
    info: str
    opportunity: str
    none: str
    spark: str
    up: str
    down: str
    flat: str
    incomplete: str
    ellipsis: str
    yes: str
    no: str
    unknown: str
    separator: str
    menu: str
    crumb: str
    came_from: str
    marked: str
    prompt: str
    rule: str
    bar: str
    band: str
    border: Literal["round", "ascii"]

    def severity(self, name: str) -> str:
        """The mark of a severity of `fields.SEVERITIES`, or of a banner; raises KeyError for another word."""
        return {
            "banner": self.critical,
            "critical": self.critical,
            "high": self.high,
            "watch": self.watch,
            "info": self.info,
            "opportunity": self.opportunity,
            "none": self.none,
        }[name]


UNICODE: Final = Glyphs(
    critical="‼",
    high="!",
    watch="·",
    info="›",
    opportunity="+",
    none=" ",
    spark="▁▂▃▄▅▆▇█",
    up="▲",
    down="▼",
    flat="=",
    incomplete="~",
    ellipsis="…",
    yes="●",
    no="○",
    unknown="?",
    separator="·",
    menu="▾",
    crumb="›",
    came_from="←",
    marked="✓",
    prompt="»",
    rule="─",
    bar="█",
    band="░",
    border="round",
)
ASCII: Final = Glyphs(
    critical="X",
    high="!",
    watch=".",
    info="i",
    opportunity="+",
    none=" ",
    spark="_.:-=+*#",
    up="^",
    down="v",
    flat="=",
    incomplete="~",
    ellipsis="~",
    yes="*",
    no="o",
    unknown="?",
    separator="|",
    menu="v",
    crumb=">",
    came_from="<",
    marked="x",
    prompt=">",
    rule="-",
    bar="#",
    band=".",
    border="ascii",
)


def glyphs(capabilities: Capabilities) -> Glyphs:
    """The set of marks this terminal can show."""
    return UNICODE if capabilities.unicode else ASCII


def sparkline(values: Sequence[float | None], glyphs: Glyphs) -> SafeText:
    """One mark a value, scaled from 0 to the largest; None is a gap, the lowest step means zero or less."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    top = max(known, default=0.0)
    return SafeText("".join(_step(value, top, glyphs.spark) for value in values))


def _step(value: float | None, top: float, steps: str) -> str:
    if value is None or not math.isfinite(value):
        return " "
    if value <= 0 or top <= 0:
        return steps[0]
    # Rounding up keeps a small positive value apart from nothing at all.
    return steps[min(len(steps) - 1, math.ceil(value / top * (len(steps) - 1)))]
