"""Lists that tell who left, or what was bought, and of no day when: nothing can be worked out from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.intake.recognise.weigh.links import days_in
from holdfast.intake.recognise.weigh.readings import signs, speaks_of

if TYPE_CHECKING:
    from holdfast.intake.recognise.weigh.head import Head

_LEFT: Final = ("churn", "exited", "attrition", "attrited", "abgewandert", "resilie", "abbandono")
"""What the column is called that says of each customer whether they are gone."""
_MOST_WORDS: Final = 4


def who_left(head: Head) -> str:
    """The header that says of customers whether they left, in a file in which no day stands, or ""."""
    if days_in(head):
        return ""
    told = (
        one for one in head.columns if speaks_of(one, _LEFT) and 0 < head.cells(one).distinct <= _MOST_WORDS
    )
    return next(told, "")


def lacking_days(head: Head) -> str:
    """What to say of a file in which no day stands, or ""."""
    if header := who_left(head):
        return (
            f'; its "{header}" tells who left but nothing tells when: orders with their days, or '
            "subscriptions with start and end, are needed"
        )
    named = any(speaks_of(one, signs()["customers"].words) for one in head.columns)
    return "; no column of it holds days" if named and not days_in(head) else ""
