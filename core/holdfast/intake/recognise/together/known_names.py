"""Whom rows name, told by whom the sales name: of several columns the one whose values stand there too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.weigh.readings import signs, speaks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.recognise.persons import Use
    from holdfast.intake.recognise.weigh.head import Head

_SALES: Final = ("customers", "orders", "subscriptions", "mrr_events", "invoices", "contracts")
"""Tables that say who is a customer."""
_TOLD: Final = ("tickets", "interactions", "surveys", "usage", "contacts", "opportunities", "losses")
"""Tables whose rows may name a person beside the customer."""
_FOUND: Final = 0.9
"""Share of a column's different values that must be known customers."""
_MOSTLY: Final = 0.5
"""The same where the header says that customers stand there: a help desk hears of others too."""
_HARDLY: Final = 0.1
"""Share up to which a column names nobody who is known."""
_FEWEST: Final = 2
"""Different values that have to be found: one alone may be there by chance."""


def named_as_sales_do(uses: Sequence[Use]) -> list[Use]:
    """The uses with customers of tickets, contacts and the like under the header that names known ones.

    Help desks write a person into `Customer name` and the firm beside it: where hardly any of the persons is
    known from the sales and the firms of one other column are, that column says whose the row is.
    """
    known = _known(uses)
    return [_as_known(use, known) for use in uses] if known.len() >= _FEWEST else list(uses)


def _known(uses: Sequence[Use]) -> pl.Series:
    """Ids and names of customers in lists and sales."""
    parts = [
        use.head.rows[header]
        for use in uses
        if use.mapping.table in _SALES
        for header in (
            use.header("customer_id"),
            use.header("name") if use.mapping.table == "customers" else "",
        )
        if header in use.head.columns
    ]
    return pl.concat([pl.Series(dtype=pl.String), *parts]).drop_nulls().unique()


def _as_known(use: Use, known: pl.Series) -> Use:
    header = use.header("customer_id")
    if (
        use.mapping.table not in _TOLD
        or use.mapping.preset
        or use.mapping.match
        or header not in use.head.columns
    ):
        return use
    if _share(use.head, header, known) > _HARDLY:
        return use
    columns = use.mapping.columns or {}
    taken = {own for name, own in columns.items() if name != "customer_id"}
    free = [one for one in use.head.columns if one != header and one not in taken]
    shares = {one: _share(use.head, one, known) for one in free}
    called = [one for one in free if shares[one] >= _MOSTLY and speaks_of(one, signs()["customers"].words)]
    better = sorted(called, key=lambda one: -shares[one]) or [one for one in free if shares[one] >= _FOUND]
    if not called and len(better) != 1:
        return use
    mapping = replace(use.mapping, columns={**columns, "customer_id": better[0]})
    why = f'{use.why}; "{better[0]}" names customers that the sales name too, "{header}" does not'
    return replace(use, mapping=mapping, why=why)


def _share(head: Head, header: str, known: pl.Series) -> float:
    """The share of the different values below a header that are known, 0 for too few of them."""
    own = head.rows[header].drop_nulls().unique()
    found = int(own.is_in(known.implode()).sum())
    return found / own.len() if found >= _FEWEST else 0.0
