"""The room data, as a user walks through it: what is asked, what became what, what was lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story, sitting
from tests.tui.messy_book import write_messy_book
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine, open_book, open_or_ask
from holdfast.shared.build import Recipe, build
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.data import DataScreen
from holdfast_tui.sitting.files.exports import Exports, MappingDraft
from holdfast_tui.sitting.files.kept import KeptDraft
from holdfast_tui.widgets.header import long_day

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
PLAIN = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_messy_book(tmp_path / "book")


@pytest.fixture
def mapping(folder: Path) -> Path:
    """A mapping of the user, with what only a person writes."""
    text = '# Ask Ana before changing this\n[book]\nname = "North"  # as on the door\n'
    path = folder / "holdfast.toml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The same files, read once for all tests that begin with them."""
    return Engine(open_book([write_messy_book(tmp_path_factory.mktemp("read") / "book")], use_cache=False))


def room(app: DeskApp) -> DataScreen:
    assert isinstance(app.room, DataScreen)
    return app.room


def over(desk: Story, folder: Path) -> Story:
    """A sitting over the files of a folder, as the command line begins it."""
    desk.app.session.exports = Exports((folder,))
    desk.app.session.open_engine = lambda: Engine(open_or_ask([folder], use_cache=False))
    return desk


async def go(desk: Story, pane: str) -> None:
    """Tab to a pane of the room."""
    await desk.press("F")
    while room(desk.app).arranged.focused_name != pane:
        await desk.press("tab")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(
    desks: SharedDesk, engine: Engine, size: tuple[int, int]
) -> None:
    async with desks.at(size, engine) as desk:
        await desk.press("F").sees("Data", "1 question · 2 findings", "frobnicated")
        for name, _ in DataScreen.PLAN.tabs[1:]:
            await desk.press("tab")
            assert room(desk.app).arranged.focused_name == name
            assert all(len(line) <= size[0] for line in screen_text(desk.app).splitlines())
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "remarks"
        await desk.press("escape").misses("› Data")


async def test_questions_stand_first_with_the_lines_that_answer_them(
    desks: SharedDesk, engine: Engine
) -> None:
    async with desks.at((200, 50), engine) as desk:
        await desk.press("F").sees('statuses = { "frobnicated" = "sale" }', '"frobnicated" = "no sale"')
        await desk.press("down").sees("shapes.csv matches no table (it has: colour, shape): not used")


async def test_every_file_says_what_became_of_its_rows_and_leads_to_its_columns(
    desks: SharedDesk, engine: Engine
) -> None:
    async with desks.at((200, 50), engine) as desk:
        await go(desk, "data-files")
        await desk.press("down").sees("orders.csv: 6 rows read = 4 used + 2 in quarantine.")
        await desk.press("down").sees("shapes.csv: matches no table", "if it belongs to the book")
        await desk.press("up", "enter")
        assert room(desk.app).arranged.focused_name == "data-columns"
        await desk.sees('orders.order_id, from the column "Order ID" of orders.csv, such as O1 · O2 · O3.')


@pytest.mark.thorough
async def test_every_column_says_where_it_comes_from_with_a_few_values(
    desks: SharedDesk, engine: Engine
) -> None:
    async with desks.at((200, 50), engine) as desk:
        await go(desk, "data-columns")
        await desk.sees("customers.name", '← "Name"', "Acme · Borgo · Café Noir")
        await desk.press("end").sees(
            'not used, from the column "Remark" of orders.csv, such as first · late.'
        )


@pytest.mark.thorough
async def test_enter_on_what_was_set_aside_shows_the_line_in_its_file(engine: Engine, folder: Path) -> None:
    async with sitting(engine, (200, 50)) as desk:
        desk.app.session.exports = Exports((folder,))
        await go(desk, "data-aside")
        await desk.sees(
            "2 rows in quarantine · 1 cell", "line 3 of orders.csv, Amount: 'abc' is not an amount"
        )
        await desk.press("enter").sees("orders.csv, line 3", "› 3", "O2,C2,2025-02-03,abc,,paid,")
        await desk.press("escape", "end").sees("Created: 'soon' is not a date; the cell is")
        (folder / "customers.csv").unlink()
        await desk.press("enter").sees("customers.csv is not in the folder any more")


