"""Draws `themes/previews/<theme>.svg` from the running desk: `python -m tests.tui.previews`."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tests.tui.desk_story import sitting

from holdfast.engine import Engine, open_book
from holdfast_tui.look.loading import load_themes

ROOT = Path(__file__).resolve().parents[2]
THEMES = ROOT / "themes"
SIZE = (120, 36)
FONTS = '"Fira Code", "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace'
MOST_BYTES = 150_000


def self_contained(svg: str, name: str) -> str:
    """The drawing alone: without fonts from elsewhere, changing ids and what every piece repeats."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    svg = re.sub(r"font-family:[^;]*;", f"font-family: {FONTS};", svg)
    # The length of each text holds it in its cells; clipping every line says that a second time.
    svg = re.sub(r'<clipPath id="[^"]*-line-\d+">.*?</clipPath>', "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="url\(#[^)"]*-line-\d+\)"', "", svg)
    svg = svg.replace(' shape-rendering="crispEdges"', "").replace(
        "</style>", "rect { shape-rendering: crispEdges }\n</style>"
    )
    svg = re.sub(r"terminal-\d+", name, svg)
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


async def preview(engine: Engine, theme: str) -> str:
    """The desk over the sample book in a theme, as SVG."""
    async with sitting(engine, SIZE, theme=theme) as desk:
        await desk.press("down", "down")
        return self_contained(desk.app.export_screenshot(title="Holdfast"), theme)


async def draw(folder: Path) -> list[Path]:
    """Write one preview a theme; answers their paths."""
    engine = Engine(open_book([ROOT / "sample_data"], use_cache=False))
    folder.mkdir(exist_ok=True)
    written = []
    for name in load_themes((THEMES,)):
        path = folder / f"{name}.svg"
        path.write_text(await preview(engine, name), encoding="utf-8")
        written.append(path)
    return written


def main() -> None:
    for path in asyncio.run(draw(THEMES / "previews")):
        sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
