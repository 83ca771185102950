"""The page of one customer, the report and drafts: what the desk shows, said on paper, and inert."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from email import message_from_bytes
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import fastexcel
import pytest

from holdfast.drafts.drafting import DraftRefusedError
from holdfast.drafts.mail import as_mail, as_note
from holdfast.drafts.templates import shipped_templates
from holdfast.engine import Engine
from holdfast.journal.entry import Draft
from holdfast.journal.journal import Journal
from holdfast.query import Query
from holdfast.views.report.results import PeriodReport
from holdfast.words.folding import OBEYED_BY_TERMINALS
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.pages.as_html import as_html
from holdfast_tui.command_line.pages.as_text import as_markdown, as_text
from holdfast_tui.command_line.pages.customer.page import customer_page
from holdfast_tui.command_line.pages.report.page import report_page
from holdfast_tui.command_line.pages.report.sheets import as_workbook
from holdfast_tui.look import present
from holdfast_tui.safe_text import cell_width
from holdfast_tui.terminal.capabilities import UNICODE

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Run

    from holdfast_tui.command_line.pages.document import HandOut

Q2 = Query(date(2025, 6, 30), "2025Q2")
ROCHEVALLE = 40
_TAGS = """
    html head meta title style body main header h1 h2 p div section footer table thead tbody tr th td ul ol li
    strong br dl dt dd b span blockquote svg text line polyline circle rect path
