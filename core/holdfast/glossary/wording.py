"""The words of each language of the glossary, and what its entries are tied to, read when first asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import tomli

from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER: Final = Path(__file__).resolve().parent


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: Language) -> Mapping[str, Any]:
    """What a language says: tables `labels`, `words`, `metrics`, `flags`, `practices` and `concepts`."""
    return {**_read(f"{language}.toml"), **_read(f"concepts/{language}.toml")}


@lru_cache(maxsize=1)
def practice_links() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Practice id → `metrics` and `flags` that make it work."""
    return _links("practices.toml")


@lru_cache(maxsize=1)
def concept_links() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Concept id → `metrics` and `flags` it can be read in, `practices`, and `concepts` next to it."""
    return _links("concepts/links.toml")


def _links(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return MappingProxyType(
        {
            subject: MappingProxyType({kind: tuple(ids) for kind, ids in links.items()})
            for subject, links in _read(name).items()
        }
    )


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / name).open("rb") as file:
        return tomli.load(file)
