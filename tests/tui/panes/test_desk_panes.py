"""What the panes of the desk show, and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from tests.tui.desk_fakes import (
    FakeRows,
    PaneApp,
    desk_view,
    figure_rows,
    figures,
    kept,
    moment,
    rep,
    reps_view,
    screen_text,
)

from holdfast.figures import Figure
from holdfast.query import Query, SortKey
from holdfast.views.results import RowsTotal, SegmentWave
from holdfast.views.selection import WaveOfSegment
from holdfast_tui.messages import AddFilter, OpenCustomer, OpenFigure, OpenRows, SortChanged
from holdfast_tui.panes import CustomersPane, FlagsPane, KpiStrip, RepsPane, RowsPane
from holdfast_tui.sitting.state import PaneCursor

# Customers


async def test_the_list_counts_who_passes_the_filter() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        assert "142 of 1,204 customers" in screen_text(app)
        pane.show(desk_view(moment=moment(1204)))
        assert pane.title == "1,204 customers"


async def test_a_sentence_too_long_for_its_column_is_shown_in_full_below_the_list() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.pause()
        assert "Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue" in screen_text(app)
        await pilot.press("j", "j", "j", "j")
        assert 'Scored 4 on 3 May ("slow delivery"); nobody has replied' in screen_text(app)


async def test_the_reason_below_the_list_costs_no_further_fetch_where_its_column_is_on() -> None:
    rows = FakeRows(500)
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view(rows))
        pane.focus()
        await pilot.pause()
        rows.fetched.clear()
        await pilot.press("j", "j")
        assert rows.fetched == []
        pane.set_columns(("name", "revenue"))
        await pilot.pause()
        assert "Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue" in screen_text(app)


async def test_enter_opens_the_customer_under_the_cursor() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("j", "j", "enter")
        opened = [message for message in app.said if isinstance(message, OpenCustomer)]
        assert [message.customer for message in opened] == [102]


async def test_a_double_click_opens_the_customer() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        await pilot.click(pane, offset=(10, 5), times=2)
        opened = [message for message in app.said if isinstance(message, OpenCustomer)]
        assert [message.customer for message in opened] == [103]


async def test_numbers_sort_from_the_largest_then_the_other_way_then_not() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(120, 20)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("l", "l")
        for _ in range(3):
            pane.sort_column()
        await pilot.pause()
        asked = [message.sort for message in app.said if isinstance(message, SortChanged)]
        assert asked == [(SortKey("revenue", True),), (SortKey("revenue"),), ()]


async def test_a_second_column_is_added_to_the_sort() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(120, 20)) as pilot:
        pane.show(desk_view(query=Query(sort=(SortKey("revenue", True),))))
        pane.focus()
        pane.sort_column(append=True)
        await pilot.pause()
        assert pane.sort == (SortKey("revenue", True), SortKey("name"))
        assert "Customer 2▲" in screen_text(app)
        pane.sort_column(append=True)
        assert pane.sort == (SortKey("revenue", True), SortKey("name", True))


async def test_reasons_cannot_be_sorted_by() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(120, 20)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("l", "l", "l", "l")
        pane.sort_column()
        await pilot.pause()
        assert not [message for message in app.said if isinstance(message, SortChanged)]


async def test_a_new_result_keeps_the_cursor_on_its_customer_and_its_line() -> None:
    class Shifted(FakeRows):
        def customer_at(self, index: int) -> int:
            return index + 50

        def index_of(self, customer: int) -> int | None:
            return customer - 50

    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view(FakeRows(500)))
        pane.focus()
        await pilot.pause()
        pane.move_to(200)
        line = pane.row - pane.viewport.top
        customer = pane.cursor_now().customer
        pane.show(desk_view(Shifted(500)))
        assert pane.cursor_now().customer == customer
        assert pane.row - pane.viewport.top == line


async def test_a_cursor_at_the_top_stays_at_the_top() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)):
        pane.show(desk_view(FakeRows(500)))
        pane.show(desk_view(FakeRows(30)))
        assert (pane.row, pane.viewport.top) == (0, 0)


async def test_coming_back_restores_cursor_and_scroll() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)):
        pane.show(desk_view(FakeRows(500)))
        pane.move_to(200)
        state = pane.cursor_now()
        pane.move_to(3)
        pane.stand_at(state)
        assert pane.cursor_now() == state


async def test_a_place_restored_before_the_result_waits_for_it() -> None:
    app = PaneApp(pane := CustomersPane(id="customers"))
    async with app.run_test(size=(80, 20)):
        pane.stand_at(PaneCursor("customers", customer=300, scroll=195))
        pane.show(desk_view(FakeRows(500)))
        assert pane.cursor_now() == PaneCursor("customers", customer=300, scroll=195)


async def test_a_filter_nobody_passes_says_so() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view(FakeRows(0)))
        await pilot.pause()
        assert "None of the 1,204 customers passes the filter." in screen_text(app)


async def test_other_columns_can_be_chosen() -> None:
    app = PaneApp(pane := CustomersPane())
    async with app.run_test(size=(80, 20)) as pilot:
        pane.show(desk_view())
        pane.set_columns(("name", "last_order", "overdue_ratio"))
        await pilot.pause()
        assert "30 Jun 2025" in screen_text(app)
        assert "2.9×" in screen_text(app)


# Figures


async def test_the_strip_shows_interval_and_change() -> None:
    app = PaneApp(strip := KpiStrip())
    async with app.run_test(size=(120, 4)) as pilot:
        strip.show(desk_view())
        await pilot.pause()
        first, second = screen_text(app).splitlines()[:2]
        assert first.startswith(" Kept 91.2% [86–95] ▲1.1   GRR 88.0% ▼1.4   NRR 103% =")
        assert "At risk €412k ▲8%" in first
        assert "Active 1,180~ ▲3%" in second


@pytest.mark.thorough
@pytest.mark.parametrize("width", [30, 45, 60, 80, 120, 200])
async def test_every_figure_is_reached_and_seen_at_any_width(width: int) -> None:
    app = PaneApp(strip := KpiStrip())
    async with app.run_test(size=(width, 4)) as pilot:
        strip.show(desk_view())
        strip.focus()
        await pilot.press("g")
        for label in ("Kept", "GRR", "NRR", "Repeat", "At risk", "Revenue", "MRR", "Team", "Active"):
            assert label in "\n".join(screen_text(app).splitlines()[:2])
            await pilot.press("right")


async def test_few_cases_show_their_counts_first() -> None:
    few = {"repeat.rate": Figure("repeat.rate", 0.75, "ratio", 0.3, 0.95, 3, 4, status="few")}
    app = PaneApp(strip := KpiStrip())
    async with app.run_test(size=(80, 4)) as pilot:
        strip.show(desk_view(figures=few))
        await pilot.pause()
        assert "Repeat 3 of 4 75% [30–95]" in screen_text(app)


async def test_a_missing_figure_is_a_dash_and_its_note_says_why() -> None:
    app = PaneApp(strip := KpiStrip())
    async with app.run_test(size=(80, 4)) as pilot:
        strip.show(desk_view())
        strip.focus()
        await pilot.press("right", "right", "right", "right", "right", "right")
        assert "MRR –" in screen_text(app)
        assert strip.note_for_focused == "MRR: needs subscriptions.csv or mrr_events.csv"


async def test_enter_on_a_figure_opens_its_rows() -> None:
    app = PaneApp(strip := KpiStrip())
    async with app.run_test(size=(80, 4)) as pilot:
        strip.show(desk_view())
        strip.focus()
        await pilot.press("l", "enter", "j", "enter")
        opened = [message.metric_id for message in app.said if isinstance(message, OpenFigure)]
        assert opened[0] == "retention.revenue.gross"
        assert opened[1] != opened[0]


def test_the_strip_knows_figures_of_the_core_only() -> None:
    from holdfast_tui.panes.desk.kpi import LABELS  # noqa: PLC0415 - beside what it is compared with

    assert set(LABELS) == {*figures(), "nps.customers"}


# Flags


async def test_flags_stand_worst_first_then_clear_then_locked() -> None:
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(60, 16)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert [line[1:16].strip() for line in lines[2:7]] == [
            "‼ Overdue",
            "! Orphaned",
            "· One-timer due",
            "Detractor",
            "? Contact gap",
        ]
        assert "12    €210k    10%" in lines[2]
        assert "clear" in lines[5]
        assert "needs interactions.csv" in lines[6]


async def test_the_flag_under_the_cursor_says_what_to_do_and_how_many_could_be_judged() -> None:
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(60, 16)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("j")
        assert "Have a rep of similar background named" in screen_text(app)
        assert "Share of all customers; each could be judged." in screen_text(app)


async def test_enter_on_a_flag_narrows_the_filter() -> None:
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(60, 16)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("enter", "G", "enter")
        assert [message.clause for message in app.said if isinstance(message, AddFilter)] == ["flag:overdue"]


WAVE = SegmentWave(
    "Night clubs",
    "Night clubs: 9 losses in 90 d, usual 3.2, alarm above 7",
    84_000.0,
    date(2025, 5, 3),
    "One review of the common cause",
    'segment="Night clubs"',
)


async def test_a_segment_wave_is_a_banner_above_the_flags_and_enter_opens_its_losses() -> None:
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(70, 16)) as pilot:
        pane.show(desk_view(waves=(WAVE,)))
        pane.focus()
        await pilot.press("j", "k")
        lines = screen_text(app).splitlines()
        assert lines[2].strip(" │") == f"‼ {WAVE.evidence}"
        assert lines[3].strip(" │").startswith("‼ Overdue")
        assert "One review of the common cause" in screen_text(app)
        assert (
            screen_text(app).splitlines()[-2].strip(" │") == "Since 3 May 2025; €84.0k a year lost with them."
        )
        assert pane.metric_under_cursor == "F35"
        assert pane.clause_under_cursor == 'segment="Night clubs"'
        await pilot.press("enter", "j", "enter")
        opened = [message.selection for message in app.said if isinstance(message, OpenRows)]
        assert opened == [WaveOfSegment("Night clubs")]
        assert [message.clause for message in app.said if isinstance(message, AddFilter)] == ["flag:overdue"]
        assert pane.metric_under_cursor == "F01"


async def test_the_cursor_stays_on_its_flag_when_a_wave_ebbs() -> None:
    app = PaneApp(pane := FlagsPane())
    async with app.run_test(size=(70, 16)) as pilot:
        pane.show(desk_view(waves=(WAVE,)))
        pane.focus()
        await pilot.press("j", "j")
        assert pane.metric_under_cursor == "F19"
        pane.show(desk_view())
        await pilot.pause()
        assert pane.metric_under_cursor == "F19"


# Reps


async def test_the_original_team_leads_and_names_who_left() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        shown = screen_text(app)
        assert "Original team 9 of 11 · 82% [52–95]" in shown
        assert "End/start 100%, hires mask leavers" in shown
        assert "Left: Luc Tessier (30 Apr), Ivo Horn (3 Nov 2024)" in shown
        assert "Luc Tessier left 30 Apr · 14 orphaned · €84.0k" in shown


async def test_leavers_whose_customers_wait_stand_above_the_reps_who_are_here() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        lines = screen_text(app).splitlines()
        names = [line[1:12].strip() for line in lines[3:8]]
        assert names == ["Luc Tessier", "Ana Ruiz", "Marta Rossi", "Noor Haddad", "Ivo Horn"]


async def test_in_a_narrow_pane_the_caution_gets_its_own_line_and_nothing_is_lost() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(46, 16)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        shown = screen_text(app)
        assert "Original team 9 of 11 · 82% [52–95]" in shown
        assert "End/start 100%, hires mask leavers" in shown
        assert "14 orphaned · €84.0k" in shown


async def test_few_customers_show_counts_instead_of_a_percentage() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(60, 16)) as pilot:
        pane.show(desk_view())
        await pilot.pause()
        assert "kept  3/4" in screen_text(app)
        assert "kept –" in screen_text(app)


async def test_the_line_under_the_cursor_is_explained_below() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view())
        pane.focus()
        await pilot.press("g", "j", "j", "j")
        assert "Ana Ruiz, South. Kept 34 of 37 customers: 92% [82–97]." in screen_text(app)


async def test_enter_on_the_headline_opens_its_rows_and_on_a_rep_narrows_the_filter() -> None:
    app = PaneApp(pane := RepsPane())
    odd = reps_view(rows=(rep('Ana "A" Ruiz'),))
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view(reps=odd))
        pane.focus()
        await pilot.press("g", "enter", "G", "enter")
        assert [m.metric_id for m in app.said if isinstance(m, OpenFigure)] == ["retention.reps.original"]
        assert [m.clause for m in app.said if isinstance(m, AddFilter)] == [r'rep="Ana \"A\" Ruiz"']


async def test_without_rep_tables_the_pane_names_the_file() -> None:
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view(reps=reps_view(rows=(), locked="Rep retention needs reps.csv.")))
        await pilot.pause()
        assert "Rep retention needs reps.csv." in screen_text(app)


async def test_a_hidden_figure_shows_its_reason() -> None:
    hidden = Figure("retention.reps.original", None, "ratio", status="hidden", note="Hidden below 5 people.")
    app = PaneApp(pane := RepsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(desk_view(reps=reps_view(figures={hidden.id: hidden}, rows=(rep("Ana", kept=kept(0, 0)),))))
        pane.focus()
        await pilot.press("g")
        assert "Original team –" in screen_text(app)
        assert "Hidden below 5 people." in screen_text(app)


# Rows behind a figure


async def test_the_rows_behind_a_figure_say_which_rows_they_are() -> None:
    app = PaneApp(pane := RowsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        pane.show(figure_rows())
        pane.focus()
        await pilot.press("j", "enter")
        shown = screen_text(app)
        assert "Kept customers" in shown
        assert "114 customers that were active on 1 Jul 2024 and still are on 30 Jun 2025" in shown
        assert "Revenue 12m" in shown
        assert [m.customer for m in app.said if isinstance(m, OpenCustomer)] == [101]


async def test_what_the_rows_come_to_stands_under_their_sentence_to_the_cent() -> None:
    app = PaneApp(pane := RowsPane())
    async with app.run_test(size=(80, 16)):
        pane.show(figure_rows(total=RowsTotal(-2_218.5, "money", "Total")))
        assert "Total −€2,218.50" in screen_text(app)
        pane.show(figure_rows(total=RowsTotal(29.0, "days", "Median of 114 orders")))
        assert "Median of 114 orders 29 d" in screen_text(app)
        pane.show(figure_rows(total=RowsTotal(114, "count", "Total")))
        assert "Total" not in screen_text(app)


async def test_rows_that_are_no_customers_open_nothing() -> None:
    class Orders:
        def __len__(self) -> int:
            return 2

        def fetch(self, start: int, stop: int, columns: object) -> dict[str, Sequence[object]]:
            return {"order_id": ["A1", "A2"][start:stop], "amount": [10.0, 2_500.0][start:stop]}

    app = PaneApp(pane := RowsPane())
    async with app.run_test(size=(80, 16)) as pilot:
        columns = (("order_id", "Order"), ("amount", "Amount"))
        pane.show(figure_rows(subject="order", columns=columns, rows=Orders()))
        pane.focus()
        await pilot.press("enter")
        assert "€2.5k" in screen_text(app)
        assert not [m for m in app.said if isinstance(m, OpenCustomer)]
