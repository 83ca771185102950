"""What the files of a book leave to settle, as the header of every room tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.schema.receipt import Receipt


@dataclass(frozen=True)
class Unsettled:
    """Questions without an answer, the sentences of problems, rows and cells that were set aside."""

    questions: int = 0
    problems: tuple[str, ...] = ()
    aside: int = 0

    @classmethod
    def of(cls, receipt: Receipt) -> Unsettled:
        """What a receipt leaves to settle."""
        return cls(
            len(receipt.questions),
            tuple(problem.sentence for problem in receipt.problems),
            receipt.quarantine.height + receipt.cells_set_aside.height,
        )

    @property
    def count(self) -> int:
        """How much there is."""
        return len(self.problems) + self.questions + self.aside

    @property
    def is_grave(self) -> bool:
        """Whether figures may be wrong until somebody has settled it."""
        return bool(self.questions or self.problems)

    @property
    def words(self) -> str:
        """`1 question, 2 problems, 14 set aside`."""
        counted = ((self.questions, "question"), (len(self.problems), "problem"))
        told = [f"{number} {word}{'' if number == 1 else 's'}" for number, word in counted if number]
        return ", ".join([*told, *([f"{self.aside:,} set aside"] if self.aside else [])])
