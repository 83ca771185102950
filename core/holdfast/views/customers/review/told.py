"""What the page of one customer gets: frozen values, each computed once and ready to be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from holdfast.views.customers.review.basket import Basket

if TYPE_CHECKING:
    from holdfast.views.customer import CustomerView
    from holdfast.views.customers.glance.suggestions import Suggestions
    from holdfast.views.today.results import OpenTicket


@dataclass(frozen=True)
class RangeLine:
    """A category (a product where lines have none): on how many days the customer bought it in 12 months.

    `like_share`: of like customers who buy anything, those who buy this. A gap has no `days`.
    """

    kind: str
    days: int
    like_share: float


@dataclass(frozen=True)
class RangeBought:
    """What is bought, the most often first, then the gaps, the most usual first.

    `like`: who is compared with, and `pool` of them; `none`: why nothing can be told.
    """

    lines: tuple[RangeLine, ...] = ()
    like: str = ""
    pool: int = 0
    none: str = ""

    @property
    def gaps(self) -> tuple[RangeLine, ...]:
        """What like customers buy and this one does not."""
        return tuple(line for line in self.lines if not line.days)


@dataclass(frozen=True)
class SurveyAnswer:
    """What somebody at the customer answered: `kind` of the question, `loop_closed` when it was come back on.

    `waits`: a detractor to whom nobody has come back, in a book that says when somebody did.
    """

    day: date
    kind: str
    score: float | None
    comment: str | None
    loop_closed: date | None = None
    waits: bool = False


@dataclass(frozen=True)
class Promise:
    """A note or an open task of the journal: `due` of a task, `day` on which it was written."""

    day: date
    writer: str
    text: str
    due: date | None = None


@dataclass(frozen=True, eq=False)
class CustomerReview:
    """One customer on one page.

    `page`: the same figures that the room of the customer shows. `tickets`: those that are open, the oldest
    first; `said` the newest first; `open_loops`: answers of detractors that nobody came back on; `tasks` by
    their day, `notes` the newest first; `questions` to ask.
    """

    page: CustomerView
    basket: Basket
    range: RangeBought
    tickets: tuple[OpenTicket, ...]
    said: tuple[SurveyAnswer, ...]
    open_loops: tuple[SurveyAnswer, ...]
    tasks: tuple[Promise, ...]
    notes: tuple[Promise, ...]
    suggestions: Suggestions
    questions: tuple[str, ...]
