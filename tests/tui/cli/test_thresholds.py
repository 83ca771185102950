"""Thresholds on the command line: whose are in force, and what stands in their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast.risk.thresholds.own import own_file, save_own
from holdfast.risk.thresholds.thresholds import YOU, Layer
from holdfast_tui.command_line.book import open_engine
from holdfast_tui.command_line.options import Options

from .conftest import Run

MINE = Layer(YOU, "x:", None, (("F01.watch", 1.7),))


def in_force(book: Path, choice: str | None = None) -> str:
    return open_engine(Options("show", (book,), thresholds=choice)).thresholds.name


@pytest.mark.thorough
def test_your_own_thresholds_are_in_force_and_that_is_said(run: Run, shop: Path) -> None:
    kept = own_file([shop])
    save_own(MINE, kept, "shop")
    ran = run("show", "flags", shop)
    assert ran.status == 0
    assert f"flags are raised by your thresholds (default, 1 changed by you), kept in {kept}" in ran.err
    assert not list(shop.glob("*.toml"))


@pytest.mark.thorough
def test_without_any_nothing_is_said(run: Run, shop: Path) -> None:
    assert "thresholds" not in run("show", "flags", shop).err


def test_default_leaves_yours_out_and_a_preset_or_a_file_takes_their_place(
    tmp_path: Path, shop: Path
) -> None:
    save_own(MINE, own_file([shop]), "shop")
    other = tmp_path / "strict.toml"
    other.write_text('preset = "retail"\n[F01]\nwatch = 1.1\n', encoding="utf-8")
    assert in_force(shop) == "default, 1 changed by you"
    assert in_force(shop, "default") == "default"
    assert in_force(shop, "insurance") == "insurance"
    assert in_force(shop, str(other)) == "retail, 1 from strict.toml"


def test_what_the_book_says_stays_under_a_preset(shop: Path) -> None:
    (shop / "holdfast.toml").write_text(
        'thresholds.preset = "retail"\n[thresholds.F01]\nwatch = 1.8\n[thresholds.F25]\nnames = ["Acme"]\n',
        encoding="utf-8",
    )
    assert in_force(shop) == "retail, 2 set by the book"
    assert in_force(shop, "hospitality") == "hospitality, 2 set by the book"


@pytest.mark.parametrize("command", [["show", "flags"], ["brief"]])
def test_an_unknown_preset_is_refused_with_the_nearest_spelling(
    run: Run, shop: Path, command: list[str]
) -> None:
    ran = run(*command, shop, "--thresholds", "retial")
    assert ran.status == 2
    assert ran.err == (
        "holdfast: --thresholds: 'retial' is neither a file nor a preset: did you mean retail?\n"
    )


@pytest.mark.thorough
def test_a_damaged_file_of_yours_is_named_in_one_line_and_the_option_gets_past_it(
    run: Run, shop: Path
) -> None:
    kept = own_file([shop])
    kept.parent.mkdir(parents=True)
    kept.write_text("[F01]\nwatch = 'late'\n", encoding="utf-8")
    ran = run("show", "flags", shop)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"holdfast: {kept}: F01.watch is 'late': write a number above 0\n"
    assert run("show", "flags", shop, "--thresholds", "default").status == 0


def test_check_refuses_thresholds_that_no_flag_has(run: Run, shop: Path) -> None:
    (shop / "holdfast.toml").write_text("[thresholds.F01]\nwatsch = 1.8\n", encoding="utf-8")
    ran = run("check", shop)
    assert ran.status == 2
    assert "[thresholds] F01.watsch is not a threshold: did you mean watch?" in ran.err


def test_explain_shows_the_thresholds_of_a_flag(run: Run, shop: Path) -> None:
    page = run("explain", "F01").out
    assert "to watch from 1.5 × the usual gap" in page
    assert "insurance 1.1" in page
    save_own(MINE, own_file([shop]), "shop")
    assert "to watch from 1.7 × the usual gap" in run("explain", "F01", shop).out
    assert "to watch from 1.1 × the usual gap" in run("explain", "F01", "--thresholds", "insurance").out


def test_explain_states_rule_and_guard_with_the_thresholds_in_force(run: Run, shop: Path) -> None:
    def page(*words: str | Path) -> str:
        return " ".join(run("explain", *words).out.split())

    usual = page("F01")
    assert "1.5 watch, 2 high, 3 critical" in usual
    assert "at least 2 orders" in usual
    assert "at least 4 orders" in page("F01", "--thresholds", "retail")
    insured = page("F01", "--thresholds", "insurance", "--lang", "fr")
    assert "1,1 à surveiller, 1,25 élevée, 1,5 critique" in insured
    save_own(MINE, own_file([shop]), "shop")
    assert "1.7 watch, 2 high, 3 critical" in page("F01", shop)
    told = json.loads(run("explain", "F29", "--thresholds", "retail", "--format", "json").out)
    assert told["rule"].endswith("A 60, B 120, C 365 days")
