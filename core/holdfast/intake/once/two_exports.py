"""Amounts that two exports of different kinds tell of the same subscription: added, they would be doubled."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from holdfast.intake.finish.draft import FILE
from holdfast.intake.wording import count
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

_KEYS: Final = {"subscriptions": "subscription_id"}
"""Tables whose rows with one key all count, and the key."""


def told_by_two_exports(drafts: Sequence[TableDraft], readings: Sequence[Reading]) -> list[Finding]:
    """A problem for each two exports, read in different ways, that speak of the same keys."""
    found = []
    for one, other in combinations(drafts, 2):
        key = _KEYS.get(one.table)
        if key is None or other.table != one.table:
            continue
        if key not in one.frame.columns or key not in other.frame.columns:
            continue
        shared = set(one.frame[key].drop_nulls()) & set(other.frame[key].drop_nulls())
        if shared:
            names = [readings[int(draft.frame[FILE][0])].raw.name for draft in (one, other)]
            found.append(Finding("problem", one.table, _told(len(shared), *names)))
    return found


def _told(shared: int, one: str, other: str) -> str:
    stand = "stands" if shared == 1 else "stand"
    return (
        f"{count(shared, 'subscription')} {stand} both in {one} and in {other}, exports of different kinds: "
        "their amounts would count twice or be mixed; take one of the two out of the folder"
    )
