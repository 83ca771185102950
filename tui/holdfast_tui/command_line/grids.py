"""Tables for people: cells in words, columns aligned by what a terminal will really take up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal

import polars as pl

from holdfast.export.results import markdown_cell, to_markdown
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.schema.fields import NUMBER_KINDS, FieldKind
from holdfast.schema.row_kinds import declared_kind
from holdfast.views.results import TableView
from holdfast.words.interface.catalogue import tr
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, cell_width, literal, pad, safe
from holdfast_tui.terminal.capabilities import Glyphs

NO_ROWS: Final = "no rows"
Severity = Literal["severity"]

_GAP: Final = "  "
_NARROWEST: Final = 8

_FORECAST: Final = ("value", "low", "high", "low_95", "high_95", "came")

# Kinds of columns that are no field of a customer; everything else is shown as its data type asks.
_KINDS: Final[Mapping[str, Mapping[str, FieldKind | Severity]]] = {
    "flags": {"money": "money", "severity": "severity"},
    "frequency": {
        "revenue": "money",
        **dict.fromkeys(("share", "kept_rate", "kept_low", "kept_high"), "share"),
    },
    "movements": {
        **dict.fromkeys(
            ("start", "new", "reactivation", "expansion", "contraction", "churn", "end"), "money"
        ),
        **dict.fromkeys(("gross", "net"), "share"),
    },
    "cohorts": {"revenue": "money"},
    "survival": {"t": "days", **dict.fromkeys(("survival", "low", "high"), "share")},
    "reps": {
        **dict.fromkeys(("revenue", "orphaned_revenue"), "money"),
        **dict.fromkeys(("kept_rate", "kept_low", "kept_high", "kept_adjusted"), "share"),
        **dict.fromkeys(("difference", "difference_low", "difference_high"), "share"),
        **dict.fromkeys(("churn_oe", "oe_low", "oe_high"), "ratio"),
        "worst": "severity",
    },
    "departures": {
        **dict.fromkeys(("before", "expected", "after", "cost", "low", "high"), "money"),
        "expected_lost": "number",
    },
    "plan": {"revenue": "money", "risk": "severity"},
    "fire-drill": {
        **dict.fromkeys(("revenue", "expected_loss", "low", "high", "flagged_revenue"), "money"),
        "share": "share",
    },
    "pipeline": dict.fromkeys(("conversion", "low", "high", "attrition"), "share"),
    "contracts": {**dict.fromkeys(("value", "damages"), "money"), "shortfall": "number"},
    "backtest": {
        **dict.fromkeys(("loss_rate", "low", "high", "base_rate", "no_order", "recall"), "share"),
        **dict.fromkeys(("lift", "beyond_clock", "no_order_lift"), "ratio"),
        "lead_days": "days",
    },
    "pool": {
        **dict.fromkeys(("rate_alone", "pool_rate", "loss_rate"), "share"),
        "pool_customers": "number",
    },
    "losses": {"revenue_before": "money"},
    "plays": dict.fromkeys(
        (
            "without_kept",
            "difference",
            "low",
            "high",
            "kept_with",
            "kept_without",
            "held_out_kept",
            "effect",
            "effect_low",
            "effect_high",
        ),
        "share",
    ),
    "voice": {
        **dict.fromkeys(("nps", "low", "high", "change", "change_low", "change_high"), "number"),
        **dict.fromkeys(("response_rate", "survey_silence"), "share"),
    },
    "money": dict.fromkeys(("new", "earlier"), "number"),
    "today": dict.fromkeys(("money", "priority"), "money"),
    "what-if": {
        **dict.fromkeys(("customer_value", "change", "all_customers"), "money"),
        **dict.fromkeys(("retention", "lift"), "share"),
    },
    "team-years": dict.fromkeys(("original", "original_low", "original_high", "end_to_start"), "share"),
    "orphans": {"orphaned_days": "days", "revenue": "money", "risk": "severity"},
    "win-back": {
        **dict.fromkeys(("value", "worth", "worth_low", "worth_high"), "money"),
        **dict.fromkeys(("chance", "low", "high"), "share"),
        "days": "days",
    },
    "competitors": dict.fromkeys(("revenue", "open_amount"), "money"),
    "topics": dict.fromkeys(("share", "low", "high", "share_of_kept", "kept_low", "kept_high"), "share"),
    "recurring": {"usual": "number"},
    "words": {
        **dict.fromkeys(("lift", "low", "high"), "ratio"),
        **dict.fromkeys(("share", "share_low", "share_high"), "share"),
        "expected": "number",
        "chance": "chance",
        "revenue": "money",
    },
    "detractors": {"days": "days", "score": "number"},
    "comments": {"score": "number"},
    "scores": {"score": "number"},
    "satisfaction": dict.fromkeys(("value", "low", "high"), "share"),
    "loss-years": dict.fromkeys(("value", "low", "high"), "share"),
    "revenue-months": dict.fromkeys(("new", "earlier"), "money"),
    "week": dict.fromkeys(("money", "priority"), "money"),
    "regret": {
        **dict.fromkeys(("share", "low", "high", "lead", "lead_low", "lead_high"), "share"),
        **dict.fromkeys(("reached", "lost"), "money"),
    },
    "forecast": dict.fromkeys(_FORECAST, "number"),
}
"""Every fraction has its kind here, so that none is printed without its unit."""
_OF_FIELDS: Final = ("customers", "rows")
"""Views whose columns are fields of a customer, or rows behind a figure."""
_BESIDE_UNIT: Final[Mapping[str, tuple[str, ...]]] = {"money": ("new", "earlier"), "forecast": _FORECAST}
"""By view, columns whose values are each in the unit that their row names."""
_OF_UNIT: Final[Mapping[str, FieldKind]] = {
    "ratio": "share",
    "money": "money",
    "days": "days",
    "count": "count",
    "per_year": "number",
}
"""What a unit of a figure is in a table."""
_BY_TYPE: Final[Mapping[Any, FieldKind]] = {pl.Boolean: "boolean", pl.Date: "date", pl.List: "trend"}
_TWO_DECIMALS: Final = ("churn_oe", "oe_low", "oe_high")
"""Multiples that lie about 1."""


@dataclass(frozen=True)
class TextTable:
    """Titles and cells that are safe to print.

    `right` says which columns are set to the right, `prose` which may be cut: a shortened name is still
    a name, a shortened date or amount is a wrong one. `headings`: what stands above a row, by place.
    """

    titles: tuple[SafeText, ...]
    rows: tuple[tuple[SafeText, ...], ...]
    right: tuple[bool, ...]
    prose: tuple[bool, ...]
    headings: Mapping[int, SafeText] = field(default_factory=dict)

    def as_text(self, width: int | None = None) -> str:
        """Aligned lines; with a width, columns of prose are cut until a line fits where that is possible."""
        titles, *rows = aligned((self.titles, *self.rows), self.right, self.prose, width)
        lines = [titles]
        for place, row in enumerate(rows):
            if place in self.headings:
                lines += ["", self.headings[place]]
            lines.append(row)
        return "".join(f"{line}\n" for line in [*lines, *([] if self.rows else [tr(NO_ROWS)])])

    def as_markdown(self) -> str:
        """A GitHub table; one for each heading where there are any."""
        if not self.headings:
            return to_markdown(self.titles, self.rows, self.right)
        starts = sorted(self.headings)
        return "\n".join(
            f"## {markdown_cell(self.headings[start])}\n\n"
            f"{to_markdown(self.titles, self.rows[start:stop], self.right)}"
            for start, stop in zip(starts, [*starts[1:], len(self.rows)], strict=True)
        )


def aligned(
    rows: Sequence[Sequence[SafeText]],
    right: Sequence[bool],
    prose: Sequence[bool],
    width: int | None = None,
) -> list[str]:
    """Rows as lines of equal columns; with a width, prose is cut so that a line fits where it can."""
    widths = [max((cell_width(row[place]) for row in rows), default=0) for place in range(len(right))]
    if width is not None:
        widths = _fitted(widths, prose, width)
    return [
        _GAP.join(
            pad(cell, cells, "right" if to_the_right else "left")
            for cell, cells, to_the_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]


def view_grid(view: TableView, glyphs: Glyphs) -> TextTable:
    """A view as a grid; rows behind a figure end in what they come to, unless each is just one more."""
    frame = view.frame if view.told is None else view.told
    total, currency = view.total, view.moment.currency
    if (
        total is not None
        and total.unit == "count"
        and "amount" in frame.columns
        and (frame["amount"] == 1).all()
    ):
        frame, total = frame.drop("amount"), None
    grid = grid_of(view.view, frame, currency, glyphs, given=view.kinds, fields=view.moment.fields)
    own = (view.titles.get(name) for name in frame.columns)
    titles = tuple(
        safe(tr(title, "column")) if title else told for title, told in zip(own, grid.titles, strict=True)
    )
    if total is None or "amount" not in frame.columns:
        return replace(grid, titles=titles)
    line = [literal("")] * frame.width
    line[0] = safe(tr(total.said))
    line[frame.columns.index("amount")] = present.in_unit(total.value, total.unit, currency)
    return replace(grid, titles=titles, rows=(*grid.rows, tuple(line)))


def grid_of(
    view: str,
    frame: pl.DataFrame,
    currency: str,
    glyphs: Glyphs,
    *,
    given: Mapping[str, FieldKind] = MappingProxyType({}),
    fields: Fields = DECLARED,
) -> TextTable:
    """A frame of the engine (money in currency units) as a grid; `view` tells what its columns mean.

    `given`: what columns are whose name does not tell. `fields` are those of the book.
    """
    own = {word: field.kind for field in fields.own for word in field.names} if view == "customers" else {}
    kinds = {
        name: given.get(name) or own.get(name) or _kind(view, name, dtype)
        for name, dtype in frame.schema.items()
    }
    columns = [
        [
            _cell(series.name, kind, value, currency, glyphs)
            for kind, value in zip(_row_kinds(view, series, frame, kinds), series.to_list(), strict=True)
        ]
        for series in frame.get_columns()
    ]
    for rate, status in (("loss_rate", "status"), ("loss_rate", "rate_status"), ("rate", "rate_status")):
        if rate in kinds and status in kinds:
            place = frame.columns.index(rate)
            columns[place] = [
                safe(f"≈{cell}") if said == "shrunken" and cell else cell
                for cell, said in zip(columns[place], frame.get_column(status), strict=True)
            ]
    return TextTable(
        tuple(_title(view, name, kind, currency, fields) for name, kind in kinds.items()),
        tuple(zip(*columns, strict=True)),
        tuple(kind in NUMBER_KINDS for kind in kinds.values()),
        tuple(kind in ("text", "dimension") for kind in kinds.values()),
    )


def _row_kinds(
    view: str, series: pl.Series, frame: pl.DataFrame, kinds: Mapping[str, FieldKind | Severity]
) -> list[FieldKind | Severity]:
    """What each cell of a column is: as its column, or as the unit of its row says."""
    if series.name in _BESIDE_UNIT.get(view, ()) and "unit" in frame.columns:
        return [_OF_UNIT.get(unit, "number") for unit in frame.get_column("unit")]
    return [kinds[series.name]] * len(series)


def declared_kinds(view: str) -> Mapping[str, FieldKind | Severity]:
    """What the columns of a view are, where their data type does not tell."""
    return _KINDS.get(view, {})


_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rep_id": "Id",
        "name": "Name",
        "kept_rate": "Kept share",
        "kept_low": "from",
        "kept_high": "to",
        "kept_adjusted": "Kept, like for like",
        "churn_oe": "Lost ÷ expected",
        "oe_low": "from",
        "oe_high": "to",
        "knowable": "Told apart",
        "oe_knowable": "Told from expected",
        "orphaned": "Without a rep",
        "orphaned_revenue": "Their revenue",
        "ends": "Last day",
        "lead": "Plan ahead by",
        "lead_low": "from",
        "lead_high": "to",
        "low": "from",
        "high": "to",
        "base_rate": "Usual loss rate",
        "lead_days": "Days ahead",
        "t": "Day",
        "at_risk": "Followed",
        "gross": "Gross retention",
        "net": "Net retention",
        "customers_start": "Customers at start",
        "customers_new": "New",
        "customers_returned": "Returned",
        "customers_lost": "Lost",
        "customers_end": "Customers at end",
        "revenue_before": "12 months before",
        "offset": "Later",
        "play": "What to do",
        "subject": "About",
    }
)
"""What columns are called that no reader would know by their name in the data; bounds follow their figure."""


def _title(view: str, name: str, kind: FieldKind | Severity, currency: str, fields: Fields) -> SafeText:
    is_field = view == "customers" and name in fields.words
    title = (
        fields[fields.words[name]].title
        if is_field
        else _TITLES.get(name) or name.replace("_", " ").capitalize()
    )
    code = present.heading_code(currency) if kind == "money" else ""
    return safe(f"{tr(title, 'column')} {code}".rstrip())


def _kind(view: str, name: str, dtype: pl.DataType) -> FieldKind | Severity:
    if name == "risk" and view in _OF_FIELDS:
        return "severity"
    declared = declared_kind(name) if view in _OF_FIELDS else declared_kinds(view).get(name)
    if declared is not None:
        return declared
    if dtype.is_integer():
        return "count"
    return "number" if dtype.is_float() else _BY_TYPE.get(dtype.base_type(), "text")


def _cell(name: str, kind: FieldKind | Severity, value: Any, currency: str, glyphs: Glyphs) -> SafeText:
    if kind == "severity":
        return present.severity(value, glyphs)
    if value is None:
        return literal("")
    if kind == "trend":
        return present.trend(value, glyphs, len(value))
    if kind == "money":
        return present.amount_exact(value, currency)
    if name in _TWO_DECIMALS:
        return present.times(value, 2)
    told = tr(value, _SPOKEN[name]) if name in _SPOKEN and isinstance(value, str) else value
    return _WORDS.get(kind, safe)(told)


_SPOKEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flag": "flag",
        **dict.fromkeys(("worst", "severity_before"), "severity"),
        **dict.fromkeys(
            (
                *("part", "kind", "unit", "said", "case", "order", "merit", "change", "silent", "state"),
                *("status", "effect_status", "knowable", "oe_knowable", "effect_knowable", "source"),
                *("counts_as", "measure", "aspect", "offer", "win_back", "unlocks"),
            ),
            "cell",
        ),
    }
)
"""Columns whose cells are words of the program → the table of the catalogue that has them."""

_WORDS: Final[Mapping[str, Callable[[Any], SafeText]]] = {
    "count": present.count,
    "number": present.number,
    "ratio": present.multiple,
    "share": present.percent,
    "chance": present.chance,
    "score": present.score,
    "days": present.number,
    "boolean": present.yes_no,
    "date": present.plain_day,
}


def _fitted(widths: Sequence[int], prose: Sequence[bool], room: int) -> list[int]:
    """Column widths that fit into a line: the widest column of prose gives way first."""
    fitted = list(widths)
    may_be_cut = [place for place, is_prose in enumerate(prose) if is_prose]
    excess = sum(fitted) + len(_GAP) * (len(fitted) - 1) - room
    while excess > 0 and may_be_cut:
        widest = max(may_be_cut, key=lambda place: fitted[place])
        if fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
        excess -= 1
    return fitted
