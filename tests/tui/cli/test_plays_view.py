"""`show plays`, `explain` of plays, and a wrong play of one's own, as the shell sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tui.cli.conftest import Run, write

from holdfast.plays.catalog import own_folder

ORDERS = (
    "order_id,customer_id,order_date,amount\n1,C1,2025-01-31,10\n2,C1,2025-02-28,10\n3,C1,2025-03-31,10\n"
)


@pytest.mark.thorough
def test_plays_are_listed_with_flags_steps_and_what_they_achieved(run: Run, tmp_path: Path) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "wrong.toml").write_text('[mine]\ntitle = ""\n', encoding="utf-8")
    folder = write(tmp_path / "book", orders=ORDERS)
    ran = run("show", "plays", folder, "--format", "json")
    rows = {row["play"]: row for row in json.loads(ran.out)["rows"]}
    assert (rows["renewal"]["flag"], rows["renewal"]["steps"], rows["renewal"]["days"]) == (
        "F21",
        3,
        "-90, -60, -30",
    )
    assert (rows["overdue"]["started"], rows["overdue"]["status"], rows["overdue"]["effect_status"]) == (
        0,
        "none",
        "off",
    )
    assert "wrong.toml: line 2: [mine] title is '': write a text" in ran.err
    assert "no play has been started yet" in ran.err
    assert run("show", "plays", folder, "--rows", "renwal").err == (
        "holdfast: there is no play 'renwal': did you mean 'renewal'?\n"
    )


def test_an_explained_play_says_its_steps_and_a_flag_its_plays(run: Run) -> None:
    told = run("explain", "play:overdue").out
    assert "day 14" in told
    assert "Call the person who usually orders" in told
    assert run("explain", "re-sponsor").out.startswith("play ")
    assert (
        json.loads(run("explain", "re-sponsor", "--format", "json").out)["steps"][1]["opens"]
        == "draft:re-sponsor"
    )
    assert json.loads(run("explain", "F31", "--format", "json").out)["plays"][0] == "win-back"
    assert any(line.split()[0] == "play:renewal" for line in run("explain").out.splitlines() if line.strip())
    # The word of a flag is that of the flag.
    assert run("explain", "overdue").out.startswith("F01")
    hotel = run("explain", "F01", "--thresholds", "hospitality").out
    assert "Invite before their usual season" in hotel
    assert "Invitation to the next stay" in hotel
