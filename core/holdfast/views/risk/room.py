"""The risk room: every flag, and the customers under one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.answers.moment import Moment
from holdfast.errors import UsageError
from holdfast.money import to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.evidence import evidence
from holdfast.risk.needs import locked
from holdfast.risk.summary import stake, summary_of
from holdfast.risk.thresholds.advice import advice
from holdfast.risk.thresholds.words import guard_of, in_force, rule_of
from holdfast.views.customers.listing import customer_rows
from holdfast.views.customers.rows import OrderedCustomers
from holdfast.views.risk.table import flag_summaries
from holdfast.views.risk.waves import waves_of
from holdfast.views.rooms import RiskRoomView

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.states import FlagSummary
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.rows.rowset import RowKey, RowSet

OWN_COLUMNS: Final = ("severity", "evidence", "first_seen", "money")
"""What the rows of a flag say of it, beside the fields of the customer."""

# A flag names its numbers as it likes (F15 has a "first"): no number has a dot in its name.
_DEADLINE: Final = "call.deadline"
_FIRST: Final = "call.first"
_STAKE: Final = "call.stake"


@dataclass(frozen=True)
class FlagAbout:
    """When a flag opens, when it is not judged, what to do, and its limits in force, each in a sentence.

    `thresholds` says where the limits are from.
    """

    rule: str
    guard: str
    play: str
    limits: tuple[str, ...]
    thresholds: str


@dataclass(frozen=True, eq=False)
class FlagCustomers:
    """The chosen customers under one flag, in the order in which they deserve a call.

    Columns of `rows`: fields of the customer, and OWN_COLUMNS of the flag. `told`: how the flag stands.
    """

    moment: Moment
    flag: str
    name: str
    rows: FlaggedCustomers
    about: FlagAbout
    told: FlagSummary


class FlaggedCustomers:
    """Customers in order, each with what one flag says of it; sentences are written for the rows fetched."""

    def __init__(self, customers: OrderedCustomers, flag: AnyFlag, seen: pl.DataFrame, currency: str) -> None:
        self._customers = customers
        self._flag = flag
        self._seen = seen
        self._currency = currency

    def __len__(self) -> int:
        return len(self._customers)

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of rows `start` to `stop` (exclusive); money in currency units."""
        own = self._seen.slice(start, max(stop - start, 0))
        said = own.select(
            pl.col("severity").cast(pl.UInt8).cat.to(SEVERITY).cast(pl.String),
            pl.when(pl.col("severity") > 0).then(evidence(self._flag, own, self._currency)).alias("evidence"),
            pl.col("since").alias("first_seen"),
            to_units(pl.col(_STAKE)).alias("money"),
        )
        fields = self._customers.fetch(start, stop, [name for name in columns if name not in OWN_COLUMNS])
        return {
            **fields,
            **{name: said.get_column(name).to_list() for name in columns if name in OWN_COLUMNS},
        }

    def holds(self, names: Sequence[str]) -> bool:
        """Whether all of these columns can be fetched."""
        return self._customers.holds([name for name in names if name not in OWN_COLUMNS])

    def customer_at(self, index: int) -> int:
        """The customer at a position."""
        return self._customers.customer_at(index)

    def index_of(self, customer: int) -> int | None:
        """The position of a customer, or None where it is not among the rows."""
        return self._customers.index_of(customer)

    def key_at(self, index: int) -> RowKey:
        """The identity of a row: its customer."""
        return self._customers.key_at(index)

    def keys(self) -> RowSet:
        """Every customer among the rows."""
        return self._customers.keys()

    def only(self, rows: RowSet) -> FlaggedCustomers:
        """The customers of a set; of those who do not have the flag it says nothing."""
        customers = self._customers.only(rows)
        seen = pl.DataFrame({"customer": customers.order}).join(
            self._seen, on="customer", how="left", maintain_order="left"
        )
        return FlaggedCustomers(customers, self._flag, seen, self._currency)


def risk_room(store: FactsStore, answer: Answer) -> RiskRoomView:
    """Every flag over the chosen customers."""
    return RiskRoomView(answer.moment, flag_summaries(store, answer), waves_of(store, answer))


def flag_customers(store: FactsStore, answer: Answer, flag_id: str) -> FlagCustomers:
    """The chosen customers under a flag, as they deserve a call. UsageError where customers have no such one.

    By deadline, then by what the customer list is ordered by (where that is known without a look at years),
    then by severity and money of the flag.
    """
    flag = FLAGS.get(flag_id)
    if flag is None:
        raise UsageError(f"{flag_id} is not a flag of customers")
    raised = answer.facts.raised.get(flag_id)
    if raised is None:
        raised = pl.DataFrame(
            schema={"customer": pl.UInt32, "severity": pl.Int8, "since": pl.Date, **flag.numbers}
        )
    first = store.first_to_call(answer, at_once=True)
    of_customers = answer.chosen.select(
        "customer",
        pl.col("deadline").alias(_DEADLINE),
        first.gather(answer.chosen.get_column("customer")).alias(_FIRST),
        stake(flag).alias(_STAKE),
    )
    seen = (
        raised.join(of_customers, on="customer", maintain_order="left")
        .sort(
            _DEADLINE, _FIRST, "severity", _STAKE, "customer",
            descending=[False, True, True, True, False],
            nulls_last=True,
        )
        .drop(_DEADLINE, _FIRST)
    )  # fmt: skip
    customers = customer_rows(store, answer).in_order(seen.get_column("customer"))
    rows = FlaggedCustomers(customers, flag, seen, answer.moment.currency)
    told = summary_of(flag, answer.chosen, locked(store.book).get(flag.id), store.thresholds.preset)
    return FlagCustomers(answer.moment, flag.id, flag.name, rows, _about(flag, store.thresholds), told)


def _about(flag: AnyFlag, thresholds: Thresholds) -> FlagAbout:
    return FlagAbout(
        rule_of(flag, thresholds),
        guard_of(flag, thresholds),
        advice(flag.id, thresholds.preset),
        in_force(flag, thresholds),
        thresholds.name,
    )
