"""Figures of voice one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.panes.figure_list import FigureListPane


class VoiceFiguresPane(FigureListPane):
    """The score beside who answered and who did not, then satisfaction, then the reps."""

    name_of_pane = "Voice"
    LABELS: ClassVar[Mapping[str, str]] = FIGURE_LISTS["voice-figures"]
