"""The parts of the desk: each shows one kind of result and asks for nothing."""

from __future__ import annotations

from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.customer.page import CustomerDetail
from holdfast_tui.panes.desk.customers import CustomersPane
from holdfast_tui.panes.desk.flags import FlagsPane
from holdfast_tui.panes.desk.kpi import KpiStrip
from holdfast_tui.panes.desk.reps import RepsPane
from holdfast_tui.panes.rows import RowsPane
from holdfast_tui.panes.state import PaneState

__all__ = [
    "CustomerDetail",
    "CustomersPane",
    "FlagsPane",
    "KpiStrip",
    "Pane",
    "PaneState",
    "RepsPane",
    "RowsPane",
]
