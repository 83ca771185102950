"""Exports of known tools that hold nothing of a book, so that nothing else is seen in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import tomli

from holdfast.intake.recognise.preset_file import alternatives, comparable

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Stranger:
    """One such export: of which tool, why it is not read, and where its header is stated.

    `signature`: the names of which one each must stand in the header.
    """

    tool: str
    export: str
    why: str
    source: str
    signature: tuple[frozenset[str], ...]


@cache
def strangers() -> tuple[Stranger, ...]:
    """All of them, the most demanding signature first."""
    text = resources.files("holdfast.intake.recognise").joinpath("strangers.toml").read_text(encoding="utf-8")
    found = [_stranger(**declared) for declared in tomli.loads(text)["stranger"]]
    return tuple(sorted(found, key=lambda one: -len(one.signature)))


def stranger_of(headers: Sequence[str], above: int = 0) -> Stranger | None:
    """The export whose header this is, where its signature has more than `above` headers."""
    known = frozenset(map(comparable, headers))
    fitting = (one for one in strangers() if all(not names.isdisjoint(known) for names in one.signature))
    found = next(fitting, None)
    return found if found is not None and len(found.signature) > above else None


def _stranger(tool: str, export: str, why: str, source: str, headers: list[str]) -> Stranger:
    signature = tuple(frozenset(map(comparable, alternatives(item))) for item in headers)
    return Stranger(tool, export, why, source, signature)
