"""What a book comes to in a few numbers: by them a mapping is compared with another before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.money import units

if TYPE_CHECKING:
    from holdfast.book.book import Book


@dataclass(frozen=True)
class Tally:
    """Counts over the whole book; `revenue` of all sales and `recurring` at the end in currency units.

    `findings`: problems and warnings that nobody called known.
    """

    customers: int
    sales: int
    revenue: float
    recurring: float
    used: int
    aside: int
    questions: int
    findings: int
    currency: str

    @classmethod
    def of(cls, book: Book) -> Tally:
        """The numbers of a book."""
        receipt = book.receipt
        return cls(
            customers=book.customers.height,
            sales=book.sales.height,
            revenue=units(int(book.sales["amount"].sum())),
            recurring=units(int(book.activity.changes["delta"].sum())) if book.has_recurring_revenue else 0.0,
            used=sum(file.used for file in receipt.files),
            aside=receipt.quarantine.height + receipt.cells_set_aside.height,
            questions=len(receipt.questions),
            findings=sum(one.severity in ("problem", "warning") for one in receipt.findings),
            currency=book.settings.currency,
        )
