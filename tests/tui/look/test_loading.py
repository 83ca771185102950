from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest
from tests.examples import each
from tests.pty_run import Terminal
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widgets import Input, Static

from holdfast.errors import UsageError
from holdfast_tui.look.loading import (
    HEAT_TOKENS,
    SEVERITY_TOKENS,
    TOKENS,
    HoldfastTheme,
    Paint,
    choose,
    contrast,
    contrast_faults,
    load_themes,
    monochrome,
    theme_folders,
)
from holdfast_tui.terminal.capabilities import Capabilities, Colour

THEMES = load_themes(theme_folders({"XDG_CONFIG_HOME": "/nonexistent"}))
SHIPPED = ("ansi", "colour-blind", "dark", "high-contrast", "light")
RGB_THEMES = [THEMES[name] for name in SHIPPED if name != "ansi"]
NAMES = tuple(token.name for token in TOKENS)
PAIRS = tuple(token.name for token in TOKENS if token.kind == "pair")
GROUNDS = ("background", "surface")

# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0; applied to linear RGB.
COLOUR_VISION = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
DISTINCT = 20.0
"""CIE 1976 colour difference; about 2 can just be seen side by side."""


def colour_of(theme: HoldfastTheme, token: str) -> str:
    paint = theme.paints[token]
    return paint.colour or paint.ground or ""


def linear(colour: str) -> list[float]:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """CIELAB (D65) of a colour as someone with this vision sees it."""
    seen = [
        min(1.0, max(0.0, sum(weight * channel for weight, channel in zip(row, linear(colour), strict=True))))
        for row in COLOUR_VISION[vision]
    ]
    red, green, blue = seen
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(first: str, second: str, vision: str) -> float:
    return math.dist(lab(first, vision), lab(second, vision))


def test_five_themes_are_shipped() -> None:
    assert tuple(sorted(THEMES)) == SHIPPED


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_everything_can_be_read(theme: HoldfastTheme) -> None:
    assert contrast_faults(theme) == ()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@each("token", [token.name for token in TOKENS if token.kind in ("text", "mark")])
def test_a_token_can_be_read_on_the_row_under_the_cursor(theme: HoldfastTheme, token: str) -> None:
    for ground in ("cursor", "selection"):
        style = theme.style(token, on=ground)
        assert style.color is not None
        assert style.bgcolor == theme.style(ground).bgcolor
        if not theme.ansi:
            assert contrast(style.color.name, theme.paints[ground].ground or "") >= 3


@pytest.mark.parametrize("theme", RGB_THEMES, ids=lambda theme: theme.name)
def test_the_row_under_the_cursor_stands_out(theme: HoldfastTheme) -> None:
    cursor = theme.paints["cursor"].ground or ""
    assert difference(cursor, colour_of(theme, "surface"), "normal") > 12
    assert cursor != theme.paints["selection"].ground


def test_the_high_contrast_theme_keeps_seven_to_one() -> None:
    theme = THEMES["high-contrast"]
    for token, ground in itertools.product(TOKENS, GROUNDS):
        if token.kind == "text":
            assert contrast(colour_of(theme, token.name), colour_of(theme, ground)) >= 7
    for name in PAIRS:
        paint = theme.paints[name]
        assert contrast(paint.colour or "", paint.ground or "") >= 7


@pytest.mark.parametrize("vision", COLOUR_VISION)
def test_colour_blind_readers_tell_severities_apart(vision: str) -> None:
    theme = THEMES["colour-blind"]
    raised = [*SEVERITY_TOKENS[1:], "text", "muted"]
    for first, second in itertools.combinations(raised, 2):
        apart = difference(colour_of(theme, first), colour_of(theme, second), vision)
        assert apart > DISTINCT, (first, second)
    assert difference(colour_of(theme, "good"), colour_of(theme, "bad"), vision) > DISTINCT


def test_the_measure_of_colour_blindness_can_fail() -> None:
    assert difference("#c04040", "#707020", "normal") > DISTINCT
    assert difference("#c04040", "#707020", "deuteranopia") < DISTINCT


