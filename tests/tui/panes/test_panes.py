"""Every pane: states, staleness, theme, size, hostile text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from tests.examples import some_by_day
from tests.hostile import HOSTILE_CELLS
from tests.tui import desk_fakes as fakes
from tests.tui.desk_fakes import THEMES, PaneApp, screen_text

from holdfast.risk.states import FlagSummary
from holdfast.schema.field_set import Fields
from holdfast.schema.fields import Field
from holdfast.views.customer import FlagRow, TimelineEvent
from holdfast.views.customers.glance.told import ContactPerson, LastTalk
from holdfast.views.customers.rows import FrameRows
from holdfast_tui.grid.paint import width_of
from holdfast_tui.panes import (
    CustomerDetail,
    CustomersPane,
    FlagsPane,
    KpiStrip,
    Pane,
    PaneState,
    RepsPane,
    RowsPane,
)
from holdfast_tui.panes.state import empty, failed, locked, state_lines
from holdfast_tui.safe_text import use_ascii
from holdfast_tui.terminal.capabilities import ASCII, UNICODE

EVERY: list[tuple[type[Pane], Callable[[], Any]]] = [
    (CustomersPane, fakes.desk_view),
    (FlagsPane, fakes.desk_view),
    (RepsPane, fakes.desk_view),
    (KpiStrip, fakes.desk_view),
    (CustomerDetail, fakes.customer_view),
    (RowsPane, fakes.figure_rows),
]
BY_NAME = {pane.__name__: (pane, view) for pane, view in EVERY}
NAMES = list(BY_NAME)


def made(name: str) -> tuple[Any, Any]:
    pane, view = BY_NAME[name]
    return pane(), view()


@pytest.mark.parametrize("name", NAMES)
async def test_before_the_first_result_a_pane_says_that_it_computes(name: str) -> None:
    pane, _ = made(name)
    app = PaneApp(pane)
    async with app.run_test(size=(80, 24)):
        assert "Computing" in screen_text(app)


@pytest.mark.parametrize("name", NAMES)
async def test_a_locked_pane_names_the_file_that_would_unlock_it(name: str) -> None:
    pane, view = made(name)
    app = PaneApp(pane)
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(view)
        pane.set_state(locked("Rep retention needs reps.csv."))
        pane.focus()
        await pilot.press("j", "enter")
        assert "Rep retention needs reps.csv." in screen_text(app)
        assert app.said == []
        pane.show(view)
        await pilot.pause()
        assert "needs reps.csv" not in screen_text(app)


def test_a_state_is_centred_and_says_what_to_do() -> None:
    lines = ["".join(span.text for span in line) for line in state_lines(empty("Nothing."), 60, 9, UNICODE)]
    shown = [line for line in lines if line]
    assert [line.strip() for line in shown] == [
        "○",
        "Nothing.",
        "Change the filter, the period or the date; u takes the",
        "last change back.",
    ]
    assert all(abs(len(line) - len(line.lstrip()) - (60 - len(line.strip())) // 2) <= 1 for line in shown)
    assert lines[0] == ""


@pytest.mark.parametrize("height", [1, 2, 3, 10])
def test_a_state_fits_small_panes(height: int) -> None:
    lines = state_lines(failed("The file could not be read."), 44, height, ASCII)
    assert len(lines) <= height
    assert all(width_of(line) <= 44 for line in lines)


@pytest.mark.parametrize("name", NAMES)
async def test_a_stale_pane_keeps_its_text_and_dims_it(name: str) -> None:
    pane, view = made(name)
    app = PaneApp(pane)
    async with app.run_test(size=(100, 24)) as pilot:
        pane.show(view)
        await pilot.pause()
        before = screen_text(app)
        pane.set_stale(True)
        await pilot.pause()
        assert screen_text(app) == before
        ground = "background" if name == "KpiStrip" else "surface"
        dimmed = {app.theme_tokens.style("stale", on).color for on in (ground, "cursor")}
        for y in range(2):
            strip = pane.render_line(y)
            assert {part.style.color for part in strip if part.text.strip() and part.style} <= dimmed
        pane.show(view)
        assert not pane.stale


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("theme", some_by_day(sorted(THEMES)))
async def test_every_theme_dresses_every_pane(name: str, theme: str) -> None:
    pane, view = made(name)
    app = PaneApp(pane, theme=theme, ansi=THEMES[theme].ansi)
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(view)
        await pilot.pause()
        before = screen_text(app)
        app.theme_tokens = THEMES["high-contrast"]
        pane.refresh_theme()
        await pilot.pause()
        assert screen_text(app) == before


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "size", some_by_day([(20, 5), (80, 24), (40, 10), (60, 20), (120, 40), (200, 60)], by_day=2)
)
async def test_no_size_breaks_a_pane(name: str, size: tuple[int, int]) -> None:
    pane, view = made(name)
    app = PaneApp(pane)
    async with app.run_test(size=size) as pilot:
        pane.show(view)
        pane.focus()
        await pilot.press("j", "l", "G", "k", "g", "pagedown")
        lines = screen_text(app).split("\n")
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)


@pytest.mark.parametrize("name", NAMES)
async def test_an_ascii_terminal_gets_ascii_only(name: str) -> None:
    pane, _ = made(name)
    use_ascii(True)
    try:
        app = PaneApp(pane, glyphs=ASCII)
        async with app.run_test(size=(80, 24)) as pilot:
            pane.show(BY_NAME[name][1]())
            pane.focus()
            await pilot.press("j", "j")
            assert screen_text(app).isascii()
    finally:
        use_ascii(False)


@pytest.mark.parametrize("last", [{}, {"former_rep": ["Ana"]}], ids=["no last rep", "last rep"])
async def test_a_list_of_customers_that_names_reps_shows_the_last_one_where_it_knows(
    last: dict[str, list[str]],
) -> None:
    rows = FrameRows(
        pl.DataFrame({"name": ["Acme"], "rep": [None], **last}, schema_overrides={"rep": pl.String})
    )
    pane = RowsPane()
    app = PaneApp(pane)
    async with app.run_test(size=(80, 24)):
        pane.show(fakes.figure_rows(columns=(("name", "Customer"), ("rep", "Rep")), rows=rows))
        assert "Acme" in screen_text(app)
        assert ("Ana" in screen_text(app)) is bool(last)


def hostile_view(name: str, text: str) -> Any:
    if name == "RowsPane":
        return fakes.figure_rows(sentence=text, title=text, rows=fakes.FakeRows(30, lambda _: text))
    if name == "CustomerDetail":
        flag = FlagRow("F01", text, "C1", text, "critical", text, None, 1.0, text)
        return fakes.customer_view(
            moment=replace(fakes.moment(), fields=Fields((Field("x.own", text, "text", text),))),
            facts={"customer_id": text, "name": text, "rep": text, "segment": text, "x.own": text},
            flags=(flag,),
            not_evaluated=((text, text),),
            reps=((text, fakes.AS_OF, None),),
            glance=fakes.glance(
                state=text,
                held=text,
                people=(
                    ContactPerson(text, text, text, text),
                    ContactPerson(text, decides=True, has_left=True),
                ),
                talk=LastTalk(fakes.AS_OF, 3, text, text, text, text),
            ),
            timeline=(TimelineEvent(fakes.AS_OF, text, text, 3.0),),
            locked={text: text},
        )
    figures = {
        key: replace(figure, note=text, status="needs", value=None) for key, figure in fakes.figures().items()
    }
    return fakes.desk_view(
        fakes.FakeRows(30, lambda _: text),
        figures=figures,
        flags=(
            FlagSummary("F01", text, "high", 3, 1.0, 4, text),
            FlagSummary("F12", text, "high", 0, 0, 0, text, text),
        ),
        reps=fakes.reps_view(
            figures=figures,
            stayed=(text,),
            departed=(text,),
            rows=(
                fakes.rep(text, team=text),
                fakes.rep(text, left=fakes.AS_OF, orphaned=3, orphaned_revenue=9.0),
            ),
        ),
    )


# By day a third of the texts for each pane, another third for its neighbour.
@pytest.mark.thorough
@pytest.mark.parametrize("third", some_by_day(range(3)))
@pytest.mark.parametrize("name", NAMES)
async def test_hostile_text_in_every_place_stays_inert_and_inside_its_frame(name: str, third: int) -> None:
    pane, _ = made(name)
    app = PaneApp(pane)
    async with app.run_test(size=(80, 24)) as pilot:
        pane.focus()
        for text in HOSTILE_CELLS[(NAMES.index(name) + third) % 3 :: 3]:
            pane.show(hostile_view(name, text))
            await pilot.pause()
            pane.action_cursor("down")
            pane.set_state(PaneState("failed", text))
            states = [pane.render_line(y) for y in range(pane.size.height)]
            pane.show(hostile_view(name, text))
            for strip in [*states, *(pane.render_line(y) for y in range(pane.size.height))]:
                assert strip.text.isprintable(), repr(strip.text)
                assert strip.cell_length == pane.scrollable_content_region.width or name == "KpiStrip"
            frame = screen_text(app)
            assert "\x1b" not in frame
            assert "\x9b" not in frame
