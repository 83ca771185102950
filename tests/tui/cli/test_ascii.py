"""In a locale that knows ASCII alone, what is printed to be read is ASCII; what is for programs is whole."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from .conftest import AskedAgain, Run, write


@pytest.fixture
def accented(tmp_path: Path) -> Path:
    """Names that ASCII knows a spelling for, and one that it does not."""
    return write(
        tmp_path / "café",
        customers="customer_id,name,segment\n1,Café Noir,Größe\n2,株式会社,Größe\n",
        orders=(
            "order_id,customer_id,order_date,amount\no1,1,2025-01-01,1200\no2,1,2025-01-31,1100\n"
            "o3,1,2025-03-02,900\no4,2,2025-06-30,2000\n"
        ),
    )


READ = (
    ("show", "customers"),
    ("show", "metrics"),
    ("show", "flags"),
    ("brief",),
    ("brief", "--customer", "1"),
    ("today",),
    ("check",),
    ("report",),
    ("explain", "retention.customers"),
    ("keys",),
    ("--help",),
)


@pytest.mark.thorough
@pytest.mark.parametrize("environ", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"HOLDFAST_ASCII": "1"}])
def test_what_is_read_is_ascii(
    run: Run,
    asked_again: AskedAgain,
    accented: Path,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
) -> None:
    asked_again(accented)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for words in READ:
        needs_no_book = words[0] in ("explain", "keys", "--help")
        ran = run(*words, *(() if needs_no_book else (accented,)))
        assert ran.out, words
        assert ran.out.isascii(), words
        assert ran.err.isascii(), words


def test_names_lose_their_accents_and_ids_stay(
    run: Run, accented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    told = run("show", "customers", accented, "--columns", "customer_id,name,segment").out.splitlines()
    assert [line.split() for line in told[-2:]] == [["1", "Cafe", "Noir", "Grosse"], ["2", "????", "Grosse"]]


@pytest.mark.thorough
def test_what_is_for_programs_and_files_is_whole_in_every_locale(
    run: Run, asked_again: AskedAgain, accented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_again(accented)
    forms = ("json", "csv", "md")
    usual = [run("show", "customers", accented, "--format", form).out for form in forms]
    monkeypatch.setenv("LC_ALL", "C")
    assert [run("show", "customers", accented, "--format", form).out for form in forms] == usual
    assert all("株式会社" in told for told in usual)


@pytest.mark.thorough
def test_without_any_locale_and_in_utf_8_nothing_is_respelt(
    run: Run, accented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert "Café Noir" in run("show", "customers", accented).out
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "Café Noir" in run("show", "customers", accented).out


@pytest.mark.thorough
def test_the_line_mode_and_its_faults_are_ascii_too(
    run: Run, accented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setattr(sys, "stdin", io.StringIO("list\nopen café\ntödäy\nfigures\n"))
    ran = run("--plain", accented)
    assert ran.out.isascii()
    assert "1. Cafe Noir, " in ran.out
    assert "there is no word 'today'" in ran.out
    assert ran.err.isascii()
