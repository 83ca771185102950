"""Reasons planted in simulated books are found, and where there is none nothing is.

By night 300 books of each kind, of 300 customers. Without a reason anything is found in 0.7 % of books of
customers who are alike, in 2.3 % where who is likelier to leave speaks more, in 0.3 % where it speaks less,
and in 1.0 % where customers only order. A reason that 30 give, of whom half leave, is found in 98.7 and
99.0 %, one of 60 who only order, of whom four in five stop, in all; of what is found then 0.3, 1.3 and 1.4
% is something else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from tests.core.views.losses.sayings.simulated import REASON, SpeakingFirm, found_in

from holdfast.views.losses.sayings import mined

NIGHT: Final = 300
FEW: Final = 6
SMALL: Final = SpeakingFirm(customers=160, lost=0.25, often=4, words=60)
ALIKE: Final = SpeakingFirm()
UNLIKE: Final = SpeakingFirm(unlike=1.0, talk=0.7, habits=0.4, drift=True)
"""Who is likelier to leave speaks more, longer and in other places; words and losses have their seasons."""
ORDERING: Final = replace(UNLIKE, ordering=True)


def told(firm: SpeakingFirm, books: int) -> tuple[float, float, float]:
    """Shares of books in which the reason is found, and anything else; and of what is found that is else."""
    reason, other, share = 0, 0, 0.0
    for seed in range(books):
        found, _ = found_in(firm, seed)
        false = [one for one in found if not {*one.split()} & {*REASON.split()}]
        reason += len(false) < len(found)
        other += bool(false)
        share += len(false) / max(1, len(found))
    return reason / books, other / books, share / books


@pytest.mark.thorough
def test_a_planted_reason_is_found_in_every_small_book_and_little_else() -> None:
    reason, _, false = told(replace(SMALL, leavers=30, leave=0.6), FEW)
    assert reason == 1
    assert false <= 0.1


@pytest.mark.thorough
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
def test_300_books_without_a_reason(firm: SpeakingFirm) -> None:
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
def test_300_books_with_a_reason(firm: SpeakingFirm) -> None:
    reason, _, false = told(firm, NIGHT)
    assert reason >= 0.95
    assert false <= 0.05
