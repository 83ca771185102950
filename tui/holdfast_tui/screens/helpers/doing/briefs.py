"""The brief of a customer: shown as text, written as a page of HTML where the user started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.plays.sheets import sheet
from holdfast_tui.command_line.pages.as_html import as_html
from holdfast_tui.command_line.pages.as_text import as_text
from holdfast_tui.command_line.pages.customer.page import customer_page
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.forms.page import TextPage
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.exporting import write_page

if TYPE_CHECKING:
    from holdfast.views.customers.review.told import CustomerReview
    from holdfast_tui.screens.helpers.doing.whom import Whom


class Briefs:
    """The pages of one customer, or of all that are marked."""

    def __init__(self, screen: Screen[Any], asking: Asking[Any], bars: Bars) -> None:
        self._screen, self._asking, self._session, self._bars = screen, asking, asking.session, bars

    def open(self, whom: Whom) -> None:
        """Show the page of one; write those of several."""
        query = self._session.store.query
        self._asking.also(
            f"brief-{self._asking.kind}",
            lambda engine: [engine.customer_review(query, number) for number in whom.numbers],
            self._show if len(whom.numbers) == 1 else self._write_all,
            lambda error: self._bars.say(str(error), "error"),
        )

    def _show(self, reviews: Sequence[CustomerReview]) -> None:
        (review,) = reviews
        text = as_text(customer_page(review, look_of(self._screen).glyphs))
        page = TextPage("Brief", text, lambda: self._told(reviews))
        self._screen.app.push_screen(page)

    def _write_all(self, reviews: Sequence[CustomerReview]) -> None:
        self._bars.say(self._told(reviews))

    def _told(self, reviews: Sequence[CustomerReview]) -> str:
        """Write them, and say what was written, or why not."""
        try:
            paths = [self._write(review) for review in reviews]
        except UsageError as error:
            return str(error)
        if len(paths) == 1:
            return str(safe(f"Wrote {paths[0]}"))
        return str(safe(f"Wrote {present.plural(len(paths), 'brief')} to {paths[0].parent}"))

    def _write(self, review: CustomerReview) -> Path:
        page = review.page
        stem = f"brief-{page.facts['customer_id']}-{page.moment.as_of}"
        html = as_html(customer_page(review, look_of(self._screen).glyphs))
        folders = self._session.book_folders
        return write_page(html.encode(), stem, "html", Path.cwd(), folders)


def sheet_page(name: str, book_folders: Sequence[Path]) -> TextPage:
    """A sheet of a play to read, and to write where the user started. Raises UsageError."""
    found = sheet(name)

    def write() -> str:
        try:
            path = write_page(found.text.encode(), f"sheet-{found.name}", "md", Path.cwd(), book_folders)
        except UsageError as error:
            return str(error)
        return str(safe(f"Wrote {path}"))

    return TextPage(found.title, found.text, write, "w writes it as Markdown")
