"""Themes: TOML files that give every declared token a colour, for Textual's CSS and for painted strips.

A theme file has `title`, `dark`, optionally `ansi` (only the terminal's own colours) and `base` (a theme
whose tokens it starts from), and a table `[tokens]`. A token is written `[attributes] colour`, or
`[attributes] colour on colour` where it brings its own ground:

    header = "bold #d4d9e2"
    cursor = "#f2f5fa on #2c3a50"

Colours are `#rrggbb` or Textual's ANSI names (`ansi_red`, `ansi_bright_black`, `ansi_default`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import holdfast_tui
from holdfast.errors import UsageError
from holdfast.own.files import has_own, own_files, read_or
from holdfast.own.places import folder_for
from holdfast.resources import bundled
from holdfast.toml_files import read_toml
from holdfast_tui.look.colours import contrast, is_colour
from holdfast_tui.look.theme import (
    ATTRIBUTES,
    HEAT_TOKENS,
    SEVERITY_TOKENS,
    TOKENS,
    HoldfastTheme,
    Paint,
    Token,
    contrast_faults,
    monochrome,
)
from holdfast_tui.terminal.capabilities import Capabilities

__all__ = [
    "HEAT_TOKENS",
    "SEVERITY_TOKENS",
    "TOKENS",
    "HoldfastTheme",
    "Paint",
    "Token",
    "choose",
    "contrast",
    "contrast_faults",
    "load_themes",
    "monochrome",
    "theme_folders",
]

_KINDS: Final = {token.name: token.kind for token in TOKENS}


def theme_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders themes are read from: those shipped, then the user's, which win."""
    return bundled(holdfast_tui.__file__, "themes"), folder_for("config", environ) / "themes"


def load_themes(
    folders: Sequence[Path], told: Callable[[str], object] = lambda _: None
) -> Mapping[str, HoldfastTheme]:
    """Every theme in `folders` by file name; a later folder wins, a folder that is missing is skipped.

    What cannot be read is skipped too, and `told` hears why. Raises UsageError naming the file and the key
    at fault.
    """
    themes: dict[str, HoldfastTheme] = {}
    for folder in folders:
        files: Sequence[Path] = read_or(partial(own_files, folder, ".toml"), [], told)
        for path in files:
            if read_or(partial(has_own, path), False, told):
                themes[path.stem] = _read(path, themes)
    return MappingProxyType(themes)


def choose(
    themes: Mapping[str, HoldfastTheme], capabilities: Capabilities, wanted: str | None = None
) -> HoldfastTheme:
    """The theme to start in: the one wanted, as far as the terminal has the colours for it.

    Raises UsageError for a name that is not among `themes`.
    """
    if wanted is not None and wanted not in themes:
        raise UsageError(f"There is no theme '{wanted}'. Themes: {', '.join(sorted(themes))}.")
    theme = themes[wanted or "dark"]
    if capabilities.colour == "none":
        return monochrome(theme)
    return themes["ansi"] if capabilities.colour == "16" and not theme.ansi else theme


def _read(path: Path, known: Mapping[str, HoldfastTheme]) -> HoldfastTheme:
    data = read_toml(path)
    unknown = sorted(set(data) - {"title", "dark", "ansi", "base", "tokens"})
    if unknown:
        raise UsageError(f"{path}: unknown key '{unknown[0]}'. Known: title, dark, ansi, base, tokens.")
    base = _base(path, data, known)
    return HoldfastTheme(
        name=path.stem,
        title=_value(path, data, "title", str, path.stem),
        dark=_value(path, data, "dark", bool, base.dark if base else True),
        ansi=_value(path, data, "ansi", bool, base.ansi if base else False),
        paints=_paints(path, _value(path, data, "tokens", dict, {}), base),
    )


def _value(path: Path, data: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = data.get(key, default)
    if not isinstance(value, kind):
        wanted = {str: "a text", bool: "true or false", dict: "a table"}[kind]
        raise UsageError(f"{path}: key '{key}' must be {wanted}.")
    return value


def _base(path: Path, data: Mapping[str, Any], known: Mapping[str, HoldfastTheme]) -> HoldfastTheme | None:
    name = _value(path, data, "base", str, "")
    if name and name not in known:
        raise UsageError(f"{path}: key 'base': there is no theme '{name}'. Themes: {', '.join(known)}.")
    return known.get(name)


def _paints(path: Path, table: Mapping[str, Any], base: HoldfastTheme | None) -> Mapping[str, Paint]:
    unknown = sorted(set(table) - set(_KINDS))
    if unknown:
        raise UsageError(f"{path}: unknown token '{unknown[0]}'. Tokens: {', '.join(_KINDS)}.")
    paints = {name: _paint(path, name, spec) for name, spec in table.items()}
    if base is not None:
        paints = {**base.paints, **paints}
    missing = [name for name in _KINDS if name not in paints]
    if missing:
        raise UsageError(f"{path}: [tokens] lacks {', '.join(missing)}.")
    return MappingProxyType({name: paints[name] for name in _KINDS})


def _paint(path: Path, name: str, spec: object) -> Paint:
    example = "'bold #f2f5fa on #2c3a50'" if _KINDS[name] == "pair" else "'bold #d4d9e2'"
    if not isinstance(spec, str):
        raise UsageError(f"{path}: token '{name}' must be a text such as {example}.")
    before, on, after = spec.strip().partition(" on ")
    attributes = tuple(word for word in before.split() if word in ATTRIBUTES)
    colours = [word for word in before.split() if word not in ATTRIBUTES] + after.split()
    for colour in colours:
        if not is_colour(colour):
            raise UsageError(
                f"{path}: token '{name}': '{colour}' is no colour. "
                f"Give #rrggbb or an ansi_ name, as in {example}."
            )
    is_pair = _KINDS[name] == "pair"
    if len(colours) != 1 + is_pair or bool(on) != is_pair:
        raise UsageError(
            f"{path}: token '{name}' needs {'two colours' if is_pair else 'one colour'}, as in {example}."
        )
    if _KINDS[name] == "ground":
        return Paint(None, colours[0], attributes)
    return Paint(colours[0], colours[1] if is_pair else None, attributes)
