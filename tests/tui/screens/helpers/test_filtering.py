"""Typing a filter, applying it and leaving it, on a bare screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.tui.desk_fakes import moment
from tests.tui.screens.helpers.bench import Bench, bench
from tests.tui.screens.helpers.test_asking import Asker
from textual.containers import Vertical

from holdfast.filters import FilterError
from holdfast.filters.complete import Completion
from holdfast_tui.messages import Said
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.filtering import Filtering


@dataclass
class Typist:
    """A filter bar on a bench, and where the keys went from it."""

    screen: Bench
    filtering: Filtering
    went: list[str] = field(default_factory=list)

    def types(self, text: str) -> None:
        self.filtering.bar.input.value = text
        self.filtering.typed(Said())

    @property
    def where(self) -> str:
        return self.screen.store.query.where


@asynccontextmanager
async def typing() -> AsyncIterator[Typist]:
    async with bench() as (screen, pilot):
        asking: Asking[Any] = Asking(screen, screen.session, screen.bars, "bench", Asker())
        filtering = Filtering(asking, screen.bars, lambda: None, lambda: typist.went.append("panes"))
        typist = Typist(screen, filtering)
        filtering.applied = lambda: typist.went.append("list")
        await screen.mount(filtering.bar, Vertical(filtering.bar.fault, filtering.bar.menu))
        await pilot.pause()
        filtering.actions["filter"]()
        yield typist


async def test_what_is_typed_is_the_filter_at_once_and_one_step_for_undo() -> None:
    async with typing() as typist:
        for text in ("tier", "tier:", "tier:A"):
            typist.types(text)
            assert typist.where == text
        typist.filtering.actions["filter.apply"]()
        assert (typist.where, typist.went) == ("tier:A", ["list"])
        typist.screen.store.undo()
        assert typist.where == ""


async def test_esc_closes_the_completions_and_puts_the_filter_back_in_one_press() -> None:
    async with typing() as typist:
        typist.types("rep:")
        # A worker that begins late answers the newest question only.
        while not typist.filtering.bar.is_menu_open:
            typist.screen.take()
        typist.filtering.actions["filter.leave"]()
        assert not typist.filtering.bar.is_menu_open
        assert (typist.where, typist.filtering.bar.text, typist.went) == ("", "", ["panes"])


async def test_a_filter_that_breaks_the_grammar_is_not_applied() -> None:
    async with typing() as typist:
        typist.types("(tier:A")
        typist.filtering.actions["filter.apply"]()
        assert typist.went == []
        assert typist.filtering.bar.error is not None


async def test_what_the_engine_refuses_is_not_applied_either() -> None:
    async with typing() as typist:
        typist.types("tier:A")
        typist.filtering.bar.show_error(FilterError("no such tier", 0, 6), "tier:A")
        typist.filtering.actions["filter.apply"]()
        assert typist.went == []


async def test_nothing_to_complete_is_said() -> None:
    async with typing() as typist:
        typist.filtering.actions["filter.accept"]()
        assert typist.screen.said == "Nothing to complete here: enter applies the filter."


async def test_where_nobody_passes_the_value_that_no_customer_has_is_named() -> None:
    async with typing() as typist:
        told: list[str] = []
        at = replace(moment(0), where="rep:nobody")
        typist.filtering.explain(at, told.append)
        assert told == [f"{at.nobody}."]
        while typist.screen.session.jobs.is_pending("nearest"):
            typist.screen.take()
        assert told[1:] == [found for found in told[1:] if "nobody" in found]
        assert len(told) == 2


async def test_before_the_first_customer_the_way_forward_is_told() -> None:
    async with typing() as typist:
        told: list[str] = []
        at = replace(moment(0), total=0)
        typist.filtering.explain(at, told.append)
        assert told == [f"{at.nobody}: ] steps forward."]


@pytest.mark.parametrize("shown", [1, 142])
async def test_where_somebody_passes_nothing_is_explained(shown: int) -> None:
    async with typing() as typist:
        told: list[str] = []
        typist.filtering.explain(moment(shown), told.append)
        assert told == []


async def test_up_takes_earlier_filters_until_something_is_typed_and_then_moves_in_the_completions() -> None:
    async with typing() as typist:
        bar, act = typist.filtering.bar, typist.filtering.actions

        def pressed(key: str) -> str:
            act[f"filter.{key}"]()
            typist.filtering.typed(Said())
            return bar.text

        for text in ("tier:A", "tier:B", "tier:A"):
            typist.types(text)
            act["filter.apply"]()
            act["filter"]()
        typist.types("")
        act["filter.apply"]()
        act["filter"]()
        assert [pressed("up"), pressed("up")] == ["tier:A", "tier:B"]
        assert typist.where == "tier:B", "the list follows"
        assert pressed("up") == "tier:B"
        assert typist.screen.said == "There is no earlier filter of this book."
        assert [pressed("down"), pressed("down"), pressed("up")] == ["tier:A", "", "tier:A"]
        assert not bar.is_menu_open
        # Typed on, the keys are those of the completions again; esc puts the filter back that stood there.
        bar.input.value = "tier:A na"
        while not bar.is_menu_open:
            await asyncio.sleep(0)
            bar.show_completions([Completion("name:", 7, 9, ""), Completion("nps", 7, 9, "")], bar.text)
        act["filter.up"]()
        assert (bar.text, bar.menu.cursor) == ("tier:A na", 0)
        act["filter.leave"]()
        assert typist.where == ""


async def test_where_a_completion_is_marked_up_stays_among_the_completions() -> None:
    async with typing() as typist:
        typist.screen.session.filters.add("tier:A")
        typist.filtering.leave()
        typist.filtering.type()
        bar, act = typist.filtering.bar, typist.filtering.actions
        bar.show_completions([Completion("name:", 0, 0, ""), Completion("nps", 0, 0, "")], "")
        for key in ("down", "down", "up"):
            act[f"filter.{key}"]()
        assert (bar.text, bar.menu.cursor) == ("", 0)
