"""What changed between two days as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.metrics.registry import METRICS
from holdfast.words.interface.catalogue import Area, phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import HandOut, PageSection, Paragraph, Point, Points
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.answers.moment import Moment
    from holdfast.views.changes.results import BookChanges, CustomerCounts
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.safe_text import SafeText
    from holdfast_tui.terminal.capabilities import Glyphs

BEYOND: Final = {True: "beyond chance", False: "within chance", None: ""}
"""Whether the intervals of both days lie apart."""

FOOT: Final = (
    "Customers are those of the filter on the later day. Beyond chance: the intervals (95 %) of both days do "
    "not overlap; figures without an interval of their own say nothing about it."
)
RAISED: Final = ("opened", "worsened")
FALLEN: Final = ("cleared", "eased")
"""What became of flags, for worse and for better."""

NAMES_OF_CHANGES: Final = {"state": "other state", "risk": "other risk"}


WORDS: Final = Area("changes")
"""What is said of changes, in the language of the reader."""


def said(text: str) -> SafeText:
    """A word or sentence of a page of changes."""
    return safe(WORDS.said(text)) if text else literal("")


def and_more(count: int) -> Paragraph:
    """How many more there are."""
    return Paragraph(safe(WORDS.said("and {n} more", n=present.count(count))), "muted")


def changes_page(changes: BookChanges, glyphs: Glyphs) -> HandOut:
    """Everything that changed."""
    return HandOut(
        kind=safe(
            WORDS.said(
                "From {since} to {day}",
                since=present.day(changes.since),
                day=present.day(changes.moment.as_of),
            )
        ),
        title=safe(changes.moment.book),
        scope=scope_of(changes.moment),
        lead=(Paragraph(counts_words(changes.counts)),),
        sections=(
            PageSection(said("Customers"), tuple(customers_of(changes, glyphs))),
            PageSection(said("Flags that opened"), tuple(flags_of(changes, glyphs, RAISED))),
            PageSection(said("Flags that cleared"), tuple(flags_of(changes, glyphs, FALLEN))),
            PageSection(said("Figures"), tuple(figures_of(changes, list(changes.figures_of)))),
        ),
        foot=said(FOOT),
    )


def scope_of(moment: Moment) -> SafeText:
    """The period of the figures, how many customers, which filter."""
    shown, total = present.count(moment.shown), present.count(moment.total)
    parts = [
        str(present.period(moment.period)),
        phrase("{shown} of {total} customers", shown=shown, total=total),
    ]
    where = [phrase("where {filter}", filter=moment.where)] if moment.where else []
    return safe(" · ".join([*parts, *where]))


def counts_words(counts: CustomerCounts) -> SafeText:
    """`308 active + 1 new + 0 returned − 5 lost = 304 active`; or that nobody can tell."""
    if counts.start is None:
        return said("Nothing in this book tells who is active: no orders and no subscriptions.")
    told = "{a} active + {b} new + {c} returned − {d} lost = {e} active."
    numbers = (counts.start, counts.new, counts.returned, counts.lost, counts.end)
    return safe(WORDS.said(told, **dict(zip("abcde", map(present.count, numbers), strict=True))))


def customers_of(
    changes: BookChanges, glyphs: Glyphs, kinds: Sequence[str] = (), most: int | None = None
) -> Iterator[Block]:
    """Changes of customers, of some kinds or all; no more than `most`, and how many more there are."""
    frame = changes.customers
    if kinds:
        frame = frame.filter(frame.get_column("change").is_in(list(kinds)))
    currency = changes.moment.currency
    if frame.is_empty():
        yield Paragraph(said("None."), "muted")
        return
    rows = frame.rows(named=True)
    yield _table(
        ("Change", "Customer", "Rep", "What", _in_money("Revenue 12m", currency)),
        [
            (
                said(NAMES_OF_CHANGES.get(row["change"], row["change"])),
                safe(row["name"] or row["customer_id"]),
                safe(row["rep"] or ""),
                _what(row, glyphs),
                present.amount(_largest(row), currency),
            )
            for row in rows[:most]
        ],
        prose=(1, 2, 3),
        right=(4,),
    )
    if most is not None and len(rows) > most:
        yield and_more(len(rows) - most)


def _largest(row: dict[str, Any]) -> float:
    return max(row["revenue"] or 0.0, row["revenue_before"] or 0.0)


def _what(row: dict[str, Any], glyphs: Glyphs) -> SafeText:
    """From what to what; who held it before, where the rep stands beside."""
    before, after = (_value(row, side, glyphs) for side in ("before", "after"))
    if row["change"] == "reassigned":
        return safe(WORDS.said("before: {rep}", rep=before))
    return safe(f"{before} → {after}")


def _value(row: dict[str, Any], side: str, glyphs: Glyphs) -> SafeText:
    value = row[side]
    if row["change"] == "risk" and value not in (None, "none"):
        return present.severity(value, glyphs)
    if value is None:
        return literal("–")
    return safe(tr(value, "state") if row["change"] in ("state", "new", "returned", "lost") else value)


def flags_of(
    changes: BookChanges, glyphs: Glyphs, kinds: Sequence[str] = (), most: int | None = None
) -> Iterator[Block]:
    """Changes of flags, the same way."""
    names = ("change", "severity", "flag", "name", "money", "evidence")
    listed = changes.flags.listed.fetch(0, len(changes.flags.listed), names)
    rows = [
        row for row in zip(*(listed[name] for name in names), strict=True) if not kinds or row[0] in kinds
    ]
    if not rows:
        yield Paragraph(said("None."), "muted")
        return
    currency = changes.moment.currency
    yield Points(
        tuple(
            Point(
                safe(
                    f"{'' if change in ('opened', 'cleared') else f'{said(change)}: '}"
                    f"{present.severity(severity, glyphs)} {flag} · {name} · {present.money(money, currency)}"
                ),
                (safe(evidence),),
            )
            for change, severity, flag, name, money, evidence in rows[:most]
        )
    )
    if most is not None and len(rows) > most:
        yield and_more(len(rows) - most)


def figures_of(changes: BookChanges, ids: Sequence[str]) -> Iterator[Block]:
    """Figures of both days, their difference, and whether it is beyond chance."""
    if not ids:
        yield Paragraph(said("None."), "muted")
        return
    currency = changes.moment.currency
    told = {row["id"]: row for row in changes.figures.iter_rows(named=True)}
    yield _table(
        ("Figure", "Before", "After", "Difference", ""),
        [
            (
                safe(tr(METRICS[name].name, "metric")),
                figure_words(changes.figures_of[name][0], currency),
                figure_words(changes.figures_of[name][1], currency),
                _difference(changes, name, told[name]["difference"]),
                said(BEYOND[told[name]["beyond"]]),
            )
            for name in ids
        ],
        prose=(0,),
        right=(3,),
    )


def _difference(changes: BookChanges, name: str, difference: float | None) -> SafeText:
    if difference is None:
        return literal("")
    figure = changes.figures_of[name][1]
    sign = "" if difference < 0 else "+"
    if figure.unit == "ratio":
        return safe(WORDS.said("{n} pts", n=number_text(100 * difference, 1, signed=True)))
    if figure.unit == "money":
        return literal(f"{sign}{present.money_exact(difference, changes.moment.currency)}")
    return literal(number_text(difference, 0 if difference == round(difference) else 2, signed=True))


def _table(
    titles: Sequence[str], rows: Sequence[tuple[SafeText, ...]], *, prose: Sequence[int], right: Sequence[int]
) -> TextTable:
    columns = range(len(titles))
    return TextTable(
        tuple(map(literal, titles)),
        tuple(rows),
        tuple(place in right for place in columns),
        tuple(place in prose for place in columns),
    )


def _in_money(title: str, currency: str) -> str:
    return f"{title} {present.heading_code(currency)}".rstrip()
