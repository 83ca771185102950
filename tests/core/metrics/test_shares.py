"""Shares as figures: what is said when there is little or nothing to count."""

from __future__ import annotations

import pytest

from holdfast.metrics.shares import share_figure


def test_a_share_carries_its_counts_and_its_interval() -> None:
    figure = share_figure("x", 17, 20)
    assert (figure.value, figure.numerator, figure.denominator, figure.status) == (0.85, 17, 20, "ok")
    assert (figure.low, figure.high) == pytest.approx((0.6396, 0.9476), abs=5e-5)


def test_nobody_to_count_is_null_with_a_sentence_and_never_0_or_100_percent() -> None:
    figure = share_figure("x", 0, 0, nothing="no customers at start")
    assert (figure.value, figure.low, figure.high) == (None, None, None)
    assert (figure.status, figure.note) == ("n/a", "no customers at start")


def test_fewer_than_10_are_few() -> None:
    assert share_figure("x", 3, 9).status == "few"
    assert share_figure("x", 3, 10).status == "ok"


def test_fewer_than_5_people_are_hidden_but_not_fewer_than_5_customers() -> None:
    hidden = share_figure("x", 3, 4, about_people=True)
    assert (hidden.value, hidden.low, hidden.numerator, hidden.denominator) == (None, None, None, 4)
    assert (hidden.status, hidden.note) == ("hidden", "hidden: fewer than 5 people")
    assert share_figure("x", 3, 5, about_people=True).status == "few"
    assert share_figure("x", 3, 4).value == 0.75


def test_a_share_that_may_exceed_one_has_no_interval() -> None:
    figure = share_figure("x", 12, 10, interval=False)
    assert (figure.value, figure.low, figure.high) == (1.2, None, None)
