"""note, task, done, snooze, log and journal: what is written by commands is what is read by them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.unprivileged import unprivileged

from holdfast.journal.copies import LEAST
from holdfast.journal.entry import Draft
from holdfast.journal.place import journal_of
from holdfast.own.places import cached_journals, folder_for
from holdfast.own.user import UserSettings
from holdfast.schema.settings import BookSettings

from .conftest import HOSTILE, Run, write


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Three customers; nobody has spoken with any of them for a year, two are called alike."""
    days = ("2023-07-10", "2023-10-10", "2024-01-10", "2024-04-10", "2025-06-30")
    orders = [f"{customer},{day},100" for customer in ("A", "B", "C") for day in days]
    folder = write(
        tmp_path / "calls",
        customers="customer_id,name,created\n"
        + "\n".join(f"{row},2023-01-01" for row in ("A,Acme GmbH", "B,Borgo", "C,borgo"))
        + "\n",
        orders="customer_id,order_date,amount\n" + "\n".join(orders) + "\n",
        interactions="interaction_id,customer_id,at,type,direction,rep_id,contact_id,text\n"
        + "\n".join(f"I{c},{c},2024-01-15 10:00,call,two-way,R1,,hello" for c in "ABC")
        + "\n",
    )
    (folder / "holdfast.toml").write_text(
        '[book]\nname = "Calls"\nid = "calls"\nas_of = 2025-06-30\n', encoding="utf-8"
    )
    return folder


def exported(run: Run, book: Path) -> list[dict[str, object]]:
    """What was written about a book."""
    return [json.loads(line) for line in run("journal", "export", book).out.splitlines()]


def gaps(run: Run, book: Path, *options: str) -> set[str]:
    """Customers with a contact gap."""
    shown = run("show", "customers", book, "--where", "flag:F29", "--format", "json", *options)
    return {row["customer_id"] for row in json.loads(shown.out)["rows"]}


def test_a_logged_call_clears_its_flag_and_the_figures_say_so(run: Run, calls: Path) -> None:
    before = run("show", "metrics", calls, "--format", "json").out
    assert gaps(run, calls) == {"A", "B", "C"}
    logged = run("log", calls, "acme gmbh", "Renews in July")
    assert (logged.status, logged.err) == (0, "holdfast: logged (call, reached): Acme GmbH\n")
    assert gaps(run, calls) == {"B", "C"}
    assert gaps(run, calls, "--no-journal") == {"A", "B", "C"}
    (entry,) = exported(run, calls)
    assert entry["id"] == logged.out.strip()
    assert entry["fields"] == {
        "channel": "call",
        "direction": "two-way",
        "flags": ["F29"],
        "outcome": "reached",
    }
    document = json.loads(run("show", "metrics", calls, "--format", "json").out)
    (journal,) = document["journals"]
    assert journal.endswith(".db")
    assert run("show", "metrics", calls, "--format", "json", "--no-journal").out == before


@pytest.mark.thorough
def test_a_task_is_set_done_and_cannot_be_done_twice(run: Run, calls: Path) -> None:
    first = run("task", calls, "A", "Send the offer", "--due", "fri", "--flag", "F29")
    assert first.err == "holdfast: task for 4 Jul 2025: Acme GmbH\n"
    second = run("task", calls, "A", "Ask for the logo").out.strip()
    refused = run("done", calls, "A")
    assert refused.status == 2
    assert "2 tasks are open, name one with --task" in refused.err
    assert run("done", calls, "A", "Sent", "--task", first.out.strip()).status == 0
    assert run("done", calls, "A").err == "holdfast: done (Ask for the logo): Acme GmbH\n"
    assert run("done", calls, "A").status == 2
    assert [entry["ref"] for entry in exported(run, calls)] == [
        "flag:F29",
        "",
        f"task:{first.out.strip()}",
        f"task:{second}",
    ]


