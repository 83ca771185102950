"""What a change of thresholds would do to one flag, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from holdfast.money import units
from holdfast.risk.needs import missing_tables
from holdfast.risk.past.backtest import backtest_flag, backtest_of
from holdfast.risk.since.seen import judged
from holdfast.risk.states import FlagState, flag_state
from holdfast.risk.summary import stake
from holdfast.risk.watch import UNWATCHED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.past.history import History
    from holdfast.risk.past.record import FlagRecord
    from holdfast.risk.scope.scope import RuleScope
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.risk.watch import Watch


@dataclass(frozen=True)
class Count:
    """A flag over some subjects: open for how many, with how much money (currency units), judged how many."""

    open: int
    money: float
    evaluated: int
    locked: bool = field(default=False, compare=False)

    @property
    def state(self) -> FlagState:
        """Open, clear, untold where nobody could be judged, or locked."""
        return flag_state(self.open, self.evaluated, locked=self.locked)


@dataclass(frozen=True)
class Preview:
    """One flag under the thresholds in force and under changed ones.

    `opens`, `closes`: subjects for whom it would open or close; `worsens`, `eases`: open both times, at
    another severity.
    """

    flag_id: str
    now: Count
    then: Count
    opens: int
    closes: int
    worsens: int
    eases: int


def records(
    history: History, flag: AnyFlag, changed: Thresholds, as_of: date, watch: Watch = UNWATCHED
) -> tuple[FlagRecord, FlagRecord]:
    """The backtest of one flag before and after a change, over all customers. Raises CancelledError."""
    before = backtest_of(history.book, as_of, history.thresholds, watch)
    after = backtest_flag(history, flag, changed, as_of, watch=watch)
    return before.record(flag.id), after.record(flag.id)


def preview(scope: RuleScope, flag: AnyFlag, changed: Thresholds, mask: pl.Series | None = None) -> Preview:
    """One flag before and after a change, over the customers of `mask` (Boolean, row i customer i).

    A flag of reps or of segments is compared over all of them. Nothing else is evaluated again.
    """
    if missing_tables(scope.book, flag):
        nothing = Count(0, 0.0, 0, locked=True)
        return Preview(flag.id, nothing, nothing, 0, 0, 0, 0)
    both = pl.DataFrame([*_known(scope, flag), *_levels(scope.under(changed), flag, "then")])
    if mask is not None and flag.subject == "customer":
        both = both.filter(mask)
    now, then = pl.col("now").fill_null(0), pl.col("then").fill_null(0)
    totals = both.select(
        *_count("now"),
        *_count("then"),
        ((now == 0) & (then > 0)).sum().alias("opens"),
        ((now > 0) & (then == 0)).sum().alias("closes"),
        ((now > 0) & (then > now)).sum().alias("worsens"),
        ((then > 0) & (now > then)).sum().alias("eases"),
    ).row(0, named=True)
    return Preview(
        flag.id,
        _counted(totals, "now"),
        _counted(totals, "then"),
        *(totals[name] for name in ("opens", "closes", "worsens", "eases")),
    )


def _counted(totals: Mapping[str, Any], when: str) -> Count:
    return Count(totals[f"open_{when}"], units(totals[f"money_{when}"]), totals[f"evaluated_{when}"])


def _known(scope: RuleScope, flag: AnyFlag) -> list[pl.Series]:
    """The levels in force: of evaluated facts as they are."""
    if flag.column not in scope.facts.columns:
        return _levels(scope, flag, "now")
    return scope.facts.select(pl.col(flag.column).alias("now"), stake(flag).alias("stake_now")).get_columns()


def _levels(scope: RuleScope, flag: AnyFlag, when: str) -> list[pl.Series]:
    """Severity of every subject, and the money at stake: the flag's own, else the revenue."""
    answer = judged(scope, flag)
    severity = answer.get_column("severity").cast(pl.Int8).alias(when)
    if "money" not in flag.numbers:
        subjects = scope.team.reps if flag.subject == "rep" else scope.facts
        revenue = subjects.get_column("revenue")
        return [severity, revenue.alias(f"stake_{when}")]
    return [severity, answer.get_column("money").cast(pl.Int64).alias(f"stake_{when}")]


def _count(when: str) -> tuple[pl.Expr, ...]:
    raised = (pl.col(when) > 0).fill_null(value=False)
    return (
        raised.sum().alias(f"open_{when}"),
        (pl.col(f"stake_{when}") * raised).sum().alias(f"money_{when}"),
        pl.col(when).count().alias(f"evaluated_{when}"),
    )
