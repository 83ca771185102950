from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from tests.core.intake.read.workbooks import HEADER, ORDERS, xlsx

from holdfast.errors import UsageError
from holdfast.intake import fingerprint, read_book
from holdfast.intake.read.inside import standard_input
from holdfast_tui.cli import main

CSV = b"order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n"


@pytest.fixture(autouse=True)
def _unread(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input.file.cache_clear()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    standard_input.file.cache_clear()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "name"),
    [(CSV, "stdin"), (xlsx({"Orders": (HEADER, *ORDERS)}), "stdin › Orders")],
    ids=["text", "workbook"],
)
def test_what_is_piped_in_is_a_book(monkeypatch: pytest.MonkeyPatch, content: bytes, name: str) -> None:
    pipe(monkeypatch, content)
    intake = read_book([Path("-")])
    assert [(file.file, file.table) for file in intake.receipt.files] == [(name, "orders")]


def test_the_same_input_again_is_known_to_the_cache_and_another_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pipe(monkeypatch, CSV)
    first = fingerprint([Path("-")])
    assert fingerprint([Path("-")]) == first
    pipe(monkeypatch, CSV)
    assert fingerprint([Path("-")]) == first
    pipe(monkeypatch, CSV.replace(b",5", b",6"))
    assert fingerprint([Path("-")]) != first


def test_nothing_piped_in_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    standard_input.file.cache_clear()
    with pytest.raises(UsageError, match="nothing is piped in"):
        read_book([Path("-")])


def test_the_command_line_reads_what_is_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, CSV)
    main(["check", "-", "--format", "json"])
    assert '"file": "stdin"' in capsys.readouterr().out
