"""A template of a draft: what it is for, and its subject and text in each language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.words.languages import Language

PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
"""A field in a template: its name in braces."""


@dataclass(frozen=True)
class Wording:
    """Subject and text of a template in one language, its fields in braces."""

    subject: str
    body: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are named, each once, in the order in which they stand."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(f"{self.subject}\n{self.body}")))


@dataclass(frozen=True)
class Template:
    """One template.

    `plays` and `flags`: ids of what it serves; `reasons`: what a loss was about (views/losses/offers.toml),
    for a win-back alone. `states`: of the customers whom it may go to.
    `attach`: what has to be attached by hand before it is sent, "" for nothing.
    `source`: `shipped`, or the name of the user's own file.
    """

    id: str
    title: str
    wordings: Mapping[Language, Wording] = field(default_factory=lambda: MappingProxyType({}))
    plays: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    states: tuple[str, ...] = ("active", "prospect")
    attach: str = ""
    source: str = "shipped"
