"""The resolved frame of a view; the desk knows it before it can afford to import polars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from holdfast.query import Basis
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.timeline import Period


@dataclass(frozen=True)
class Moment:
    """The resolved frame of every view: whose book, when, and under which filter.

    `shown` of `total` customers known on `as_of` pass the filter. `thresholds`: those of the risk flags, in
    words. `files`: those that the book was read from. `basis`: what retention of revenue is measured on, in
    words, and the one it could be measured on instead. `fields`: those that its customers have. `journals`:
    files of what users wrote that are in it. `always_valid`: intervals hold at every look together.
    """

    book: str
    as_of: date
    period: Period
    where: str
    currency: str
    shown: int
    total: int
    thresholds: str = ""
    files: tuple[str, ...] = ()
    basis: str = ""
    other_basis: Basis | None = None
    fields: Fields = DECLARED
    journals: tuple[str, ...] = ()
    always_valid: bool = False

    @property
    def nobody(self) -> str | None:
        """Why there is no customer to show; None where there is one."""
        if self.shown:
            return None
        if not self.total:
            return f"No customer was known on {self.as_of}"
        return f"No customer passes the filter '{self.where}'"
