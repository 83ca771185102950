"""The screen of each numbered room."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from holdfast_tui.screens.rooms.data import DataScreen
from holdfast_tui.screens.rooms.outcomes.losses import LossesScreen
from holdfast_tui.screens.rooms.outcomes.money import MoneyScreen
from holdfast_tui.screens.rooms.outcomes.voice import VoiceScreen
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.screens.rooms.pipeline import PipelineScreen
from holdfast_tui.screens.rooms.reps import RepsScreen
from holdfast_tui.screens.rooms.retention import RetentionScreen
from holdfast_tui.screens.rooms.risk import RiskScreen
from holdfast_tui.screens.rooms.today.room import TodayScreen
from holdfast_tui.sitting.state import RoomName

ROOM_SCREENS: Final[Mapping[RoomName, type[PanesRoom[Any]]]] = MappingProxyType(
    {
        "risk": RiskScreen,
        "retention": RetentionScreen,
        "reps": RepsScreen,
        "pipeline": PipelineScreen,
        "today": TodayScreen,
        "losses": LossesScreen,
        "voice": VoiceScreen,
        "money": MoneyScreen,
        "data": DataScreen,
    }
)
