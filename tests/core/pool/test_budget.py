"""What a book may tell in all: written down first, refused at its limit, never spent twice unseen."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.pool.budget import Budget, budget_of
from holdfast.schema.settings import BookSettings

DAY = date(2026, 3, 1)
HALF = Fraction(1, 2)


def test_exports_add_up_to_the_budget_exactly_and_the_next_is_refused_with_what_was_spent(
    tmp_path: Path,
) -> None:
    budget = Budget(Fraction(1), (tmp_path / "pool" / "book.sqlite",))
    tenth = Fraction(1, 10)
    # Ten tenths are one, which they are not for floats.
    for _ in range(10):
        budget.spend(tenth, DAY)
    with pytest.raises(UsageError) as refused:
        budget.spend(Fraction(1, 100), DAY)
    assert "has spent ε 1 of its budget of 1 (0.1 on 2026-03-01, 0.1 on" in str(refused.value)
    assert "another 0.01 would go beyond it, so nothing was written" in str(refused.value)
    assert sum(one.epsilon for one in budget.exports()) == 1


def test_what_was_not_told_after_all_can_be_taken_back(tmp_path: Path) -> None:
    budget = Budget(Fraction(1), (tmp_path / "book.sqlite",))
    number = budget.spend(Fraction(1), DAY)
    budget.take_back(number)
    assert budget.exports() == ()
    budget.spend(Fraction(1), DAY)


def test_what_a_book_spent_before_it_had_an_id_counts_along(tmp_path: Path) -> None:
    folder, environ = tmp_path / "exports", {"XDG_STATE_HOME": str(tmp_path / "state")}
    folder.mkdir()
    budget_of((folder,), BookSettings("Book", pool_budget="1"), environ).spend(HALF, DAY)
    named = budget_of((folder,), BookSettings("Book", id="north", pool_budget="1"), environ)
    named.spend(HALF, DAY)
    with pytest.raises(UsageError, match="has spent ε 1 of its budget of 1"):
        named.spend(HALF, DAY)


def test_a_file_that_cannot_be_read_lets_nothing_be_exported(tmp_path: Path) -> None:
    file = tmp_path / "book.sqlite"
    file.write_text("this is no database, and long enough not to be taken for an empty one" * 20)
    with pytest.raises(UsageError, match="so nothing was exported"):
        Budget(Fraction(1), (file,)).spend(HALF, DAY)


@pytest.mark.thorough
def test_of_two_exports_at_once_only_as_many_are_made_as_the_budget_has(tmp_path: Path) -> None:
    """Four processes that each ask for the half of it."""
    file = tmp_path / "book.sqlite"
    program = (
        "import sys; from datetime import date; from fractions import Fraction; from pathlib import Path\n"
        "from holdfast.errors import UsageError; from holdfast.pool.budget import Budget\n"
        "budget = Budget(Fraction(1), (Path(sys.argv[1]),)); sys.stdin.readline()\n"
        "try:\n    budget.spend(Fraction(1, 2), date(2026, 3, 1))\n"
        "except UsageError:\n    sys.exit(2)\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE) for _ in range(4)
    ]
    for one in started:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    statuses = sorted(one.wait() for one in started)
    for one in started:
        assert one.stdin is not None
        one.stdin.close()
    assert statuses == [0, 0, 2, 2]
    assert len(Budget(Fraction(1), (file,)).exports()) == 2
