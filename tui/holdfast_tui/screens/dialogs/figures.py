"""Choose the figures on top of the desk: show, hide, move."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.metrics.registry import FAMILIES
from holdfast.views.desk import TAKES_A_LOOK_BACK
from holdfast_tui.screens.dialogs.columns import ArrangeDialog


class FiguresDialog(ArrangeDialog):
    """Every figure by its name and family; those on show come first, in their order."""

    def __init__(self, shown: Sequence[str]) -> None:
        told = {
            metric.id: (metric.name, family)
            for family, metrics in FAMILIES.items()
            for metric in metrics
            # What takes a look at the past would hold up every key.
            if metric.id not in TAKES_A_LOOK_BACK
        }
        super().__init__("Figures", told, [metric for metric in shown if metric in told], title_cells=40)