def test_severity_climbs_in_lightness_for_colour_blind_readers() -> None:
    theme = THEMES["colour-blind"]
    ramp = [lab(colour_of(theme, token), "deuteranopia")[0] for token in SEVERITY_TOKENS[2:]]
    assert ramp == sorted(ramp)


@pytest.mark.parametrize("theme", RGB_THEMES, ids=lambda theme: theme.name)
def test_the_heat_ramp_moves_one_way(theme: HoldfastTheme) -> None:
    ramp = [lab(theme.paints[token].ground or "", "normal")[0] for token in HEAT_TOKENS]
    assert ramp == sorted(ramp, reverse=not theme.dark)
    assert len(set(ramp)) == len(HEAT_TOKENS)


def test_the_ansi_theme_uses_only_the_terminals_own_colours() -> None:
    theme = THEMES["ansi"]
    assert theme.ansi
    for paint in theme.paints.values():
        assert all(part is None or part.startswith("ansi_") for part in (paint.colour, paint.ground))
    for token in NAMES:
        style = theme.style(token)
        for part in (style.color, style.bgcolor):
            assert part is None or part.is_default or (part.number is not None and part.number < 16)


def test_without_colours_only_attributes_speak() -> None:
    plain = monochrome(THEMES["dark"])
    assert plain.ansi
    for token in NAMES:
        style = plain.style(token)
        assert all(part is None or part.is_default for part in (style.color, style.bgcolor))
    raised = [str(plain.style(token)) for token in SEVERITY_TOKENS[1:]]
    assert len(set(raised)) == len(raised)
    assert plain.style("cursor").reverse
    assert not plain.style("selection").reverse


@pytest.mark.parametrize(
    ("colour", "wanted", "name"),
    [
        ("true", None, "dark"),
        ("256", "light", "light"),
        ("16", None, "ansi"),
        ("16", "ansi", "ansi"),
        ("none", "light", "light-mono"),
    ],
)
def test_the_terminal_limits_the_choice(colour: Colour, wanted: str | None, name: str) -> None:
    capabilities = Capabilities(colour, unicode=True, ssh=False, motion=True, osc52=True, tmux=False)
    assert choose(THEMES, capabilities, wanted).name == name


def test_an_unknown_theme_is_refused_with_the_names_there_are() -> None:
    capabilities = Capabilities("true", unicode=True, ssh=False, motion=True, osc52=True, tmux=False)
    with pytest.raises(UsageError, match=r"no theme 'neon'.*colour-blind, dark"):
        choose(THEMES, capabilities, "neon")


def test_a_user_theme_can_change_a_few_colours_of_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "previews").mkdir()
    (tmp_path / "dusk.toml").write_text('base = "dark"\ntitle = "Dusk"\n[tokens]\naccent = "bold #ffcc99"\n')
    themes = load_themes([*theme_folders({"XDG_CONFIG_HOME": "/nonexistent"}), tmp_path, tmp_path / "none"])
    dusk = themes["dusk"]
    assert (dusk.title, dusk.dark) == ("Dusk", True)
    assert dusk.paints["accent"] == Paint("#ffcc99", None, ("bold",))
    assert dusk.paints["text"] == THEMES["dark"].paints["text"]


def test_user_themes_lie_in_the_config_folder() -> None:
    assert theme_folders({"XDG_CONFIG_HOME": "/c"})[1] == Path("/c/holdfast/themes")
    assert theme_folders({"HOME": "/home/ana"})[1] == Path("/home/ana/.config/holdfast/themes")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dark = ", "not valid TOML"),
        ('colour = "x"', "unknown key 'colour'"),
        ('title = "x"', r"\[tokens\] lacks background, surface"),
        ("dark = 1", "key 'dark' must be true or false"),
        ('base = "sea"', "key 'base': there is no theme 'sea'"),
        ('base = "dark"\n[tokens]\nhue = "#fff000"', "unknown token 'hue'"),
        ('base = "dark"\n[tokens]\ntext = 1', "token 'text' must be a text"),
        ('base = "dark"\n[tokens]\ntext = "red"', "'red' is no colour"),
        ('base = "dark"\n[tokens]\ntext = "blinking #ffffff"', "'blinking' is no colour"),
        ('base = "dark"\n[tokens]\ntext = "#fff"', "'#fff' is no colour"),
        ('base = "dark"\n[tokens]\ntext = ""', "token 'text' needs one colour"),
        ('base = "dark"\n[tokens]\ntext = "#ffffff on #000000"', "token 'text' needs one colour"),
        ('base = "dark"\n[tokens]\ncursor = "#ffffff"', "token 'cursor' needs two colours"),
    ],
)
def test_a_faulty_theme_names_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(UsageError, match=says) as caught:
        load_themes([*theme_folders({"XDG_CONFIG_HOME": "/nonexistent"}), tmp_path])
    assert str(tmp_path / "mine.toml") in str(caught.value)


