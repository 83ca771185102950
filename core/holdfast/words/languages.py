"""The languages of the glossary: their codes, own names, and which one a person's environment asks for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["en", "fr", "it", "ar", "de"]

LANGUAGES: Final[Mapping[Language, str]] = MappingProxyType(
    {"en": "English", "fr": "français", "it": "italiano", "ar": "العربية", "de": "Deutsch"}
)
"""Codes and own names; English is what every other falls back to."""

LETTERS: Final[Mapping[Language, str]] = MappingProxyType(
    {code: name for code, name in LANGUAGES.items() if code != "de"}
)
"""Those in which letters are drafted."""


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that LC_ALL, LC_MESSAGES or LANG asks for; English where it is none of ours."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable, ""):
            code = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            return cast("Language", code) if code in LANGUAGES else "en"
    return "en"


def glossary_language(setting: str, environment: Mapping[str, str]) -> Language:
    """The language by the user's setting, English for one of the interface alone; else `language_of`."""
    if not setting:
        return language_of(environment)
    return cast("Language", setting) if setting in LANGUAGES else "en"


def following(language: Language) -> Language:
    """The language after this one, round and round."""
    codes = tuple(LANGUAGES)
    return codes[(codes.index(language) + 1) % len(codes)]
