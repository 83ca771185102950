"""Panes that lay out their own columns: what a wide number takes, and what goes where there is no room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.tui.desk_fakes import (
    PaneApp,
    desk_view,
    flag_rates,
    flags,
    kept,
    moment,
    rep,
    reps_view,
    screen_text,
)

from holdfast.figures import Figure
from holdfast_tui.grid.paint import Line, span, width_of
from holdfast_tui.panes import FlagsPane, RepsPane
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.figure_words import figure_in
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal
from holdfast_tui.terminal.capabilities import UNICODE

CHF = replace(moment(), currency="CHF")


class Amounts(TablePane):
    """Two numbers and a word beside a name."""

    lead = "Name"
    lead_width = 8, 20
    table = (
        TableColumn("money", "Money", 5, money=True),
        TableColumn("count", "Count", 5),
        TableColumn("team", "Team", 6, "left", rank=1, words=True),
    )
    amounts: tuple[str, ...] = ()

    def lead_cell(self, row: int) -> Line:
        return [span(f"A name of many letters {row}")]

    def cell(self, row: int, name: str) -> Line:
        return [span({"money": self.amounts[row], "count": "1,204", "team": "North and South"}[name])]


async def painted(amounts: tuple[str, ...], width: int, currency: str = "CHF") -> str:
    pane = Amounts()
    pane.amounts = amounts
    app = PaneApp(pane)
    async with app.run_test(size=(width, 12)) as pilot:
        pane.currency = currency
        pane.show_rows(range(len(amounts)))
        await pilot.pause()
        return screen_text(app)


async def test_a_wide_number_takes_cells_from_the_name() -> None:
    shown = await painted(("84.2k", "1,234,567,890"), 50)
    assert "1,234,567,890" in shown
    assert "84.2k" in shown
    assert "Money CHF" in shown
    assert "A name of many l…" in shown
    assert "North…" in shown, "words are cut"


@pytest.mark.thorough
async def test_where_there_is_no_room_columns_go_and_no_digit() -> None:
    for width in range(6, 60):
        shown = await painted(("1,234,567,890",), width)
        numbers = [word for word in shown.replace("│", " ").split() if word[0].isdigit()]
        assert set(numbers) <= {"1,234,567,890", "1,204"}, shown


async def test_the_sign_of_a_currency_stays_in_the_cells() -> None:
    assert "Money EUR" not in await painted(("€84.2k",), 50, "EUR")


@pytest.mark.parametrize("width", [30, 46, 60, 90])
async def test_the_money_of_a_flag_is_whole_and_its_code_in_the_heading(width: int) -> None:
    many = (replace(flags()[1], money=46_371.0, count=123_456), replace(flags()[0], money=341_000.0))
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(width, 16)) as pilot:
        pane.show(desk_view(moment=CHF, flags=many))
        pane.show_rates(flag_rates())
        await pilot.pause()
        shown = screen_text(app)
        assert "123,456" in shown
        assert ("46.4k" in shown) == ("CHF" in shown) == ("341k" in shown)
        assert width < 46 or "46.4k" in shown


async def test_the_numbers_of_a_rep_are_whole() -> None:
    rows = (
        rep("Ana Ruiz", customers=1_234_567, kept=kept(1_200, 1_204, "few"), flags=1_204),
        rep("Luc", customers=4, flags=1),
    )
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(46, 16)) as pilot:
        pane.show(desk_view(reps=reps_view(rows=rows)))
        await pilot.pause()
        shown = screen_text(app)
        assert " 1,234,567  kept 1,200/1,204 " in shown or " 1,234,567 accts " in shown
        assert "‼ 1,204 │" in shown
        assert "…" not in shown


async def test_a_title_is_not_cut_inside_a_number() -> None:
    app = PaneApp(pane := Pane())
    async with app.run_test(size=(28, 5)) as pilot:
        pane.set_title(literal("Renewals · 5 · CHF 585,300"))
        await pilot.pause()
        assert "Renewals · 5 · CHF…" in screen_text(app)
        await pilot.resize_terminal(60, 5)
        await pilot.pause()
        assert "Renewals · 5 · CHF 585,300" in screen_text(app)


def test_a_figure_says_less_rather_than_part_of_a_number() -> None:
    figure = Figure("retention.customers", 0.912, "ratio", 0.861, 0.948, 1_114, 1_225, previous=0.901)
    said = ["".join(s.text for s in figure_in(width, figure, "EUR", UNICODE)) for width in (30, 12, 6)]
    assert said == ["91.2% [86–95] ▲1.1", "91.2% ▲1.1", "91.2%"]
    assert all(width_of(figure_in(width, figure, "EUR", UNICODE)) <= width for width in (30, 12, 6))
