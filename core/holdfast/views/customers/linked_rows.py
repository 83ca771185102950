"""Rows of a frame that each belong to a customer: enter on one opens it."""

from __future__ import annotations

import polars as pl

from holdfast.views.customers.rows import FrameRows


class LinkedRows(FrameRows):
    """Rows of a frame with the column `customer` UInt32, null where the book does not list the customer.

    `key` names the column that tells the rows apart for good.
    """

    def __init__(self, frame: pl.DataFrame, key: str | None = None) -> None:
        super().__init__(frame.drop("customer"), None if key is None else frame.get_column(key))
        self._customers = frame.get_column("customer")

    def customer_at(self, index: int) -> int | None:
        """The customer of a row, if the book knows it."""
        customer = self._customers[index]
        return None if customer is None else int(customer)