async def test_a_status_word_says_what_it_means_and_whether_it_counts(
    desks: SharedDesk, engine: Engine
) -> None:
    async with desks.at((200, 50), engine) as desk:
        await go(desk, "data-statuses")
        await desk.press("down").sees('"cancelled" means no sale; 1 row not counted in orders.')


async def test_what_is_locked_says_which_file_would_open_it(desks: SharedDesk, engine: Engine) -> None:
    async with desks.at((200, 50), engine) as desk:
        await go(desk, "data-locked")
        await desk.press("down").sees("Late payers: add invoices.csv to the folder of the book")


@pytest.mark.thorough
async def test_a_filter_of_customers_leaves_the_files_as_they_are(desks: SharedDesk, engine: Engine) -> None:
    async with desks.at((200, 50), engine) as desk:
        await desk.press("/").types("name:nobody").press("enter", "F").sees("1 question · 2 findings")


@pytest.mark.thorough
async def test_a_sound_book_has_nothing_to_answer(desks: SharedDesk, orders_engine: Engine) -> None:
    async with desks.at((120, 40), orders_engine) as desk:
        await desk.press("F").sees("Nothing is asked", "Every row and every cell could be read")


@pytest.mark.thorough
async def test_a_book_that_cannot_be_read_before_an_answer_opens_with_its_question(tmp_path: Path) -> None:
    rows = "Order ID,Customer ID,Date,Amount\nO1,C1,03/04/2025,12.50\nO2,C2,05/06/2025,15.00\n"
    (tmp_path / "orders.csv").write_text(rows)
    engine = Engine(open_or_ask([tmp_path], use_cache=False))
    async with sitting(engine, (200, 50)) as desk:
        await desk.press("F").sees("1 question", "the dates of Date could be day/month or month/day")
        await desk.sees('date_format = "%d/%m/%Y"', 'date_format = "%m/%d/%Y"', "0 of 0 customers")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_without_colours_and_unicode_everything_is_still_told(
    engine: Engine, size: tuple[int, int], folder: Path
) -> None:
    (folder / "customers.csv").write_text("Customer ID,Name\nC1,Acme\nC2,Borgo\n")
    plain = Engine(open_book([folder], use_cache=False))
    async with sitting(plain, size, environ=PLAIN) as desk:
        await desk.press("F")
        for _ in DataScreen.PLAN.tabs:
            await desk.press("tab")
            assert screen_text(desk.app).isascii()


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_hostile_files_do_no_harm(tmp_path: Path, size: tuple[int, int]) -> None:
    bad = "\x1b]0;owned\x07[red]\u202eevil"
    header = f"Order ID,Customer ID,Date,Amount,Status,{bad}\n"
    rows = f"O1,C1,2025-01-03,{bad},paid,x\nO2,{bad},2025-01-04,3.00,{bad},{bad}\n"
    (tmp_path / "orders.csv").write_text(header + rows, encoding="utf-8")
    (tmp_path / "[b]x.csv").write_text(f"{bad}\n{bad}\n", encoding="utf-8")
    engine = Engine(open_book([tmp_path], use_cache=False))
    async with sitting(engine, size) as desk:
        desk.app.session.exports = Exports((tmp_path,))
        await desk.press("F")
        for _ in DataScreen.PLAN.tabs:
            for key in ("down", "enter", "escape", "tab"):
                await desk.press(key)
                shown = screen_text(desk.app)
                assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
                assert all(cell_width(line) <= size[0] for line in shown.splitlines())
                if room_left := desk.app.room.place != "data":
                    await desk.press("F")
                assert not room_left or desk.app.room.place == "data"


