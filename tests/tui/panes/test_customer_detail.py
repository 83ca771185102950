"""The page of one customer."""

from __future__ import annotations

from datetime import date

import pytest
from tests.tui.desk_fakes import PaneApp, customer_view, screen_text

from holdfast.views.customers.past import CustomerPast
from holdfast.views.results import (
    CustomerHealth,
    CustomerView,
    HealthInput,
    HealthPoint,
    LoyaltyMark,
    TimelineEvent,
)
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


async def test_on_80_by_24_flags_come_first_with_evidence_and_play() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        await pilot.pause()
        lines = [line.strip("│╭╮╰╯─ ") for line in screen_text(app).splitlines()]
        assert lines[0] == "Acme GmbH"
        assert lines[1] == "Flags"
        assert lines[2].startswith("‼ Overdue")
        assert lines[3] == "Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue"
        assert lines[4] == "› Call with the usual basket"


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
        "Not evaluated",
        "needs interactions.csv",
        "Locked",
        "needs contracts.csv",
    ):
        assert text in shown, text


async def test_a_wide_terminal_puts_facts_beside_history() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(120, 40)) as pilot:
        pane.show(customer_view())
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert any("About" in line and "Flags" in line for line in lines)
        assert any("Contacts" in line for line in lines)


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
        contacts=None,
        timeline=(),
        locked={},
    )
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(view)
        await pilot.pause()
        assert "No open flag." in screen_text(app)
        assert "C1" in screen_text(app)


async def test_the_page_keeps_its_scroll_for_the_same_customer_and_starts_at_the_top_for_another() -> None:
    app = PaneApp(pane := CustomerDetail())
    async with app.run_test(size=(80, 24)) as pilot:
        pane.show(customer_view())
        pane.focus()
        await pilot.press("ctrl+d")
        top = pane.viewport.top
        assert top > 0
        pane.show(customer_view())
        assert pane.viewport.top == top
        pane.show(customer_view(customer=7))
        assert pane.viewport.top == 0


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


def test_the_past_of_a_customer_shows_what_moved_its_health_and_its_priority() -> None:
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
    assert "Priority: €46k × (62% − 3%) × 1 = €27k" in shown


def test_until_the_past_is_looked_up_the_page_does_without_it() -> None:
    assert past(None, 60, UNICODE) == []
