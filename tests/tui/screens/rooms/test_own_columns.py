"""Own columns of the book on the desk: chosen, sorted by, filtered by, and on the customer's page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.tui.desk_story import Story
from tests.tui.shared_desk import SharedDesk

from holdfast.book.assemble import assemble
from holdfast.engine import Engine
from holdfast.intake import read_book
from holdfast_tui.panes.desk.customers import CustomersPane
from holdfast_tui.screens.rooms.desk import DeskScreen

LISTS = "customer_id,name,Plan Kind,Seats \x1b[31mUsed\nC1,Acme,pro,12\nC2,Beta,basic,3\nC3,Gamma,pro,20\n"
ORDERS = (
    "order_id,customer_id,order_date,amount\n"
    "1,C1,2025-01-31,10\n2,C2,2025-02-28,20\n3,C3,2025-03-31,30\n4,C1,2025-06-30,5\n"
)
SEATS = "x.seats_31m_used"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SharedDesk]:
    """A desk over three customers with two columns of the user's own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "customers.csv").write_text(LISTS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    async with SharedDesk(Engine(assemble(read_book([folder])))) as shared:
        yield shared


def customers_of(desk: Story) -> CustomersPane:
    """The list."""
    room = desk.app.room
    assert isinstance(room, DeskScreen)
    return room.customers


def shown(desk: Story) -> list[str]:
    """Titles of the columns on show."""
    return [column.title for column in customers_of(desk).columns]


@pytest.mark.thorough
async def test_own_columns_are_chosen_sorted_by_and_let_go_again(desks: SharedDesk) -> None:
    async with desks.at((140, 40)) as desk:
        await desk.press("c", "G").sees("Plan Kind", "Own column of customers")
        await desk.press("space", "up", "space", "enter")
        assert shown(desk)[-2:] == ["Plan Kind", "Seats \ufffd[31mUsed"]
        await desk.press(*["right"] * 7, "s")
        assert [customers_of(desk).value(row, SEATS) for row in range(3)] == [20, 12, 3]
        await desk.press("c", "r")
        assert "Plan Kind" not in shown(desk)
        await desk.press("u")
        assert "Plan Kind" in shown(desk)


async def test_the_filter_bar_knows_own_columns(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("slash").types("plan_k").sees("plan_kind:")
        await desk.press("tab").types("pro").press("enter").sees("2 of 3 customers")
        await desk.press("escape")


@pytest.mark.thorough
async def test_the_page_of_a_customer_shows_own_columns(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("enter").sees("About  Own  Not told")
        await desk.press(*[")"] * 7).sees("[Own]", "Own columns", "Plan Kind", "Seats \ufffd[31mUsed")