@pytest.mark.thorough
async def test_an_answer_shows_what_it_does_and_is_written_with_the_users_own_words_kept(
    engine: Engine, folder: Path, mapping: Path
) -> None:
    before = mapping.read_text()
    async with sitting(engine, (120, 40)) as desk:
        await over(desk, folder).press("F", "enter").sees("Answer").press("down", "enter")
        await desk.sees("Not written: revenue 270.50 to 180.50 · sales 3 to 2", "Nothing is asked")
        assert mapping.read_text() == before, "nothing is written unasked"
        await desk.press("escape", "F").sees("Not written: revenue 270.50 to 180.50")
        await desk.press("R").sees("First write or drop")
        await desk.press("w").sees("Wrote ").misses("Not written")
        assert desk.app.room.place == "data"
        assert desk.app.session.engine is not engine
    assert mapping.read_text().startswith(before)
    read = open_book([folder], use_cache=False)
    assert (read.receipt.questions, read.sales.height, read.customers.height) == ((), 2, 3)


@pytest.mark.thorough
async def test_a_column_becomes_another_and_the_change_can_be_dropped(engine: Engine, folder: Path) -> None:
    async with sitting(engine, (120, 40)) as desk:
        await go(over(desk, folder), "data-columns")
        await desk.press("end", "up").sees('from the column "Discount"').press("enter").types("discount")
        await desk.press("enter").sees("Not written: set aside 3 to 4", "Columns · 10 used")
        await desk.press("d").misses("Not written").sees("Columns · 9 used")
        await desk.press("w").sees("Nothing was answered or changed here yet")
    assert not (folder / "holdfast.toml").exists()


@pytest.mark.thorough
async def test_a_mapping_that_was_changed_meanwhile_is_not_overwritten(
    engine: Engine, folder: Path, mapping: Path
) -> None:
    async with sitting(engine, (120, 40)) as desk:
        await over(desk, folder).press("F", "enter", "enter")
        mapping.write_text('[book]\nname = "South"\n')
        await desk.press("w").sees("holdfast.toml was changed meanwhile").sees("Not written")
    assert mapping.read_text() == '[book]\nname = "South"\n'


@pytest.mark.thorough
async def test_files_that_change_are_offered_and_read_again_in_the_same_place(folder: Path) -> None:
    async with sitting(Engine(open_book([folder], use_cache=False)), (120, 40)) as desk:
        await go(over(desk, folder), "data-statuses")
        await desk.press("down")
        desk.app.on_app_focus()
        await desk.settled()
        await desk.misses("have changed")
        orders = folder / "orders.csv"
        orders.write_text(orders.read_text() + "O7,C1,2025-05-01,10.00,,cancelled,\n")
        desk.app.on_app_focus()
        await desk.settled()
        await desk.sees("Files of this book have changed: R reads them again.")
        await desk.press("R").sees("The files are read again.", "sale; 2 rows not counted in orders")
        assert room(desk.app).arranged.focused_name == "data-statuses"


@pytest.mark.thorough
async def test_a_customer_that_got_another_number_is_not_taken_for_its_neighbour(
    engine: Engine, folder: Path
) -> None:
    async with sitting(engine, (120, 40)) as desk:
        await over(desk, folder).press("enter").sees("› ")
        names = folder / "customers.csv"
        names.write_text(names.read_text() + "A0,Aalborg,smb,2024-01-01\n")
        await desk.press("R").sees("The files are read again.", "Aalborg")
        assert desk.app.room.place == "desk"


@pytest.mark.thorough
async def test_files_that_cannot_be_read_again_leave_the_book_as_it_was(engine: Engine, folder: Path) -> None:
    async with sitting(engine, (120, 40)) as desk:
        over(desk, folder)
        for path in folder.iterdir():
            path.unlink()
        await desk.press("R").sees("The book stays as it was read: ")
        assert desk.app.session.engine is engine


def kept_in(desk: Story, folder: Path, state: Path) -> Story:
    """A sitting over a folder whose changes are kept in a state folder, as the command line begins it."""
    over(desk, folder).app.session.kept = KeptDraft((folder,), environ={"XDG_STATE_HOME": str(state)})
    return desk


@pytest.mark.thorough
async def test_a_column_is_not_used_any_more_and_undo_takes_that_back(engine: Engine, folder: Path) -> None:
    async with sitting(engine, (120, 40)) as desk:
        await go(over(desk, folder), "data-columns")
        row = next(at for at, one in enumerate(room(desk.app).columns.uses) if one.canonical == "segment")
        await desk.press(*["down"] * row, "enter").types("not used").press("enter")
        await desk.sees("Not written: no count and no amount would change", "Columns · 8 used")
        await desk.press("u").misses("Not written").sees("Columns · 9 used")


