"""The language of the tests: English, whoever runs them, here and in programs that a test starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from holdfast.words.interface.chosen import choose
from holdfast_tui.start.language import learn_names

_ASKING = ("LC_ALL", "LC_MESSAGES", "LC_NUMERIC", "LANG")


def english_inherited() -> None:
    """Let programs that tests start inherit no other language than English."""
    for variable in _ASKING:
        if os.environ.get(variable, "")[:2] in ("de", "fr", "it", "ar"):
            os.environ[variable] = "en_US.UTF-8"
    for variable in ("HOLDFAST_DESK_LANGUAGE", "HOLDFAST_DESK_LOCALE"):
        os.environ.pop(variable, None)


@contextmanager
def speaking(language: str, locale: str | None = None) -> Iterator[None]:
    """This process speaks a language of the interface, with the numbers of its locale or another."""
    choose(language, language if locale is None else locale)
    learn_names()
    try:
        yield
    finally:
        choose()
