"""Commands by their ids and messages by their kind, on a bare screen."""

from __future__ import annotations

from dataclasses import replace

from tests.tui.screens.helpers.bench import Bench, bench

from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import AddFilter, OpenCustomer
from holdfast_tui.screens.helpers.controls import Controls
from holdfast_tui.sitting.state import Place


def controls(screen: Bench, at: Situation | None = None, to: list[Place] | None = None) -> Controls:
    went = [] if to is None else to
    return Controls(screen, screen.session, screen.bars, lambda: at or Situation(rows=1), went.append)


async def test_a_command_of_another_place_says_where_it_works() -> None:
    async with bench() as (screen, _):
        await controls(screen).run("sort")
        assert screen.said == "Sort works on the desk only."


async def test_a_command_that_cannot_run_now_says_why_and_one_that_can_is_run() -> None:
    async with bench() as (screen, _):
        ran: list[str] = []

        async def slowly() -> None:
            ran.append("slowly")

        nothing = controls(screen, Situation())
        nothing.add({"undo": lambda: ran.append("undo")})
        await nothing.run("undo")
        assert (ran, screen.said) == ([], "There is nothing to undo.")
        able = controls(screen, replace(Situation(), can_undo=True))
        able.add({"undo": lambda: ran.append("undo")})
        await able.run("undo")
        able.add({"undo": slowly})
        await able.run("undo")
        assert (ran, screen.said) == (["undo", "slowly"], "")


async def test_a_command_of_no_room_works_in_every_room_unless_the_room_has_its_own() -> None:
    async with bench() as (screen, _):
        ran: list[str] = []
        screen.session.everywhere = {"help": lambda: ran.append("app")}
        here = controls(screen)
        await here.run("help")
        here.add({"help": lambda: ran.append("room")})
        await here.run("help")
        assert ran == ["app", "room"]


async def test_a_number_goes_to_its_room() -> None:
    async with bench() as (screen, _):
        went: list[Place] = []
        await controls(screen, to=went).run("room.risk")
        assert went == [Place("risk", "Risk")]


async def test_a_message_is_acted_on_by_its_kind_and_goes_no_further() -> None:
    async with bench() as (screen, _):
        opened: list[int] = []
        here = controls(screen)
        here.hear(OpenCustomer, lambda message: opened.append(message.customer))
        for message in (OpenCustomer(3), AddFilter("tier:A")):
            here.told(message)
            assert message._stop_propagation
        assert opened == [3]
