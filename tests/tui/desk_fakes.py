"""Views as the engine would answer them, made by hand, and an app that shows one pane or a whole desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from tests.tui.spared import lines_of
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from holdfast.answers.moment import Moment
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.risk.past.record import FlagRecord
from holdfast.risk.states import FlagSummary
from holdfast.rows.rowset import RowSet
from holdfast.schema.receipt import Question, StatusCount
from holdfast.timeline import Period
from holdfast.views.customer import CustomerView, FlagRow, MonthTotal, TimelineEvent
from holdfast.views.customers.glance.told import ContactPerson, Glance, LastTalk, Worth
from holdfast.views.customers.row_keys import numbers_of, row_set
from holdfast.views.customers.rows import FrameRows
from holdfast.views.data.room import AsideFrame
from holdfast.views.data.view import ColumnUse, DataRoomView, FileUse, Lock, Remark
from holdfast.views.reps.results import RepRow, RepsView
from holdfast.views.results import DeskView, FigureRows
from holdfast.views.risk.rates import FlagRates
from holdfast_tui.look.loading import HoldfastTheme, load_themes
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs

THEMES = load_themes((Path(__file__).resolve().parents[2] / "themes",))
AS_OF = date(2025, 6, 30)
NAMES = (
    "Acme GmbH",
    "Borgo SpA",
    "Café Noir",
    "Delta Freight & Sons International",
    "Émile Frères",
    "Fjord AS",
)
REPS = ("Ana Ruiz", "Luc Tessier", "Marta Rossi")
RISKS = ("critical", "high", "watch", "none")
WHYS = (
    "Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue",
    'Scored 4 on 3 May ("slow delivery"); nobody has replied',
    "Last 3 orders median 310 vs 455 (−32 %)",
    None,
)


class FakeRows:
    """Customers computed from their position; counts what is fetched."""

    def __init__(self, count: int, text: Callable[[int], str] | None = None) -> None:
        self.count = count
        self.fetched: list[tuple[int, int]] = []
        self._text = text

    def __len__(self) -> int:
        return self.count

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        assert 0 <= start <= stop <= self.count
        self.fetched.append((start, stop))
        return {name: [self._value(name, row) for row in range(start, stop)] for name in columns}

    def _value(self, name: str, row: int) -> Any:
        if self._text is not None and name in ("name", "rep", "why"):
            return self._text(row)
        values: dict[str, Callable[[], Any]] = {
            "customer_id": lambda: f"C{row:05}",
            "name": lambda: NAMES[row % 6] if row < 6 else f"{NAMES[row % 6]} {row}",
            "rep": lambda: REPS[row % 3],
            "revenue": lambda: 84_213.5 / (1 + row % 40),
            "trend": lambda: [float((row + month * 7) % 11) for month in range(12)],
            "risk": lambda: RISKS[min(row // 4, 3)],
            "why": lambda: WHYS[min(row // 4, 3)],
            "last_order": lambda: AS_OF - timedelta(days=row % 300),
            "overdue_ratio": lambda: 2.87,
            "orders": lambda: row % 90,
        }
        return values[name]() if name in values else None

    def holds(self, names: Sequence[str]) -> bool:
        return True

    def customer_at(self, index: int) -> int:
        return index + 100

    def key_at(self, index: int) -> int:
        return self.customer_at(index)

    def keys(self) -> RowSet:
        return row_set(pl.int_range(100, 100 + self.count, eager=True))

    def only(self, rows: RowSet) -> FrameRows:
        numbers = numbers_of(rows)
        names = ("customer_id", "name", "rep", "revenue", "trend", "risk", "why", "last_order", "orders")
        values = {name: [self._value(name, number - 100) for number in numbers] for name in names}
        return FrameRows(pl.DataFrame(values), numbers)

    def blank(self) -> frozenset[str]:
        return frozenset()

    def index_of(self, customer: int) -> int | None:
        return customer - 100 if 0 <= customer - 100 < self.count else None


def moment(shown: int = 142, total: int = 1204) -> Moment:
    return Moment("North region", AS_OF, Period(date(2024, 7, 1), date(2025, 7, 1)), "", "EUR", shown, total)


def figures() -> dict[str, Figure]:
    made = (
        Figure("retention.customers", 0.912, "ratio", 0.861, 0.948, 114, 125, previous=0.901),
        Figure("retention.revenue.gross", 0.88, "ratio", None, None, 880_000, 1_000_000, previous=0.894),
        Figure("retention.revenue.net", 1.031, "ratio", None, None, 1_031_000, 1_000_000, previous=1.031),
        Figure("repeat.rate", 0.642, "ratio", 0.55, 0.72, 80, 125, previous=0.61),
        Figure("revenue.period", 4_213_500.0, "money", previous=4_100_000.0),
        Figure("mrr.end", None, "money", status="needs", note="needs subscriptions.csv or mrr_events.csv"),
        Figure("risk.revenue.flagged", 412_000.0, "money", previous=380_000.0),
        Figure("retention.reps.original", 0.8182, "ratio", 0.523, 0.949, 9, 11),
        Figure("customers.active", 1_180.0, "count", previous=1_150.0, status="incomplete"),
    )
    return {figure.id: figure for figure in made}


def flags() -> tuple[FlagSummary, ...]:
    return (
        FlagSummary("F03", "One-timer due", "watch", 9, 18_000.0, 60, "Second-purchase offer"),
        FlagSummary("F01", "Overdue", "critical", 12, 210_400.0, 120, "Call with the usual basket"),
        FlagSummary("F12", "Detractor", "high", 0, 0.0, 44, "Call within 48 hours"),
        FlagSummary("F29", "Contact gap", "watch", 0, 0.0, 0, "Get in touch", "needs interactions.csv"),
        FlagSummary("F19", "Orphaned", "high", 14, 84_000.0, 142, "Have a rep of similar background named"),
    )


def flag_rates() -> FlagRates:
    """Overdue is calibrated, a detractor is not, an orphan was never seen."""
    overdue = FlagRecord(154, 48, 0.3117, 0.24, 0.389, 3.1, 0.588, 119.5, calibrated=True, months=33)
    return FlagRates(
        days=90,
        months=33,
        rates={
            "F01": overdue,
            "F12": FlagRecord(56, 1, 0.0179, 0.003, 0.094, 0.6, 0.012, 125.0, calibrated=False, months=33),
            "F19": FlagRecord(0, 0, None, None, None, None, None, None, calibrated=False, months=33),
        },
        together={"Any flag": overdue},
        base_rate=0.1,
    )


def kept(numerator: int, denominator: int, status: Any = "ok") -> Figure:
    value = numerator / denominator if denominator else None
    low, high = (max(0, value - 0.1), min(1, value + 0.05)) if value is not None else (None, None)
    return Figure(
        "retention.customers.by_rep",
        value,
        "ratio",
        low,
        high,
        numerator,
        denominator,
        status=status,
        note=None if value is not None else "no customers at start",
    )


def rep(name: str, **changes: Any) -> RepRow:
    values: dict[str, Any] = {
        "rep_id": name,
        "name": name,
        "team": "South",
        "hired": date(2020, 1, 1),
        "left": None,
        "customers": 38,
        "revenue": 420_000.0,
        "held_at_start": 37,
        "kept": kept(34, 37),
        "orphaned": 0,
        "orphaned_revenue": 0.0,
        "flags": 3,
        "worst": "critical",
    }
    return RepRow(**(values | changes))


def reps_view(**changes: Any) -> RepsView:
    made = figures()
    headcount = Figure(
        "retention.reps.headcount", 1.0, "ratio", None, None, 11, 11, note="hires mask leavers"
    )
    values: dict[str, Any] = {
        "figures": {"retention.reps.original": made["retention.reps.original"], headcount.id: headcount},
        "stayed": ("Ana Ruiz", "Marta Rossi"),
        "departed": ("Luc Tessier", "Ivo Horn"),
        "rows": (
            rep("Ana Ruiz"),
            rep("Marta Rossi", customers=7, kept=kept(3, 4, "few"), flags=1, worst="watch"),
            rep("Noor Haddad", customers=1_204, kept=kept(0, 0, "n/a"), flags=0, worst="none"),
            rep(
                "Luc Tessier",
                left=date(2025, 4, 30),
                customers=0,
                orphaned=14,
                orphaned_revenue=84_000.0,
                flags=14,
            ),
            rep("Ivo Horn", left=date(2024, 11, 3), customers=0),
        ),
    }
    return RepsView(**(values | changes))


def desk_view(rows: Any = None, **changes: Any) -> DeskView:
    shown = FakeRows(142) if rows is None else rows
    values: dict[str, Any] = {
        "query": Query(),
        "moment": moment(len(shown)),
        "figures": figures(),
        "customers": shown,
        "flags": flags(),
        "reps": reps_view(),
    }
    return DeskView(**(values | changes))


def glance(**changes: Any) -> Glance:
    values: dict[str, Any] = {
        "state": "Active: last order 86 d ago, usual every 30 d",
        "worth": Worth(
            84_213.5,
            95_900.0,
            84_213.5 / 95_900.0 - 1,
            tuple(float(m % 4) for m in range(12)),
            2_100.0,
            date(2025, 9, 3),
            65,
            date(2025, 7, 5),
            5,
        ),
        "held": "rep Ana Ruiz (South)",
        "people": (
            ContactPerson("J. Ortiz", "Buyer", "ortiz@example.com", "+49 40 123456"),
            ContactPerson("A. Klein", "Sponsor", "klein@example.com", None, True, True, date(2025, 4, 2)),
        ),
        "talk": LastTalk(date(2025, 6, 2), 28, "call", "J. Ortiz", "Ana Ruiz", "Wants the new range in July"),
    }
    return Glance(**(values | changes))


def customer_view(**changes: Any) -> CustomerView:
    facts = {
        "customer_id": "C00017",
        "name": "Acme GmbH",
        "rep": "Ana Ruiz",
        "team": "South",
        "segment": "enterprise",
        "tier": "A",
        "region": "North",
        "lifecycle": "overdue",
        "active": True,
        "created": date(2021, 3, 4),
        "cohort": "2021-03",
        "first_order": date(2021, 3, 9),
        "last_order": date(2025, 4, 5),
        "orders": 41,
        "cadence": 30.0,
        "gap_median": 29.5,
        "overdue_ratio": 2.87,
        "days_since_order": 86,
        "revenue": 84_213.5,
        "revenue_period": 84_213.5,
        "revenue_total": 310_000.0,
        "rfm": "255",
        "rfm_name": "Can't lose",
        "nps": 4.0,
        "tickets_open": 1,
        "risk": "critical",
        "mrr": None,
    }
    values: dict[str, Any] = {
        "moment": moment(),
        "customer": 117,
        "facts": facts,
        "flags": (
            FlagRow(
                "F01",
                "Overdue",
                "C00017",
                "Acme GmbH",
                "critical",
                WHYS[0] or "",
                date(2025, 5, 20),
                84_213.5,
                "Call with the usual basket",
            ),
            FlagRow(
                "F12",
                "Detractor",
                "C00017",
                "Acme GmbH",
                "high",
                WHYS[1] or "",
                None,
                84_213.5,
                "Call within 48 hours",
            ),
        ),
        "not_evaluated": (
            ("Contact gap", "needs interactions.csv"),
            ("Order size fall", "fewer than 9 orders"),
        ),
        "months": tuple(
            MonthTotal(date(2024 + (6 + m) // 12, (6 + m) % 12 + 1, 1), m % 4, (m % 4) * 2_400.0)
            for m in range(12)
        ),
        "reps": (("Ana Ruiz", date(2024, 2, 1), None), ("Luc Tessier", date(2021, 3, 4), date(2024, 2, 1))),
        "glance": glance(),
        "timeline": tuple(
            TimelineEvent(
                date(2025, 5, 3) - timedelta(days=9 * i),
                ("order", "ticket", "survey")[i % 3],
                ("Order 4812", "Late delivery, urgent", "Scored 4: slow delivery")[i % 3],
                3_100.0 if i % 3 == 0 else None,
            )
            for i in range(12)
        ),
        "locked": {"contract": "needs contracts.csv"},
    }
    return CustomerView(**(values | changes))


def data_view(**changes: Any) -> DataRoomView:
    question = Question("orders.csv", "Status", "what does 'held' mean?", 'statuses = { "held" = "open" }')
    lost = {"kind": ["row"], "file": ["orders.csv"], "line": [7], "place": ["7"], "column": ["Date"]}
    values: dict[str, Any] = {
        "moment": moment(),
        "remarks": (Remark("question", question.question, question), Remark("warning", "b.csv: not used")),
        "files": (
            FileUse("orders.csv", "orders", 10, 8, 1, 0, 1, 2, "found by name", "its name", ("UTF-8",)),
            FileUse("b.csv", "", why="matches no table", missing=("date",), next="name its table"),
        ),
        "columns": (
            ColumnUse("orders.csv", "orders", "amount", "Net Sales", samples=("12.50", "9.00")),
            ColumnUse("orders.csv", "orders", "order_date", "Year || '-01-01'", derived=True),
            ColumnUse("orders.csv", "orders", "", "Remark", samples=("late",)),
        ),
        "statuses": (StatusCount("orders", "orders.csv", "Status", "held", 3, "open", counted=False),),
        "aside": AsideFrame(pl.DataFrame(lost | {"text": ["soon"], "reason": ["is not a date"]})),
        "locked": (Lock("invoices", "late payers"),),
    }
    return DataRoomView(**(values | changes))


def figure_rows(**changes: Any) -> FigureRows:
    values: dict[str, Any] = {
        "moment": moment(),
        "metric": "retention.customers",
        "title": "Kept customers",
        "sentence": "114 customers that were active on 1 Jul 2024 and still are on 30 Jun 2025, out of 125.",
        "subject": "customer",
        "columns": (
            ("name", "Customer"),
            ("rep", "Rep"),
            ("revenue", "Revenue 12m"),
            ("last_order", "Last order"),
        ),
        "rows": FakeRows(114),
    }
    return FigureRows(**(values | changes))


class PaneApp(App[None]):
    """Shows the given widgets one below the other and keeps every message they post."""

    CSS = "Screen { layout: vertical; }"

    def __init__(
        self, *panes: Widget, glyphs: Glyphs = UNICODE, theme: str = "dark", css: str = "", ansi: bool = False
    ) -> None:
        super().__init__(ansi_color=ansi)
        self._panes = panes
        self.glyphs = glyphs
        self.moves = False
        self.shown_screen = None
        self.theme_tokens: HoldfastTheme = THEMES[theme]
        self.said: list[Message] = []
        if css:
            self.stylesheet.add_source(css)
        self.register_theme(self.theme_tokens.textual())
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield from self._panes

    def keep(self, message: Message) -> None:
        self.said.append(message)

    def on_open_customer(self, message: Message) -> None:
        self.keep(message)

    def on_open_figure(self, message: Message) -> None:
        self.keep(message)

    def on_open_rows(self, message: Message) -> None:
        self.keep(message)

    def on_add_filter(self, message: Message) -> None:
        self.keep(message)

    def on_sort_changed(self, message: Message) -> None:
        self.keep(message)

    def on_cursor_moved(self, message: Message) -> None:
        self.keep(message)


def screen_text(app: App[Any]) -> str:
    """What is on the screen, as plain text."""
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines_of(app))


ALL_GLYPHS = (UNICODE, ASCII)
