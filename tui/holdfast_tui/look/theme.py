"""A theme: a colour for every declared token, for Textual's CSS and for painted strips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from holdfast_tui.look.colours import DEFAULT, MARK_CONTRAST, TEXT_CONTRAST, contrast, rich_colour

if TYPE_CHECKING:
    from rich.style import Style
    from textual.theme import Theme

Kind = Literal["ground", "text", "mark", "pair"]

SEVERITY_TOKENS: Final = (
    "severity-none",
    "severity-info",
    "severity-watch",
    "severity-high",
    "severity-critical",
)
"""Severities in rising order."""
HEAT_TOKENS: Final = tuple(f"heat-{step}" for step in range(7))
"""Cells of a heat map from low to high."""


@dataclass(frozen=True)
class Token:
    """One name a theme must colour. `ground`: a background; `pair`: text on a ground of its own."""

    name: str
    kind: Kind
    meaning: str


TOKENS: Final = (
    Token("background", "ground", "behind everything"),
    Token("surface", "ground", "inside panes, bars and dialogs"),
    Token("text", "text", "ordinary text"),
    Token("muted", "text", "labels, hints, units"),
    Token("accent", "text", "what can be opened or is in use"),
    Token("border", "mark", "frame of a pane without focus"),
    Token("border-focus", "mark", "frame of the pane with focus"),
    Token("header", "text", "titles and column heads"),
    Token("cursor", "pair", "the row or cell under the cursor"),
    Token("selection", "pair", "marked rows and selected text"),
    Token("good", "text", "a change for the better"),
    Token("bad", "text", "a change for the worse"),
    Token("few", "text", "a figure resting on few cases"),
    Token("stale", "text", "a result being computed anew"),
    Token("error", "text", "what is wrong and what to do"),
    Token("severity-none", "text", "no flag"),
    Token("severity-info", "text", "severity info"),
    Token("severity-watch", "text", "severity watch"),
    Token("severity-high", "text", "severity high"),
    Token("severity-critical", "text", "severity critical"),
    *(Token(name, "pair", f"heat map, step {step} of 6") for step, name in enumerate(HEAT_TOKENS)),
    Token("spark", "mark", "sparklines"),
)
ATTRIBUTES: Final = frozenset({"bold", "dim", "italic", "underline", "reverse"})
_KINDS: Final = {token.name: token.kind for token in TOKENS}


@dataclass(frozen=True)
class Paint:
    """Colour, ground and attributes of one token; a part that is None is left to what lies beneath."""

    colour: str | None
    ground: str | None = None
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class HoldfastTheme:
    """One theme: a `Paint` for every token. Compared by identity, so that styles are looked up fast."""

    name: str
    title: str
    dark: bool
    ansi: bool
    paints: Mapping[str, Paint]

    def style(self, token: str, on: str | None = None) -> Style:
        """Rich style of a token; raises KeyError for a name that is not declared.

        `on` names a token with a ground (`cursor`, `selection`, `surface`): the token's colour on that
        ground, or the ground's own text colour where the token's would be hard to read there.
        """
        return _style(self, token, on)

    def paint(self, token: str, on: str | None = None) -> Paint:
        """What `style` paints with, in the words of the theme."""
        return _painted(self, token, on)

    def textual(self) -> Theme:
        """The theme for `App.register_theme`, with each token as CSS variables.

        `$token` is its colour (the ground of a pair), `$token-text` the text of a pair, `$token-style` its
        attributes for `text-style`.
        """
        from textual.theme import Theme  # noqa: PLC0415 - the skeleton of the desk does without

        colour = {name: paint.colour or paint.ground or DEFAULT for name, paint in self.paints.items()}
        return Theme(
            name=self.name,
            primary=colour["accent"],
            secondary=colour["muted"],
            warning=colour["severity-high"],
            error=colour["error"],
            success=colour["good"],
            accent=colour["accent"],
            foreground=colour["text"],
            background=colour["background"],
            surface=colour["surface"],
            panel=colour["surface"],
            dark=self.dark,
            ansi=self.ansi,
            variables=_variables(self.paints) | _stock_variables(self.paints, self.ansi),
        )


@lru_cache(maxsize=512)
def _style(theme: HoldfastTheme, token: str, on: str | None) -> Style:
    return _rich(_painted(theme, token, on))


def _painted(theme: HoldfastTheme, token: str, on: str | None) -> Paint:
    paint = theme.paints[token]
    if on is None:
        return paint
    base = theme.paints[on]
    colour, attributes = paint.colour, paint.attributes
    if colour is None or base.ground is None or contrast(colour, base.ground) < MARK_CONTRAST:
        colour = base.colour or colour
        attributes = tuple(name for name in attributes if name != "dim")
    attributes = tuple(dict.fromkeys((*base.attributes, *attributes)))
    return Paint(colour, base.ground, attributes)


def _rich(paint: Paint) -> Style:
    from rich.style import Style  # noqa: PLC0415 - the skeleton of the desk does without

    # Parsed by name: attributes that are not set stay open to what lies beneath.
    attributes = Style.parse(" ".join(paint.attributes))
    return attributes + Style(color=rich_colour(paint.colour), bgcolor=rich_colour(paint.ground))


def _variables(paints: Mapping[str, Paint]) -> dict[str, str]:
    """`$token`, `$token-text` and `$token-style` for every token."""
    variables: dict[str, str] = {}
    for name, paint in paints.items():
        variables[name] = paint.ground or paint.colour or DEFAULT
        if _KINDS[name] == "pair":
            variables[f"{name}-text"] = paint.colour or DEFAULT
        variables[f"{name}-style"] = " ".join(paint.attributes) or "none"
    return variables


def _stock_variables(paints: Mapping[str, Paint], ansi: bool) -> dict[str, str]:
    """Textual's own variables, so that its inputs, lists and scrollbars follow the theme."""
    own = _variables(paints)
    variables = {
        "foreground": own["text"],
        "text-muted": own["muted"],
        "border-blurred": own["border"],
        "block-cursor-background": own["cursor"],
        "block-cursor-foreground": own["cursor-text"],
        "block-cursor-text-style": own["cursor-style"],
        "block-cursor-blurred-background": own["selection"],
        "block-cursor-blurred-foreground": own["selection-text"],
        "block-cursor-blurred-text-style": own["selection-style"],
        "block-hover-background": own["selection"],
        "input-cursor-background": own["text"],
        "input-cursor-foreground": own["surface"],
        "input-selection-background": own["selection"],
        "input-selection-foreground": own["selection-text"],
        "screen-selection-background": own["selection"],
        "screen-selection-foreground": own["selection-text"],
        "footer-background": own["background"],
        "footer-foreground": own["muted"],
        "footer-key-foreground": own["accent"],
        "footer-description-foreground": own["muted"],
        "link-color": own["accent"],
    }
    thumb, track = own["border"], own["surface"]
    variables |= {f"scrollbar{state}": thumb for state in ("", "-hover", "-active")}
    variables |= {f"scrollbar-background{state}": track for state in ("", "-hover", "-active")}
    variables["scrollbar-corner-color"] = track
    if ansi:
        # Textual's own stylesheet asks for these two and sets them only in themes that are not ANSI.
        variables |= {"ansi-background": own["background"], "ansi-foreground": own["text"]}
    if own["text"] == DEFAULT:
        # Default on default cannot be seen: the caret of an input is drawn by swapping the two.
        variables["input-cursor-text-style"] = "reverse"
    return variables


