"""What is begun before it is asked for."""

from __future__ import annotations

import threading

import pytest

from holdfast_tui.start.ahead import Begun


def test_it_is_begun_at_once_and_asked_anew_after_that() -> None:
    begun, done = threading.Event(), iter(range(9))

    def work() -> int:
        begun.set()
        return next(done)

    ahead = Begun(work)
    assert begun.wait(10)
    assert [ahead(), ahead(), ahead()] == [0, 1, 2]


def test_what_goes_wrong_ahead_is_told_where_the_result_is_asked_for() -> None:
    class Panic(BaseException):
        """As a library raises that is written in another language."""

    def work() -> int:
        raise Panic

    ahead = Begun(work)
    with pytest.raises(Panic):
        ahead()
