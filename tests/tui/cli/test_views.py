"""`holdfast views`, and the names of views in --where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tui.cli.conftest import Run

from holdfast.own.saved import views_folder


def view(name: str, text: str) -> Path:
    folder = views_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.thorough
def test_views_are_listed_with_what_they_come_to_and_their_names_filter(run: Run, recurring: Path) -> None:
    """Two of the five customers are Enterprise, of whom Delta alone is kept."""
    assert run("views").err == "holdfast: there is no saved view yet: v on the desk saves one\n"
    view("large", 'where = "segment:enterprise"\nroom = "risk"\n')
    told = json.loads(run("views", recurring, "--format", "json").out)
    assert told["views"] == [
        {
            "name": "large",
            "room": "risk",
            "period": "12m",
            "where": "segment:enterprise",
            "customers": 2,
            "before": None,
        }
    ]
    assert "segment:enterprise" in run("views").out
    ran = run(
        "show", "customers", recurring, "--where", "@large -Delta", "--columns", "name", "--format", "csv"
    )
    assert ran.out.splitlines() == ["name", "Café Noir"]


def test_a_name_that_is_none_and_a_fault_behind_one_are_told_at_their_place(
    run: Run, recurring: Path
) -> None:
    view("large", 'where = "segment:enterprise"\n')
    ran = run("show", "metrics", recurring, "--where", "acme @lrge")
    assert (ran.status, ran.err) == (
        2,
        "holdfast: --where, character 6: there is no saved view '@lrge': did you mean '@large'?\n",
    )
    ran = run("show", "metrics", recurring, "--where", "@large segmnt:x")
    assert "--where, character 8: there is no field 'segmnt'" in ran.err
    path = view("bad", "wher = 1")
    assert f"{path}: 'wher' is not a known key: did you mean 'where'?" in run("views").err
