"""The virtual table in an app: what is fetched, painted and posted."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from statistics import median, quantiles
from typing import Any

import pytest
from tests.tui.desk_fakes import FakeRows, PaneApp, desk_view, screen_text
from textual.geometry import Region
from textual.strip import Strip

from holdfast.query import SortKey
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.grid.cursor import Motion
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import CursorMoved
from holdfast_tui.panes import CustomersPane
from holdfast_tui.safe_text import cell_width

MILLION = 1_000_000


def grid_of(rows: FakeRows) -> Grid:
    grid = Grid()
    grid.show_columns(customer_columns(()))
    grid.show_source(rows)
    return grid


async def test_a_million_rows_are_shown_by_fetching_two_pages() -> None:
    rows = FakeRows(MILLION)
    app = PaneApp(grid := grid_of(rows))
    async with app.run_test(size=(118, 30)) as pilot:
        rows.fetched.clear()
        grid.show_source(rows)
        await pilot.pause()
        assert rows.fetched == [(0, 58)]
        await pilot.press("G")
        assert grid.row == MILLION - 1
        assert rows.fetched[-1] == (MILLION - 29, MILLION)
        assert grid.viewport.shows(MILLION - 1)


async def test_moving_inside_the_page_fetches_nothing_and_paints_two_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = FakeRows(MILLION)
    app = PaneApp(grid := grid_of(rows))
    async with app.run_test(size=(118, 30)):
        app.screen.set_focus(grid)
        painted: list[tuple[Any, ...]] = []
        refreshed: list[Region] = []
        paint_line = grid.paint_line

        def spy(key: tuple[Any, ...]) -> Strip:
            painted.append(key)
            return paint_line(key)

        monkeypatch.setattr(grid, "paint_line", spy)
        monkeypatch.setattr(grid, "refresh", lambda *regions, **_: refreshed.extend(regions))

        def move(motion: Motion) -> None:
            """A key, and the screen as it is painted after it: whatever else the app does meanwhile."""
            grid.action_cursor(motion)
            for line in range(grid.size.height):
                grid.render_line(line)

        move("down")
        for kept in (rows.fetched, painted, refreshed):
            kept.clear()
        move("down")
        assert rows.fetched == []
        assert painted == [("row", 1, "surface", False, 0), ("row", 2, "cursor", False, 0)]
        assert refreshed == [Region(0, 2, 118, 1), Region(0, 3, 118, 1)], "row 1 below one line of head"
        move("up")
        move("down")
        assert len(painted) == 2, "lines painted before are kept"


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["j", "j", "k"], 1),
        (["down", "down", "up"], 1),
        (["pagedown"], 29),
        (["ctrl+d", "ctrl+d", "ctrl+u"], 14),
        (["G", "g"], 0),
        (["end", "home", "j"], 1),
    ],
)
async def test_arrow_and_vim_keys_move_the_cursor(keys: list[str], row: int) -> None:
    app = PaneApp(grid := grid_of(FakeRows(500)))
    async with app.run_test(size=(118, 30)) as pilot:
        grid.focus()
        await pilot.press(*keys)
        assert grid.row == row
        assert grid.viewport.shows(row)
        moves = [message.index for message in app.said if isinstance(message, CursorMoved)]
        assert moves[-1] == row


async def test_leaving_the_page_jumps_by_half_a_page() -> None:
    app = PaneApp(grid := grid_of(FakeRows(500)))
    async with app.run_test(size=(118, 30)) as pilot:
        grid.focus()
        grid.move_to(28)
        await pilot.pause()
        assert grid.viewport.top == 0
        await pilot.press("j")
        assert grid.viewport.top == 14


async def test_columns_scroll_sideways_until_the_current_one_is_in_view() -> None:
    app = PaneApp(grid := grid_of(FakeRows(50)))
    async with app.run_test(size=(58, 12)) as pilot:
        grid.focus()
        assert ">" in screen_text(app).splitlines()[0]
        assert "Why" not in screen_text(app)
        await pilot.press("l", "l", "l", "l", "l")
        assert "Why" in screen_text(app).splitlines()[0]
        assert "Acme GmbH" in screen_text(app), "the frozen column stays"
        assert "<" in screen_text(app).splitlines()[0]
        await pilot.press("h", "h", "h")
        assert "Rep" in screen_text(app).splitlines()[0]


async def test_a_click_selects_and_a_click_on_a_title_makes_its_column_current() -> None:
    app = PaneApp(grid := grid_of(FakeRows(50)))
    async with app.run_test(size=(118, 12)) as pilot:
        await pilot.click(grid, offset=(20, 4))
        assert grid.row == 3
        await pilot.click(grid, offset=(40, 0))
        assert grid.columns[grid.column].name == "rep"
        assert grid.row == 3


async def test_the_wheel_moves_the_window_not_the_cursor() -> None:
    app = PaneApp(grid := grid_of(FakeRows(500)))
    async with app.run_test(size=(118, 12)) as pilot:
        grid.focus()
        await pilot._post_mouse_events([_wheel_down()], grid, offset=(5, 5))
        assert (grid.viewport.top, grid.row) == (3, 0)
        await pilot.press("j")
        assert grid.viewport.shows(grid.row)


def _wheel_down() -> type:
    from textual import events  # noqa: PLC0415 - only this helper needs it

    return events.MouseScrollDown


async def test_a_smaller_terminal_keeps_the_cursor_in_view() -> None:
    app = PaneApp(grid := grid_of(FakeRows(500)))
    async with app.run_test(size=(118, 40)) as pilot:
        grid.focus()
        grid.move_to(35)
        await pilot.resize_terminal(70, 12)
        await pilot.pause()
        assert grid.row == 35
        assert grid.viewport.shows(35)


async def test_no_rows_and_no_columns_are_no_error() -> None:
    app = PaneApp(grid := Grid())
    async with app.run_test(size=(60, 10)) as pilot:
        grid.focus()
        await pilot.press("j", "G", "enter", "l", "pagedown")
        grid.show_columns(customer_columns(()))
        grid.show_source(FakeRows(0))
        await pilot.press("j", "l", "enter")
        assert "Customer" in screen_text(app)


async def test_the_sort_is_shown_in_the_header() -> None:
    app = PaneApp(grid := grid_of(FakeRows(5)))
    async with app.run_test(size=(118, 10)) as pilot:
        grid.show_sort((SortKey("revenue", descending=True), SortKey("name")))
        await pilot.pause()
        header = screen_text(app).splitlines()[0]
        assert "Revenue 1▼" in header
        assert "Customer 2▲" in header


class Amounts:
    """Customers with ever larger revenue, whose names are as wide, as high and as odd as names can be."""

    NAMES = (
        "Acme GmbH",
        "株式会社テスト商事東京",
        "e\u0301" * 30,
        "👩‍👩‍👧 family 👍🏽",
        "ｆｕｌｌ width",
        "مرحبا",
    )

    def __len__(self) -> int:
        return 400

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        rows = range(start, min(stop, len(self)))
        values: dict[str, list[Any]] = {
            "name": [self.NAMES[row % len(self.NAMES)] for row in rows],
            "orders": [1 if row < 200 else 1_234_567_890 for row in rows],
            "revenue": [-12.5 * 10 ** (row // 80) for row in rows],
        }
        return {name: values[name] for name in columns}


def amounts_shown(width: int) -> tuple[PaneApp, Grid]:
    grid = Grid()
    grid.currency = "CHF"
    grid.show_columns(customer_columns(("name", "orders", "revenue")))
    grid.show_source(Amounts())
    return PaneApp(grid), grid


async def test_a_wider_number_further_down_makes_its_column_wider() -> None:
    app, grid = amounts_shown(60)
    async with app.run_test(size=(60, 20)) as pilot:
        grid.focus()
        before = grid.cell_width_of("orders")
        await pilot.press("G")
        assert grid.cell_width_of("orders") == len("1,234,567,890") > before
        assert "1,234,567,890" in screen_text(app)
        await pilot.press("g")
        assert grid.cell_width_of("orders") == len("1,234,567,890"), "columns do not jump back"


async def test_the_code_stands_in_the_heading_and_not_in_the_cells() -> None:
    app, _ = amounts_shown(60)
    async with app.run_test(size=(60, 20)):
        head, *rows = screen_text(app).splitlines()
        assert "Revenue 12m CHF" in head
        assert not any("CHF" in row for row in rows)


@pytest.mark.parametrize("width", [40, 60, 90])
async def test_no_name_shifts_or_cuts_a_number(width: int) -> None:
    app, grid = amounts_shown(width)
    async with app.run_test(size=(width, 20)):
        lines = [grid.render_line(y) for y in range(grid.head_height, 19)]
        ends = {cell_width(line.text.rstrip()) for line in lines}
        assert len(ends) == 1, "amounts end in the same cell"
        assert all(line.cell_length == grid.scrollable_content_region.width for line in lines)
        assert not any(re.search(r"\d[.,]?…", line.text) for line in lines)
        assert all(line.text.rstrip().endswith("−12") for line in lines)


LONG = "No active rep since Luc Tessier left on 30 Apr 2025 (61 d); €46k in 12 months"


async def test_on_a_wide_desk_a_long_sentence_goes_on_in_a_second_line_of_its_row() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(138, 20)) as pilot:
        pane.show(desk_view(FakeRows(400, lambda _: LONG)))
        pane.focus()
        await pilot.pause()
        lines = [pane.render_line(y).text for y in range(pane.scrollable_content_region.height)]
        first, second = lines[1], lines[2]
        assert "No active rep since" in first
        assert " ".join((first[first.rindex("No active") :] + second).split()) == LONG
        page = pane.viewport.height
        assert page == (pane.scrollable_content_region.height - 1) // 2
        await pilot.press("G")
        assert pane.row == 399
        assert pane.viewport.shows(399)
        assert pane.viewport.top == 400 - page
        await pilot.click(pane, offset=(10, 2 + 2 * (page - 1)))
        assert pane.row == 399
        await pilot.click(pane, offset=(10, 2))
        assert pane.row == 400 - page


@pytest.mark.benchmark
async def test_a_cursor_step_at_a_million_rows_is_painted_within_16_ms() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(120, 40)) as pilot:
        pane.show(desk_view(FakeRows(MILLION)))
        pane.focus()
        await pilot.pause()
        steps = []
        for _ in range(300):
            start = time.perf_counter()
            pane.action_cursor("down")
            pane.render_lines(pane.size.region)
            steps.append(1000 * (time.perf_counter() - start))
    slow = quantiles(steps, n=20)[18]
    print(f"cursor step at {MILLION:,} rows: median {median(steps):.1f} ms, p95 {slow:.1f} ms")
    assert slow <= 16
