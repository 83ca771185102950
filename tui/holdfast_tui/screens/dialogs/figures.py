"""Choose the figures on top of the desk: show, hide, move."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.metrics.registry import METRICS, family_of, family_title
from holdfast.views.desk import TAKES_A_LOOK_BACK
from holdfast_tui.screens.dialogs.columns import Arranged, ArrangeDialog


def figures_dialog(shown: Sequence[str]) -> ArrangeDialog:
    """Every figure by its name and family; those on show come first, in their order."""
    told = {
        metric.id: Arranged(metric.name, family_title(family_of(metric.id)))
        for metric in sorted(METRICS.values(), key=lambda metric: family_of(metric.id))
        # What takes a look at the past would hold up every key.
        if metric.id not in TAKES_A_LOOK_BACK
    }
    return ArrangeDialog("Figures", told, [metric for metric in shown if metric in told])
