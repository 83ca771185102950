"""What parts of the losses room are called, on screen and in print."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_REASON: Final = "no reason on file"

SIGN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "silent": "Silent attrition",
        "said": "Gave a sign",
        "ticket": "  a ticket",
        "low score": "  a low score",
        "contact": "  got in touch",
        "cancellation": "  asked to cancel",
        "exit answer": "  said why it left",
        "unknown": "Nobody can tell",
    }
)
"""Part of the losses by what was said before → its name; two spaces in front of a detail."""

SIGN_MEANS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "silent": "no ticket, low score, contact of theirs, request to cancel or exit answer in 180 days",
        "said": "at least one sign in the 180 days before, or an exit answer",
        "ticket": "a ticket opened in the 180 days before",
        "low score": "a score of 6 or less, satisfaction 3 or less, in the 180 days before",
        "contact": "a contact that came from the customer in the 180 days before",
        "cancellation": "a request to cancel in the 180 days before",
        "exit answer": "an exit survey, or a reason on record that the customer gave itself",
        "unknown": "no log was kept throughout the 180 days before that could have shown a sign",
    }
)


def way_back(recoverable: bool | None) -> str:
    """`yes`, `no` or `unknown`: whether a reason leaves a way back."""
    return "unknown" if recoverable is None else "yes" if recoverable else "no"
