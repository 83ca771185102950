"""One sitting as far as it is restored at its beginning, and kept while it goes on and when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast_tui.sitting.left.as_left import AsLeft
from holdfast_tui.sitting.left.file import LeftFile
from holdfast_tui.sitting.left.gathering import Gathering
from holdfast_tui.sitting.state import DeskState, Place

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast_tui.sitting.left.fitting import Restored

REST_SECONDS: Final = 1.0
"""So long after a key the desk is kept as it then is: a crash takes no more than that."""


@dataclass
class LeftDesk:
    """The desk over one book as it was left, in `file`.

    `given`: the parts of the question that the command line says, which go before what was left. `first`: the
    question with which a sitting begins without them. `is_fresh`: whether to begin as for the first time.
    `words`: what was restored, for whoever begins; `problem`: what could not be.
    """

    file: LeftFile
    given: frozenset[str] = frozenset()
    is_fresh: bool = False
    first: Query = field(default_factory=Query)
    problem: str = ""
    words: str = ""
    _left: AsLeft | None = None
    _is_read: bool = False
    _came_to_rest: bool = False
    _gathering: Gathering = field(default_factory=Gathering)

    @property
    def left(self) -> AsLeft | None:
        """The desk as it was left; None where it begins afresh. `problem` says why that cannot be told."""
        if not self._is_read and not self.is_fresh:
            try:
                self._left = self.file.read()
            except UsageError as error:
                self.problem = f"The desk as you left it is not restored: {error}."
        self._is_read = True
        return self._left

    @property
    def room(self) -> str:
        """The room that will be in front."""
        return self.left.room if self.left is not None else "desk"

    def restored(self, book: Book, asked: Query) -> Restored | None:
        """What can be restored, where the sitting would begin with the question `asked`; None for nothing."""
        # polars is there once the book is read.
        from holdfast_tui.sitting.left.fitting import restored  # noqa: PLC0415

        if (left := self.left) is None:
            return None
        try:
            return restored(left, book, asked, self.given)
        except UsageError as error:
            self.problem = f"The desk as you left it is not restored: {error}."
            return None

    def keep(self, state: DeskState, where: str, here: Place, book: Book, *, last: bool = False) -> None:
        """Keep the desk as it is; `where`: the filter but for what is half typed; `last`: at once."""
        self._came_to_rest = True
        query = replace(state.query, where=where)
        gathered = self._gathering.gathered(state, query, here, self.first, book)
        if last:
            self.file.keep_last(gathered)
        else:
            self.file.keep(gathered)

    def crashed(self) -> None:
        """What was restored may be why: where the desk never came to rest with it, it is not tried again."""
        if not self._came_to_rest:
            self.file.forget()
