"""The filter as a tree of frozen values; every leaf knows where it stood in the text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

Operator = Literal[">", ">=", "<", "<="]
Match = Literal["begins", "whole", "part"]
"""How text is compared: a word of the value begins so (`:`), it is the value (`=`), or part of it (`~`)."""

Place: TypeAlias = tuple[int, int]

FLAG_FIELD: Final = "flag"
"""The word before the colon that tests flags; it is no column of the facts."""

ANY_FLAG: Final = "any"
NO_FLAG: Final = "none"

# A place says where text stood, not what it means: equal filters may be spaced differently.
_NOWHERE: Final[Place] = (0, 0)


@dataclass(frozen=True)
class Everything:
    """The empty filter: every customer passes."""


@dataclass(frozen=True)
class Text:
    """Part of a customer's name, whatever its case and accents, or of its id, whatever its case."""

    text: str
    place: Place = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class OneOf:
    """A text, dimension or boolean field has one of these values; None stands for a blank.

    Text and dimensions are compared by `match` (matching.py), a whole text letter by letter; booleans are
    `yes`, `no`, and severities their words.
    """

    field: str
    values: tuple[str | None, ...]
    place: Place = dataclasses.field(default=_NOWHERE, compare=False, repr=False)
    match: Match = "begins"


@dataclass(frozen=True)
class Range:
    """Numbers or days from `low` to `high`, both inside; None leaves that end open."""

    low: Decimal | date | None
    high: Decimal | date | None


@dataclass(frozen=True)
class Within:
    """A number or date lies in one of these ranges; None stands for a blank. Money in currency units."""

    field: str
    ranges: tuple[Range | None, ...]
    place: Place = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Compare:
    """A number, date or severity compared with one value. Money in currency units."""

    field: str
    operator: Operator
    value: Decimal | date | str
    place: Place = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Flagged:
    """One of these flags is raised: flag ids, `any`, or `none` for a customer without a flag."""

    flags: tuple[str, ...]
    place: Place = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Not:
    """Everything the inner filter leaves out."""

    node: Node


@dataclass(frozen=True)
class And:
    """All of two or more filters."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one of two or more filters."""

    nodes: tuple[Node, ...]


def named_fields(node: Node) -> tuple[str, ...]:
    """Fields a filter tests, each once, in the order of its text; flags as FLAG_FIELD."""
    return tuple(dict.fromkeys(_named(node)))


def _named(node: Node) -> Iterator[str]:
    match node:
        case And(nodes) | Or(nodes):
            for child in nodes:
                yield from _named(child)
        case Not(child):
            yield from _named(child)
        case Flagged():
            yield FLAG_FIELD
        case OneOf() | Within() | Compare():
            yield node.field


Leaf: TypeAlias = Text | OneOf | Within | Compare | Flagged
Node: TypeAlias = Everything | Leaf | Not | And | Or
