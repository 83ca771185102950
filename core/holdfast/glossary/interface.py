"""Names of figures and flags for the interface: said once, in the glossary of a language that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from holdfast.glossary.subjects import said
from holdfast.metrics.registry import METRICS
from holdfast.risk.names import FLAG_NAMES, FlagName
from holdfast.words.interface import catalogue
from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.metrics.definition import Metric
    from holdfast.words.interface.chosen import InterfaceLanguage


def names_in(spoken: InterfaceLanguage) -> Mapping[str, str]:
    """English → that of the glossary, of the name of every figure and flag and of what to do about a flag.

    Each stands there bare, and with its table: `flag:Silent`. Nothing where the glossary lacks the language.
    """
    if spoken == "en" or spoken not in LANGUAGES:
        return {}
    told = {"metric": _told(METRICS, "name", spoken), "flag": _told(FLAG_NAMES, "name", spoken)}
    told["play"] = _told(FLAG_NAMES, "play", spoken)
    named = {f"{table}:{english}": name for table, names in told.items() for english, name in names.items()}
    return {**{key.partition(":")[2]: name for key, name in named.items()}, **named}


def _told(
    declared: Mapping[str, Metric | FlagName], what: Literal["name", "play"], spoken: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for subject, one in declared.items():
        english, name = getattr(one, what), said(subject, cast("Language", spoken)).get(what, "")
        if name:
            found[english] = name[:1].upper() + name[1:]
    return found


def rules_in(spoken: InterfaceLanguage) -> Mapping[str, str]:
    """English → that of the glossary, of what raises each flag and for whom it is judged."""
    if spoken == "en" or spoken not in LANGUAGES:
        return {}
    from holdfast.risk.catalog import ALL_FLAGS  # noqa: PLC0415 - names are asked for before the rules are

    told = {flag_id: said(flag_id, cast("Language", spoken)) for flag_id in ALL_FLAGS}
    return {
        getattr(flag, what): told[flag_id][what]
        for flag_id, flag in ALL_FLAGS.items()
        for what in ("rule", "guard")
        if what in told[flag_id]
    }


def add_names(spoken: InterfaceLanguage) -> None:
    """Let the catalogue say them, and the rules of flags once they are asked for."""
    catalogue.supply("rule", rules_in)
    if not catalogue.has_added(spoken):
        catalogue.add(spoken, names_in(spoken))
