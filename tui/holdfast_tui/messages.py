"""What panes and widgets say to the room above them; only the room and the store act on it."""

from __future__ import annotations

from textual.message import Message

from holdfast.query import SortKey
from holdfast.views.data.view import ColumnUse, Remark
from holdfast.views.selection import Selection


class Said(Message):
    """Whatever a pane or a widget says to its room."""


class OpenCustomer(Said):
    """Enter on a customer: show its screen."""

    def __init__(self, customer: int) -> None:
        super().__init__()
        self.customer = customer


class OpenFigure(Said):
    """Enter on a figure: show the rows it was made of."""

    def __init__(self, metric_id: str) -> None:
        super().__init__()
        self.metric_id = metric_id


class OpenRows(Said):
    """Enter on a cell, a bar, a prompt or a wave: show the rows behind it."""

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self.selection = selection


class LookWanted(Said):
    """Enter on what only a long look at the past can tell: begin it."""


class OpenFlag(Said):
    """Enter on a flag where its customers are on show already: go to them."""

    def __init__(self, flag: str) -> None:
        super().__init__()
        self.flag = flag


class OpenRemark(Said):
    """Enter on a question or a finding about the files: show all of it."""

    def __init__(self, remark: Remark) -> None:
        super().__init__()
        self.remark = remark


class ChangeColumn(Said):
    """Enter on a column of a file: say what it means."""

    def __init__(self, use: ColumnUse) -> None:
        super().__init__()
        self.use = use


class ChangeTable(Said):
    """A file is to become another table, or not used; `table` is empty where it is none now."""

    def __init__(self, file: str, table: str) -> None:
        super().__init__()
        self.file, self.table = file, table


class OpenColumns(Said):
    """Enter on a file: go to its columns."""

    def __init__(self, file: str, table: str) -> None:
        super().__init__()
        self.file, self.table = file, table


class OpenLine(Said):
    """Enter on what was set aside: show the line in its file."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line


class AddFilter(Said):
    """Enter on a flag, a rep or a segment: narrow the filter by one clause, such as `flag:overdue`."""

    def __init__(self, clause: str) -> None:
        super().__init__()
        self.clause = clause


class Touched(Said):
    """A click on words that stand for a command: its id, and how often it is to be run."""

    def __init__(self, command: str, times: int = 1) -> None:
        super().__init__()
        self.command, self.times = command, times


class SortChanged(Said):
    """The list asks to be sorted another way."""

    def __init__(self, sort: tuple[SortKey, ...]) -> None:
        super().__init__()
        self.sort = sort


class CursorMoved(Said):
    """The cursor of a list stands on another row (position, counted from 0)."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index
