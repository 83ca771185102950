"""Whom the rows of a draft name: looked up once in the list of customers, and each id once.

Ten million ids are compared with a list once. What was found stays beside the rows as a working column and
goes with them through every filter; whoever writes other ids drops it (`without_places`), and they are looked
up anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rows.found import all_differ, rows_of_ids
from holdfast.rows.numbered import marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.finish.draft import TableDraft

NO_IDS: Final = pl.Series("id", dtype=pl.String)

EXPECTED_AT: Final = "__expected_at"
"""Working column: where the customer of a row stands among those expected, UInt32; null for nowhere."""

_CUSTOMER: Final = "customer_id"


@dataclass(frozen=True, eq=False)
class Ids:
    """The different ids of a column, as `id`, without null, in any order: `expected` ones, and `others`."""

    expected: pl.Series
    others: pl.Series

    @property
    def every(self) -> pl.Series:
        """All of them."""
        return pl.concat([self.expected, self.others])


def expected_customers(drafts: Sequence[TableDraft]) -> pl.Series:
    """The ids of the lists of customers, each once."""
    listed = [draft.frame[_CUSTOMER] for draft in drafts if draft.table == "customers"]
    ids = pl.concat([pl.Series(_CUSTOMER, dtype=pl.String), *listed]).drop_nulls().rechunk()
    return ids if all_differ(ids) else ids.unique(maintain_order=True)


def with_places(draft: TableDraft, expected: pl.Series) -> TableDraft:
    """The draft with EXPECTED_AT, where anybody is expected and the draft names customers."""
    if not expected.len() or _CUSTOMER not in draft.frame.columns:
        return draft
    ids = draft.frame[_CUSTOMER]
    is_list = ids.equals(expected)
    places = pl.int_range(ids.len(), dtype=pl.UInt32, eager=True) if is_list else rows_of_ids(ids, expected)
    return draft.with_frame(draft.frame.with_columns(places.alias(EXPECTED_AT)))


def without_places(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows once other ids stand in a column: what was found for the old ones says nothing of these."""
    return frame.drop(EXPECTED_AT, strict=False) if column == _CUSTOMER else frame


def customers_in(draft: TableDraft, expected: pl.Series) -> Ids:
    """Whom a draft `with_places` names."""
    if EXPECTED_AT not in draft.frame.columns:
        return ids_in(draft, _CUSTOMER)
    places = draft.frame[EXPECTED_AT]
    named = expected.filter(marked(places.drop_nulls(), expected.len())).alias("id")
    others = draft.frame[_CUSTOMER].filter(places.is_null())
    return Ids(named, others.unique().drop_nulls().alias("id"))


def ids_in(draft: TableDraft, column: str) -> Ids:
    """The ids in a column of a draft of which none is expected; none where it has no such column."""
    if column not in draft.frame.columns:
        return Ids(NO_IDS, NO_IDS)
    # Engines differ: on a million ids this one takes a third of what Series.unique does.
    once = draft.frame.lazy().select(pl.col(column).alias("id").unique()).collect(engine="streaming")
    return Ids(NO_IDS, once.get_column("id").drop_nulls())


def rows_of(draft: TableDraft, column: str, ids: pl.Series) -> pl.DataFrame:
    """`id` and `rows` UInt32 of those of these few ids that stand in a column of a draft."""
    if column not in draft.frame.columns:
        return NO_IDS.to_frame().with_columns(pl.lit(0, dtype=pl.UInt32).alias("rows"))
    named = draft.frame.lazy().select(pl.col(column).alias("id")).filter(pl.col("id").is_in(ids.implode()))
    return named.group_by("id").agg(pl.len().alias("rows")).collect()


@dataclass(frozen=True, eq=False)
class LookedUp:
    """A finished table and EXPECTED_AT of its rows."""

    table: pl.DataFrame
    places: pl.Series


def rows_in_list(
    tables: Mapping[str, pl.DataFrame], expected: pl.Series, placed: Mapping[str, LookedUp]
) -> dict[str, pl.Series]:
    """By table that names customers, the row of the list where each row's stands; empty without a list.

    `placed`: tables whose rows were looked up among those `expected`; one that has become another since is
    looked up anew.
    """
    if "customers" not in tables:
        return {}
    listed = tables["customers"][_CUSTOMER]
    moved = None if expected.equals(listed) else rows_of_ids(expected, listed)
    rows: dict[str, pl.Series] = {}
    for name, frame in tables.items():
        if name == "customers" or _CUSTOMER not in frame.columns:
            continue
        known = placed.get(name)
        if known is None or known.table is not frame:
            rows[name] = rows_of_ids(frame[_CUSTOMER], listed)
        else:
            rows[name] = known.places if moved is None else moved.gather(known.places)
    return rows
