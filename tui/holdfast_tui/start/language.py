"""In which language and with which numbers this process speaks: by the settings, else by the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.chosen import choose, from_environment, language
from holdfast.words.languages import glossary_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from holdfast.own.user import UserSettings
    from holdfast.words.languages import Language
    from holdfast_tui.command_line.options import Options

SPEAKING: Final = frozenset(
    (
        *("brief", "today", "show", "plan", "report", "keys", "tour", "why", "diff", "check", "bisect"),
        *("pool", "build", "init", "verify"),
    )
)
"""Commands beside the desk that print for people in the language chosen."""
FOR_PROGRAMS: Final = frozenset(("json", "csv", "xlsx", "parquet"))


def speak(user: UserSettings, environ: Mapping[str, str]) -> None:
    """Choose the language and the locale, before anything is painted or printed."""
    choose(
        from_environment(environ, user.language, "MESSAGES"),
        from_environment(environ, user.locale, "NUMERIC"),
    )


def speak_for(options: Options, environ: Mapping[str, str]) -> None:
    """Choose them for a command that prints; what programs read is English everywhere."""
    ending = (options.output or "").rpartition(".")[2].lower()
    if options.command not in SPEAKING or options.format in FOR_PROGRAMS or ending in FOR_PROGRAMS:
        choose()
        return
    speak_by_settings(environ)


def speak_of_faults(words: Sequence[str], environ: Mapping[str, str]) -> None:
    """Choose them for what is wrong with a command, whichever it is: that is said to people alone.

    English where its words ask for something that programs read, so that one log speaks one language.
    """
    endings = {word.rpartition("=")[2].rpartition(".")[2].lower() for word in words}
    if not endings & FOR_PROGRAMS:
        speak_by_settings(environ)


def speak_by_settings(environ: Mapping[str, str]) -> None:
    """Choose them by the settings of the user, else by the terminal."""
    from holdfast.own.files import read_or  # noqa: PLC0415 - what programs read needs no settings
    from holdfast.own.user import Configured, configured  # noqa: PLC0415

    speak(read_or(lambda: configured(environ), Configured(), lambda _why: None).settings, environ)


def language_of_glossary(environ: Mapping[str, str]) -> Language:
    """That of the settings where there are any, else that of the terminal: a page must not wait for them."""
    from holdfast.own.places import folder_for  # noqa: PLC0415

    setting = environ.get("HOLDFAST_DESK_LANGUAGE", "")
    if not setting and _is_there(folder_for("config", environ) / "config.toml"):
        from holdfast.own.files import read_or  # noqa: PLC0415
        from holdfast.own.user import Configured, configured  # noqa: PLC0415

        setting = read_or(lambda: configured(environ), Configured(), lambda _why: None).settings.language
    return glossary_language(setting, environ)


def _is_there(path: Path) -> bool:
    """Whether there is a file that may be looked at."""
    try:
        path.stat()
    except OSError:
        return False
    return True


def learn_names() -> None:
    """Take over the names of figures and flags that the glossary has. Needs polars."""
    if (spoken := language()) != "en":
        from holdfast.glossary.interface import add_names  # noqa: PLC0415 - polars comes after the first paint

        add_names(spoken)
