"""Names of figures and flags for the interface: said once, in the glossary of a language that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from holdfast.glossary.subjects import name_of, said
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.words.interface import catalogue
from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.words.interface.chosen import InterfaceLanguage


def names_in(spoken: InterfaceLanguage) -> Mapping[str, str]:
    """English name → that of the glossary, of every figure and flag; nothing where it lacks the language."""
    if spoken == "en" or spoken not in LANGUAGES:
        return {}
    declared = [(one.id, one.name) for one in METRICS.values()]
    declared += [(one.id, one.name) for one in ALL_FLAGS.values()]
    named = {english: name_of(subject, cast("Language", spoken)) for subject, english in declared}
    plays = {one.play: said(one.id, cast("Language", spoken)).get("play", "") for one in ALL_FLAGS.values()}
    capital = {english: name[:1].upper() + name[1:] for english, name in named.items()}
    return {**{english: play for english, play in plays.items() if play}, **capital}


def add_names(spoken: InterfaceLanguage) -> None:
    """Let the catalogue say them."""
    if not catalogue.has_added(spoken):
        catalogue.add(spoken, names_in(spoken))
