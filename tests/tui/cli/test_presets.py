"""`holdfast check --presets`: the exports of tools that are known: a table, JSON, `holdfast help exports`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast.intake.recognise.presets import shipped

from .conftest import Run


def test_every_known_export_is_listed_with_its_tables_and_the_menu_that_makes_it(run: Run) -> None:
    ran = run("check", "--presets")
    assert (ran.status, ran.err) == (0, "")
    (line,) = (line for line in ran.out.splitlines() if "shopify_orders" in line)
    assert "orders, order_lines, customers" in line
    assert "Orders > Export > Plain CSV file" in line


def test_the_same_list_as_json(run: Run) -> None:
    listed = json.loads(run("check", "--presets", "--format", "json").out)["presets"]
    assert {one["preset"] for one in listed} == set(shipped())
    (zendesk,) = (one for one in listed if one["preset"] == "zendesk_tickets")
    assert zendesk["tables"] == ["tickets"]
    assert zendesk["source"]


def test_the_topic_of_exports_holds_the_list(run: Run) -> None:
    assert run("check", "--presets", "--format", "md").out in run("help", "exports").out


def test_a_preset_of_ones_own_is_listed_and_a_wrong_one_is_one_line_and_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "holdfast" / "presets"
    folder.mkdir(parents=True)
    file = folder / "till.toml"
    text = (
        'title = "Till sales"\ntool = "Till"\nexport = "sales"\nsource = ["the till"]\nheaders = ["Bon"]\n'
        '[tables.reps]\ncolumns = { rep_id = "Bon" }\n'
    )
    file.write_text(text, encoding="utf-8")
    assert "till" in run("check", "--presets").out.split()
    file.write_text(text.replace("headers", "header"), encoding="utf-8")
    ran = run("check", "--presets")
    assert ran.status == 2
    assert ran.err == f"holdfast: {file}: 'header' is not a known key; did you mean 'headers'?\n"


def test_the_receipt_says_what_is_easily_taken_wrongly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text(
        "Id,Username,Name,IsActive,ManagerId\n005,ana,Ana Ruiz,true,\n", encoding="utf-8"
    )
    (tmp_path / "accounts.csv").write_text(
        "Id,Name,OwnerId,Industry\n001,Acme,005,Energy\n", encoding="utf-8"
    )
    told = run("check", tmp_path).out
    assert "read as Salesforce users (preset salesforce_user)" in told
    assert "mind: the day a login was made is no hire date" in told


def test_a_receipt_as_markdown_is_refused(run: Run, recurring: Path) -> None:
    ran = run("check", recurring, "--format", "md")
    assert ran.status == 2
    assert "--format md goes with --presets" in ran.err
