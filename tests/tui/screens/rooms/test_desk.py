"""The desk, used by keys only, at three sizes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_run import SPAN, FakeEngine, desk_app
from tests.tui.desk_story import idle
from tests.tui.shared_desk import SharedDesk
from textual.pilot import Pilot
from textual.widgets import Input

from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast_tui.app import DeskApp
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.screens.dialogs.forms.export import ExportForm
from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.screens.rooms.customer import CustomerScreen
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.screens.rooms.figure import FigureScreen
from holdfast_tui.screens.rooms.numbered import ROOM_SCREENS
from holdfast_tui.sitting.files.unsettled import Unsettled

SIZES = [(120, 40), (80, 24), (60, 20)]
MADE_UP = FakeEngine()
"""Of the desk that these tests share."""


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the app go on until something holds."""
    for _ in range(200):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError(screen_text(pilot.app))


async def settled(pilot: Pilot[Any]) -> DeskScreen:
    """The desk, once its answer is shown."""
    await idle(pilot)
    app: Any = pilot.app
    desk = app.room
    assert isinstance(desk, DeskScreen)
    return desk


def shows(app: DeskApp, text: str) -> bool:
    return text in screen_text(app)


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_the_desk_says_whose_book_when_and_how_many(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size, MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        first = screen_text(app).splitlines()[0]
        assert "North region" in first
        assert "30 Jun 2025" in first
        assert "12m" in first
        assert "142 of 1,204 customers" in first or "142/1,204" in first


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
async def test_nothing_is_lost_where_the_terminal_is_small(desks: SharedDesk, size: tuple[int, int]) -> None:
    seen = ""
    async with desks.at(size, MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        for _ in range(4):
            seen += screen_text(app)
            await pilot.press("tab")
            await pilot.pause()
    for text in ("Acme GmbH", "Overdue", "Original team", "Kept", "Team", "? keys"):
        assert text in seen, text


async def test_tab_goes_round_all_panes_and_shift_tab_back(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        pilot = story._pilot
        desk = await settled(pilot)
        visited = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab"):
            visited.append(desk.arranged.focused_name)
            await pilot.press(key)
            await pilot.pause()
        assert visited == ["customers", "flags", "reps", "kpis", "customers"]
        assert desk.arranged.focused_name == "kpis"


@pytest.mark.thorough
async def test_the_skeleton_is_painted_before_the_book_is_read() -> None:
    engine = FakeEngine()
    opened = asyncio.Event()
    app = desk_app(engine)
    gate = engine.gate

    def slow() -> Any:
        assert gate.wait(5)
        opened.set()
        return engine

    app.session.open_engine = slow
    gate.clear()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: shows(app, "Reading the book"))
        assert shows(app, "Holdfast")
        await pilot.press("[")
        assert app.room.bars.footer.said.startswith("Reading the book")
        gate.set()
        await settled(pilot)
        assert not shows(app, "Reading the book")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=2))
async def test_a_file_that_cannot_be_read_is_said_at_once_and_marked_beside_every_figure(
    size: tuple[int, int],
) -> None:
    app = desk_app()
    told = ("orders: orders.csv.gz is cut off", "tickets: tickets.csv is empty")
    app.session.unsettled = Unsettled(problems=told)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.room.place == "data" and app.is_idle)
        said = " ".join(" ".join(screen_text(app).splitlines()[-3:]).split())
        assert "orders: orders.csv.gz is cut off and 1 more: holdfast check" in said
        await pilot.press("1")
        await settled(pilot)
        for _ in ("now", "a month back"):
            first = screen_text(app).splitlines()[0]
            assert re.search(r"  \S 2( problems)? F *$", first), first
            await pilot.press("[")
            await idle(pilot)


def test_the_words_at_the_opening_name_the_first_problem_and_count_the_others() -> None:
    session = desk_app().session
    assert session.opening_words == ""
    session.left_out.add("thresholds", "no.toml cannot be read")
    session.unsettled = Unsettled(problems=("a", "b", "c"))
    left_out = "Your thresholds are left out: no.toml cannot be read"
    assert session.opening_words == f"a  and 2 more: holdfast check  {left_out}"


@pytest.mark.thorough
async def test_a_book_with_problems_opens_its_files_and_not_a_wrong_desk() -> None:
    app = desk_app()
    app.session.unsettled = Unsettled(questions=1, aside=12)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.room.place == "data" and app.is_idle)
        assert re.search(r"! 1 question, 12 set aside F *$", screen_text(app).splitlines()[0])
        await pilot.press("1")
        assert app.room.place == "desk"


