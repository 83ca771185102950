"""The reps room: years of the team, tenure, orphans and what the books on performance say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine, open_book
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.rooms import RepsRoomView
from holdfast.views.selection import RepCustomers, TeamOfYear, TeamTenure

CLOSE = date(2025, 6, 30)

# rep, hired, first day gone
TEAM: list[tuple[str, str, str | None]] = [
    ("R1", "2020-01-01", None),
    ("R2", "2020-06-01", None),
    ("R3", "2021-01-01", None),
    ("R4", "2021-03-01", "2024-03-01"),
    ("R5", "2022-01-01", "2025-02-01"),
    ("R6", "2022-05-01", None),
    ("R7", "2024-05-01", None),
]


AT_CLOSE = Query(as_of=CLOSE)


def tables_of(team: list[tuple[str, str, str | None]] | None = None, **tables: list[Row]) -> dict[str, Any]:
    """Seven reps with a customer each, who orders three times."""
    customers = range(1, 8)
    return {
        "reps": [
            {"rep_id": rep, "name": f"Rep {rep}", "hire_date": hired, "end_date": end}
            for rep, hired, end in (TEAM if team is None else team)
        ],
        "customers": [{"customer_id": f"c{n}", "created": "2022-01-01"} for n in customers],
        "orders": [
            {"order_id": f"o{n}-{day}", "customer_id": f"c{n}", "order_date": day, "amount": 100 * n}
            for n in customers
            for day in ("2023-01-10", "2024-07-10", "2025-03-10")
        ],
        "assignments": [
            {"customer_id": f"c{n}", "rep_id": f"R{n}", "start": "2022-06-01"} for n in customers
        ],
        **tables,
    }


def room(
    team: list[tuple[str, str, str | None]] | None = None, query: Query = AT_CLOSE, **tables: list[Row]
) -> RepsRoomView:
    return Engine(make_book(**tables_of(team, **tables))).reps_room(query)


def test_every_year_of_the_data_tells_who_was_kept_hired_and_lost() -> None:
    years = {year.label: year for year in room().years}
    assert list(years) == ["2023", "2024", "2025"]
    whole = years["2024"]
    assert (whole.start, whole.hired, whole.left, whole.end) == (6, 1, 1, 6)
    assert (whole.original.numerator, whole.original.denominator) == (5, 6)
    assert whole.headcount.value == pytest.approx(1.0)
    assert whole.note is None


def test_a_running_year_is_marked_and_so_is_one_the_data_begin_in() -> None:
    first, _, last = room().years
    assert "data begin on 10 Jan 2023" in (first.note or "")
    assert last.original.status == "incomplete"
    assert "still running" in (last.note or "")


def test_years_follow_the_as_of_date_and_do_not_know_what_came_later() -> None:
    years = room(query=Query(as_of=date(2024, 2, 15))).years
    assert [year.label for year in years] == ["2023", "2024"]
    assert years[-1].left == 0


def test_fewer_than_five_people_are_not_counted() -> None:
    view = room(TEAM[:4])
    assert all(year.original.status == "hidden" for year in view.years)
    assert all((year.start, year.hired, year.left, year.end) == (None,) * 4 for year in view.years)
    assert view.tenure.steps == ()
    assert "fewer than 5" in view.tenure.sentence


def test_reps_who_were_here_before_the_data_are_at_risk_from_then_on_only() -> None:
    steps = room().tenure.steps
    # R4 left after 1,096 days. R1 had served 1,105 when the data began: its first 1,096 were not watched,
    # and R7 has not served as long yet. When R5 leaves after 1,127, R1 counts in the place of R4.
    assert [(step.days, step.at_risk) for step in steps] == [(1096.0, 5), (1127.0, 5)]
    assert [step.survival for step in steps] == pytest.approx([0.8, 0.64])


def test_the_curve_says_that_more_than_half_stay() -> None:
    tenure = room().tenure
    assert tenure.median_days is None
    assert tenure.sentence == "2 departures among 7 reps; more than half stay to the end of the curve"


def test_orphans_come_with_their_last_rep_most_revenue_first() -> None:
    orphans = room().orphans
    names = orphans.fetch(0, len(orphans), ["customer_id", "former_rep", "orphaned_days", "revenue"])
    assert names["customer_id"] == ["c5", "c4"]
    assert names["former_rep"] == ["Rep R5", "Rep R4"]
    assert names["orphaned_days"] == [150, 487]
    assert names["revenue"] == [1000.0, 800.0]


def test_a_filter_narrows_the_reps_and_the_orphans() -> None:
    view = room(query=Query(as_of=CLOSE, where="id:c5"))
    assert len(view.orphans) == 1
    assert [row.rep_id for row in view.reps.rows] == ["R5"]
    assert all(year.original.status in ("hidden", "n/a") for year in view.years)


@pytest.mark.thorough
def test_attainment_and_recognition_stand_beside_each_rep_where_they_are_on_record() -> None:
    view = room(
        rep_periods=[
            {"rep_id": "R1", "period": "2025-01-01", "quota": 100, "attained": 80},
            {"rep_id": "R1", "period": "2025-02-01", "quota": 100, "attained": 130},
        ],
        recognitions=[{"rep_id": "R2", "date": "2025-05-31", "kind": "thanks"}],
    )
    assert view.records["R1"].attainment == pytest.approx(1.05)
    assert view.records["R2"].unrecognised_days == 30
    assert "R3" not in view.records


def test_without_reps_the_room_names_the_file() -> None:
    view = Engine(
        make_book(orders=[{"order_id": "o", "customer_id": "c", "order_date": "2025-01-01", "amount": 5}])
    ).reps_room(Query(as_of=CLOSE))
    assert "reps.csv" in (view.locked or "")
    assert view.years == ()
    assert view.figures["retention.reps.original"].status == "needs"
    assert view.figures["handover.loss"].status == "needs"


def test_a_book_with_a_fiscal_year_counts_by_it(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text('[book]\nname = "F"\ncurrency = "EUR"\nfiscal_year_start = 7\n')
    rows = "".join(f"{rep},{hired},{end or ''}\n" for rep, hired, end in TEAM)
    (tmp_path / "reps.csv").write_text("rep_id,hire_date,end_date\n" + rows)
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,order_date,amount\no1,c1,2023-07-01,5\no2,c1,2025-06-30,5\n"
    )
    years = Engine(open_book([tmp_path], use_cache=False)).reps_room(Query(as_of=CLOSE)).years
    assert [(year.label, year.left) for year in years] == [("2023", 1), ("2024", 1)]
    assert all(year.note is None for year in years)


def test_the_sample_team_adds_up(sample_engine: Engine) -> None:
    view = sample_engine.reps_room(Query())
    for year in view.years:
        counts = (year.start, year.hired, year.left, year.end)
        start, hired, left, end = (count if count is not None else -1 for count in counts)
        assert min(start, hired, left) >= 0
        assert start + hired - left == end
    assert [year.end for year in view.years][:-1] == [year.start for year in view.years][1:]
    assert len(view.orphans) == view.figures["orphans.customers"].value
    survival = [step.survival for step in view.tenure.steps]
    assert survival == sorted(survival, reverse=True)
    assert all(step.at_risk >= 5 for step in view.tenure.steps)


def engine_of(team: list[tuple[str, str, str | None]] | None = None) -> Engine:
    return Engine(make_book(**tables_of(team)))


def test_a_year_opens_everybody_who_served_in_it() -> None:
    rows = engine_of().customers_of(AT_CLOSE, TeamOfYear("2024"))
    names = rows.rows.fetch(0, len(rows.rows), ["name", "at_start", "at_end"])
    assert names["name"] == ["Rep R4", "Rep R5", "Rep R1", "Rep R2", "Rep R3", "Rep R6", "Rep R7"]
    assert sum(names["at_start"]) == 6
    assert rows.sentence == ("7 reps served in 2024: 6 at start, 5 of them here at the end; 1 hired, 1 left")


def test_a_year_of_too_small_a_team_names_nobody() -> None:
    rows = engine_of(TEAM[:4]).customers_of(AT_CLOSE, TeamOfYear("2024"))
    assert len(rows.rows) == 0
    assert "fewer than 5 people" in rows.sentence


def test_a_year_the_data_do_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="the data have no year 2019"):
        engine_of().customers_of(AT_CLOSE, TeamOfYear("2019"))


def test_tenure_opens_everybody_the_curve_counts() -> None:
    engine = engine_of()
    rows = engine.customers_of(AT_CLOSE, TeamTenure())
    assert len(rows.rows) == engine.reps_room(AT_CLOSE).tenure.reps
    days = rows.rows.fetch(0, len(rows.rows), ["tenure_days"])["tenure_days"]
    assert days == sorted(days, reverse=True)


def test_a_rep_opens_the_customers_it_answered_for_as_many_as_are_counted() -> None:
    engine = engine_of()
    for row in engine.reps_room(AT_CLOSE).reps.rows:
        answered = engine.customers_of(AT_CLOSE, RepCustomers(row.rep_id))
        assert len(answered.rows) == row.held_at_start
        held = engine.customers_of(AT_CLOSE, RepCustomers(row.rep_id, "held"))
        assert len(held.rows) == row.customers
        assert answered.title == row.name
