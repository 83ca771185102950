"""What a rival is asked, and what must agree with the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Days:
    """The as-of date, and the first days of the period and of the one before."""

    as_of: date
    start: date
    before: date


@dataclass(frozen=True)
class Asked:
    """A filter: a field that must equal a value, or (`name`) contain it; no field keeps everybody."""

    field: str = ""
    value: str = ""

    @property
    def sql(self) -> str:
        """As a condition of SQL with one parameter, or none."""
        return {"": "true", "name": "contains(lower(name), ?)"}.get(self.field, f"{self.field} = ?")

    @property
    def parameters(self) -> list[str]:
        """The values of its parameters."""
        return [self.value] if self.field else []

    @property
    def expression(self) -> pl.Expr:
        """As an expression over the customers."""
        if not self.field:
            return pl.lit(value=True)
        if self.field == "name":
            return pl.col("name").str.to_lowercase().str.contains(self.value, literal=True)
        return pl.col(self.field) == self.value


@dataclass(frozen=True)
class Answered:
    """What must agree with the desk: customers active at start, kept, active now; revenue in cents."""

    at_start: int
    kept: int
    active: int
    revenue: int


Rival = Callable[[Asked], Answered]
