"""The list of today as short text, or as `show today` prints it; the exit status says whether any is due."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from holdfast.risk.names import PROMPT
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.command_line import book
from holdfast_tui.command_line.brief_formats import wrapped
from holdfast_tui.command_line.pages.sealed import seal_lines, with_own_seal
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.verbs import show
from holdfast_tui.command_line.verbs.today.asked import asked_for
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from holdfast.views.today.results import TodayView
    from holdfast_tui.command_line.options import Options
    from holdfast_tui.terminal.capabilities import Glyphs

NOTHING_DUE: Final = 0
SOMETHING_DUE: Final = 3

LINES: Final = 10
"""Lines of the text unless `--limit` says otherwise: as many as one person reaches in a day."""

_COLUMNS: Final = (
    "name", "money", "why", "more", "play", "step", "due", "severity", "rep", "subject", "held_out",
)  # fmt: skip


def run(options: Options) -> int:
    """Prints what is due. Raises UsageError."""
    engine = book.open_engine(options)
    asked = asked_for(engine, options)
    view = engine.today(options.query, asked, patient=True)
    if options.format == "text":
        lines = [*_text(view, LINES if options.limit is None else options.limit, glyphs_of_output())]
        sealing = engine.sealing(options.query) if options.seal else None
        if sealing:
            lines += seal_lines(view.moment)
        text = "".join(f"{line.rstrip()}\n" for line in lines)
        sys.stdout.write(with_own_seal(text, sealing) if sealing else text)
    else:
        sealing = show.sealing_of(engine, options)
        show.print_table(engine.today_rows(options.query, asked), options, sealing=sealing)
    return SOMETHING_DUE if view.counts.due else NOTHING_DUE


def _text(view: TodayView, limit: int, glyphs: Glyphs) -> Iterator[str]:
    moment, counts = view.moment, view.counts
    yield from wrapped(safe(f"{moment.book} · {present.weekday(view.day)}"), 0)
    yield counts.words
    where = phrase("where {filter}", filter=moment.where) if moment.where else ""
    for note in (where, view.narrowed, *view.notes):
        if note:
            yield from wrapped(safe(note), 0)
    if view.empty is not None:
        yield ""
        yield from wrapped(safe(view.empty), 0)
    due = min(counts.due, limit)
    fetched = view.rows.fetch(0, due, _COLUMNS)
    for number, values in enumerate(zip(*fetched.values(), strict=True), 1):
        yield ""
        yield from _line(number, dict(zip(fetched, values, strict=True)), view, glyphs)
    if "rep" in fetched["subject"]:
        yield ""
        yield phrase("Flags of reps: {prompt}", prompt=tr(PROMPT))
    if counts.due > due:
        yield ""
        yield phrase("and {due} more: --limit {all}", due=number_text(counts.due - due), all=counts.due)


def _line(number: int, row: Mapping[str, Any], view: TodayView, glyphs: Glyphs) -> Iterator[str]:
    currency = view.moment.currency
    severity = row["severity"]
    said = [
        safe(row["name"]),
        *([present.money(row["money"], currency)] if row["money"] is not None else []),
        *([safe(row["rep"])] if row["rep"] else []),
        *(
            [literal(phrase("by {due}", due=present.day(row["due"], near=view.day)))]
            if row["due"] is not None
            else []
        ),
    ]
    mark = "" if severity == "none" else f"{present.severity(severity, glyphs)} "
    yield from wrapped(f"{number}. {mark}{' · '.join(said)}", 5, first=max(3 - len(str(number)), 0))
    more = f" (+{row['more']})" if row["more"] else ""
    yield from wrapped(f"{safe(row['why'])}{more}", 5)
    play = ": ".join(safe(part) for part in (row["play"], row["step"]) if part)
    if row["held_out"]:
        play = "held out: no play is proposed, to learn what plays achieve"
    yield from wrapped(f"→ {play}" if play else "", 7, first=5)
