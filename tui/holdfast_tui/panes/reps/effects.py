"""Figures of the team one by one: what handovers and departures cost, who stays, what reps say and get."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from holdfast_tui.panes.figure_list import FigureListPane


class RepEffectsPane(FigureListPane):
    """The figures that no other system gives first."""

    name_of_pane = "Handovers, departures, voice"
    LABELS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "handover.loss": "Losses after a handover",
            "handover.loss.matched": "  like with like",
            "departure.revenue": "Revenue after a departure",
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
        }
    )
    DIFFERENCES: ClassVar[tuple[str, ...]] = ("handover.loss", "handover.loss.matched", "departure.revenue")
