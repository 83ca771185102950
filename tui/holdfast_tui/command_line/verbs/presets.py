"""`holdfast check --presets`: the exports of other tools that are known, and how each tool makes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from holdfast.export.results import to_json
from holdfast.intake.recognise.presets import presets
from holdfast.own.presets import own_folder
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.intake.recognise.preset_file import Preset
    from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import table_width

_TITLES: Final = ("Tool", "Export", "Tables", "Preset", "Where the tool makes it")


def run(options: Options) -> int:
    """Prints the presets, by tool. Raises UsageError for one of the user's own that is wrong."""
    known = sorted(presets().values(), key=lambda one: (one.tool.lower(), one.name))
    if options.format == "json":
        folder = str(own_folder())
        sys.stdout.write(to_json({"presets": [_document(one) for one in known], "own": folder}))
    elif options.format == "md":
        sys.stdout.write(presets_markdown(known))
    else:
        sys.stdout.write(_grid(known).as_text(table_width()))
        sys.stdout.write(f"Presets of your own: {safe(own_folder())}/*.toml\n")
    return 0


def presets_markdown(known: Iterable[Preset]) -> str:
    """The table of `holdfast help exports`: a row for each tool and way to export, with its tables."""
    ways: dict[tuple[str, str], list[Preset]] = {}
    for one in sorted(known, key=lambda one: (one.tool.lower(), one.name)):
        ways.setdefault((one.tool, one.menu), []).append(one)
    lines = ["| tool | exports | where the tool makes them |", "|---|---|---|"]
    for (tool, menu), presets_ in ways.items():
        exports = "; ".join(
            f"{one.export} → {', '.join(f'`{table}`' for table in one.tables)}" for one in presets_
        )
        lines.append(f"| {tool} | {exports} | {menu} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"


def _document(preset: Preset) -> dict[str, object]:
    return {
        "preset": preset.name,
        "title": preset.title,
        "tool": preset.tool,
        "export": preset.export,
        "tables": list(preset.tables),
        "menu": preset.menu,
        "headers": list(preset.headers),
        "traps": list(preset.traps),
        "source": list(preset.source),
    }


def _grid(known: Iterable[Preset]) -> TextTable:
    rows = tuple(
        (
            safe(one.tool),
            safe(one.export),
            literal(", ".join(one.tables)),
            safe(one.name),
            safe(one.menu),
        )
        for one in known
    )
    titles = tuple(map(literal, _TITLES))
    return TextTable(titles, rows, (False,) * len(titles), tuple(title != "Preset" for title in _TITLES))
