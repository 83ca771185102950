"""Writes the pages that `holdfast explain` reads without declarations, from the declarations.

`make explained`. The files travel with the package: a page costs less to read than the registries to import.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from holdfast import glossary
from holdfast.glossary.lookup import exact
from holdfast.plays.catalog import plays_of
from holdfast.plays.words import PREFIX, page_of
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.words.languages import LANGUAGES
from holdfast_tui.command_line.finding.entries import RATED, names, page
from holdfast_tui.help.explained import FOLDER, LIST, NAMES, PLAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.words.languages import Language


def written() -> Mapping[str, str]:
    """The text of each file, by its name. One entry a line: two that are added meet in no line."""
    # Nobody's own plays and settings, which change what plays say.
    with patch.dict(os.environ, {"XDG_CONFIG_HOME": os.devnull}):
        # What `explain` answers before it looks for an entry goes by no name.
        known = {name: found for name, found in exact().items() if name not in RATED}
        made: dict[str, Mapping[str, Any]] = {NAMES: known, PLAYS: _plays()}
        made |= {language: _pages(language) for language in LANGUAGES}
    return {f"{name}.json": _by_line(made[name]) for name in made}


def _plays() -> Mapping[str, Any]:
    """The page of a play by what is typed: its id after `play:`, or alone where nothing else goes by it."""
    plays = plays_of().by_id.values()
    pages = {play.id: list(page_of(play)) for play in plays}
    bare = {play_id: told for play_id, told in pages.items() if glossary.find(play_id) is None}
    return {**{f"{PREFIX}{play_id}": told for play_id, told in pages.items()}, **bare}


def _pages(language: Language) -> Mapping[str, Any]:
    found: dict[str, Any] = {LIST: names(language)}
    for one in glossary.entries(language):
        name, labelled = page(one, default_thresholds())
        found[one.id] = {"name": name, "labelled": labelled, "plays": one.kind == "flag"}
    return found


def _by_line(found: Mapping[str, Any]) -> str:
    lines = (
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in found.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
