"""Figures of pipeline and contracts one by one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from holdfast_tui.panes.figure_list import FigureListPane


class PipelineFiguresPane(FigureListPane):
    """Deals first, then what comes due, then what falls short."""

    name_of_pane = "Pipeline and contracts"
    LABELS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
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
        }
    )
