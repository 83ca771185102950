"""Mutated keys, themes and thresholds: each file is read, or refused in one line that names it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.fuzz.cases import cases, faults_of, kept, private_home, run_command
from tests.fuzz.documents import Values, mutated_document

import holdfast_tui
from holdfast.errors import UsageError
from holdfast.resources import bundled
from holdfast.risk.thresholds.thresholds import FILE, read_layer
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.keymap import as_textual_keymap, load_keys
from holdfast_tui.look.loading import load_themes
from holdfast_tui.safe_text import safe

MOST: Final = 3_000

_THEMES: Final = bundled(holdfast_tui.__file__, "themes")
_OURS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading a file raises only where the program is at fault."""

KEYS: Final = "".join(f'"{name}" = ["f{place + 40}"]\n' for place, name in enumerate(list(COMMANDS)[:24]))
KEY_VALUES: Final[Values] = dict.fromkeys(
    (f'"{name}"' for name in COMMANDS),
    (
        *(
            '["x"]',
            '["ctrl+x", "f1"]',
            '["f30"]',
            '["alt+j"]',
            '["escape"]',
            '["ctrl+q"]',
            '[" "]',
            '["\\u00e9"]',
        ),
        *(
            '["+"]',
            '["ctrl++"]',
            '["shift+a"]',
            '[","]',
            '["x", "x"]',
            '["日"]',
            '["ctrl+"]',
            '["ctrl+alt+shift+f12"]',
        ),
    ),
)
_COLOURS: Final = (
    *(
        '"#ffffff"',
        '"bold #000000"',
        '"#fff"',
        '"ansi_red"',
        '"bold dim italic underline reverse #123456"',
        '"red"',
    ),
    *(
        '"#123456 on #654321"',
        '"on #123456"',
        '" on "',
        '"ansi_default on ansi_default"',
        '"bold"',
        '"#00000000"',
    ),
    *('"ansi_bright_black"', '"auto"', '"$text"', '"transparent"', '"#12345g"', '"bold bold #123456"'),
)
THEME_VALUES: Final[Values] = {
    "title": ('"x"', '""', '"\\u202e[/bold]"'),
    "dark": ("true", "false"),
    "ansi": ("true", "false"),
    "base": ('"dark"', '"own"', '"light"', '"nobody"'),
    **dict.fromkeys(("background", "text", "cursor", "spark", "selection", "muted", "accent"), _COLOURS),
}
THRESHOLD_VALUES: Final[Values] = dict.fromkeys(
    (
        "watch",
        "high",
        "critical",
        "minimum_orders",
        "window_days",
        "A",
        "B",
        "names",
        "preset",
        "share_of_usual",
    ),
    (
        *(
            "0",
            "1",
            "2.5",
            "30",
            "0.5",
            "-1",
            "1e308",
            "999999999999",
            "true",
            '"x"',
            '["x"]',
            "[]",
            "nan",
            "inf",
        ),
        *('"retail"', '"default"', "1e-320", "12345678901234567890"),
    ),
)


def run(seed: int, seconds: float) -> Iterable[str]:
    """Faults of up to MOST mutated files of settings."""
    thresholds = FILE.read_text("utf-8").partition("[preset.")[0]
    documents: dict[str, tuple[str, Values, Callable[[Path], Iterator[str]]]] = {
        "keys": (KEYS, KEY_VALUES, _keys),
        "theme": ((_THEMES / "dark.toml").read_text("utf-8"), THEME_VALUES, _theme),
        "thresholds": (thresholds, THRESHOLD_VALUES, _thresholds),
        "a few thresholds": ('preset = "retail"\n[F01]\nwatch = 2.0\n', THRESHOLD_VALUES, _explain),
    }
    with private_home() as home:
        folder = home / "settings"
        for number, rng in cases("settings", seed, seconds, MOST):
            folder.mkdir()
            kind = rng.choice(list(documents))
            text, values, faults = documents[kind]
            document, told = mutated_document(rng, text, values)
            (folder / "own.toml").write_bytes(document)
            for fault in faults(folder / "own.toml"):
                where = kept(folder, "settings", seed, number)
                yield f"settings, seed {seed}, case {number} ({kind}: {told}): {fault}; kept in {where}"
            shutil.rmtree(folder)


def _keys(path: Path) -> Iterator[str]:
    yield from _refusal(path, lambda: as_textual_keymap(load_keys(path)))


def _theme(path: Path) -> Iterator[str]:
    yield from _refusal(path, lambda: [one.textual() for one in load_themes([_THEMES, path.parent]).values()])


def _thresholds(path: Path) -> Iterator[str]:
    yield from _refusal(path, lambda: read_layer(path, path.name))


def _explain(path: Path) -> Iterator[str]:
    yield from faults_of(run_command("explain", "F01", "--thresholds", str(path)))


def _refusal(path: Path, read: Callable[[], object]) -> Iterator[str]:
    """What is wrong with how a file is refused, where it is."""
    try:
        read()
    except UsageError as refused:
        words = safe(str(refused))
        if path.name not in words or len(words) < len(str(path)) + 10:
            yield f"refused without a name or a reason: {words}"
    except _OURS as error:
        yield f"{type(error).__name__}: {str(error)[:200]}"
