"""What moved a figure since the comparison period, as rows of a room: each opens what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters.printer import is_exactly
from holdfast.metrics.evaluate import BLANK_GROUP
from holdfast.metrics.registry import METRICS
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.customers.rows import FrameRows
from holdfast.views.results import FigureRows
from holdfast.views.selection import FigureGroup, PageOfRep, Selection, WhyHealth, WhyMoved
from holdfast.views.why.brought import CUSTOMER, REP
from holdfast.views.why.health import why_health
from holdfast.views.why.moved import why_moved
from holdfast.views.why.table import told_table
from holdfast.views.why.words import WORDS, moved
from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.why.results import Why


class PartRows(FrameRows):
    """The parts of a change. One of `customer_at`, `selection_at`, `clause_at` says what enter does."""

    def __init__(self, frame: pl.DataFrame, opens: str = "", at: Callable[[int], Any] | None = None) -> None:
        super().__init__(frame)
        if opens and at is not None:
            self.__dict__[opens] = at


def moved_rows(store: FactsStore, answer: Answer, asked: WhyMoved) -> FigureRows:
    """The parts of a change by customer, or by a dimension. Raises UsageError as `why_moved`."""
    why = why_moved(store, answer, asked.figure, compared_with(store, answer), asked.by or CUSTOMER)
    (split,) = why.splits
    parts = split.parts.get_column("part").to_list()
    opens: tuple[str, Callable[[int], Any]] | tuple[()] = ()
    if split.by == CUSTOMER:
        numbers = _numbers(answer, parts)
        opens = ("customer_at", lambda index: numbers[index])
    elif why.id not in METRICS:
        opens = ("clause_at", lambda index: _clause(split.by, parts[index]))
    elif split.by == REP and METRICS[why.id].subject == "rep":
        opens = ("selection_at", lambda index: PageOfRep(parts[index]))
    else:
        opens = ("selection_at", lambda index: _group(why.id, split.by, parts[index]))
    return _rows(why, split.title, *opens)


def health_rows(store: FactsStore, answer: Answer, asked: WhyHealth) -> FigureRows:
    """The inputs that moved the health of a customer in a month. Raises UsageError as `why_health`."""
    month_ago = add_months(answer.facts.as_of + ONE_DAY, -1) - ONE_DAY
    return _rows(why_health(store, answer, asked.customer, month_ago), "Input")


def compared_with(store: FactsStore, answer: Answer) -> date:
    """The close of the comparison period; of what is in the data, the first day."""
    earlier = answer.facts.period.previous().last_day
    first = store.book.span[0]
    if answer.facts.as_of <= first:
        raise UsageError(f"the data begin on {first}: there is no earlier day to compare with")
    return max(earlier, first)


def _rows(why: Why, title: str, *opens: Any) -> FigureRows:
    told = told_table(why)
    names = {**told.titles, "part": tr(title, "field")}
    columns = tuple((name, names[name]) for name in told.frame.columns if name != "by")
    said = (
        f"{moved(why)} {WORDS.said('Worst first; what is shown adds up.')}"
        if told.frame.height
        else moved(why)
    )
    frame, rows = told.frame, PartRows(told.frame, *opens)
    kinds = {name: told.kinds.get(name, "text") for name in frame.columns}
    return FigureRows(
        why.moment,
        f"why:{why.id}:{title}",
        WORDS.said("Why: {figure}", figure=tr(why.name, "metric")),
        said,
        "value",
        columns,
        rows,
        kinds,
    )


def _numbers(answer: Answer, ids: Sequence[str]) -> list[int | None]:
    """The number of each customer, by its id."""
    asked = pl.DataFrame({"customer_id": ids}, schema={"customer_id": pl.String})
    people = answer.facts.customers.select("customer_id", "customer")
    found = asked.join(people, on="customer_id", how="left", maintain_order="left")
    return found.get_column("customer").to_list()


def _group(metric: str, by: str, part: str) -> Selection:
    return FigureGroup(metric, by, part)


def _clause(by: str, part: str) -> str:
    return is_exactly(by, None if part == BLANK_GROUP else part)
