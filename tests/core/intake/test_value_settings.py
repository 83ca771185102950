"""The keys of `[book]` on which lifetime values rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.engine import open_book
from holdfast.errors import UsageError

ORDERS = "order_id,customer_id,order_date,amount\n1,a,2024-01-01,10\n"


def book(folder: Path, keys: str) -> Path:
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "holdfast.toml").write_text(f'[book]\nname = "N"\n{keys}\n', encoding="utf-8")
    return folder


def test_the_discount_rate_and_the_assumed_margin_are_read(tmp_path: Path) -> None:
    settings = open_book([book(tmp_path, "discount_rate = 0.08\nassumed_margin_pct = 25")]).settings
    assert (settings.discount_rate, settings.assumed_margin_pct) == (0.08, 25.0)
    # A second opening reads them from the cache.
    assert open_book([tmp_path]).settings == settings


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("discount_rate = 10", "a share a year from 0 to 1"),
        ('discount_rate = "10%"', "a share a year from 0 to 1"),
        ("assumed_margin_pct = true", "a percentage from 0 to 100"),
        ("assumed_margin_pct = -1", "a percentage from 0 to 100"),
    ],
)
def test_a_rate_out_of_range_is_refused_with_its_key(tmp_path: Path, keys: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        open_book([book(tmp_path, keys)])
    assert keys.split(" ", maxsplit=1)[0] in str(caught.value)


def test_the_calls_of_a_team_are_read_and_kept(tmp_path: Path) -> None:
    folder = book(tmp_path, '[team]\ncalls = { "Ana Ruiz" = 8, R07 = 0 }')
    settings = open_book([folder]).settings
    assert settings.calls == (("Ana Ruiz", 8), ("R07", 0))
    assert open_book([tmp_path]).settings == settings


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("[team]\ncalls = { Ana = 2.5 }", r"\[team\] calls.Ana must be a whole number to 200, not 2.5"),
        ("[team]\ncalls = 3", r"\[team\] calls must be calls a day by rep"),
        ("[team]\ncall = {}", r"\[team\] 'call' is not a known key; did you mean 'calls'"),
    ],
)
def test_wrong_calls_of_a_team_are_refused(tmp_path: Path, keys: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        open_book([book(tmp_path, keys)])
