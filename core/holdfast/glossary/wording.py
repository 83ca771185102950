"""The words of each language of the glossary, read from its file when first asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import tomli

from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER: Final = Path(__file__).resolve().parent


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: Language) -> Mapping[str, Any]:
    """The file of a language: tables `labels`, `words`, `metrics`, `flags` and `practices`."""
    return _read(language)


@lru_cache(maxsize=1)
def practice_links() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Practice id → `metrics` and `flags` that make it work."""
    return {
        practice: {kind: tuple(ids) for kind, ids in links.items()}
        for practice, links in _read("practices").items()
    }


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomli.load(file)
