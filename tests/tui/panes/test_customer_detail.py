"""The page of one customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.hostile import HOSTILE_CELLS
from tests.tui.desk_fakes import PaneApp, customer_view, glance, moment, screen_text

from holdfast.schema.field_set import Fields
from holdfast.schema.fields import Field
from holdfast.views.customer import (
    CustomerHealth,
    CustomerView,
    HealthInput,
    HealthPoint,
    LoyaltyMark,
    TimelineEvent,
)
from holdfast.views.customers.glance.told import ContactPerson, LastTalk
from holdfast.views.customers.past import CustomerPast
from holdfast_tui.panes import CustomerDetail
from holdfast_tui.panes.customer import parts
from holdfast_tui.panes.customer.health import health, past
from holdfast_tui.safe_text import SafeText, cell_width
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs


async def pages(size: tuple[int, int]) -> str:
    """Everything the page shows, screen by screen."""
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=size) as pilot:
        pane.show(customer_view())
        pane.focus()
        await pilot.pause()
        shown = [screen_text(app)]
        for _ in range(12):
            await pilot.press("pagedown")
            shown.append(screen_text(app))
    return "\n".join(shown)


def shown_lines(app: PaneApp) -> list[str]:
    return [" ".join(line.strip("│╭╮╰╯─▂▃▄▅▆▇█▁ ").split()) for line in screen_text(app).splitlines()]


async def test_on_80_by_24_the_first_screen_says_whom_to_call_and_why() -> None:
    app = PaneApp(pane := CustomerDetail())
    pane.place = (3, 42)
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        pane.show_past(CustomerPast((), "€84k × (62% − 3%) × 1 = €49k", "Since 31 May 2025: nothing."))
        await pilot.pause()
        lines = shown_lines(app)
        assert lines[:17] == [
            "Acme GmbH · 3 of 42",
            "Active: last order 86 d ago, usual every 30 d",
            "enterprise · tier A · North rep Ana Ruiz (South)",
            "Revenue €84.2k in 12 months ▁▄▆█▁▄▆█▁▄▆█ −12% on €95.9k the year before",
            "Recurring €2.1k a month",
            "Renewal 3 Sep 2025, in 65 d; notice by 5 Jul 2025, in 5 d",
            "Call J. Ortiz Buyer +49 40 123456 ortiz@example.com",
            "and 1 left: see people below",
            "Last talk 2 Jun 2025 (28 d ago), call with J. Ortiz by Ana Ruiz",
            "Wants the new range in July",
            "",
            "2 open flags",
            "‼ Overdue › enter: its rows since 20 May 2025 critical",
            "Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue",
            "› Call with the usual basket",
            "! Detractor high",
            'Scored 4 on 3 May ("slow delivery"); nobody has replied',
        ]
        assert lines[17] == "Priority: €84k × (62% − 3%) × 1 = €49k"
        assert "[Call] Flags Months" in lines[-1]


async def test_everything_is_reached_by_scrolling_on_80_by_24() -> None:
    shown = await pages((80, 24))
    for text in (
        "€84,213.50",
        "Can't lose",
        "Jun 2025",
        "3 orders",
        "Luc Tessier",
        "4 Mar 2021 – 31 Jan 2024",
        "A. Klein",
        "left 2 Apr 2025",
        "What happened",
        "Scored 4: slow delivery",
        "2 flags could not be judged, 1 part of the page waits for its file",
    ):
        assert text in shown, text


async def test_what_is_not_told_unfolds_by_its_key_and_is_gone_to() -> None:
    app = PaneApp(pane := CustomerDetail())
    pane.unfolding_key = "+"
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        await pilot.pause()
        assert "needs interactions.csv" not in screen_text(app)
        pane.fold()
        await pilot.pause()
        shown = screen_text(app)
        assert "needs interactions.csv" in shown
        assert "needs contracts.csv" in shown
        assert "+ folds them" in shown
        assert "[Not told]" in shown
        pane.fold()
        await pilot.pause()
        assert "+ says which and why" in screen_text(app)


async def test_sections_are_gone_through_and_kept_for_the_next_customer() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        await pilot.pause()
        pane.step_section(2)
        await pilot.pause()
        assert shown_lines(app)[1] == "Orders by month"
        assert "[Months]" in screen_text(app)
        pane.show(customer_view(customer=7, flags=()))
        await pilot.pause()
        assert shown_lines(app)[1] == "Orders by month", "the section stays, wherever it is now"
        for _ in range(20):
            pane.step_section(1)
        assert pane.section == "Not told", "the last one is reached, though the page ends there"
        pane.step_section(-1)
        assert pane.section == "About"
        pane.step_section(-20)
        assert pane.viewport.top == 0


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 50)])
async def test_a_contact_of_hostile_text_stays_in_its_line_and_does_nothing(size: tuple[int, int]) -> None:
    evil = "\x1b]52;c;aGk=\x07[bold]Eve[/bold]\n\u202emoc.live"
    people = (ContactPerson(evil, evil, evil, evil, decides=True),)
    talk = LastTalk(date(2025, 6, 2), 28, evil, evil, evil, evil)
    view = customer_view(glance=glance(state=evil, held=evil, people=people, talk=talk))
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=size) as pilot:
        pane.show(view)
        await pilot.pause()
        shown = screen_text(app)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[bold]Eve[/bold]" in shown
        assert "\x1b" not in pane.first_screen_text + pane.flag_text


@pytest.mark.parametrize("text", HOSTILE_CELLS)
def test_own_columns_of_hostile_text_stay_in_their_lines_and_do_nothing(text: str) -> None:
    own = Fields((Field("x.own", text, "text", text),))
    view = customer_view(moment=replace(moment(), fields=own), facts={"x.own": f"a {text} b"})
    lines = ["".join(span.text for span in line) for line in parts.own_columns(view, 40)]
    assert lines[0].strip() == "Own columns"
    assert all(line.isprintable() and cell_width(SafeText(line)) <= 40 for line in lines)


def test_a_copy_names_the_customer_with_its_flag_or_with_its_id() -> None:
    pane = CustomerDetail()
    pane._view = customer_view()
    assert pane.flag_text == (
        "Acme GmbH: Overdue, critical: Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue"
    )
    pane._view = customer_view(flags=())
    assert pane.flag_text == "Acme GmbH (C00017)"


async def test_a_wide_terminal_puts_facts_beside_history() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(120, 40)) as pilot:
        pane.show(customer_view())
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert any("Active: last order" in line and "2 open flags" in line for line in lines)
        assert any("People" in line for line in lines)


async def test_what_happened_is_newest_first() -> None:
    shown = await pages((120, 60))
    assert shown.index("3 May 2025") < shown.index("24 Apr 2025") < shown.index("15 Apr 2025")


async def test_a_long_note_is_shown_to_its_end() -> None:
    note = "Checked stock together, reorder follows in autumn, " * 4 + "call Elif first."
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(80, 60)) as pilot:
        pane.show(customer_view(months=(), timeline=(TimelineEvent(date(2025, 6, 1), "contact", note),)))
        await pilot.pause()
        words = screen_text(app).replace("│", " ").split()
        assert " ".join(words).count("reorder follows in autumn,") == 4
        assert "call Elif first." in " ".join(words)


async def test_a_customer_of_few_facts_is_still_a_page() -> None:
    app = PaneApp(pane := CustomerDetail())
    view = customer_view(
        facts={"customer_id": "C1"},
        flags=(),
        judged=34,
        not_evaluated=(),
        months=(),
        reps=(),
        glance=glance(people=(), talk=None, held=None),
        timeline=(),
        locked={},
    )
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(view)
        await pilot.pause()
        assert "No open flag." in screen_text(app)
        assert "C1" in screen_text(app)


async def test_the_page_keeps_its_scroll_for_the_same_customer() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        pane.focus()
        await pilot.press("ctrl+d")
        top = pane.viewport.top
        assert top > 0
        pane.show(customer_view())
        assert pane.viewport.top == top


MARKS = (
    LoyaltyMark("regular", "yes", "Last order 20 d ago, usual every 30 d (12 orders)"),
    LoyaltyMark("broad", "no", "Buys 2 categories in 365 d; broad in its segment is 4 or more"),
    LoyaltyMark("immune", "unknown", "Too few orders, and nothing written, within 365 d"),
    LoyaltyMark("refers", "yes", "Referred 2 customers"),
)


@pytest.mark.parametrize(("glyphs", "seen"), [(UNICODE, "●○?●"), (ASCII, "*o?*")])
def test_the_marks_of_loyalty_stand_with_their_evidence(glyphs: Glyphs, seen: str) -> None:
    lines = parts.loyalty(customer_view(marks=MARKS), 66, glyphs)
    shown = ["".join(span.text for span in line).rstrip() for line in lines]
    assert shown == [
        "Marks of loyalty",
        f"{seen[0]} regular Last order 20 d ago, usual every 30 d (12 orders)",
        f"{seen[1]} broad   Buys 2 categories in 365 d; broad in its segment is 4 or",
        "          more",
        f"{seen[2]} immune  Too few orders, and nothing written, within 365 d",
        f"{seen[3]} refers  Referred 2 customers",
        "",
    ]
    assert all(cell_width(SafeText(line)) <= 66 for line in shown)


async def test_the_marks_are_part_of_the_customer_page_at_every_width() -> None:
    for width in (80, 160):
        app = PaneApp(pane := CustomerDetail())
        async with app.run_test(size=(width, 120)) as pilot:
            pane.show(customer_view(marks=MARKS))
            await pilot.pause()
            assert "Marks of loyalty" in screen_text(app)
            assert "Referred 2 customers" in screen_text(app)


def health_text(view: CustomerView) -> str:
    lines = health(view, 60, UNICODE)
    return "\n".join("".join(span.text for span in line) for line in lines)


def test_health_shows_the_number_what_hurts_most_and_what_cannot_be_told() -> None:
    flags = HealthInput("flags", "Overdue", 0.5, 0.3, 44.0)
    others = (
        HealthInput("recency", "recency", 0.125, 1.0, 0.0),
        HealthInput("usage", "usage", 0.1, None, None),
    )
    shown = health_text(
        customer_view(health=CustomerHealth(56.0, 0.8, "fair", "watch", (flags, *others), flags))
    )
    assert "56 of 100, fair  from 80 % of its inputs" in shown
    assert "Overdue hurts most: 44 points" in shown
    assert "−44" in shown
    assert "cannot be told" in shown


def test_a_customer_nothing_can_be_told_of_has_a_sentence_instead_of_a_number() -> None:
    assert "Cannot be told" in health_text(customer_view(health=None))


def test_the_past_of_a_customer_shows_what_moved_its_health() -> None:
    points = (
        HealthPoint(date(2025, 4, 30), 88.0, None),
        HealthPoint(date(2025, 5, 31), 42.0, "Overdue opened"),
        HealthPoint(date(2025, 6, 30), None, None),
    )
    found = CustomerPast(points, "€46k × (62% − 3%) × 1 = €27k", "Since 31 May 2025: no flag has changed.")
    lines = past(found, 60, UNICODE)
    shown = "\n".join("".join(span.text for span in line) for line in lines)
    assert "Apr 2025" in shown
    assert "May 2025  42  Overdue opened" in shown
    assert "Since 31 May 2025: no flag has changed." in shown


def test_until_the_past_is_looked_up_the_page_does_without_it() -> None:
    assert past(None, 60, UNICODE) == []
