"""Assumptions: sound defaults, each with its claim and source, and the user's own in their place."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from holdfast.engine import open_book
from holdfast.errors import UsageError
from holdfast.schema.assumptions import Assumptions, assumptions, declared


def test_the_file_declares_every_factor_with_its_limits_claim_and_source() -> None:
    assert set(declared()) == {field.name for field in fields(Assumptions)}
    for one in declared().values():
        assert one.label
        assert one.source
        assert one.low < one.high
        assert one.value is None or one.low <= one.value <= one.high


def test_only_costs_are_left_to_the_user() -> None:
    assert [name for name, one in declared().items() if one.value is None] == [
        "acquisition_cost",
        "retention_cost",
    ]


def test_the_worked_word_of_mouth() -> None:
    assert assumptions().word_of_mouth == 16.75
    assert assumptions([("told", 3), ("retold_each", 0)]).word_of_mouth == 1


def test_replacement_goes_by_acquisition_cost_or_by_multiples() -> None:
    assert assumptions().replacement(10) is None
    assert assumptions([("retention_cost", 100)]).replacement(10) == (3000, 5000, 7000)
    both = replace(assumptions([("retention_cost", 100)]), acquisition_cost=250)
    assert both.replacement(10) == (2500, 2500, 2500)


def book_with(folder: Path, section: str) -> Path:
    (folder / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,c,2025-01-01,10\n")
    (folder / "holdfast.toml").write_text(f'[book]\nname = "b"\n{section}\n')
    return folder


def test_a_book_states_its_own_factors(tmp_path: Path) -> None:
    folder = book_with(tmp_path, "[assumptions]\ntold = 4\nacquisition_cost = 250")
    for _ in range(2):  # read from the files, then from the cache
        book = open_book([folder])
        assert book.settings.assumed == (("told", 4.0), ("acquisition_cost", 250.0))
        assert assumptions(book.settings.assumed).told == 4


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("[assumptions]\ntol = 4", r"holdfast\.toml: \[assumptions\] 'tol' is not a known key.*'told'"),
        ("[assumptions]\nrefuse = 25", r"refuse must be a number from 0 to 1 \(share of all .*, not 25"),
        ('[assumptions]\ntold = "many"', r"told must be a number from 0 to 1000 .*not 'many'"),
        ("[assumptions]\ntold = true", r"told must be a number"),
        ("[assumptions]\ntold = nan", r"told must be a number"),
        ("[assumptions]\nreplacement_high = 4", r"must not fall.*replacement_usual 5, replacement_high 4"),
        ("assumptions = 3", r"assumptions"),
    ],
)
def test_a_wrong_factor_is_refused_with_its_key_and_limits(tmp_path: Path, section: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        open_book([book_with(tmp_path, section)], use_cache=False)
