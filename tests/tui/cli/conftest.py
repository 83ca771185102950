"""Small books as files, and a way to run `holdfast` on them inside the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.engine import Engine, open_book
from holdfast_tui.cli import main


@dataclass(frozen=True)
class Ran:
    """What one run left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command with its words (paths are fine too), from an empty folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    # What is printed shall not depend on the language of whoever runs the tests.
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LC_MESSAGES", "en")

    def run_words(*words: object) -> Ran:
        capsys.readouterr()
        status = main([str(word) for word in words])
        streams = capsys.readouterr()
        return Ran(status, streams.out, streams.err)

    return run_words


AskedAgain = Callable[..., None]


@pytest.fixture
def asked_again(stays_open: Callable[[Engine], None]) -> AskedAgain:
    """Opens books that then serve every run of the test: for what is printed, not for how it is read."""

    def keep(*sources: Path) -> None:
        for source in sources:
            stays_open(Engine(open_book([source])))

    return keep


def write(folder: Path, **files: str) -> Path:
    """A folder with these CSV files."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def recurring(tmp_path: Path) -> Path:
    """January 2025: A expands, B contracts, C leaves, D stays, E is new. Three of four are kept."""
    return write_recurring(tmp_path / "recurring")


def write_recurring(folder: Path) -> Path:
    """The book of `recurring`."""
    return write(
        folder,
        customers=(
            "customer_id,name,segment\nA,Acme,SMB\nB,Borgo,SMB\nC,Café Noir,Enterprise\nD,Delta,Enterprise\n"
            "E,Echo,SMB\n"
        ),
        mrr_events=(
            "customer_id,effective_date,mrr\nA,2024-06-01,100\nB,2024-06-01,200\nC,2024-06-01,50\n"
            "D,2024-06-01,150\nA,2025-01-10,120\nB,2025-01-12,150\nC,2025-01-20,0\nE,2025-01-25,80\n"
            "D,2025-01-31,150\n"
        ),
    )


HOSTILE = '"=HYPERLINK(""x"")\x1b]0;owned\x07 [/bad] ![i](j) <b>"'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Orders with one customer overdue, one with a hostile name, one wide name and one bad row."""
    return write_shop(tmp_path / "shop")


def write_shop(folder: Path) -> Path:
    """The book of `shop`."""
    return write(
        folder,
        customers=(
            f"customer_id,name,segment,owner_rep_id\n1,{HOSTILE},SMB,Ana\n2,株式会社 テスト,SMB,Luc\n"
            "3,Ça va,,Ana\n"
        ),
        orders=(
            "order_id,customer_id,order_date,amount\n"
            "o1,1,2025-01-01,100.50\no2,1,2025-01-31,100\no3,1,2025-03-02,100\n"
            "o4,2,2025-05-01,2000\no5,2,2025-05-31,2000\no6,2,2025-06-30,2000\n"
            "o7,3,2025-06-01,10\no8,3,not a date,10\n"
        ),
    )


@pytest.fixture(scope="session")
def _read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Engine]]:
    folder = tmp_path_factory.mktemp("read")
    books = {"recurring": write_recurring(folder / "recurring"), "shop": write_shop(folder / "shop")}
    return {name: (path, Engine(open_book([path], use_cache=False))) for name, path in books.items()}


@pytest.fixture
def recurring_read(_read: dict[str, tuple[Path, Engine]], stays_open: Callable[[Engine], None]) -> Path:
    """The book of `recurring`, open already: for commands that only read it."""
    folder, engine = _read["recurring"]
    stays_open(engine)
    return folder


@pytest.fixture
def shop_read(_read: dict[str, tuple[Path, Engine]], stays_open: Callable[[Engine], None]) -> Path:
    """The book of `shop`, open already: for commands that only read it."""
    folder, engine = _read["shop"]
    stays_open(engine)
    return folder