"""


class _Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def assert_inert(page: HandOut) -> None:
    """No text of the page is obeyed by a terminal, a browser or Markdown, and nothing is fetched or run."""
    html, markdown, text = as_html(page), as_markdown(page), as_text(page)
    read = _Tags()
    read.feed(html)
    assert read.tags <= set(_TAGS.split())
    assert not {name for name in read.attributes if name.startswith("on")} | (
        {"src", "href"} & read.attributes
    )
    assert "url(" not in html
    assert "@import" not in html
    for written in (html, markdown, text):
        assert not OBEYED_BY_TERMINALS.search(written.replace("\n", ""))
    code = [line for line in markdown.splitlines() if not line.startswith("    ")]
    assert not re.search(r"(?<!\\)<[a-zA-Z/!]", "\n".join(code))
    assert not re.search(r"(?<!\\)\]\(", "\n".join(code))
    assert all(cell_width(line) <= 80 for line in text.splitlines())


@cache
def report_of(engine: Engine, whose: str = "book") -> PeriodReport:
    """A report of the quarter, made once for all who read it."""
    return engine.period_report(Q2, whose)


@pytest.mark.thorough
def test_the_page_of_a_customer_has_the_figures_of_its_room(sample_engine: Engine) -> None:
    view = sample_engine.customer(Q2, ROCHEVALLE)
    review = sample_engine.customer_review(Q2, ROCHEVALLE)
    text = as_text(customer_page(review, UNICODE))
    assert f"Revenue, 12 months  {present.money(view.glance.worth.revenue, 'EUR')} " in text
    assert f"{present.percent(view.glance.worth.change)} on the year before" in text
    assert f"Health              {round(view.health.value)} of 100" in text  # type: ignore[union-attr]
    assert all(flag.name in text for flag in view.flags)
    assert review.page.facts == view.facts
    assert review.page.months == view.months
    blocks = present.trend([month.revenue for month in view.months], UNICODE, 12)
    assert f"revenue {blocks}  Jul 2024 to Jun 2025" in text


def test_it_names_people_basket_gaps_words_and_three_questions(sample_engine: Engine) -> None:
    text = as_text(customer_page(sample_engine.customer_review(Q2, ROCHEVALLE), UNICODE))
    assert text.startswith("Hôtel Rochevalle\nCustomer brief\nC0041 · Mid-market · B · Hotels")
    assert "Bastien Rautasalo · managing director, decides\n     p0063@c0041.example" in text
    assert re.search(r"Shelf unit +8 +5 of 13 +70 d +€142.36 +19 Feb 2025", text)
    assert re.search(r"Paper +gap +42%", text)
    assert "“Late again, and the invoice was wrong”" in text
    assert "Nobody has come back on the answers of 14 May 2025" in text
    assert len(re.findall(r"^  \d\. ", text, re.MULTILINE)) == 3
    assert "Internal: for whoever prepares the talk, not for the customer." in text


@pytest.mark.thorough
def test_promises_of_the_journal_stand_on_the_page(sample_engine: Engine, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "b", "ana")
    day = date(2025, 6, 30)
    journal.write(
        [
            Draft("note", "customer", "C0041", day, "Wants <b>one</b> invoice a month"),
            Draft("task", "customer", "C0041", day, "Send the offer", {"due": "2025-07-04"}),
        ]
    )
    told = sample_engine.with_log(journal.read())
    page = customer_page(told.customer_review(Q2, ROCHEVALLE), UNICODE)
    text = as_text(page)
    assert "To do by 4 Jul 2025 · ana\n     Send the offer" in text
    assert "Wants <b>one</b> invoice a month" in text
    assert "Wants &lt;b&gt;one&lt;/b&gt; invoice a month" in as_html(page)
    assert "Nothing is written in the journal." in as_text(
        customer_page(sample_engine.customer_review(Q2, ROCHEVALLE), UNICODE)
    )


@pytest.mark.parametrize("whose", ["book", "team", "R01"])
def test_a_report_has_the_figures_of_show_metrics(sample_engine: Engine, whose: str) -> None:
    report = report_of(sample_engine, whose)
    page = report_page(report, UNICODE)
    where = 'rep:"Annika Bergqvister"' if whose == "R01" else ""
    told = {figure.id: figure for figure in sample_engine.metrics(Query(Q2.as_of, Q2.period, where))}
    text = " ".join(as_text(page).split())
    for figure in report.figures:
        assert figure == told[figure.id]
        assert figure_words(figure, "EUR") in text
    assert_inert(page)


@pytest.mark.thorough
def test_the_same_question_gives_the_same_bytes(sample_engine: Engine) -> None:
    first, again = report_of(sample_engine, "R01"), sample_engine.period_report(Q2, "R01")
    for write in (as_text, as_markdown, as_html):
        assert write(report_page(first, UNICODE)) == write(report_page(again, UNICODE))
    assert as_workbook(first) == as_workbook(again)


@pytest.mark.thorough
def test_a_report_says_what_was_kept_by_the_journal_in_the_period(
    sample_engine: Engine, tmp_path: Path
) -> None:
    journal = Journal(tmp_path, "b", "ana")
    day = date(2025, 6, 30)
    saved = Draft("outcome", "customer", "C0041", day, "Stays a year", {"outcome": "saved", "amount": 1200})
    journal.write([saved])
    told = sample_engine.with_log(journal.read())
    report = told.period_report(Q2)
    assert [(one.name, one.outcome, one.amount) for one in report.kept] == [
        ("Hôtel Rochevalle", "saved", 1200)
    ]
    assert "1 customer, €1.2k by what was written down." in as_text(report_page(report, UNICODE))
    assert not told.period_report(Query(date(2025, 6, 30), "2025Q1")).kept


@pytest.mark.thorough
def test_the_lists_of_a_report_are_sheets(sample_engine: Engine) -> None:
    report = report_of(sample_engine)
    book = fastexcel.read_excel(as_workbook(report))
    assert book.sheet_names == [
        "Figures", "Movements", "Flags", "Changes", "Kept", "Lost", "Reps", "Plays", "About",
    ]  # fmt: skip
    figures = book.load_sheet("Figures").to_polars()
    assert figures["value"].to_list() == pytest.approx([one.value for one in report.figures])
    assert book.load_sheet("Lost").to_polars().height == report.lost.height


@pytest.mark.thorough
def test_a_book_of_hostile_text_gives_inert_pages_and_mails(hostile_engine: Engine) -> None:
    query = Query()
    answer = hostile_engine.store.answer(query)
    report = hostile_engine.period_report(query)
    assert_inert(report_page(report, UNICODE))
    as_workbook(report)
    written = 0
    for customer in range(0, answer.facts.customers.height, 23):
        assert_inert(customer_page(hostile_engine.customer_review(query, customer), UNICODE))
        for template in shipped_templates().values():
            try:
                draft = hostile_engine.drafted(query, customer, template, "en", sender="Ana Ruiz")
            except DraftRefusedError:
                continue
            written += 1
            assert not OBEYED_BY_TERMINALS.search(as_note(draft).replace("\n", ""))
            if draft.to is not None and draft.to.address:
                with suppress(DraftRefusedError):  # what is no address
                    mail = message_from_bytes(as_mail(draft, answer.facts.as_of), policy=default)
                    assert len(mail.keys()) == 9
    assert written > 2


@pytest.mark.thorough
def test_a_customer_is_named_by_id_or_whole_name(run: Run, shop: Path) -> None:
    by_name = run("brief", shop, "--customer", "ça va")
    assert by_name.status == 0
    assert by_name.out == run("brief", shop, "--customer", "3").out
    nobody = run("brief", shop, "--customer", "Ca v")
    assert (nobody.status, nobody.out) == (2, "")
    assert "the book has no customer 'Ca v'" in nobody.err


@pytest.mark.thorough
def test_a_draft_is_printed_written_and_kept_in_the_journal(run: Run, shop: Path, tmp_path: Path) -> None:
    (shop / "contacts.csv").write_text(
        "contact_id,customer_id,name,email\np1,3,Bea Roth,bea@cava.example\n", encoding="utf-8"
    )
    printed = run("draft", shop, "3", "--template", "thanks", "--sender", "Ana Ruiz")
    assert printed.out.startswith("To: Bea Roth <bea@cava.example>\nSubject: Thank you\n\nDear Bea Roth,\n")
    assert printed.err.endswith("drafted, not sent: Ça va\n")
    file = tmp_path / "x.eml"
    words = ("draft", shop, "3", "--template", "thanks", "--lang", "fr", "--from", "ana@us.example")
    assert run(*words, "--output", file).status == 0
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["Subject"], mail["From"].addresses[0].addr_spec) == ("Merci", "ana@us.example")
    assert run(*words, "--output", file).status == 2, "a file that is there is not replaced"
    kept = [json.loads(line) for line in run("journal", "export", shop).out.splitlines()]
    assert [(one["kind"], one["fields"]["template"], one["fields"]["language"]) for one in kept] == [
        ("draft", "thanks", "en"), ("draft", "thanks", "fr"),
    ]  # fmt: skip


@pytest.mark.thorough
def test_a_draft_that_lacks_something_is_not_written(run: Run, shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.eml"
    ran = run("draft", shop, "3", "--template", "thanks", "--output", file)
    assert ran.status == 2
    assert "lacks {contact}, the name of somebody to write to (filled by contacts.name" in ran.err
    assert not file.exists()
    assert run("journal", "export", shop).out == ""
    assert (
        "there is no template 'tanks': there are after-close"
        in run("draft", shop, "3", "--template", "tanks").err
    )


@pytest.mark.thorough
def test_without_a_template_those_that_fit_an_open_flag_stand_first(run: Run, shop: Path) -> None:
    lines = run("draft", shop, "1").out.splitlines()
    assert re.match(r"usual-basket +An order is overdue: the usual basket +F01!", lines[1])


@pytest.mark.thorough
def test_a_report_of_nobody_and_a_workbook_without_a_file_are_refused(run: Run, shop: Path) -> None:
    assert "there is no rep 'Anna': did you mean 'Ana'?" in run("report", shop, "--for", "Anna").err
    assert run("report", shop, "--for", "Ana").out.startswith(
        "Ana · shop\nReport on the customers of one rep\n"
    )
    assert "say where to write it with --output" in run("report", shop, "--format", "xlsx").err
