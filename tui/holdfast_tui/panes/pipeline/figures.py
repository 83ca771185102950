"""Figures of pipeline and contracts one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.panes.figure_list import FigureListPane


class PipelineFiguresPane(FigureListPane):
    """Deals first, then what comes due, then what falls short."""

    name_of_pane = "Pipeline and contracts"
    LABELS: ClassVar[Mapping[str, str]] = FIGURE_LISTS["pipeline-figures"]