def test_a_theme_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "poor.toml").write_text('base = "dark"\n[tokens]\ntext = "#333333"\n')
    poor = load_themes([*theme_folders({"XDG_CONFIG_HOME": "/nonexistent"}), tmp_path])["poor"]
    assert contrast_faults(poor)[0] == "text on background: contrast 1.4, at least 4.5 is needed"


def test_contrast_is_the_published_ratio() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


class Gallery(App[None]):
    CSS = "\n".join(
        f"#t{number} {{ color: ${name}; text-style: ${name}-style; }}" for number, name in enumerate(NAMES)
    ) + "\n".join(f".{name} {{ background: ${name}; color: ${name}-text; }}" for name in PAIRS)

    def __init__(self, theme: HoldfastTheme) -> None:
        self.wanted = theme
        super().__init__()
        self.register_theme(theme.textual())
        self.theme = theme.name

    def compose(self) -> ComposeResult:
        for number, name in enumerate(NAMES):
            yield Static(name, id=f"t{number}", classes=name)
        yield Input()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "theme", [*THEMES.values(), monochrome(THEMES["dark"])], ids=lambda theme: theme.name
)
async def test_stylesheets_can_use_every_token(theme: HoldfastTheme) -> None:
    app = Gallery(theme)
    async with app.run_test(size=(80, 60)):
        cursor = app.query_one(".cursor")
        paint = theme.paints["cursor"]
        assert cursor.styles.background == Color.parse(paint.ground or "")
        assert app.query_one(".severity-critical").styles.color == Color.parse(
            theme.paints["severity-critical"].colour or ""
        )
        app.query_one(Input).focus()


async def test_a_theme_can_be_switched_live() -> None:
    app = Gallery(THEMES["dark"])
    async with app.run_test() as pilot:
        app.register_theme(THEMES["light"].textual())
        app.theme = "light"
        await pilot.pause()
        assert app.query_one(".cursor").styles.background == Color.parse(
            THEMES["light"].paints["cursor"].ground or ""
        )


COLOURLESS = """
import os
from textual.app import App
from textual.widgets import Static
from holdfast_tui.terminal.capabilities import detect
from holdfast_tui.look.loading import choose, load_themes, theme_folders

class Desk(App):
    CSS = "Screen { background: $background } Static { color: $severity-critical; background: $surface }"
    def __init__(self, theme):
        super().__init__(ansi_color=theme.ansi)
        self.register_theme(theme.textual())
        self.theme = theme.name
        self.plain = theme
    def compose(self):
        yield Static("desk is ready")
    def on_mount(self):
        self.set_timer(0.2, self.exit)

Desk(choose(load_themes(theme_folders({})), detect(os.environ))).run()
"""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("environ", "allowed"),
    [
        ({"NO_COLOR": "1"}, r"[0-9]|39|49"),
        ({"COLORTERM": "", "TERM": "xterm"}, r"[0-9]|[349][0-79]|10[0-7]"),
    ],
    ids=["NO_COLOR", "16 colours"],
)
def test_a_poorer_terminal_gets_no_colours_it_lacks(environ: dict[str, str], allowed: str) -> None:
    with Terminal(COLOURLESS, environ) as terminal:
        terminal.wait()
    written = terminal.output.decode()
    assert "desk is ready" in written
    codes = {code for style in re.findall(r"\x1b\[([0-9;]*)m", written) for code in style.split(";")} - {""}
    assert codes
    assert not {code for code in codes if not re.fullmatch(allowed, code)}