async def test_lost_cells_alone_are_marked_and_keep_nobody_from_the_desk() -> None:
    app = desk_app()
    app.session.unsettled = Unsettled(aside=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert app.room.place == "desk"
        assert "3 set aside F" in screen_text(app).splitlines()[0]


async def test_a_sound_book_has_no_mark(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        assert not shows(app, "problem")


async def test_a_book_that_cannot_be_used_leaves_with_its_one_line() -> None:
    app = desk_app()

    def refuse() -> Any:
        raise UsageError("orders.csv: line 7: no date")

    app.session.open_engine = refuse
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.usage_error is not None)
    assert str(app.usage_error) == "orders.csv: line 7: no date"


@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_enter_opens_a_customer_and_escape_returns_to_the_same_cursor_and_scroll(
    desks: SharedDesk, size: tuple[int, int]
) -> None:
    async with desks.at(size, MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("G", "k", "k", "l")
        await pilot.pause()
        stood = desk.customers.cursor_now()
        assert stood.customer == 239
        assert stood.scroll > 0
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        await idle(pilot)
        assert app.session.store.state.breadcrumbs == ("Desk", "Acme GmbH")
        assert shows(app, "Acme GmbH")
        await pilot.press("escape")
        await until(pilot, lambda: app.room is desk)
        await idle(pilot)
        assert desk.customers.cursor_now() == stood
        assert desk.customers.has_focus


@pytest.mark.thorough
async def test_escape_returns_to_the_same_customer_even_after_time_was_moved_meanwhile(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("G", "k")
        stood = desk.customers.cursor_now()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        await idle(pilot)
        await pilot.press("[")
        await idle(pilot)
        assert shows(app, "31 May 2025")
        await pilot.press("escape")
        await until(pilot, lambda: app.room is desk)
        await idle(pilot)
        assert shows(app, "31 May 2025")
        assert desk.customers.cursor_now() == stood


async def test_enter_on_a_figure_opens_its_rows_and_a_customer_from_there(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: isinstance(app.room, FigureScreen))
        await idle(pilot)
        assert shows(app, "114 customers that were active")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        await idle(pilot)
        assert app.session.store.state.breadcrumbs == ("Desk", "Kept customers", "Acme GmbH")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.room is desk)
        await idle(pilot)
        assert desk.arranged.focused_name == "kpis"


async def test_enter_on_a_flag_filters_the_list_and_escape_takes_it_back() -> None:
    app = desk_app(query=Query(where="tier:A"))
    async with app.run_test(size=(120, 40)) as pilot:
        desk = await settled(pilot)
        await pilot.press("tab", "enter")
        await idle(pilot)
        assert app.session.store.query.where.startswith("tier:A ")
        assert "flag:" in app.session.store.query.where
        assert desk.arranged.focused_name == "customers"
        assert desk.filtering.bar.text == app.session.store.query.where
        await pilot.press("escape")
        await idle(pilot)
        assert app.session.store.query.where == "tier:A"
        assert desk.filtering.bar.text == "tier:A"
        assert desk.arranged.focused_name == "flags"


async def test_enter_on_a_rep_filters_the_list_to_it(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        # Below the two headlines stand leavers whose customers wait, then those who are here.
        await pilot.press("tab", "tab", "j", "j", "j", "enter")
        await idle(pilot)
        assert app.session.store.query.where == 'rep="Ana Ruiz"'


@pytest.mark.thorough
async def test_typing_a_filter_recomputes_and_enter_goes_to_the_list(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("/", *"tier:A")
        await until(pilot, lambda: shows(app, "40 of 1,204"))
        assert desk.filtering.bar.input.has_focus
        await pilot.press("enter")
        await idle(pilot)
        assert desk.customers.has_focus
        await pilot.press("u")
        await idle(pilot)
        assert shows(app, "142 of 1,204")
        assert app.room.bars.footer.said == "Undone: filter"


@pytest.mark.thorough
async def test_a_wrong_filter_is_underlined_and_the_earlier_result_stays(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("/", *"sgment:smb", "enter")
        await until(pilot, lambda: desk.filtering.bar.error is not None)
        await pilot.pause()
        assert desk.filtering.bar.input.wrong == (0, 6)
        line = desk.filtering.bar.input.render_line(0)
        marked = [s.style is not None and s.style.underline for s in line if "sgment" in s.text]
        assert marked == [True]
        # It is said under the figures, which stay in sight.
        lines = screen_text(app).splitlines()
        said = next(at for at, line in enumerate(lines) if "did you mean 'segment'?" in line)
        assert any("Kept" in line for line in lines[:said])
        # What is shown is the answer to the last filter that was right ("sgment" searches names).
        assert shows(app, "40 of 1,204")
        assert desk.filtering.bar.input.has_focus
        await pilot.press("escape", "escape")
        await idle(pilot)
        assert desk.filtering.bar.text == ""
        assert desk.filtering.bar.error is None
        assert desk.customers.has_focus
        assert desk.filtering.bar.input.wrong is None
        assert "did you mean" not in screen_text(app)


async def test_completions_appear_while_typing_and_tab_takes_one_over(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("/", *"rep:")
        await until(pilot, lambda: desk.filtering.bar.is_menu_open and shows(app, '"Luc Tessier"'))
        await pilot.press("down", "down", "tab")
        await idle(pilot)
        assert desk.filtering.bar.text.strip() == 'rep:"Luc Tessier"'
        await pilot.press("escape")
        await idle(pilot)
        assert not desk.filtering.bar.input.has_focus
        assert desk.filtering.bar.text == ""


async def test_leaving_the_filter_bar_by_escape_puts_the_filter_before_back() -> None:
    app = desk_app(query=Query(where="tier:A"))
    async with app.run_test(size=(80, 24)) as pilot:
        desk = await settled(pilot)
        await pilot.press("/", *"B")
        await idle(pilot)
        await pilot.press("escape", "escape")
        await idle(pilot)
        assert app.session.store.query.where == "tier:A"
        assert desk.filtering.bar.text == "tier:A"


@pytest.mark.thorough
async def test_a_filter_that_excludes_everyone_is_named_and_u_undoes_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        await pilot.press("/", *"name:nobody", "enter")
        await idle(pilot)
        assert shows(app, "name:nobody")
        assert shows(app, "u takes")
        await pilot.press("u")
        await idle(pilot)
        assert shows(app, "Acme GmbH")


async def test_a_result_that_was_overtaken_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    app = desk_app(engine)
    shown: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        desk = await settled(pilot)
        show = desk.show_answer

        def watch(view: Any) -> None:
            shown.append(view.query.period)
            show(view)

        monkeypatch.setattr(desk, "show_answer", watch)
        engine.gate.clear()
        await pilot.press("{", "{", "{")
        await until(pilot, lambda: desk.customers.stale)
        assert shows(app, "12m")
        engine.gate.set()
        await idle(pilot)
        assert shown == ["1m"]
        assert not desk.customers.stale
    assert [query.period for query in engine.asked] == ["12m", "6m", "1m"]


async def test_a_quick_answer_never_dims_what_is_shown(
    desks: SharedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        pilot = story._pilot
        desk = await settled(pilot)
        dimmed: list[bool] = []
        monkeypatch.setattr(desk.customers, "set_stale", dimmed.append)
        await pilot.press("[")
        await idle(pilot)
        assert True not in dimmed


async def test_brackets_move_the_as_of_date_by_month_ends_and_stop_at_the_data(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        await pilot.press("]")
        assert "data end here" in app.room.bars.footer.said
        await pilot.press("[", "[")
        await idle(pilot)
        assert app.session.store.query.as_of == date(2025, 4, 30)
        assert shows(app, "30 Apr 2025")
        await pilot.press("]")
        await idle(pilot)
        assert shows(app, "31 May 2025")
        app.session.store.change(as_of=SPAN[0])
        await idle(pilot)
        await pilot.press("[")
        assert "data start here" in app.room.bars.footer.said


@pytest.mark.thorough
async def test_a_date_typed_is_checked_before_it_is_taken(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        await pilot.press("a", "ctrl+u", *"2031-01-01", "enter")
        await pilot.pause()
        assert shows(app, "The data go from 2023-01-15 to 2025-06-30.")
        await pilot.press("ctrl+u", *"2024-12-24", "enter")
        await idle(pilot)
        assert shows(app, "24 Dec 2024")
        await pilot.press("A", "ctrl+u", *"2024Q3", "enter")
        await idle(pilot)
        assert shows(app, "2024Q3")
        await pilot.press("}")
        await idle(pilot)
        assert shows(app, "2024Q4")


async def test_s_sorts_by_the_column_and_a_column_without_order_says_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("s")
        await idle(pilot)
        assert [key.field for key in app.session.store.query.sort] == ["name"]
        await pilot.press("l", "S")
        await idle(pilot)
        assert [key.field for key in app.session.store.query.sort] == ["name", "rep"]
        await pilot.press("l", "l", "l", "l", "s")
        assert "no order to sort by" in desk.bars.footer.said
        await pilot.press("tab", "s")
        assert "Only the customer list" in desk.bars.footer.said


async def test_columns_are_shown_hidden_and_moved_without_computing_again() -> None:
    engine = FakeEngine()
    app = desk_app(engine)
    async with app.run_test(size=(120, 40)) as pilot:
        desk = await settled(pilot)
        asked = len(engine.asked)

        def shown() -> tuple[str, ...]:
            return tuple(column.name for column in desk.customers.columns)

        before = shown()
        await pilot.press("c", "j", "j", "space", "enter")
        await idle(pilot)
        assert shown() == tuple(name for name in before if name != before[2])
        assert len(engine.asked) == asked
        await pilot.press("c", "J", "enter")
        await idle(pilot)
        assert shown()[:2] == (before[1], before[0])
        await pilot.press("u", "u")
        await idle(pilot)
        assert shown() == before


async def test_help_shows_the_keys_of_this_place_and_on_a_figure_explains_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        await pilot.press("?")
        await idle(pilot)
        assert shows(app, "On the desk")
        assert shows(app, "Sort the list by the column")
        await pilot.press("escape", "shift+tab", "?")
        await pilot.pause(0.2)
        assert shows(app, "retention.customers")
        assert shows(app, "Formula")
        await pilot.press("escape", "i")
        await idle(pilot)
        assert shows(app, "Formula")


@pytest.mark.thorough
async def test_the_palette_finds_a_command_by_name_and_runs_it() -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for opener in (":", "ctrl+p"):
            await pilot.press(opener, *"month back", "enter")
            await idle(pilot)
        assert app.session.store.query.as_of == date(2025, 4, 30)


async def test_a_disabled_command_says_why_when_its_key_is_pressed(desks: SharedDesk) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        await settled(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert shows(app, "There is nothing to undo.")
        await pilot.press("escape")
        await pilot.pause()
        assert shows(app, "This is where you started")
        await pilot.press("tab", "2")
        await pilot.pause()
        assert shows(app, "No customer is under the cursor")


async def test_number_keys_go_to_the_desk_and_to_the_customer_under_the_cursor_or_the_last_one(
    desks: SharedDesk,
) -> None:
    async with desks.at((80, 24), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        await pilot.press("1")
        await until(pilot, lambda: app.room is desk)
        await pilot.press("down", "2")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        under_cursor = app.session.store.state.here.subject
        assert under_cursor != 100
        await pilot.press("1")
        await until(pilot, lambda: app.room is desk)
        await pilot.press("tab", "2")
        await until(pilot, lambda: isinstance(app.room, CustomerScreen))
        assert app.session.store.state.here.subject == under_cursor


@pytest.mark.thorough
async def test_a_theme_is_worn_while_choosing_and_put_back_by_escape() -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = app.theme
        await pilot.press("T")
        await idle(pilot)
        for title in ("Terminal colours", "Colour-blind safe", "Dark", "High contrast", "Light", "Fjord AS"):
            assert shows(app, title), title
        await pilot.press("down")
        await pilot.pause()
        assert app.theme != before
        assert app.theme_tokens.name == app.theme
        await pilot.press("escape")
        await pilot.pause()
        assert app.theme == before
        await pilot.press("T", *"contrast", "enter")
        await pilot.pause()
        assert app.theme == "high-contrast"


@pytest.mark.thorough
@pytest.mark.parametrize(
    "environ",
    [{"NO_COLOR": "1"}, {"TERM": "vt100"}, {"COLORTERM": "", "TERM": "xterm"}, {"HOLDFAST_ASCII": "1"}],
)
async def test_terminals_without_colours_or_glyphs_show_the_same_desk(environ: dict[str, str]) -> None:
    app = desk_app(environ=environ)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert shows(app, "Acme GmbH")
        await pilot.press("T")
        await pilot.pause()
        assert ("no colours" in app.room.bars.footer.said) == (app.looks.capabilities.colour == "none")
        if "HOLDFAST_ASCII" in environ:
            assert screen_text(app).replace("\n", "").isascii()


async def test_a_copy_goes_to_the_terminal_and_says_that_nothing_confirms_it() -> None:
    app = desk_app()
    sent: list[str] = []
    app.session.write_to_terminal = sent.append
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("y")
        assert "does not confirm" in app.room.bars.footer.said
        await pilot.press("Y")
        assert len(sent) == 2
        assert all(sequence.startswith("\x1b]52;c;") for sequence in sent)


async def test_the_list_is_exported_beside_the_user_and_never_into_the_book(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        await pilot.press("e", "enter")
        await until(pilot, lambda: "Wrote" in desk.bars.footer.said)
        written = tmp_path / "customers-2025-06-30.csv"
        assert "Acme GmbH" in written.read_text(encoding="utf-8")
        assert "142 customers" in desk.bars.footer.said
        app.session.book_folders = (tmp_path,)
        # Started in the book's folder, the home is proposed; the book refuses whatever is typed.
        await pilot.press("e")
        await pilot.pause()
        form = app.screen
        assert isinstance(form, ExportForm)
        field = form.query_one(Input)
        assert Path(field.value).parent == Path.home()
        field.value = "again.csv"
        await pilot.press("enter")
        await until(pilot, lambda: "belongs to the book" in screen_text(app))
        assert list(tmp_path.iterdir()) == [written]


async def test_remapped_keys_work_and_the_old_ones_do_not() -> None:
    app = desk_app(keys=Keys({"asof.back": ("b",), "list.down": ("n",)}))
    async with app.run_test(size=(120, 40)) as pilot:
        desk = await settled(pilot)
        await pilot.press("[", "j")
        await idle(pilot)
        assert app.session.store.query.as_of is None
        assert desk.customers.row == 0
        await pilot.press("b", "n")
        await idle(pilot)
        assert app.session.store.query.as_of == date(2025, 5, 31)
        assert desk.customers.row == 1
        assert "b ] as-of" in desk.bars.footer.plain


async def test_every_command_has_an_action_where_it_is_declared(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as story:
        app, pilot = story.app, story._pilot
        desk = await settled(pilot)
        rooms: dict[str, Room[Any]] = {place: screen(app.session) for place, screen in ROOM_SCREENS.items()}
        rooms |= {"customer": CustomerScreen(app.session, 1), "figure": FigureScreen(app.session, "nps")}
        for command in COMMANDS.values():
            assert rooms.get(command.place, desk).controls.knows(command), command.id


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_q_leaves(key: str) -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await pilot.pause()
    assert app.return_code == 0


async def test_a_fault_in_the_engine_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    app = desk_app(engine)

    def broken(query: Query) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "desk", broken)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.5)


async def test_an_open_palette_does_not_disturb_the_room_below() -> None:
    app = desk_app()
    async with app.run_test(size=(60, 20)) as pilot:
        desk = await settled(pilot)
        await pilot.press(":")
        await pilot.pause()
        assert any(isinstance(screen, Chooser) for screen in app.screen_stack)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen_stack[-1] is desk
        assert desk.customers.has_focus


async def test_a_hostile_name_in_the_filter_reaches_no_terminal() -> None:
    hostile = 'rep:"\x1b]52;c;eA==\x07 Ana"'
    app = desk_app(query=Query(where=hostile))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.session.store.narrow(f"tier:A {hostile}", hostile, (), "reps")
        await idle(pilot)
        await pilot.press("/")
        await idle(pilot)
        text = screen_text(app)
        assert "Ana" in text.splitlines()[1]
        assert "\x1b" not in text
        assert "\x07" not in text


@pytest.mark.thorough
async def test_whoever_pauses_after_a_key_reads_in_the_footer_which_others_go_with_it() -> None:
    app = desk_app()
    app.follow_up.pause = 0.01
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("g")
        await until(pilot, lambda: shows(app, "G last  ctrl+d half down"))
        await pilot.press("j")
        await until(pilot, lambda: shows(app, "? keys"))
        await pilot.press("slash", "g")  # typed into the filter bar
        await pilot.pause(0.05)
        assert not shows(app, "G last")
        await pilot.press("escape", "V", "g")  # under a dialog
        await until(pilot, lambda: shows(app, "What is new"))
        assert not shows(app, "G last")
        await pilot.press("escape")