@pytest.mark.thorough
def test_a_snooze_remembers_how_its_flags_stood(run: Run, calls: Path) -> None:
    told = run("snooze", calls, "A", "Closed in July", "--until", "+2w", "--format", "json")
    entry = json.loads(told.out)
    assert entry["fields"]["until"] == "2025-07-14"
    assert entry["fields"]["flags"] == ["F29"]
    assert entry["fields"]["stood"][0].startswith("F29:watch:")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("note", "Acme", "x"), "the book has no customer 'Acme': did you mean 'Acme GmbH'?"),
        (("note", "borgo", "x"), "2 customers are called 'borgo': name one by its id: B, C"),
        (("task", "A", "x", "--due", "soon"), "--due: 'soon' names no day: write today, tomorrow"),
        (("log", "A", "--flag", "F99"), "--flag F99: there is no such flag"),
        (("log", "A", "--outcome", "maybe"), "invalid choice: 'maybe'"),
        (("note", "A", " "), "note: say what in words; nothing was saved"),
        (("note", "A"), "the following arguments are required: TEXT"),
        (("note", "A", "x", "--as-of", "2025-05-01"), "Nothing is written on 2025-05-01, which is past"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    run: Run, calls: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run(words[0], calls, *words[1:])
    assert ran.status == 2
    assert ran.out == ""
    assert said in ran.err
    assert exported(run, calls) == []


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["jsonl", "csv"])
def test_an_exported_journal_reads_back_equal_and_only_once(
    run: Run, calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    run("note", calls, "A", HOSTILE)
    run("log", calls, "B")
    out = run("journal", "export", calls, "--format", how).out
    assert "\x1b" not in out
    file = tmp_path / f"journal.{how}"
    assert run("journal", "export", calls, "--format", how, "--output", file).status == 0
    assert file.read_text(encoding="utf-8") == out
    assert run("journal", "export", calls, "--output", file).status == 2
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    assert run("journal", "import", calls, file).err == "holdfast: 2 entries imported\n"
    assert run("journal", "import", calls, file).err == "holdfast: 0 entries imported, 2 already there\n"
    assert run("journal", "export", calls, "--format", how).out == out


@pytest.mark.thorough
def test_entries_of_another_book_are_taken_only_when_asked_for(run: Run, calls: Path, shop: Path) -> None:
    run("note", calls, "A", "of calls")
    file = calls.parent / "calls.jsonl"
    run("journal", "export", calls, "--output", file)
    refused = run("journal", "import", shop, file)
    assert refused.status == 2
    assert "1 entry of another book (calls)" in refused.err
    assert exported(run, shop) == []
    assert run("journal", "import", shop, file, "--other-books").status == 0
    assert len(exported(run, shop)) == 1


def test_a_bad_line_is_named_by_file_and_number(run: Run, calls: Path) -> None:
    file = calls.parent / "bad.jsonl"
    file.write_text('{"id": "7"}\n', encoding="utf-8")
    ran = run("journal", "import", calls, file)
    assert ran.status == 2
    assert f"{file}, line 1: it has no day: nothing was imported" in ran.err


@pytest.mark.thorough
def test_a_new_id_takes_over_what_was_written_under_the_old(run: Run, calls: Path) -> None:
    run("note", calls, "A", "before")
    assert "still a customer" in run("journal", "rename", calls, "A", "B").err
    customers = (calls / "customers.csv").read_text(encoding="utf-8")
    (calls / "customers.csv").write_text(customers.replace("A,Acme", "ACME-1,Acme"), encoding="utf-8")
    for table in ("orders", "interactions"):
        path = calls / f"{table}.csv"
        path.write_text(
            path.read_text(encoding="utf-8").replace(",A,", ",ACME-1,").replace("\nA,", "\nACME-1,"),
            encoding="utf-8",
        )
    assert run("journal", "rename", calls, "A", "Acme GmbH").err == (
        "holdfast: 1 entry about A now stands under ACME-1, Acme GmbH\n"
    )
    assert "nothing is written about 'A'" in run("journal", "rename", calls, "A", "B").err
    assert run("journal", "rename", calls, "A").status == 2


@pytest.mark.thorough
@pytest.mark.usefixtures("opened_again")
def test_where_nothing_can_be_saved_it_is_said_and_the_figures_are_shown(run: Run, calls: Path) -> None:
    home = Path(os.environ["XDG_DATA_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o500)
    with unprivileged():
        ran = run("note", calls, "A", "kept by whoever typed it")
        assert ran.status == 2
        assert "nothing was saved" in ran.err
        assert run("show", "metrics", calls, "--format", "json").status == 0
    home.chmod(0o700)


@pytest.mark.thorough
def test_a_file_that_is_no_journal_is_named_beside_the_figures(run: Run, calls: Path) -> None:
    run("note", calls, "A", "first")
    (folder,) = (Path(os.environ["XDG_DATA_HOME"]) / "holdfast" / "journals").iterdir()
    (folder / "luc.db").write_text("no database, but a text of some length " * 40, encoding="utf-8")
    ran = run("show", "metrics", calls, "--format", "json")
    assert ran.status == 0
    assert f"the journal {folder / 'luc.db'}: is not a journal of Holdfast" in ran.err


def test_a_command_leaves_a_long_journal_as_it_was_read_for_the_next(
    run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has said what it was asked: what runs at the end is collected here, and run."""
    at_the_end: list[Callable[[], None]] = []
    monkeypatch.setattr("atexit.register", at_the_end.append)
    draft = Draft("note", "customer", "A", date(2025, 6, 30), "One of many")
    journal_of([calls], BookSettings("Calls", id="calls"), UserSettings()).write([draft] * LEAST)
    for path in folder_for("data").rglob("*.db"):
        os.utime(path, (0, 0))
    before = run("journal", "export", calls)
    assert before.out.count("One of many") == LEAST
    assert not cached_journals().exists()
    (keep,) = at_the_end
    keep()
    assert len(list(cached_journals().iterdir())) == 1
    assert run("journal", "export", calls) == before
    assert at_the_end == [keep], "nothing is left to keep"
