"""The lists of a report as the sheets of a workbook: full precision, one list a sheet."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl

from holdfast.export.results import provenance_of
from holdfast.export.sealed import SEAL
from holdfast.export.spreadsheet import workbook_of
from holdfast.metrics.registry import METRICS
from holdfast.risk.past.time_travel import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.views.report.results import PeriodReport


def as_workbook(report: PeriodReport, seals: Sequence[str] = ()) -> bytes:
    """The bytes of the workbook (.xlsx); `seals`: the code of each of its figures."""
    return workbook_of(tuple(_sheets(report, seals)), report.moment.as_of, provenance_of(report.moment))


def _sheets(report: PeriodReport, seals: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    figures = _figures(report)
    yield "Figures", figures.with_columns(pl.Series(SEAL, seals, pl.String)) if seals else figures
    totals = [asdict(total) for total in report.movements.totals]
    yield (
        "Movements",
        pl.DataFrame(totals, schema={"movement": pl.String, "amount": pl.Float64, "customers": pl.Int64}),
    )
    if report.changes is not None:
        counts = [{"flag": flag, **told} for flag, told in report.changes.counts.items()]
        yield (
            "Flags",
            pl.DataFrame(
                counts, schema={"flag": pl.String, **dict.fromkeys(CHANGES, pl.Int64)}, orient="row"
            ),
        )
        names = ("change", "severity", "flag", "name", "money", "evidence")
        listed = report.changes.listed
        yield "Changes", pl.DataFrame(listed.fetch(0, len(listed), names), strict=False)
    yield "Kept", pl.DataFrame(
        [asdict(one) for one in report.kept],
        schema={
            "day": pl.Date, "customer_id": pl.String, "name": pl.String, "outcome": pl.String,
            "amount": pl.Float64, "writer": pl.String, "text": pl.String,
        },
    )  # fmt: skip
    yield "Lost", report.lost
    yield "Reps", _reps(report)
    yield "Plays", report.plays.frame.filter(pl.col("started") > 0)


def _figures(report: PeriodReport) -> pl.DataFrame:
    names = ("value", "low", "high", "previous", "numerator", "denominator")
    rows = [
        {
            "id": figure.id,
            "figure": METRICS[figure.id].name if figure.id in METRICS else figure.id,
            **{name: getattr(figure, name) for name in names},
            "unit": figure.unit,
            "status": figure.status,
            "note": figure.note,
        }
        for figure in report.figures
    ]
    text = dict.fromkeys(("id", "figure"), pl.String)
    rest = dict.fromkeys(("unit", "status", "note"), pl.String)
    return pl.DataFrame(rows, schema={**text, **dict.fromkeys(names, pl.Float64), **rest})


def _reps(report: PeriodReport) -> pl.DataFrame:
    rows = [
        {
            "rep_id": row.rep_id,
            "name": row.name,
            "team": row.team,
            "hired": row.hired,
            "left": row.left,
            "customers": row.customers,
            "revenue": row.revenue,
            "kept": row.kept.value,
            "kept_low": row.kept.low,
            "kept_high": row.kept.high,
            "orphaned": row.orphaned,
            "orphaned_revenue": row.orphaned_revenue,
        }
        for row in report.team.reps.rows
    ]
    schema = {
        **dict.fromkeys(("rep_id", "name", "team"), pl.String),
        **dict.fromkeys(("hired", "left"), pl.Date),
        "customers": pl.Int64,
        **dict.fromkeys(("revenue", "kept", "kept_low", "kept_high"), pl.Float64),
        "orphaned": pl.Int64,
        "orphaned_revenue": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema)
