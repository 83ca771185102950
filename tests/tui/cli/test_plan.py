"""`holdfast plan`: what each rep would leave behind, and who takes over, as text and for the CRM."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run, write


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Three customers of Ana, a colleague in the region of each."""
    return write(
        tmp_path / "team",
        customers="customer_id,name,segment,region\nA,=cmd(),SMB,North\nB,Borgo,SMB,South\nC,Café,SMB,North\n",
        subscriptions=(
            "subscription_id,customer_id,start,mrr\nS1,A,2024-01-01,100\nS2,B,2024-01-01,50\n"
            "S3,C,2024-01-01,10\n"
        ),
        reps=(
            "rep_id,name,hire_date,end_date,region\nR1,Ana Ruiz,2020-01-01,,North\n"
            "R2,Luc Tour,2020-01-01,,North\n"
            "R3,Eva Sund,2020-01-01,,South\n"
        ),
        assignments=("customer_id,rep_id,start,end\nA,R1,2024-01-01,\nB,R1,2024-01-01,\nC,R1,2024-01-01,\n"),
    )


@pytest.mark.thorough
def test_who_takes_over_is_printed_with_the_reason(run: Run, team: Path) -> None:
    ran = run("plan", team, "--rep", "ana ruiz")
    assert ran.status == 0
    assert "Luc Tour" in ran.out
    assert "North; holds no SMB" in ran.out
    assert "Without Ana Ruiz: 3 active customers with 1.9k a year (100% of all)." in ran.err
    assert "too few to tell: 0 departures" in ran.err


@pytest.mark.thorough
def test_without_a_rep_all_are_told(run: Run, team: Path) -> None:
    ran = run("plan", team, "--format", "json")
    (row,) = json.loads(ran.out)["rows"]
    assert (row["rep_id"], row["customers"], row["expected_loss"], row["placed"]) == ("R1", 3, None, 3)


@pytest.mark.thorough
def test_the_plan_is_written_for_the_crm_and_no_spreadsheet_runs_it(
    run: Run, team: Path, tmp_path: Path
) -> None:
    file = tmp_path / "handover.csv"
    ran = run("plan", team, "--rep", "R1", "--accounts", "2", "--output", file)
    assert (ran.status, ran.out) == (0, "")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("customer_id,name,from_rep_id,from_rep,to_rep_id,to_rep,chosen,why")
    assert lines[1].startswith("A,'=cmd(),R1,Ana Ruiz,R2,Luc Tour,plan,")
    again = run("plan", team, "--rep", "R1", "--output", file)
    assert (again.status, "already there" in again.err) == (2, True)
    assert run("plan", team, "--rep", "R1", "--output", file, "--force").status == 0


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rep", "Anna Ruiz"), "there is no rep 'Anna Ruiz': did you mean"),
        (("--rep", "R2"), "Luc Tour has no customer to hand over."),
        (("--rep", "R1", "--accounts", "0"), "--accounts 0: write how many customers"),
        (("--rep", "R1", "--flagged", "much"), "--flagged much: write an amount, such as 50k"),
        (("--rep", "R1", "--without", "R9"), "there is no rep 'R9'"),
        (("--rep", "R1", "--output", "plan.docx"), "end the file's name in"),
    ],
)
def test_what_cannot_be_planned_is_refused(run: Run, team: Path, words: tuple[str, ...], said: str) -> None:
    ran = run("plan", team, *words)
    assert ran.status == 2
    assert said in ran.err
