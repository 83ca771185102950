"""`holdfast show backtest`: what flags came to, as rows with the contract's columns."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from holdfast_tui.command_line.progress import told_on_stderr

from .conftest import Run, write

COLUMNS = [
    "flag", "name", "flagged", "lost", "loss_rate", "low", "high", "base_rate", "lift", "beyond_clock",
    "no_order", "no_order_lift", "recall", "lead_days", "status", "months",
]  # fmt: skip
AS_OF = ("--as-of", "2025-06-30")


@pytest.fixture
def subscribers(tmp_path: Path) -> Path:
    """20 detractors of 20 January, 10 of them gone on 15 March, and 20 who are content and stay."""
    names = [f"d{number:02}" for number in range(20)] + [f"h{number:02}" for number in range(20)]
    ends = dict.fromkeys(names[:10], "2025-03-15")
    return write(
        tmp_path / "subscribers",
        customers="customer_id,name,segment\n"
        + "".join(f"{name},{name},{'odd' if int(name[1:]) % 2 else 'even'}\n" for name in names),
        subscriptions="subscription_id,customer_id,start,end,mrr\n"
        + "".join(f"s{name},{name},2025-01-10,{ends.get(name, '')},100\n" for name in names),
        surveys="response_id,kind,customer_id,invited,answered,score\n"
        + "".join(
            f"r{name},nps,{name},2025-01-20,2025-01-20,{3 if name[0] == 'd' else 10}\n" for name in names
        )
        + "later,nps,h00,2025-06-30,2025-06-30,10\n",
    )


def rows(run: Run, *words: object) -> dict[str, dict[str, Any]]:
    ran = run("show", "backtest", *words, "--format", "json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)["rows"]
    assert all(list(row) == COLUMNS for row in found)
    return {row["flag"]: row for row in found}


@pytest.mark.thorough
def test_flags_and_combinations_with_what_they_came_to(run: Run, subscribers: Path) -> None:
    found = rows(run, subscribers, *AS_OF)
    assert {"F01", "F12", "any", "high", "1", "2", "3+"} <= set(found)
    detractor = found["F12"]
    assert (detractor["flagged"], detractor["lost"], detractor["loss_rate"]) == (20, 10, 0.5)
    assert (detractor["base_rate"], detractor["lift"], detractor["status"]) == (0.25, 2, "ok")
    assert (detractor["recall"], detractor["lead_days"], detractor["months"]) == (1, 54, 3)
    assert found["any"]["name"] == "Any flag"
    assert found["F01"]["status"] == "needs", "without orders it cannot be told at all"
    assert found["F28"]["status"] == "uncalibrated", "it could be told, but was never open"
    assert found["F01"]["loss_rate"] is None


@pytest.mark.thorough
def test_the_notes_say_what_the_rates_are_of(run: Run, subscribers: Path) -> None:
    ran = run("show", "backtest", subscribers, *AS_OF)
    assert "50.0%" in ran.out
    assert "within 90 days after 3 month-ends (31 Jan 2025 to 31 Mar 2025)" in ran.err
    assert "rates include whatever was done about the flags" in ran.err
    # Nothing was calibrated early enough to be tried out.
    assert "which order finds losses best cannot be told" in ran.err
    # Nobody sits at a terminal.
    assert "\x1b" not in ran.err


@pytest.mark.thorough
def test_a_filter_a_horizon_and_fewer_months_narrow_the_backtest(run: Run, subscribers: Path) -> None:
    odd = rows(run, subscribers, *AS_OF, "--where", "segment:odd")["F12"]
    assert (odd["flagged"], odd["lost"], odd["status"]) == (10, 5, "uncalibrated")
    assert rows(run, subscribers, *AS_OF, "--horizon", "40d")["F12"]["lost"] == 0
    assert rows(run, subscribers, *AS_OF, "--months", "1")["F12"]["months"] == 1
    ran = run("show", "backtest", subscribers, *AS_OF, "--where", "segment:odd")
    assert "over all customers, which order" in ran.err


@pytest.mark.thorough
def test_a_young_book_says_that_nothing_can_be_tested_yet(run: Run, subscribers: Path) -> None:
    ran = run("show", "backtest", subscribers, "--as-of", "2025-03-31", "--columns", "flag,flagged")
    assert ran.status == 0
    assert "no month-end of this book has 90 days behind it as of 31 Mar 2025" in ran.err


@pytest.mark.thorough
def test_the_same_question_has_the_same_answer_byte_for_byte(run: Run, subscribers: Path) -> None:
    first, second = (run("show", "backtest", subscribers, *AS_OF, "--format", "csv") for _ in range(2))
    assert first.out == second.out != ""


@pytest.mark.thorough
def test_customers_are_listed_by_priority(run: Run, subscribers: Path) -> None:
    ran = run(
        "show", "customers", subscribers, *AS_OF, "--columns", "customer_id,loss_rate,priority",
        "--sort=-priority", "--limit", "1", "--format", "json",
    )  # fmt: skip
    (first,) = json.loads(ran.out)["rows"]
    # 1,200 a year × (0.5 − 0.25).
    assert (first["loss_rate"], first["priority"]) == (0.5, 300)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_to_a_person_after_half_a_second_and_wiped_out() -> None:
    seconds = iter((0.0, 0.2, 0.7))
    terminal = Terminal()
    with told_on_stderr("looking at past month-ends", terminal, lambda: next(seconds)) as watch:
        watch.progress(1, 36)
        assert terminal.getvalue() == ""
        watch.progress(2, 36)
    assert terminal.getvalue() == (
        "\r\x1b[Kholdfast: looking at past month-ends, 2 of 36 (ctrl+c stops)\r\x1b[K"
    )


def test_progress_is_silent_where_nobody_watches() -> None:
    pipe = io.StringIO()
    with told_on_stderr("looking", pipe, lambda: 100.0) as watch:
        watch.progress(1, 2)
    assert pipe.getvalue() == ""
