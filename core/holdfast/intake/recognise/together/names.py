"""Names that stand beside the ids of customers in files of events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.synonyms import words
from holdfast.intake.recognise.weigh.readings import signs, speaks_of

if TYPE_CHECKING:
    from holdfast.intake.recognise.persons import Use

_CONTACTS: Final = ("contact", "kontakt", "contatt")
"""What accounting programs call whom they invoice."""
_OF_NAMES: Final = (
    "name",
    "legal",
    "full",
    "display",
    "billing",
    "bill",
    "to",
    "nom",
    "nome",
    "naam",
    "nombre",
)
"""Words beside which a header is still nothing but a name: a manager, a type or a town is another's."""
_FEWEST: Final = 2
"""Different ids from which on it tells something that each has a name of its own."""


def name_beside(header: str, use: Use) -> str:
    """The header of names beside an id: called as customers are, each id with one of its own, or ""."""
    head, taken = use.head, set((use.mapping.columns or {}).values())
    for one in head.columns:
        cells = head.cells(one)
        stems = (
            *signs()["customers"].words,
            *(_CONTACTS if use.mapping.table in ("orders", "invoices") else ()),
        )
        told = words(one)
        called = speaks_of(one, stems) and all(word.startswith(stems) or word in _OF_NAMES for word in told)
        if (
            one in taken
            or not called
            or cells.distinct < _FEWEST
            or cells.numbers
            or cells.dates
            or cells.mails
        ):
            continue
        pairs = head.rows.select(pl.col(header).alias("id"), pl.col(one).alias("name")).drop_nulls().unique()
        alone = pairs.height == pairs["id"].n_unique() == pairs["name"].n_unique()
        if alone and 2 * cells.filled > head.rows.height and pairs["name"].str.contains(r"\p{L}").all():
            return one
    return ""
