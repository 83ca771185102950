"""How customers stand while something is written about them: their open flags, and what is at stake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.money import units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.summary import stake
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


@dataclass(frozen=True)
class Stood:
    """One customer as an entry remembers it. `flags`: ids of its open flags, worst first.

    `stood`: each as `F01:high:84213`, the money in whole units of the book's currency.
    """

    customer_id: str
    name: str
    flags: tuple[str, ...] = ()
    stood: tuple[str, ...] = ()


def stood_now(_store: FactsStore, answer: Answer, customers: Sequence[int]) -> tuple[Stood, ...]:
    """Customers by number, in this order, with the flags that are open as of the answer's date."""
    facts = answer.facts.customers[list(customers)]
    levels = facts.select(flag.column for flag in FLAGS.values()).rows()
    stakes = facts.select(stake(flag).alias(flag.id) for flag in FLAGS.values()).rows()
    named = facts.select("customer_id", "name").rows()
    found = []
    for (customer_id, name), level_of, stake_of in zip(named, levels, stakes, strict=True):
        open_flags = sorted(
            (
                (-level, number, flag)
                for number, (flag, level) in enumerate(zip(FLAGS, level_of, strict=True))
                if level
            ),
        )
        told = tuple(
            f"{flag}:{SEVERITIES[-minus]}:{units(stake_of[number]) or 0:.0f}"
            for minus, number, flag in open_flags
        )
        flags = tuple(flag for _, _, flag in open_flags)
        found.append(Stood(customer_id, name or customer_id, flags, told))
    return tuple(found)