async def test_a_file_becomes_a_table_says_what_it_lacks_and_is_kept_until_written(
    engine: Engine, folder: Path, tmp_path: Path
) -> None:
    (folder / "shapes.csv").write_text("colour,shape\nC1,Anna\n")
    state = tmp_path / "state"
    async with sitting(engine, (120, 40)) as desk:
        await go(kept_in(desk, folder, state), "data-files")
        await desk.press("end", "enter").sees("Which table the file is").types("contacts").press("enter")
        await desk.sees("Not written: shapes.csv as contacts still lacks customer_id", "such as C1")
        assert room(desk.app).arranged.focused_name == "data-columns"
        await desk.press("w").sees("Nothing is written yet: shapes.csv as contacts still lacks")
    assert not [path for path in folder.iterdir() if path.suffix != ".csv"], "nothing in the book's folder"
    async with sitting(engine, (120, 40)) as desk:
        await go(kept_in(desk, folder, state), "data-columns")
        await desk.sees("Not written: shapes.csv as contacts still lacks customer_id").press("home", "enter")
        await desk.types("customer_id").press("enter").sees("Not written: rows used 7 to 8")
        await desk.press("w").sees("Wrote ").misses("Not written")
    assert not list(state.rglob("*.json")), "what is written is not kept"
    read = open_book([folder], use_cache=False).receipt
    assert ("contacts", "shapes.csv") in [(one.table, one.file) for one in read.files]


@pytest.mark.thorough
async def test_a_finding_is_known_and_not_known_again(engine: Engine, folder: Path) -> None:
    async with sitting(engine, (120, 40)) as desk:
        await over(desk, folder).press("F", "K").sees("Only a problem or a warning can be known")
        await desk.press("down", "K").sees("Not written: findings to settle 2 to 1", "known ")
        await desk.press("w").sees("Wrote ")
        assert "known = [" in (folder / "holdfast.toml").read_text()
        await desk.press("end", "K").sees("Not written: findings to settle 1 to 2").press("d")


@pytest.mark.thorough
async def test_changes_that_do_not_fit_the_mapping_any_more_are_dropped_and_said(
    engine: Engine, folder: Path, tmp_path: Path
) -> None:
    kept = KeptDraft((folder,), environ={"XDG_STATE_HOME": str(tmp_path / "state")})
    kept.keep(MappingDraft("", '[book]\nname = "North"\n'))
    (folder / "holdfast.toml").write_text('[book]\nname = "South"\n')
    async with sitting(engine, (120, 40)) as desk:
        await kept_in(desk, folder, tmp_path / "state").press("F").sees("holdfast.toml was changed since")
        await desk.misses("Not written")
    assert not kept.is_there


@pytest.mark.thorough
async def test_a_mart_is_named_refuses_what_needs_its_files_and_is_opened_again_where_a_newer_one_lies(
    folder: Path, tmp_path: Path
) -> None:
    mart, exports = tmp_path / "mart", (str(folder),)
    build(open_or_ask([folder], use_cache=False), mart, Recipe(exports))
    async with sitting(Engine(open_book([mart], use_cache=False)), (120, 40)) as desk:
        over(desk, mart)
        day = long_day(datetime.now(UTC).date())
        await desk.press("F").sees(f"mart of {day}").press("G").sees("this is a mart of")
        await go(desk, "data-files")
        await desk.press("t").sees("This is a mart: its mapping and its files are where it was built from")
        desk.app.on_app_focus()
        await desk.settled()
        await desk.misses("A newer mart")
        (folder / "orders.csv").write_text(
            (folder / "orders.csv").read_text() + "O9,C1,2025-02-09,9.00,,paid,\n"
        )
        build(open_or_ask([folder], use_cache=False), mart, Recipe(exports))
        desk.app.on_app_focus()
        await desk.settled()
        await desk.sees("A newer mart was built: R opens it.")
        await desk.press("R").sees("The mart is opened again.")
