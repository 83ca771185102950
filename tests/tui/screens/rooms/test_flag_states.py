"""One word for how a flag stands, wherever it is shown; clear is said only where somebody could be judged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.core.books import make_book
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story
from tests.tui.screens.dialogs.test_thresholds import rested
from tests.tui.shared_desk import SharedDesk
from textual.widget import Widget

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.risk.states import FlagSummary, flag_state, flag_states
from holdfast_tui.command_line.brief_formats import as_text
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.verbs import show
from holdfast_tui.command_line.verbs.brief import compose
from holdfast_tui.panes.customer import glance as customer_glance
from holdfast_tui.panes.desk.flags import FlagsPane
from holdfast_tui.panes.risk.flags import RiskFlagsPane
from holdfast_tui.screens.dialogs.thresholds import ThresholdsScreen
from holdfast_tui.screens.rooms.risk import RiskScreen
from holdfast_tui.terminal.capabilities import UNICODE

AS_OF = date(2025, 6, 30)
STATES = {"F01": "open", "F28": "clear", "F07": "untold", "F12": "locked"}
"""A flag of each kind in the book of these tests."""


TOO_FEW = "0 losses so far; 10 are needed to judge a flag"


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Two subscribers who order, one of them overdue, and use that nobody has eight weeks of yet."""
    names = ("late", "fine")
    return Engine(
        make_book(
            orders=[
                {"customer_id": name, "order_date": ago(days + 70 * (name == "late")), "amount": 5}
                for name in names
                for days in (90, 60, 30, 1)
            ],
            subscriptions=[
                {"customer_id": name, "start": ago(days), "end": end, "mrr": mrr}
                for name in names
                for days, end, mrr in ((400, ago(200), 9), (200, None, 10))
            ],
            usage=[{"customer_id": "fine", "date": ago(3), "metric": "logins", "value": 2}],
        )
    )


def summaries(engine: Engine) -> dict[str, FlagSummary]:
    return {flag.id: flag for flag in engine.desk(Query()).flags}


def test_a_flag_is_clear_only_where_somebody_could_be_judged(engine: Engine) -> None:
    assert [flag_state(*counts) for counts in ((1, 1), (0, 1), (0, 0))] == ["open", "clear", "untold"]
    assert flag_state(0, 0, locked=True) == "locked"
    found = summaries(engine)
    assert {flag: found[flag].state for flag in STATES} == STATES


def test_every_flag_has_one_state_and_the_sentence_counts_them_all(engine: Engine) -> None:
    flags = engine.desk(Query()).flags
    said = flag_states(flags)
    assert said.startswith(f"{sum(flag.state == 'open' for flag in flags)} of {len(flags)} flags open, ")
    assert f"{sum(flag.state == 'untold' for flag in flags)} untold (nobody could be judged)" in said
    assert f"{sum(flag.state == 'locked' for flag in flags)} locked (a table is missing)" in said
    nobody = [FlagSummary("F01", "Overdue", "none", 0, 0.0, 0, "Call")]
    assert flag_states(nobody) == "none of 1 flags open, 1 untold (nobody could be judged)"


def text_of(pane: Widget) -> str:
    """What a pane alone shows."""
    region = pane.region
    lines = screen_text(pane.app).splitlines()[region.y : region.bottom]
    return "\n".join(line[region.x : region.right] for line in lines)


def line_of(pane: Widget, name: str) -> str:
    return next(line for line in text_of(pane).splitlines() if f" {name}" in line)


async def on_flag(desk: Story, flag: str) -> RiskScreen:
    room = desk.app.room
    assert isinstance(room, RiskScreen)
    place = [summary.id for summary in room.flags.flags].index(flag)
    await desk.press("g", *["down"] * (len(room.flags.waves) + place))
    return room


@pytest.mark.thorough
async def test_few_losses_are_told_wherever_the_past_of_a_flag_is(desks: SharedDesk, engine: Engine) -> None:
    async with desks.at((160, 60), engine) as desk:
        pane = desk.app.screen.query_one(FlagsPane)
        await desk.press("tab")
        assert f"{TOO_FEW}." in text_of(pane)
        assert "never open" not in text_of(pane)
        await desk.press("L")
        await rested(desk)
        assert f"{TOO_FEW}." in text_of(desk.app.screen.query_one("#threshold-outcome"))


@pytest.mark.thorough
async def test_desk_and_risk_room_say_the_same_word_of_the_same_flag(
    desks: SharedDesk, engine: Engine
) -> None:
    found = summaries(engine)
    async with desks.at((160, 60), engine) as desk:
        pane = desk.app.screen.query_one(FlagsPane)
        on_desk = {flag: line_of(pane, found[flag].name) for flag in STATES}
        await desk.press("3")
        room = desk.app.screen.query_one(RiskFlagsPane)
        in_room = {flag: line_of(room, found[flag].name) for flag in STATES}
        judged = sum(flag.state in ("open", "clear") for flag in found.values())
        assert f"{judged} of {len(found)} judged" in text_of(room)
        for flag in ("F28", "F07"):
            for line in (on_desk[flag], in_room[flag]):
                assert {word for word in ("clear", "untold", "locked") if word in line} == {STATES[flag]}
        assert "surveys.csv" in on_desk["F12"]
        assert "locked" in in_room["F12"]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("flag", "under", "record"),
    [
        ("F28", "Downgrade is clear here: 2 customers could be judged.", f"There is no record: {TOO_FEW}."),
        ("F07", "Usage drop is untold here: nobody could be judged.", f"There is no record: {TOO_FEW}."),
        ("F12", "Needs surveys: add surveys.csv", "Needs surveys: add surveys.csv"),
    ],
)
async def test_the_room_says_it_under_the_flag_in_its_record_and_its_thresholds(
    desks: SharedDesk, engine: Engine, flag: str, under: str, record: str
) -> None:
    async with desks.at((160, 60), engine) as desk:
        await desk.press("3")
        room = await on_flag(desk, flag)
        assert under in " ".join(text_of(room.customers).replace("│", " ").split())
        assert record in " ".join(text_of(room.detail).replace("│", " ").split())
        await desk.press("L")
        assert isinstance(desk.app.screen, ThresholdsScreen)
        await desk.sees(f"0, {STATES[flag]}")


def test_brief_and_show_say_how_many_flags_stand_how(engine: Engine) -> None:
    said = flag_states(engine.desk(Query()).flags)
    page = " ".join(as_text(compose(engine, Options("brief"), UNICODE)).split())
    assert f"{said.capitalize()}." in page
    assert show._flags(engine, Options("show", view="flags")).notes == (f"Flags of customers: {said}",)


def test_a_brief_of_whom_nobody_could_judge_is_no_all_clear() -> None:
    engine = Engine(make_book(customers=[{"customer_id": "c1"}], losses=[]))
    page = as_text(compose(engine, Options("brief"), UNICODE))
    assert "Nobody: no flag could be judged for these customers." in page
    assert "is open" not in page
    view = engine.customer(Query(), 0)
    assert len(view.not_evaluated) == len(CUSTOMER_FLAGS)
    lines = customer_glance.flags(view, 80, UNICODE, 0, None)
    assert "No flag could be judged." in "".join(str(span.text) for line in lines for span in line)
