"""What is stored is keyed by all that made it: an upgrade never answers with what an older version stored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import grimp
import polars as pl
import pytest
import tomli

import holdfast
from holdfast.book.disk import made_by

PACKAGE = Path(holdfast.__path__[0])

OPEN_IT = """
import sys
from pathlib import Path
from holdfast.engine import Engine, open_book
from holdfast.query import Query
book = open_book([Path(sys.argv[1])])
(active,) = Engine(book).metrics(Query(), ids=["customers.active"])
print(book.settings.active_window, active.value)
"""


def opened_by(code: Path, book: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_IT, str(book)],
        env={**os.environ, "PYTHONPATH": str(code)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.thorough
def test_after_an_upgrade_with_another_default_the_cache_does_not_answer_with_the_old_figure(
    tmp_path: Path,
) -> None:
    code, book = tmp_path / "code", tmp_path / "book"
    shutil.copytree(PACKAGE, code / "holdfast", ignore=shutil.ignore_patterns("sample_data"))
    book.mkdir()
    (book / "orders.csv").write_text(
        "order_id,customer_id,order_date,amount\no1,c1,2024-08-01,10\no2,c2,2025-06-30,10\n", encoding="utf-8"
    )
    assert opened_by(code, book) == "12m 2"
    settings = code / "holdfast" / "schema/settings.py"
    usual, changed = "Duration(months=12)", "Duration(months=6)"
    assert usual in settings.read_text(encoding="utf-8")
    settings.write_text(settings.read_text(encoding="utf-8").replace(usual, changed), encoding="utf-8")
    assert opened_by(code, book) == "6m 1"


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("holdfast", include_external_packages=True, cache_dir=None)


def test_every_module_and_every_data_file_of_the_package_counts(graph: grimp.ImportGraph) -> None:
    counted = set(made_by.sources(PACKAGE))
    modules = {name.partition(".")[2].replace(".", "/") for name in graph.modules if _is_ours(name)}
    places = {name: {f"{name}.py", f"{name}/__init__.py".lstrip("/")} for name in modules}
    assert [name for name, files in places.items() if not files & counted] == []
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(PACKAGE).as_posix() for path in files} - counted <= {"py.typed"}


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "holdfast"


def test_every_library_that_a_stored_thing_rests_on_counts(graph: grimp.ImportGraph) -> None:
    outside = {name for name in graph.modules if not _is_ours(name)}
    # tomlkit writes mappings, whose text is part of what a book is known by.
    assert outside - set(sys.stdlib_module_names) - {"tomlkit"} == {"polars", "tomli"}


@pytest.mark.parametrize(
    "change",
    [
        lambda patch: patch.setattr(pl, "__version__", "9.9.9"),
        lambda patch: patch.setattr(tomli, "__version__", "9.9.9"),
        lambda patch: patch.setattr(made_by, "SCHEMA_VERSION", 99),
        lambda patch: patch.setattr(made_by, "version", lambda: "9.9.9"),
        lambda patch: patch.setattr("platform.python_version", lambda: "9.9.9"),
    ],
    ids=["polars", "tomli", "schema", "package", "python"],
)
def test_another_version_makes_other_things(
    change: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made_by.digest_of(PACKAGE)
    change(monkeypatch)
    assert made_by.digest_of(PACKAGE) != before


def test_a_file_that_is_changed_added_renamed_or_taken_away_makes_other_things(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    module, words = tmp_path / "deep" / "module.py", tmp_path / "words.toml"
    module.write_text("A = 1\n")
    words.write_text("a = 1\n")
    digests = [made_by.digest_of(tmp_path)]

    def changed() -> bool:
        digests.append(made_by.digest_of(tmp_path))
        return digests[-1] not in digests[:-1]

    module.write_text("A = 2\n")
    assert changed()
    words.write_text("a = 2\n")
    assert changed()
    (tmp_path / "more.py").touch()
    assert changed()
    (tmp_path / "more.py").rename(tmp_path / "other.py")
    assert changed()
    words.unlink()
    assert changed()


def test_what_is_no_source_makes_no_difference(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("A = 1\n")
    before = made_by.digest_of(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "module.cpython-311.pyc").write_bytes(b"compiled")
    assert made_by.digest_of(tmp_path) == before
