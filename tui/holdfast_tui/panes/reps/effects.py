"""Figures of the team one by one: what handovers and departures cost, who stays, what reps say and get."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.panes.figure_list import FigureListPane


class RepEffectsPane(FigureListPane):
    """The figures that no other system gives first."""

    name_of_pane = "Handovers, departures, voice"
    LABELS: ClassVar[Mapping[str, str]] = FIGURE_LISTS["rep-effects"]
    DIFFERENCES: ClassVar[tuple[str, ...]] = ("handover.loss", "handover.loss.matched", "departure.revenue")
