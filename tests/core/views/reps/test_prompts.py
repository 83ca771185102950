"""The flags of reps in the list of flags and beside the reps, narrowed by a filter."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.engine import Engine
from holdfast.query import Query

AS_OF = date(2025, 6, 30)


def rep(name: str, team: str, end: str | None = None) -> dict[str, Any]:
    return {"rep_id": name, "name": name.title(), "team": team, "hire_date": "2020-01-01", "end_date": end}


def engine() -> Engine:
    """Ana lost a colleague, Max did not; each holds a customer."""
    held = (("c1", "ana", "A"), ("c2", "max", "B"))
    return Engine(
        make_book(
            customers=[{"customer_id": customer, "tier": tier} for customer, _, tier in held],
            orders=[
                {"order_id": f"{customer}{day}", "customer_id": customer, "order_date": day, "amount": 100}
                for customer, _, _ in held
                for day in ("2025-04-01", "2025-05-01", "2025-06-01")
            ],
            reps=[rep("ana", "North"), rep("gone", "North", "2025-05-01"), rep("max", "South")],
            assignments=[
                {"customer_id": customer, "rep_id": holder, "start": "2024-01-01"}
                for customer, holder, _ in held
            ],
        )
    )


def listed(where: str = "") -> pl.DataFrame:
    return engine().flags(Query(as_of=AS_OF, where=where)).frame


def test_flags_of_reps_are_listed_beside_those_of_customers() -> None:
    rows = listed().select("flag", "subject", "severity", "evidence", "first_seen", "money", "play").rows()
    assert rows == [
        (
            "R1",
            "ana",
            "watch",
            "A colleague in Team North left on 30 Apr 2025",
            date(2025, 5, 1),
            300.0,
            "Talk with those who stay",
        ),
    ]


@pytest.mark.thorough
def test_a_note_says_what_flags_of_reps_are() -> None:
    view = engine().flags(Query(as_of=AS_OF))
    assert view.notes == ("Flags of reps (R1 to R8): prompts for a conversation, not a verdict",)
    assert engine().flags(Query(as_of=AS_OF, where="tier:B")).notes == ()


@pytest.mark.thorough
def test_a_filter_leaves_the_reps_of_its_customers() -> None:
    assert listed("tier:A").get_column("flag").to_list() == ["R1"]
    assert listed("tier:B").is_empty()


def test_the_rep_pane_tells_each_reps_prompts_and_does_not_count_them_as_flags_of_customers() -> None:
    rows = {row.rep_id: row for row in engine().desk(Query(as_of=AS_OF)).reps.rows}
    ana, other = rows["ana"], rows["max"]
    assert ana.prompts == ("A colleague in Team North left on 30 Apr 2025",)
    assert (ana.prompt, ana.flags, ana.worst) == ("watch", 0, "none")
    assert (other.prompts, other.prompt) == ((), "none")


def test_before_the_departure_nothing_is_open() -> None:
    assert engine().flags(Query(as_of=date(2025, 4, 30))).frame.is_empty()


@pytest.mark.thorough
def test_what_became_of_the_flags_of_reps_is_told_with_those_of_customers() -> None:
    view = engine().flag_changes(Query(as_of=AS_OF, since=date(2025, 4, 15)))
    of_reps = view.rows.filter(pl.col("flag") == "R1").select(
        "subject", "change", "severity_before", "severity"
    )
    assert of_reps.rows() == [("ana", "opened", "none", "watch")]
    assert view.listed.fetch(0, 1, ("name",))["name"] == ["Ana"]
    later = engine().flag_changes(Query(as_of=date(2025, 9, 30), since=AS_OF))
    cleared = later.rows.filter(pl.col("flag") == "R1").select("change", "severity", "evidence")
    assert cleared.rows() == [("cleared", "none", "A colleague in Team North left on 30 Apr 2025")]


def test_a_filter_leaves_the_changes_of_the_reps_of_its_customers() -> None:
    asked = Query(as_of=AS_OF, since=date(2025, 4, 15), where="tier:B")
    assert "R1" not in engine().flag_changes(asked).rows.get_column("flag").to_list()
