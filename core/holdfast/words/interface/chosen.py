"""What this process speaks to people: chosen once, before anything is painted; English until then."""

from __future__ import annotations

import _thread
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal, cast

from holdfast.words.interface.forms import ENGLISH, FORMS, Form, Locale

InterfaceLanguage = Literal["en", "de", "fr", "it"]
INTERFACE_LANGUAGES: Final[tuple[InterfaceLanguage, ...]] = ("en", "de", "fr", "it")
"""Those that the catalogue has. Not Arabic: terminals disagree about the order of its letters and columns."""

AUTO: Final = "auto"


class _Chosen:
    """Facts about the process."""

    language: InterfaceLanguage = "en"
    form: Form = ENGLISH


class _Thread(_thread._local):  # noqa: SLF001 - threading is not imported for it
    english = 0


_here = _Thread()


def choose(language: str = "en", locale: str = "en") -> None:
    """Speak a language of the interface, with the numbers and days of a locale; English for any other."""
    known = language in INTERFACE_LANGUAGES
    _Chosen.language = cast("InterfaceLanguage", language) if known else "en"
    _Chosen.form = FORMS[cast("Locale", locale)] if locale in FORMS else ENGLISH


def language() -> InterfaceLanguage:
    """What this thread speaks now."""
    return "en" if _here.english else _Chosen.language


def form() -> Form:
    """How this thread writes numbers and days now."""
    return ENGLISH if _here.english else _Chosen.form


@contextmanager
def in_english() -> Iterator[None]:
    """In this thread English, for data that programs read: they never depend on who asks."""
    _here.english += 1
    try:
        yield
    finally:
        _here.english -= 1


def from_environment(environ: Mapping[str, str], setting: str, category: str) -> str:
    """A language or locale by its setting, else by LC_ALL, LC_<category> or LANG; English for all others."""
    if setting and setting != AUTO:
        return setting
    for variable in ("LC_ALL", f"LC_{category}", "LANG"):
        if value := environ.get(variable, ""):
            code = value.replace("-", "_").split("_")[0].split(".")[0].lower()
            return code if code in INTERFACE_LANGUAGES else "en"
    return "en"
