"""What a notebook imports: public names, loaded when asked for, and the example of its topic of help."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from tests.conftest import REPOSITORY, TOPICS
from tests.worked_out import cache_of

import holdfast

EXAMPLE: Final = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.thorough
@pytest.mark.usefixtures("sample_engine")
def test_the_example_of_the_notebook_runs_and_says_what_the_engine_says(
    home_of_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    monkeypatch.chdir(REPOSITORY)
    found = EXAMPLE.search((TOPICS / "notebook.md").read_text(encoding="utf-8"))
    assert found is not None
    said: dict[str, object] = {}
    exec(compile(found[1], "notebook.md", "exec"), said)
    active, flagged, sentence = capsys.readouterr().out.splitlines()
    assert active.startswith(f"{holdfast.METRICS['customers.active'].name} ")
    assert re.fullmatch(r"Revenue at risk \d+\.\d+ ", flagged)
    worst = said["worst_first"]
    assert isinstance(worst, pl.DataFrame)
    # Whoever brings no revenue is no part of a sum of it.
    bringing = worst.filter(pl.col("revenue") != 0).height
    assert sentence.startswith(f"{bringing} customers: ")


def test_every_public_name_is_there_and_no_other() -> None:
    for name in holdfast.__all__:
        assert getattr(holdfast, name) is not None
        assert name in dir(holdfast)
    mistyped = "Enigne"
    with pytest.raises(AttributeError, match=f"has no attribute '{mistyped}'"):
        getattr(holdfast, mistyped)


def test_importing_the_package_loads_neither_the_engine_nor_polars() -> None:
    code = "import sys, holdfast; sys.exit(bool({'polars', 'holdfast.engine'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_engine_is_there_before_rules_metrics_filters_and_readers_of_files() -> None:
    """What is printed of a book that is kept waits for no module that it does not need."""
    spared = (
        "holdfast.filters.nodes",
        "holdfast.intake.read.inside.workbook",
        "holdfast.metrics.registry",
        "holdfast.risk.rules",
        "holdfast.views.customer",
    )
    code = f"import sys, holdfast.engine, holdfast.intake.identity; print(set({spared}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


def test_a_question_shows_what_it_takes() -> None:
    assert str(inspect.signature(holdfast.Engine.reps)) == (
        "(engine: 'Engine', query: 'Query', /, *, at_loss: 'bool' = False) -> 'TableView'"
    )
    assert "worst first" in (holdfast.Engine.flags.__doc__ or "")
