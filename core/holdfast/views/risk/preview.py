"""What a change of thresholds would do to a flag, over the customers of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.keeping import keeps
from holdfast.risk.catalog import ALL_FLAGS, FLAGS
from holdfast.risk.past.history import History
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.risk.thresholds.preview import Preview, preview, records
from holdfast.risk.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore
    from holdfast.risk.past.record import FlagRecord
    from holdfast.risk.thresholds.thresholds import Thresholds


def flag_preview(store: FactsStore, answer: Answer, flag_id: str, changed: Thresholds) -> Preview:
    """What a change of thresholds would do to one flag, over the chosen customers. Raises UsageError."""
    return preview(_scope(store, answer.facts), ALL_FLAGS[flag_id], changed, answer.mask)


def flag_records(
    store: FactsStore, answer: Answer, flag_id: str, changed: Thresholds, watch: Watch = UNWATCHED
) -> tuple[FlagRecord, FlagRecord] | None:
    """What a change would do to the backtest of one flag, over all customers; None for flags of reps.

    Raises UsageError, CancelledError.
    """
    if flag_id not in FLAGS:
        return None
    history = History(store.book, store.thresholds)
    return records(history, FLAGS[flag_id], changed, answer.facts.as_of, watch)


# What a rule needs besides the facts is found once for all previews of a date.
@keeps(1)
def _scope(store: FactsStore, facts: Facts) -> RuleScope:
    return rule_scope(store.book, facts.as_of, facts.customers, store.thresholds)
