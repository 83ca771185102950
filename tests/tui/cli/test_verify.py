"""`holdfast verify`: a seal made on one machine, verified on another; and each input that may differ."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from .conftest import Ran, Run, write

DAY = "2025-06-30"
ASKED = ("--metric", "retention.customers,revenue.period,retention.revenue.net")


def text_of(frame: pl.DataFrame) -> str:
    return frame.write_csv()


def tables() -> dict[str, pl.DataFrame]:
    """Sixty customers with an order every other month, until some of them stop; and their tickets."""
    dice = random.Random(7)
    orders = [
        (
            f"o{customer:02}{month:02}",
            f"c{customer:02}",
            f"{2023 + month // 12}-{1 + month % 12:02}-{day:02}",
            day + 0.5,
        )
        for customer in range(60)
        for month in range(customer % 2, 30 if customer % 5 else 15, 2)
        for day in (1 + dice.randrange(28),)
    ]
    customers = [
        (f"c{number:02}", f"Kunde {number} Ü", ("SMB", "Enterprise")[number % 2]) for number in range(60)
    ]
    tickets = [
        (f"t{number}", f"c{number:02}", f"2025-03-{number % 28 + 1:02}T23:40:00Z") for number in range(20)
    ]
    return {
        "customers": pl.DataFrame(customers, ["customer_id", "name", "segment"], orient="row"),
        "orders": pl.DataFrame(orders, ["order_id", "customer_id", "order_date", "amount"], orient="row"),
        "tickets": pl.DataFrame(tickets, ["ticket_id", "customer_id", "created"], orient="row"),
    }


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return write(tmp_path / "exports", **{name: text_of(frame) for name, frame in tables().items()})


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The same rows on another machine: shuffled, with other line ends, one file as Parquet, one in two."""
    folder = tmp_path / "D" / "Kunden 2025"
    folder.mkdir(parents=True)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=3) for name, frame in tables().items()}
    lines = text_of(shuffled["customers"]).replace("\n", "\r\n")
    (folder / "customers.csv").write_bytes(lines.encode("utf-8-sig"))
    half = shuffled["orders"].height // 2
    (folder / "orders_1.csv").write_text(text_of(shuffled["orders"][half:]), encoding="utf-8")
    (folder / "orders_2.csv").write_text(text_of(shuffled["orders"][:half]), encoding="utf-8")
    shuffled["tickets"].write_parquet(folder / "tickets.parquet")
    return folder


def seals(run: Run, book: Path, *words: str) -> list[str]:
    made = run("show", "metrics", book, *ASKED, "--seal", "--format", "json", "--as-of", DAY, *words)
    assert made.status == 0, made.err
    return [entry["seal"] for entry in json.loads(made.out)["metrics"]]


