"""Reasons planted in simulated books are found, and where there is none nothing is.

NUMBERS
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from tests.core.views.losses.sayings.simulated import REASON, Firm, found_in

from holdfast.views.losses.sayings import mined

NIGHT: Final = 300
FEW: Final = 6
SMALL: Final = Firm(customers=160, lost=0.25, often=4, words=60)
ALIKE: Final = Firm()
UNLIKE: Final = Firm(unlike=1.0, talk=0.7, habits=0.4, drift=True)
"""Who is likelier to leave speaks more, longer and in other places; words and losses have their seasons."""
ORDERING: Final = replace(UNLIKE, ordering=True)


def told(firm: Firm, books: int) -> tuple[float, float, float]:
    """Shares of books in which the reason is found, and anything else; and of what is found that is else."""
    reason, other, share = 0, 0, 0.0
    for seed in range(books):
        found, _ = found_in(firm, seed)
        false = [one for one in found if not {*one.split()} & {*REASON.split()}]
        reason += len(false) < len(found)
        other += bool(false)
        share += len(false) / max(1, len(found))
    return reason / books, other / books, share / books


def test_a_planted_reason_is_found_in_every_small_book_and_little_else() -> None:
    reason, _, false = told(replace(SMALL, leavers=30, leave=0.6), FEW)
    assert reason == 1
    assert false <= 0.1


def test_nothing_is_found_where_there_is_nothing_and_each_test_alone_would_find_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert told(SMALL, FEW)[1] == 0
    monkeypatch.setattr(mined, "discoveries", lambda chances, _, rate: sum(one <= rate for one in chances))
    assert told(SMALL, 2)[1] == 1


@pytest.mark.nightly
@pytest.mark.parametrize(
    "firm", [ALIKE, UNLIKE, ORDERING, replace(UNLIKE, talk=-0.7)], ids=["alike", "unlike", "orders", "quiet"]
)
def test_300_books_without_a_reason(firm: Firm) -> None:
    assert told(firm, NIGHT)[1] <= 0.05


@pytest.mark.nightly
@pytest.mark.parametrize(
    "firm",
    [
        replace(ALIKE, leavers=30),
        replace(UNLIKE, leavers=30),
        replace(ORDERING, leavers=60, leave=0.8),
    ],
    ids=["alike", "unlike", "orders"],
)
def test_300_books_with_a_reason(firm: Firm) -> None:
    reason, _, false = told(firm, NIGHT)
    assert reason >= 0.95
    assert false <= 0.05
