"""brief, check, init, explain, the desk and what happens at the edges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Collection, Sequence
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from shutil import rmtree

import pytest
from tests.examples import each

import holdfast_tui.run
from holdfast.metrics.registry import METRICS
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.words.folding import OBEYED_BY_TERMINALS
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.verbs import desk, show
from holdfast_tui.safe_text import cell_width
from holdfast_tui.start.started import Started

from .conftest import Run, write


@pytest.mark.thorough
def test_the_brief_says_whom_to_call_why_and_what_to_do(run: Run, shop: Path) -> None:
    ran = run("brief", shop)
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "shop"
    for heading in ("FIGURES", "RISK FLAGS", "TO CALL", "REPS"):
        assert heading in ran.out.splitlines()
    call = ran.out[ran.out.index("TO CALL") :]
    assert "HYPERLINK" in call
    assert "overdue" in call
    assert "→ Call with the usual basket" in call
    assert max(map(cell_width, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out


@pytest.mark.thorough
def test_a_brief_without_flags_says_so(run: Run, shop: Path) -> None:
    assert "Nobody" in run("brief", shop, "--where", "flag:none").out


@pytest.mark.thorough
def test_the_brief_takes_no_more_calls_than_asked_for(run: Run, shop: Path) -> None:
    assert "1 more" in run("brief", shop, "--limit", "0").out


@pytest.mark.thorough
def test_the_brief_as_markdown_and_html_is_inert(run: Run, shop: Path) -> None:
    markdown = run("brief", shop, "--format", "md").out
    assert markdown.startswith("# shop\n")
    assert "![i]" not in markdown
    page = run("brief", shop, "--format", "html").out
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert {"h1", "table", "ol"} <= set(seen)
    assert not {"b", "script", "img"} & set(seen)


def test_check_accounts_for_every_row_and_answers_1(run: Run, shop: Path) -> None:
    ran = run("check", shop)
    assert ran.status == 1
    assert "11 rows read = 10 used + 1 in quarantine" in ran.out
    assert "not a date" in ran.out
    found = json.loads(run("check", shop, "--format", "json").out)
    assert found["clean"] is False
    assert [(row["column"], row["text"]) for row in found["quarantine"]] == [("order_date", "not a date")]
    for one in found["files"]:
        assert one["rows_read"] == sum(one[n] for n in ("used", "quarantined", "left_out", "not_data"))


@pytest.mark.thorough
def test_check_lists_the_cells_that_were_set_aside_and_views_say_how_many(run: Run, tmp_path: Path) -> None:
    book = write(
        tmp_path / "b",
        orders="order_id,customer_id,order_date,amount,discount\no1,1,2025-01-01,5,2\no2,1,2025-01-01,5,half\n"
        "o3,1,2025-01-01,5,2.50\no4,1,2025-01-01,5,0\n",
    )
    ran = run("check", book)
    assert ran.status == 0
    listed = " ".join(ran.out[ran.out.index("Cells set aside") :].split())
    assert listed.endswith("Text Reason orders orders.csv 3 discount half is not an amount")
    found = json.loads(run("check", book, "--format", "json").out)
    assert [(cell["line"], cell["text"]) for cell in found["cells_set_aside"]] == [(3, "half")]
    assert found["files"][0]["cells_set_aside"] == 1
    assert f"1 cell is set aside, its row counts: holdfast check {book}" in run("show", "metrics", book).err


def test_check_asks_what_a_word_means_and_lists_every_word(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "shop"
    book.mkdir()
    rows = "1,2025-01-05,A,100,Parked\n2,2025-01-06,A,5,Refunded\n"
    (book / "orders.csv").write_text(f"Order ID,Date,Customer,Total,Status\n{rows}")
    ran = run("check", book)
    assert ran.status == 1
    assert "orders.csv: what 'Parked' (1 row) in Status means is not known" in ran.out
    assert '    statuses = { "Parked" = "no sale" }\n' in ran.out
    assert "  orders.csv, Status: 'Refunded' 1 row, refunded, not counted\n" in ran.out
    found = json.loads(run("check", book, "--format", "json").out)
    assert [(one["word"], one["counted"]) for one in found["statuses"]] == [
        ("Parked", True),
        ("Refunded", False),
    ]
    assert [one["column"] for one in found["questions"]] == ["Status"]


def test_check_asks_what_nothing_else_can_tell_and_views_refuse(run: Run, tmp_path: Path) -> None:
    book = write(tmp_path / "b", orders="order_id,customer_id,order_date,amount\no1,1,2025-01-05,1.000\n")
    ran = run("check", book)
    assert ran.status == 1
    assert "To be answered" in ran.out
    found = json.loads(run("check", book, "--format", "json").out)
    assert [(one["file"], one["column"]) for one in found["questions"]] == [("orders.csv", "amount")]
    assert found["questions"][0]["paste"].splitlines()[:3] == [
        "[tables.orders]", 'files = ["orders.csv"]', 'decimal = "."'
    ]  # fmt: skip
    assert run("show", "metrics", book).status == 2
    paste = "\n".join(found["questions"][0]["paste"].splitlines()[3:])
    (book / "holdfast.toml").write_text(paste)
    assert run("check", book).status == 0


def test_check_of_a_sound_book_answers_0(run: Run, recurring: Path) -> None:
    assert run("check", recurring).status == 0


@pytest.mark.thorough
def test_init_writes_a_mapping_that_can_be_read_back(run: Run, recurring: Path) -> None:
    printed = run("init", recurring, "--output", "-")
    assert printed.status == 0
    assert "mrr_events" in tomllib.loads(printed.out)["tables"]
    assert not (recurring / "holdfast.toml").exists()
    before = run("show", "metrics", recurring, "--format", "json").out
    assert run("init", recurring).status == 0
    assert (recurring / "holdfast.toml").read_text(encoding="utf-8") == printed.out
    after = run("show", "metrics", recurring, "--format", "json").out
    assert json.loads(before)["metrics"] == json.loads(after)["metrics"]


@pytest.mark.thorough
def test_a_mapping_with_hostile_names_is_printed_inert_and_reads_the_same_way_again(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    header = "Kunde\u202enr\u200b,Dat\u2066um,Betrag\x9b31m\n"
    (folder / "orders\u202e.csv").write_text(header + "C1,2025-01-05,10\n", encoding="utf-8")
    columns = '{ customer_id = "Kunde\u202enr\u200b", order_date = "Dat\u2066um", amount = "Betrag\x9b31m" }'
    own = f"[tables.orders]  # \u202e mine\nfiles = ['orders\u202e.csv']\ncolumns = {columns}\n"
    mapping = folder / "holdfast.toml"
    mapping.write_text(own, encoding="utf-8")
    before = run("show", "customers", folder, "--format", "json").out
    printed = run("init", folder, "--output", "-").out
    assert not OBEYED_BY_TERMINALS.search(printed)
    mapping.write_text(printed, encoding="utf-8")
    assert run("show", "customers", folder, "--format", "json").out == before


def test_init_replaces_nothing_unasked(run: Run, recurring: Path) -> None:
    mapping = recurring / "holdfast.toml"
    mapping.write_text("[book]\nname = 'Mine'\n")
    ran = run("init", recurring)
    assert ran.status == 2
    assert "--force" in ran.err
    assert mapping.read_text() == "[book]\nname = 'Mine'\n"
    assert run("init", recurring, "--force").status == 0
    assert mapping.read_text() != "[book]\nname = 'Mine'\n"


@pytest.mark.thorough
@each("subject", [*METRICS, *ALL_FLAGS])
def test_every_metric_and_flag_is_explained_with_its_source(run: Run, subject: str) -> None:
    ran = run("explain", subject)
    assert ran.status == 0
    assert ran.out.startswith(f"{subject}  ")
    entry = json.loads(run("explain", subject, "--format", "json").out)
    assert entry["id"] == subject
    assert entry["source"]
    assert entry.get("formula") or entry.get("rule")


def test_explain_alone_lists_everything(run: Run) -> None:
    text = run("explain").out
    assert all(f"\n{subject} " in text for subject in (*METRICS, *ALL_FLAGS))
    listed = json.loads(run("explain", "--format", "json").out)
    assert [one["id"] for one in listed["flags"]] == list(ALL_FLAGS)


def test_a_flag_is_explained_by_its_word_too(run: Run) -> None:
    assert run("explain", "overdue").out == run("explain", "f01").out


# The desk


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sequence[Path], Query | None]]:
    """A terminal on both sides, and a desk that only notes what it was opened on."""
    calls: list[tuple[Sequence[Path], Query | None]] = []

    def run_desk(
        sources: Sequence[Path],
        config: Path | None = None,
        query: Query | None = None,
        *,
        thresholds: str | None = None,
        with_journal: bool = True,
        tour: bool = False,
        started: Started | None = None,
        given: Collection[str] = (),
        is_fresh: bool = False,
    ) -> int:
        assert started is not None
        assert not tour
        # What the command line says goes before what was left, and nothing else does.
        assert query is not None
        assert ("where" in given, "period" in given, is_fresh) == (bool(query.where), False, False)
        started.read()  # Whoever opens a desk waits for its book.
        calls.append((sources, query))
        return 0

    monkeypatch.setattr(holdfast_tui.run, "run_desk", run_desk)
    monkeypatch.setattr(desk, "at_terminal", lambda: True)
    monkeypatch.setattr(desk, "on_terminal", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    return calls


Opened = list[tuple[Sequence[Path], Query | None]]


def test_a_book_opens_the_desk_on_a_terminal(run: Run, shop: Path, opened: Opened) -> None:
    assert run(shop, "--where", "segment:smb").status == 0
    ((sources, query),) = opened
    assert list(sources) == [shop]
    assert query == Query(where="segment:smb")


Types = Callable[..., None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Somebody at the terminal types these lines, and then leaves."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", StringIO("".join(f"{line}\n" for line in lines)))


@pytest.mark.thorough
def test_without_a_book_those_opened_last_and_the_sample_are_there_to_choose(
    run: Run, shop: Path, recurring: Path, opened: Opened, types: Types
) -> None:
    assert (run(shop).status, run(recurring).status) == (0, 0)
    types("")
    listed = run()
    assert listed.err.splitlines()[:4] == [
        *("Which book?", f"  1  {recurring}", f"  2  {shop}", "  s  the sample book")
    ]
    types("7", "2")
    assert run("--where", "tier:A").status == 0
    types("s")
    run()
    # The book chosen last is the first now; the sample is none of the user's.
    types("")
    run()
    types("q")
    assert run().status == 0
    names = [next(iter(sources)).name for sources, _ in opened]
    assert names == ["shop", "recurring", "recurring", "shop", "sample_data", "shop"]
    assert opened[3][1] == Query(where="tier:A")


def test_a_book_that_is_gone_is_listed_and_cannot_be_chosen(
    run: Run, shop: Path, tmp_path: Path, opened: Opened, types: Types
) -> None:
    gone = write(tmp_path / "gone", orders="order_id,customer_id,order_date,amount\n1,C1,2025-01-31,10\n")
    run(shop)
    run(gone)
    rmtree(gone)
    types("1", "")
    assert f"  1  {gone}   (not there any more)" in run().err
    assert list(opened[-1][0]) == [shop]


def test_a_state_folder_that_cannot_be_written_is_no_reason_to_stop(
    run: Run, shop: Path, opened: Opened, types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(shop / "orders.csv"))
    assert run(shop).status == 0
    types()
    assert "No book was opened yet" in run().err


def test_a_spoiled_state_file_is_as_good_as_none(
    run: Run, shop: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shop)
    state = Path(os.environ["XDG_STATE_HOME"]) / "holdfast" / "last_book.json"
    monkeypatch.setattr(desk, "at_terminal", lambda: False)
    monkeypatch.setattr(desk, "on_terminal", lambda: False)
    for spoiled in ("", "[]", '{"sources": 3}', "\x00", '{"sources": [], "config": null}'):
        state.write_text(spoiled)
        assert "name a book" in run().err


@pytest.mark.thorough
def test_without_a_terminal_the_brief_is_printed(run: Run, shop: Path) -> None:
    assert run(shop).out == run("brief", shop).out


def test_the_demo_opens_the_sample(run: Run, opened: Opened) -> None:
    assert run("demo").status == 0
    ((sources, _),) = opened
    assert sources[0].name == "sample_data"


# Edges


def test_ctrl_c_is_status_130(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(options: Options) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(show, "run", interrupted)
    ran = run("show", "metrics", shop)
    assert (ran.status, ran.err) == (130, "")


@pytest.mark.thorough
def test_a_reader_that_stops_early_is_met_with_silence(tmp_path: Path) -> None:
    rows = "".join(f"c{n},name {n}\n" for n in range(3000))
    orders = "".join(f"o{n},c{n},2025-01-01,10\n" for n in range(3000))
    folder = write(
        tmp_path / "many",
        customers=f"customer_id,name\n{rows}",
        orders=f"order_id,customer_id,order_date,amount\n{orders}",
    )
    command = f"{sys.executable} -m holdfast_tui.cli show customers {folder} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_STATE_HOME": str(tmp_path / "state"),
        },
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "3,000 of 3,000 customers" in done.stdout


def test_an_unreadable_input_is_one_line(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "empty")
    ran = run("show", "metrics", folder)
    assert ran.status == 2
    assert ran.err.count("\n") == 1
