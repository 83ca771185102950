"""The risk flags, declared: what each is called, needs, weighs and asks for; `rules.py` opens them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Flag:
    """One risk flag.

    `slug` is its word in a filter (`flag:overdue`). `severities` are those it can have, mildest first.
    `needs` lists alternatives: each inner tuple is a set of tables that together make it possible.
    `rule` and `guard` are the definition in words, shown by `holdfast explain`.
    """

    id: str
    slug: str
    name: str
    severities: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    rule: str
    guard: str
    play: str

    @property
    def column(self) -> str:
        """Its column in the facts: Int8 index into `fields.SEVERITIES`, 0 clear, null not evaluated."""
        return f"flag_{self.id}"


_DECLARED: Final = (
    Flag(
        "F01",
        "overdue",
        "Overdue",
        ("watch", "high", "critical"),
        (("orders",),),
        "days since the last order ÷ the customer's own cadence: 1.5 watch, 2 high, 3 critical",
        "at least 2 orders",
        "Call with the usual basket",
    ),
    Flag(
        "F03",
        "one-timer",
        "One-timer due",
        ("watch",),
        (("orders",),),
        "one order, and its age lies between the median and the 90th percentile of the time others took to "
        "their second order",
        "at least 30 customers with a second order, else 45 to 120 days",
        "Second-purchase offer",
    ),
    Flag(
        "F04",
        "spend-drop",
        "Spend drop",
        ("high",),
        (("orders",),),
        "revenue of the last 90 days at most 60 % of the mean of the four 90-day windows before, and at most "
        "75 % of the same 90 days last year",
        "at least 4 orders before the last 90 days, and 455 days of history",
        "Review what they need now",
    ),
    Flag(
        "F05",
        "order-size",
        "Order size fall",
        ("watch",),
        (("orders",),),
        "median amount of the last 3 orders at most 75 % of the median of the 6 before",
        "at least 9 orders",
        "Check for a competitor's share",
    ),
    Flag(
        "F12",
        "detractor",
        "Detractor",
        ("high",),
        (("surveys",),),
        "latest NPS score at most 6, within 180 days, and nobody has closed the loop",
        "an answered NPS survey within 180 days",
        "Call within 48 hours",
    ),
    Flag(
        "F18",
        "rep-changed",
        "Rep changed",
        ("watch", "high"),
        (("assignments", "interactions"),),
        "the rep changed at most 90 days ago and the new rep has had fewer than 2 two-way contacts; high in "
        "the top tier",
        "a recorded open assignment, and a log of contacts that reaches back to the change",
        "Handover play at 7, 30 and 60 days",
    ),
    Flag(
        "F19",
        "orphaned",
        "Orphaned",
        ("high", "critical"),
        (("reps", "assignments"),),
        "an active customer with no open assignment to an active rep; critical in the top half by revenue",
        "an active customer",
        "Assign a rep of similar background",
    ),
    Flag(
        "F22",
        "renewal-lapsed",
        "Renewal lapsed",
        ("critical",),
        (("contracts",), ("subscriptions",)),
        "the last contract or subscription has ended and no successor is on file",
        "a contract or subscription that runs or ended within 365 days",
        "Call this week",
    ),
    Flag(
        "F29",
        "contact-gap",
        "Contact gap",
        ("watch",),
        (("interactions",),),
        "no two-way contact for longer than the tier's cadence: A 30, B 60, C 120 days",
        "an active customer; if never contacted, contacts on file for longer than the cadence. "
        "Without a tier the C cadence applies",
        "Get in touch",
    ),
)

FLAGS: Final[Mapping[str, Flag]] = MappingProxyType({flag.id: flag for flag in _DECLARED})
"""Every flag by id."""

FLAG_BY_WORD: Final[Mapping[str, Flag]] = MappingProxyType(
    {word: flag for flag in _DECLARED for word in (flag.slug, flag.id.lower(), flag.name.lower())}
)
"""Slugs, ids and names, lower-cased, as a filter may write them."""
