"""What is told of the words before and at losses: frozen results, which need no polars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.statistics.intervals.ratio import RateRatio


@dataclass(frozen=True)
class WordBefore:
    """A phrase that more losses came after than chance explains.

    `phrase` as most write it, `words` as they are compared, by which it is asked for. `customers` said it, in
    `tickets`, `notes` and `comments` (days of a customer); `lost` of them left while it spoke, `expected` at
    the rate of everybody who had said something then. `lift`: their rate to that of the others, with an
    interval that holds for all phrases that are told together; `chance`: how likely so many losses are where
    the phrase says nothing.
    """

    phrase: str
    words: str
    customers: int
    lost: int
    expected: float
    lift: RateRatio
    chance: float
    tickets: int
    notes: int
    comments: int


@dataclass(frozen=True)
class WordAtLoss:
    """A phrase of what was written when customers had left: `share` of those of whom anything was.

    `revenue` of their 12 months before, in currency units.
    """

    phrase: str
    words: str
    customers: int
    share: Figure
    revenue: float


@dataclass(frozen=True)
class WordsView:
    """What is said before losses and at them, in words and phrases of five customers or more.

    `before`: the highest lower bound of the lift first, of `tried` phrases and `losses` after anything was
    said; `at_loss`: that of most customers first. `since`: the first day listened to. `sentence`: what was
    tried, or why nothing is told. `locked`: which file is missing, where no text could be in the book.
    """

    moment: Moment
    since: date
    before: tuple[WordBefore, ...]
    at_loss: tuple[WordAtLoss, ...]
    tried: int
    losses: int
    sentence: str
    locked: str | None = None