_MONOCHROME: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "accent": ("bold",),
        "border-focus": ("bold",),
        "header": ("bold",),
        "cursor": ("reverse",),
        "selection": ("underline",),
        "bad": ("bold",),
        "error": ("bold", "underline"),
        "severity-watch": ("underline",),
        "severity-high": ("bold",),
        "severity-critical": ("bold", "underline"),
        "heat-3": ("underline",),
        "heat-4": ("bold",),
        "heat-5": ("reverse",),
        "heat-6": ("bold", "reverse"),
    }
)


def monochrome(theme: HoldfastTheme) -> HoldfastTheme:
    """The theme for NO_COLOR and terminals without colours: bold, underline and reverse alone.

    Start the app in it, with `App(ansi_color=True)`: Textual picks its colour filter when it is built.
    """
    paints = {
        token.name: Paint(
            None if token.kind == "ground" else DEFAULT,
            DEFAULT if token.kind in ("ground", "pair") else None,
            _MONOCHROME.get(token.name, ()),
        )
        for token in TOKENS
    }
    return HoldfastTheme(
        f"{theme.name}-mono", f"{theme.title}, no colours", theme.dark, True, MappingProxyType(paints)
    )


def contrast_faults(theme: HoldfastTheme) -> tuple[str, ...]:
    """What is hard to read in a theme: one sentence for each token below its least contrast."""
    faults: list[str] = []
    for token in TOKENS:
        paint = theme.paints[token.name]
        if token.kind == "ground" or paint.colour is None:
            continue
        grounds = ("background", "surface") if token.kind != "pair" else (token.name,)
        least = MARK_CONTRAST if token.kind == "mark" else TEXT_CONTRAST
        for ground in grounds:
            ratio = contrast(paint.colour, _ground_colour(theme, ground))
            if ratio < least:
                faults.append(f"{token.name} on {ground}: contrast {ratio:.1f}, at least {least} is needed")
    return tuple(faults)


def _ground_colour(theme: HoldfastTheme, token: str) -> str:
    ground = theme.paints[token].ground or DEFAULT
    if ground != DEFAULT:
        return ground
    return "#000000" if theme.dark else "#ffffff"
