"""The page of one customer as sentences: state, money, flags, last talk, whom to call, tasks, the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.command_line.pages.customer.page import customer_page
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.pages import block_sentences, section_sentences
from holdfast_tui.plain.sentences.spoken import ended
from holdfast_tui.plain.told import Exportable, Told, ToldRow, ToRows, rows_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from holdfast.views.customer import CustomerView
    from holdfast.views.customers.review.told import CustomerReview
    from holdfast_tui.terminal.capabilities import Glyphs

_ORDER: Final = (
    "Last contacts",
    "People",
    "Promised and noted",
    "Contract",
    "Open tickets and loops",
    "Ask",
    "In their own words",
    "Usual basket",
    "Range",
    "May buy next",
    "Marks of loyalty",
)
"""Sections below the flags, in the order in which a call needs them."""


def customer_answer(review: CustomerReview, history: Callable[[], pl.DataFrame], glyphs: Glyphs) -> Told:
    """Everything about one customer; a flag leads to its rows; `history` is what an export writes."""
    page = review.page
    told = customer_page(review, glyphs)
    lead = [ended(f"{told.title}: {told.scope}")]
    lead += [line for block in told.lead for line in block_sentences(block)]
    rows = [*_flags(page), *(ToldRow(line) for title in _ORDER for line in section_sentences(told, title))]
    return Told(
        tuple(lead),
        rows_of(rows),
        (safe(said("That is all. note, task, snooze, outcome and log write about this customer.")),),
        customer=page.customer,
        table=Exportable(page.moment, "event", history),
    )


def _flags(page: CustomerView) -> Iterator[ToldRow]:
    from holdfast.views.selection import FlagOfCustomer  # noqa: PLC0415 - as the page itself

    if not page.flags:
        none_open = "None of the {n} flags that could be told is open."
        yield ToldRow(safe(said(none_open, n=page.judged) if page.judged else said("No flag could be told.")))
    for flag in page.flags:
        since = said(", since {day}", day=present.day(flag.first_seen)) if flag.first_seen else ""
        named = {"flag": tr(flag.name, "flag"), "severity": tr(flag.severity, "severity"), "since": since}
        text = said(
            "Flag {flag}, {severity}{since}. {evidence} Do: {play}",
            **named,
            evidence=ended(flag.evidence),
            play=tr(flag.play, "play"),
        )
        yield ToldRow(ended(text), ToRows(FlagOfCustomer(flag.flag, page.customer)))
