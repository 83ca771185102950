"""Stepping through time and asking for it, on a bare screen."""

from __future__ import annotations

from datetime import date

from tests.tui.screens.helpers.bench import bench

from holdfast.query import Query
from holdfast_tui.screens.dialogs.prompt import Prompt
from holdfast_tui.screens.helpers.time_keys import TimeKeys


async def test_the_as_of_date_steps_from_month_end_to_month_end_and_stops_where_the_data_end() -> None:
    async with bench() as (screen, _):
        keys = TimeKeys(screen, screen.store, screen.bars)
        keys.actions["asof.back"]()
        assert screen.as_of == date(2025, 5, 31)
        keys.actions["asof.forward"]()
        keys.actions["asof.forward"]()
        assert screen.as_of == date(2025, 6, 30)


async def test_the_end_of_the_ladder_of_periods_is_said() -> None:
    async with bench(query=Query(period="12m")) as (screen, _):
        keys = TimeKeys(screen, screen.store, screen.bars)
        keys.actions["period.forward"]()
        assert screen.store.query.period == "24m"
        assert screen.said == ""
        keys.actions["period.forward"]()
        assert screen.store.query.period == "24m"
        assert screen.said == "24m is the end of the ladder: A types a longer one."


async def test_a_day_or_a_period_typed_is_taken_and_one_left_changes_nothing() -> None:
    async with bench() as (screen, pilot):
        keys = TimeKeys(screen, screen.store, screen.bars)
        for command, typed in (("asof.set", "2024-02-29"), ("period.set", "90d"), ("asof.set", None)):
            keys.actions[command]()
            await pilot.pause()
            dialog = screen.app.screen
            assert isinstance(dialog, Prompt)
            dialog.answer(typed)
            await pilot.pause()
        assert (screen.as_of, screen.store.query.period) == (date(2024, 2, 29), "90d")
