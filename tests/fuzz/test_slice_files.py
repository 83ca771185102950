"""A slice of `make fuzz`: files, mappings and settings, for a few seconds each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from tests.fuzz import files, mappings, settings
from tests.fuzz.__main__ import main


@pytest.mark.thorough
@pytest.mark.parametrize(
    "run", [files.run, mappings.run, settings.run], ids=["files", "mappings", "settings"]
)
def test_no_mutated_file_brings_out_a_fault(run: Callable[[int, float], Iterable[str]]) -> None:
    assert list(run(1, 2)) == []


def test_a_fault_is_printed_and_answered_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "run", lambda seed, seconds: [f"seed {seed} broke it"])
    assert main(["--only", "settings", "--seed", "4", "--seconds", "1"]) == 1
    assert capsys.readouterr().out == "seed 4 broke it\n1 fault, seed 4\n"
