"""Owners that stood in dated lists of customers, as assignments and as the time their reps were there.

A change is known to the gap between two lists only, and dated on the later one's day: earlier nobody could
have known it. The first owner counts since the customer was created, as the owner of a single list does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.once.attributes import DAY
from holdfast.intake.once.snapshots import SIGHTED
from holdfast.intake.wording import count
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import LISTED_FROM, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.schema.settings import BookSettings

FROM_SNAPSHOTS: Final = "from snapshots"
"""The reason of assignments that nobody wrote down."""

_SAME_EXPORT: Final = timedelta(days=31)
"""How long after the last event a list may stand and still be of the same export."""


def with_history(
    tables: Mapping[str, pl.DataFrame], drafts: Sequence[TableDraft]
) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """The tables with the assignments that owners in dated lists make, and with when their reps were there.

    The draft with sightings has `customer_id`, `rep_id` (null: nobody) and DAY of every customer in every
    list; without one nothing changes. A staff file with days of hire keeps them; without, the first and the
    last list that names a rep bound its time.
    """
    sightings = next((draft.frame for draft in drafts if DAY in draft.frame.columns), None)
    if sightings is None:
        return dict(tables), []
    assignments = _assignments(sightings, tables["customers"])
    days = sightings[DAY].unique().sort()
    bounds = _bounds(sightings, days).with_columns(pl.lit(days[0]).alias(LISTED_FROM))
    handed = assignments["end"].count()
    found = [
        Finding(
            "info",
            SIGHTED,
            f"{count(assignments.height, 'assignment')} from the lists of customers of {days[0]} to "
            f"{days[-1]}, with {count(handed, 'change of owner', 'changes of owner')}, each dated on the "
            "later of two lists: it happened at some time since the one before",
        )
    ]
    reps = tables.get("reps")
    done = {**tables, SIGHTED: assignments}
    if reps is None or not _count(reps, "hire_date"):
        done["reps"] = bounds if reps is None else _bounded(reps, bounds)
        found.append(_told_of_reps(bounds, days, listed=reps is not None))
    return done, found


def as_of_newest(
    settings: BookSettings,
    tables: Mapping[str, pl.DataFrame],
    newest: date | None,
    *,
    is_told_by_lists: bool = False,
) -> tuple[BookSettings, list[Finding]]:
    """The settings with the as-of date of the newest list, where it is from after the last event.

    Not where the settings state one, nor where the list is so much later that it is of another export, unless
    the events are what the lists themselves tell.
    """
    events = [
        frame.select(pl.col(known).cast(pl.Date).alias("day"))["day"].drop_nulls()
        for name, frame in tables.items()
        if TABLES[name].is_event and (known := TABLES[name].known_on) and known in frame.columns
    ]
    last = max((day for days in events if isinstance(day := days.max(), date)), default=None)
    if settings.as_of or newest is None or last is None or newest <= last:
        return settings, []
    if newest > last + _SAME_EXPORT and not is_told_by_lists:
        return settings, []
    told = f"the book is seen as of {newest}, the day of the newest list of customers; events end on {last}"
    return replace(settings, as_of=newest), [Finding("info", "customers", told)]


def _count(frame: pl.DataFrame, column: str) -> int:
    return frame[column].count() if column in frame.columns else 0


def _assignments(sightings: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """One row for each time that an owner had a customer without a list that says otherwise."""
    created = pl.col("created") if "created" in customers.columns else pl.lit(None, dtype=pl.Date)
    known = customers.select("customer_id", created.alias("created"))
    is_first = pl.col("customer_id").is_first_distinct()
    in_first_list = pl.col(DAY) == sightings.get_column(DAY).min()
    before = pl.col("rep_id").shift().over("customer_id")
    changes = (
        sightings.sort("customer_id", DAY)
        .with_columns((is_first & in_first_list).alias("is_first"))
        .filter(is_first | pl.col("rep_id").ne_missing(before))
        .join(known, on="customer_id", how="left", maintain_order="left")
        .with_columns(pl.col(DAY).shift(-1).over("customer_id").alias("end"))
    )
    since = pl.when("is_first").then(pl.min_horizontal("created", DAY)).otherwise(DAY)
    unknown = pl.col("is_first") & pl.col("created").is_null()
    return changes.filter(pl.col("rep_id").is_not_null()).select(
        "customer_id",
        "rep_id",
        pl.when(~unknown).then(since).alias("start"),
        "end",
        pl.lit(FROM_SNAPSHOTS).alias("reason"),
    )


def _bounds(sightings: pl.DataFrame, days: pl.Series) -> pl.DataFrame:
    """`rep_id`, `hire_date` (the first list that names it) and `end_date` (the first that no longer does)."""
    following = pl.DataFrame({DAY: days, "end_date": days.shift(-1)})
    return (
        sightings.filter(pl.col("rep_id").is_not_null())
        .group_by("rep_id")
        .agg(pl.col(DAY).min().alias("hire_date"), pl.col(DAY).max())
        .join(following, on=DAY, how="left")
        .select("rep_id", "hire_date", "end_date")
        .sort("rep_id")
    )


def _bounded(reps: pl.DataFrame, bounds: pl.DataFrame) -> pl.DataFrame:
    """A staff file without days of hire, with those of the lists; ends that it states are kept."""
    stated = bounds.drop("end_date") if _count(reps, "end_date") else bounds
    dropped = [name for name in stated.columns if name != "rep_id"]
    joined = reps.drop(dropped, strict=False).join(stated, on="rep_id", how="left", maintain_order="left")
    declared = [column.name for column in TABLES["reps"].columns if column.name in joined.columns]
    return joined.select(*declared, pl.exclude(declared))


def _told_of_reps(bounds: pl.DataFrame, days: pl.Series, *, listed: bool) -> Finding:
    left = bounds["end_date"].count()
    lacking = "the staff file has no day of hire" if listed else "there is no staff file"
    return Finding(
        "warning",
        "reps",
        f"{lacking}: when {count(bounds.height, 'rep')} came and {left:,} left is taken {FROM_SNAPSHOTS}, "
        f"the first and the last list that names them, known to the gap between two lists; who stands in "
        f"that of {days[0]} came on that day or earlier, so tenures are at least as "
        "long, and who stayed is told of periods that begin after it; "
        "a rep without customers looks like one who left",
    )