@pytest.mark.thorough
def test_a_seal_is_verified_on_another_machine(run: Run, here: Path, elsewhere: Path, tmp_path: Path) -> None:
    page = tmp_path / "sent.html"
    assert (
        run(
            "report", here, "--as-of", DAY, "--where", "segment:smb", "--format", "html", "--output", page
        ).status
        == 0
    )
    other = {
        **os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "LC_MESSAGES": "",
        **{f"XDG_{kind}_HOME": str(tmp_path / "bob" / kind) for kind in ("CACHE", "CONFIG", "STATE", "DATA")},
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-m", "holdfast_tui.cli", "verify", str(page), str(elsewhere)],
        env=other, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("Bestätigt: ") >= 3
    # Files in another order, and the seals by themselves.
    turned = sorted(elsewhere.iterdir(), reverse=True)
    for seal in seals(run, here):
        assert run("verify", seal, *turned).status == 0


def named(ran: Ran) -> set[str]:
    """The inputs that are said to differ."""
    assert ran.status == 1, ran.err
    joined = ran.out.replace("\n    ", " ")
    return {line.strip(" -.").partition(":")[0] for line in joined.splitlines() if line.startswith("  - ")}


def one_change(here: Path, folder: Path) -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    """Books and options of which one input is not what it was, and how that input is called."""
    for name, (old, new) in {
        "orders": ("o0000,c00", "o0000,c01"),
        "customers": ("Kunde 7 Ü", "Kunde 8 Ü"),
        "tickets": ("t3,c03", "t3,c04"),
    }.items():
        text = (here / f"{name}.csv").read_text(encoding="utf-8")
        changed = text.replace(old, new)
        assert changed != text
        others = {path.stem: path.read_text(encoding="utf-8") for path in here.glob("*.csv")}
        yield "other data", write(folder / name, **{**others, name: changed}), ()
    others = {path.stem: path.read_text(encoding="utf-8") for path in here.glob("*.csv")}
    settled = write(folder / "settings", **others)
    (settled / "holdfast.toml").write_text('[book]\nactive_window = "3m"\n', encoding="utf-8")
    yield "other settings", settled, ()
    yield "other thresholds", here, ("--thresholds", "retail")
    yield "another day", here, ("--as-of", "2025-05-31")
    yield "another period", here, ("--period", "6m")
    yield "another filter", here, ("--where", "segment:smb")
    yield "another basis", here, ("--basis", "orders")
    yield "another split", here, ("--by", "segment")


@pytest.mark.thorough
def test_each_input_that_is_not_what_it_was_is_named_alone(run: Run, here: Path, tmp_path: Path) -> None:
    seal = seals(run, here)[1]
    moved = "the figure itself comes to something else"
    for name, book, words in one_change(here, tmp_path):
        assert named(run("verify", seal, book, *words)) - {moved} == {name}, (name, words)


@pytest.mark.thorough
def test_what_users_wrote_is_an_input_where_it_counts_as_data(run: Run, here: Path) -> None:
    seal = seals(run, here)[0]
    assert run("note", here, "c01", "called, nothing new").status == 0
    assert run("verify", seal, here).status == 0
    assert run("log", here, "c01", "called", "--channel", "call").status == 0
    assert named(run("verify", seal, here)) == {"another journal"}
    assert run("verify", seal, here, "--no-journal").status == 0
    # The one that was made with it is verified with it.
    assert run("verify", seals(run, here)[0], here).status == 0


@pytest.mark.thorough
def test_a_newer_export_reproduces_old_seals_until_it_rewrites_the_past(run: Run, here: Path) -> None:
    seal = seals(run, here, "--as-of", "2025-03-31")[1]
    orders = here / "orders.csv"
    newer = orders.read_text(encoding="utf-8") + "o9999,c01,2025-07-15,10\n"
    orders.write_text(newer, encoding="utf-8")
    assert run("verify", seal, here).status == 0
    orders.write_text(newer + "o9998,c01,2025-03-15,10\n", encoding="utf-8")
    assert "other data" in named(run("verify", seal, here))


@pytest.mark.thorough
def test_a_filter_a_range_of_days_and_a_group_have_to_be_said_again(run: Run, here: Path) -> None:
    words = ("--where", "segment:smb", "--period", "2025-01-01..2025-05-31")
    seal = seals(run, here, *words)[1]
    assert named(run("verify", seal, here)) >= {"another filter", "another period"}
    # Another spelling is the same filter.
    assert run("verify", seal, here, "--where", 'segment:"SMB"', *words[2:]).status == 0
    assert run("verify", seal, here, *words).status == 0
    first = seals(run, here, "--by", "segment")[0]
    assert run("verify", first, here, "--by", "segment").status == 0
    assert named(run("verify", first, here)) == {"another split", "the figure itself comes to something else"}


@pytest.mark.parametrize(
    "ending", ["csv", *(pytest.param(one, marks=pytest.mark.thorough) for one in ("json", "xlsx", "parquet"))]
)
def test_a_list_is_verified_by_its_file_and_a_changed_cell_is_found(
    run: Run, here: Path, tmp_path: Path, ending: str
) -> None:
    from holdfast.engine import Engine, open_book  # noqa: PLC0415 - not while modules are collected
    from holdfast.export.results import write_file  # noqa: PLC0415 - as above
    from holdfast.query import Query  # noqa: PLC0415 - as above

    engine, query = Engine(open_book([here])), Query(where="segment:smb,-x revenue>1")
    view, file = engine.customers(query), tmp_path / f"list.{ending}"
    write_file(view, file, sealing=engine.sealing(query))
    assert run("verify", file, here).status == 0
    frame = view.frame.with_columns(
        pl.when(pl.col("name") == "Kunde 2 Ü").then(pl.lit("Kunde 2")).otherwise("name").alias("name")
    )
    assert not frame.equals(view.frame)
    sealing = engine.sealing(query)
    assert sealing is not None
    tampered = type("Old", (), {"data": sealing.data, "code": lambda *_: seal_in(run, file, here)})()
    write_file(type(view)(view.view, view.moment, frame), file, overwrite=True, sealing=tampered)
    assert named(run("verify", file, here)) == {"another content"}


def seal_in(run: Run, file: Path, book: Path) -> str:
    return run("verify", file, book).out.splitlines()[0]


@pytest.mark.thorough
def test_the_table_that_differs_is_named_and_a_slip_is_placed(run: Run, here: Path, tmp_path: Path) -> None:
    made = run("show", "customers", here, "--seal", "--format", "csv")
    file = tmp_path / "sent.csv"
    file.write_text(made.out, encoding="utf-8")
    tickets = here / "tickets.csv"
    tickets.write_text(tickets.read_text(encoding="utf-8").replace("t3,", "t333,"), encoding="utf-8")
    ran = run("verify", file, here)
    assert "the table tickets has other rows" in ran.out
    assert "the table orders" not in ran.out
    seal = seals(run, here)[0]
    wrong = seal[:-1] + ("0" if seal[-1] != "0" else "1")
    slipped = run("verify", wrong, here)
    assert slipped.status == 2
    assert f"letter 4 of group 7: '{wrong[-1]}' where '{seal[-1]}'" in slipped.err
    for words, said in (
        ((tmp_path / "none.csv",), "there is no such file"),
        ((here / "orders.csv",), "there is no seal in it"),
        ((file.read_text(encoding="utf-8").split("# seal: ")[1][:34],), "verified by its file"),
    ):
        refused = run("verify", *words, here)
        assert (refused.status, said in refused.err.replace("\n", " ")) == (2, True), refused.err
    assert "--format csv, json" in run("show", "customers", here, "--seal").err


def test_pages_and_other_tables_are_sealed_and_a_changed_word_is_found(
    run: Run, here: Path, tmp_path: Path
) -> None:
    since = ("--from", "2025-03-31")
    made = {
        "page.html": ("brief", here, "--customer", "c01", "--format", "html", "--where", "segment:smb"),
        "new.txt": ("brief", here, "--since", "2025-05-31"),
        "today.txt": ("today", here, "--seal"),
        "today.json": ("today", here, "--seal", "--format", "json"),
        "diff.md": (
            "diff",
            here,
            "2025-05-31",
            DAY,
            "--seal",
            "--format",
            "md",
            "--period",
            "2025-01..2025-05",
        ),
        "diff.csv": ("diff", here, "2025-05-31", DAY, "--seal", "--format", "csv"),
        "why.txt": ("why", "retention.customers", here, *since, "--seal"),
        "why.json": ("why", "retention.customers", here, *since, "--seal", "--format", "json"),
        "breaks.csv": ("bisect", here, "--seal", "--format", "csv"),
    }
    for name, words in made.items():
        file = tmp_path / name
        file.write_text(run(*words).out, encoding="utf-8")
        verified = run("verify", file, here)
        assert (verified.status, "Reproduced" in verified.out) == (0, True), (name, verified)
    # Figures of both days stand on the page of `diff`, and a word that was changed on it is found.
    assert run("verify", tmp_path / "diff.md", here).out.count("Customer retention (ret") == 2
    page = tmp_path / "page.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Kunde 1 ", "Kunde 2 "), encoding="utf-8")
    assert named(run("verify", page, here)) == {"another content"}
    assert "--format csv, json" in run("bisect", here, "--seal").err


def test_an_always_valid_interval_is_no_other_program(run: Run, here: Path) -> None:
    for seal in seals(run, here, "--always-valid"):
        assert run("verify", seal, here).status == 0
