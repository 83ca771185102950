"""Loss rates beside the flags of the desk: looked up behind it, stepping aside, stopped by esc."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from tests.tui.desk_fakes import FakeRows, desk_view, flag_rates, screen_text
from tests.tui.desk_run import FakeEngine, desk_app
from textual.pilot import Pilot

from holdfast.query import Query
from holdfast.risk.watch import CancelledError, Watch
from holdfast.views.results import DeskView
from holdfast.views.risk.rates import FlagRates


class SlowEngine(FakeEngine):
    """Looks at one of 36 month-ends after the other until it is let go or called off."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.called_off = 0
        self.finish = threading.Event()

    def flag_rates(self, query: Query, watch: Watch) -> FlagRates:
        self.looks += 1
        for _ in range(600):
            watch.progress(12, 36)
            if watch.cancelled():
                self.called_off += 1
                raise CancelledError
            if self.finish.wait(0.02):
                break
        return flag_rates()


async def until(pilot: Pilot[Any], reached: Callable[[], bool]) -> None:
    for _ in range(200):
        if reached():
            return
        await pilot.pause(0.05)
    raise AssertionError(screen_text(pilot.app))


def on_screen(pilot: Pilot[Any], words: str) -> Callable[[], bool]:
    return lambda: words in screen_text(pilot.app)


async def test_the_desk_shows_loss_rate_and_lift_beside_each_flag() -> None:
    async with desk_app().run_test(size=(160, 45)) as pilot:
        await until(pilot, on_screen(pilot, "31% lost, 3.1×"))
        text = screen_text(pilot.app)
        assert "uncalibrated" in text
        # What stands behind the rate under the cursor.
        assert "48 of 154 lost in 90 d [24–39], 3.1× the usual" in text


async def test_a_narrower_pane_says_it_in_fewer_letters() -> None:
    async with desk_app().run_test(size=(120, 40)) as pilot:
        await until(pilot, on_screen(pilot, "31% 3.1×"))
        assert "too few" in screen_text(pilot.app)
        assert "Overdue" in screen_text(pilot.app)


async def test_the_narrowest_pane_keeps_its_columns_and_says_it_below() -> None:
    async with desk_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, on_screen(pilot, "48 of 154 lost in 90 d"))
        assert "Share" in screen_text(pilot.app)


async def test_at_80_columns_the_rates_are_looked_up_when_the_flags_are_on_show() -> None:
    engine = SlowEngine()
    engine.finish.set()
    async with desk_app(engine).run_test(size=(80, 24)) as pilot:
        await until(pilot, on_screen(pilot, "142"))
        await pilot.pause(0.5)
        assert engine.looks == 0
        await pilot.press("tab")
        await until(pilot, on_screen(pilot, "31% lost, 3.1×"))


@pytest.mark.thorough
async def test_esc_stops_a_long_look_at_the_past() -> None:
    engine = SlowEngine()
    async with desk_app(engine).run_test(size=(120, 40)) as pilot:
        await until(pilot, on_screen(pilot, "past 12 of 36, esc stops"))
        await pilot.press("escape")
        await until(pilot, lambda: engine.called_off == 1)
        await until(pilot, on_screen(pilot, "The look at the past is stopped."))
        assert "esc stops" not in screen_text(pilot.app)
        looks = engine.looks
        await pilot.pause(0.6)
        assert engine.looks == looks


async def test_any_other_question_is_answered_first_and_the_look_goes_on_after_it() -> None:
    engine = SlowEngine()
    async with desk_app(engine).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: engine.looks == 1)
        asked = len(engine.asked)
        await pilot.press("[")
        await until(pilot, lambda: len(engine.asked) > asked and engine.called_off >= 1)
        engine.finish.set()
        await until(pilot, on_screen(pilot, "31% 3.1×"))
        assert engine.looks >= 2


class RankedLater(FakeEngine):
    """Customers stand by severity until it has been looked at how likely each is to be lost."""

    def __init__(self) -> None:
        super().__init__()
        self.look = threading.Event()
        self.known = False

    def rank(self, query: Query, watch: Watch) -> None:
        assert self.look.wait(10)
        self.known = True

    def desk(self, query: Query) -> DeskView:
        self._wait(query)
        order = "likely" if self.known else "severe"
        rows = FakeRows(142, lambda place: f"{order} {place}")
        return desk_view(rows, query=query, moment=self.moment(query), ranked=self.known)


async def test_the_desk_puts_its_customers_in_order_once_it_knows_who_is_likely_to_be_lost() -> None:
    engine = RankedLater()
    async with desk_app(engine).run_test(size=(120, 40)) as pilot:
        # The list is there at once, by severity; nobody waits for years to be looked at.
        await until(pilot, on_screen(pilot, "severe 0"))
        engine.look.set()
        await until(pilot, on_screen(pilot, "likely 0"))
        assert "severe" not in screen_text(pilot.app)
