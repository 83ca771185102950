"""A conversation with the line mode inside the test: a line in, its answer out."""

from __future__ import annotations

from pathlib import Path

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.journal.journal import Journal
from holdfast.own.places import folder_for
from holdfast.query import Query
from holdfast_tui.plain.conversation import Conversation
from holdfast_tui.plain.loop import answers
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.terminal.capabilities import UNICODE


class Talk:
    """Lines and their answers, over a book with a journal of its own."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        journal = Journal(folder_for("data") / "journals" / "book", "book", "tester")
        self.told = Conversation(engine, Query(), Journaling(journal), UNICODE, folder=folder)

    def __call__(self, line: str) -> list[str]:
        """The lines that answer one; the fault where it cannot be answered."""
        try:
            return list(answers(self.told, line))
        except UsageError as error:
            return [str(error)]
