"""What speaks for and against each table, as `readings.toml` declares it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import tomli

from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Signs:
    """What a table's rows are called, which columns only it has, and what speaks of something else.

    `needs`: required columns, each a choice of which one must be there.
    """

    words: tuple[str, ...]
    telling: tuple[str, ...]
    against: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]


@cache
def signs() -> Mapping[str, Signs]:
    """The signs of every table."""
    data = _declared()
    return {table: _signs(table, data[table]) for table in TABLES}


@cache
def elsewhere() -> Mapping[str, tuple[str, ...]]:
    """Kinds of list that no table is read from → what their keys are called."""
    return {kind: tuple(words) for kind, words in _declared()["elsewhere"].items()}


@cache
def compounds() -> tuple[str, ...]:
    """How words begin that, after the word for a table, make a file name speak of something else."""
    return tuple(_declared()["names"]["compounds"])


@cache
def _declared() -> Mapping[str, Mapping[str, list[str]]]:
    text = resources.files("holdfast.intake.recognise").joinpath("readings.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def _signs(table: str, data: Mapping[str, list[str]]) -> Signs:
    own = tuple(tuple(item.split(" | ")) for item in data.get("needs", ()))
    stated = {name for choice in own for name in choice}
    required = tuple((name,) for name in TABLES[table].required if name not in stated)
    return Signs(tuple(data["words"]), tuple(data["telling"]), tuple(data.get("against", ())), required + own)
