"""Where each figure stands on the desk: its room and pane, for the palette and for `explain`.

Figures that stand nowhere are reached by name too: their rows are opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands.places import NUMBERED_ROOMS, NumberedPlace, NumberedRoom

FIGURE_LISTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "rep-effects": {
            "handover.loss": "Losses after a handover",
            "handover.loss.matched": "  like with like",
            "departure.revenue": "Revenue after a departure",
            "departure.cost": "  what it cost in a year",
            "orphans.customers": "Customers without a rep",
            "orphans.revenue": "  their revenue",
            "orphans.days": "  days without one",
            "retention.reps.original": "Original team",
            "retention.reps.served": "  all who served",
            "retention.reps.new_hires": "  new hires",
            "turnover.reps": "Turnover",
            "turnover.reps.voluntary": "  voluntary",
            "tenure.reps": "Median tenure",
            "enps.reps": "eNPS",
            "attainment.reps": "Quota attained",
            "recognition.reps": "Reps recognised",
            "recognition.reps.days": "  days since the last",
        },
        "pipeline-figures": {
            "pipeline.win_rate": "Win rate",
            "pipeline.attrition": "  lost before the close",
            "pipeline.stage_conversion": "Weakest stage",
            "pipeline.cycle_time": "Sales cycle",
            "pipeline.open": "Open deals",
            "pipeline.open.amount": "  their amount",
            "contracts.renewal_rate": "Renewal rate",
            "contracts.forecast": "Renewal forecast, 90 d",
            "risk.revenue.renewals_90d": "  revenue up for renewal",
            "contracts.shortfall": "Contract shortfall",
            "contracts.damages": "  damages",
        },
        "voice-figures": {
            "nps.customers": "NPS",
            "nps.change": "  since the wave before",
            "nps.response_rate": "Response rate",
            "nps.silent_share": "Survey silence",
            "nps.loops_closed": "Detractors answered",
            "csat.customers": "Satisfied",
            "enps.reps": "eNPS",
        },
        "money-figures": {
            "revenue.period": "Revenue",
            "revenue.new_share": "  of new customers",
            "revenue.repeat_share": "  of earlier ones",
            "revenue.stability": "  varies by month",
            "revenue.without_new": "12 months, nobody new",
            "revenue.dependence": "  new must bring",
            "churn.customers.yearly": "Lost a year",
            "churn.cost": "Cost of churn",
            "churn.customer_value": "  a lost customer",
            "churn.word_of_mouth": "  kept away by words",
            "risk.revenue.flagged": "Revenue flagged",
            "risk.revenue.expected": "  expected loss",
            "price.full_share": "At full price",
            "price.discount_depth": "  depth of discounts",
            "price.kept_after_rise": "  kept after a rise",
            "clv.what_if": "What if more stayed",
        },
    }
)
"""By pane, the figures that it lists one under the other, and what each is called there.

Two spaces stand in front of a detail.
"""

_IN_ROOM: Final[Mapping[NumberedPlace, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "losses": {
            "loss-reasons": (
                "losses.count",
                "losses.revenue",
                "losses.unexplained",
                "losses.recoverable",
                "retention.by_reason",
            ),
            "silence": ("attrition.silent", "attrition.said"),
        },
        "voice": {
            "voice-figures": tuple(FIGURE_LISTS["voice-figures"]),
        },
        "retention": {
            "segments": (
                "retention.customers",
                "retention.revenue.gross",
                "retention.revenue.net",
                "repeat.rate",
            ),
            "movements": (
                "customers.start",
                "customers.new",
                "customers.returned",
                "customers.lost",
                "customers.active",
                "mrr.start",
                "mrr.new",
                "mrr.reactivation",
                "mrr.expansion",
                "mrr.contraction",
                "mrr.churn",
                "mrr.end",
                "mrr.new.events",
                "mrr.reactivation.events",
                "mrr.expansion.events",
                "mrr.contraction.events",
                "mrr.churn.events",
            ),
            "survival": ("survival.median",),
            "values": (
                "clv.historic",
                "clv.simple",
                "clv.discounted",
                "clv.discounted.end",
                "clv.predicted",
                "clv.what_if",
            ),
        },
        "reps": {
            "rep-table": ("retention.customers.by_rep",),
            "team-years": ("retention.reps.headcount",),
            "rep-effects": tuple(FIGURE_LISTS["rep-effects"]),
        },
        "pipeline": {"pipeline-figures": tuple(FIGURE_LISTS["pipeline-figures"])},
        "money": {"money-figures": tuple(FIGURE_LISTS["money-figures"])},
    }
)
"""Room → pane → the figures that stand there."""


@dataclass(frozen=True)
class Spot:
    """The room in which a figure stands, and its pane."""

    room: NumberedRoom
    pane: str

    @property
    def words(self) -> str:
        """Where to go: `Voice (9)`."""
        return f"{tr(self.room.title, 'room')} ({self.room.key})"


def _spots() -> Mapping[str, Spot]:
    """Every figure at the first place that has it."""
    rooms = {room.place: room for room in NUMBERED_ROOMS}
    found: dict[str, Spot] = {}
    for place, panes in _IN_ROOM.items():
        for pane, metrics in panes.items():
            for metric in metrics:
                found.setdefault(metric, Spot(rooms[place], pane))
    return MappingProxyType(found)


SPOTS: Final = _spots()
"""Metric id → where it stands; one that stands in no pane is missing here."""
