"""A book whose every text cell, header and name is hostile; its ids, dates and amounts are sound."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from tests.hostile import HOSTILE_CELLS

CUSTOMERS = 90
REPS = 12
DEALS = 60
BLOCKS = 20
HOSTILE_NAME = "Book \x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07 \u202eend [bold]x[/bad]"


def hostile(at: int) -> str:
    """The hostile cell at a place, round and round; what no file in UTF-8 can hold becomes `?`."""
    return HOSTILE_CELLS[at % len(HOSTILE_CELLS)].encode("utf-8", "replace").decode()


def small(at: int) -> str:
    """Like `hostile`, where a cell stands in thousands of rows."""
    return hostile(at)[:200]


def write_hostile_book(folder: Path) -> Path:
    """Customers that are orphaned, overdue, unhappy and unanswered, so that every pane has text to show."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_settings(folder)
    customers = [f"C{i:03}" for i in range(CUSTOMERS)]
    reps = [f"R{i:02}" for i in range(REPS)]
    _write(
        folder / "customers.csv",
        ["customer_id", "name", "segment", "tier", "region", "country", "industry", "source", "status",
         "created", "extra \x1b]52;c;ZXZpbA==\x07 \u202e[/bad]"],
        [[c, hostile(i), small(i % 7 + 2), small(i % 5 + 9), small(i % 6 + 14), small(i % 4 + 20),
          small(i % 9 + 24), small(i % 3 + 33), small(i % 3 + 40), "2023-01-05", small(i + 1)]
         for i, c in enumerate(customers)],
    )  # fmt: skip
    _write(
        folder / "reps.csv",
        ["rep_id", "name", "hire_date", "end_date", "end_type", "team", "region"],
        [[r, small(2 + 3 * i) or "rep", "2022-01-01", "2025-03-31" if i < 4 else "", "voluntary" * (i < 4),
          small(i % 4 + 8), small(i % 3 + 27)] for i, r in enumerate(reps)],
    )  # fmt: skip
    _write(
        folder / "assignments.csv",
        ["customer_id", "rep_id", "start", "end", "reason"],
        [[c, reps[i % REPS], "2023-01-05", "2025-03-31" if i % REPS < 4 else "", small(i)]
         for i, c in enumerate(customers)],
    )  # fmt: skip
    days = [f"202{y}-{m:02}-{d:02}" for y in (4, 5) for m in range(1, 13 if y < 5 else 7) for d in (3, 17)]
    _write(
        folder / "orders.csv",
        ["order_id", "customer_id", "order_date", "amount", "status", "rep_id"],
        [[f"O{i:03}{n:03}", c, day, str(100 + 7 * i + n), "completed", reps[i % REPS]]
         for i, c in enumerate(customers)
         for n, day in enumerate(days[: len(days) - (12 if i % 3 == 0 else 0)])],
    )  # fmt: skip
    _write(
        folder / "contacts.csv",
        ["contact_id", "customer_id", "name", "role", "email", "active"],
        [[f"P{i}", c, small(i), small(i + 5), small(i + 9), "true"] for i, c in enumerate(customers)],
    )
    _write(
        folder / "interactions.csv",
        ["interaction_id", "customer_id", "at", "type", "direction", "rep_id", "text"],
        [[f"I{i}", c, "2025-02-03T08:00:00Z", "call", "two-way", reps[i % REPS], small(i + 3)]
         for i, c in enumerate(customers)],
    )  # fmt: skip
    _write(
        folder / "tickets.csv",
        ["ticket_id", "customer_id", "created", "solved", "status", "priority", "topic", "subject"],
        [[f"T{i}", c, "2025-06-01T08:00:00Z", "", "open", "urgent", small(i + 4), small(i + 6)]
         for i, c in enumerate(customers)],
    )  # fmt: skip
    _write(
        folder / "surveys.csv",
        ["response_id", "kind", "customer_id", "invited", "answered", "score", "scale", "reason", "comment",
         "loop_closed"],
        [[f"V{i}", "nps", c, "2025-05-01", "2025-05-03", str(i % 11), "0-10", small(i + 2), hostile(i), ""]
         for i, c in enumerate(customers)],
    )  # fmt: skip
    _write(
        folder / "contracts.csv",
        ["contract_id", "customer_id", "start", "end", "renewal", "value", "auto_renew", "allowance_pct",
         "unit_rate", "margin_pct", "mode"],
        [*([f"K{i}", c, "2024-03-01", "2025-03-01", "2025-03-01", "5000", "false", "", "", "", ""]
           for i, c in enumerate(customers) if i % 4 == 0),
         *([f"B{i} {small(i)}", customers[i], "2024-07-01", "2025-08-01", "2025-08-01", "900", "", "20",
            "200", "75", small(i + 3)] for i in range(BLOCKS))],
    )  # fmt: skip
    _write(
        folder / "contract_usage.csv",
        ["contract_id", "date", "contracted", "used"],
        [[f"B{i} {small(i)}", "2025-06-01", "50", "10"] for i in range(BLOCKS)],
    )
    stages = [small(i % 5 + 2) or "x" for i in range(DEALS)]
    _write(
        folder / "opportunities.csv",
        ["opportunity_id", "customer_id", "rep_id", "created", "stage", "amount", "close_date", "is_closed",
         "is_won", "lost_reason"],
        [[f"D{i}", customers[i], reps[i % REPS], "2025-01-10", stage, "500", "2025-03-01" if i % 2 else "",
          "true" if i % 2 else "false", "true" if i % 4 == 1 else "false", small(i)]
         for i, stage in enumerate(stages)],
    )  # fmt: skip
    _write(
        folder / "opportunity_stages.csv",
        ["opportunity_id", "stage", "entered"],
        [[f"D{i}", stage, "2025-01-10T09:00:00Z"] for i, stage in enumerate(stages)],
    )
    _write(folder / "notes \x1b]0;t\x07 [bad].csv", ["\x1b[31mwhat", "\u202ewhy"], [[small(6), small(22)]])
    return folder


def _write_settings(folder: Path) -> None:
    name = "".join(f"\\u{ord(c):04x}" if not " " <= c <= "~" else c for c in HOSTILE_NAME)
    settings = f'[book]\nname = "{name}"\ncurrency = "EUR"\n'
    (folder / "holdfast.toml").write_text(settings, encoding="utf-8")


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
