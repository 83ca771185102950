"""What became of the exports as sentences: whether they are sound, what is asked, what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast_tui.look import present
from holdfast_tui.plain.told import Told, ToldRow, rows_of
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.schema.receipt import FileReceipt, Receipt

_MOST: Final = 50
"""Rows in quarantine and cells set aside that are told one by one."""


def check_answer(name: str, receipt: Receipt) -> Told:
    """The receipt of a book."""
    read, used, aside, out, other = (
        sum(getattr(one, count) for one in receipt.files)
        for count in ("rows_read", "used", "quarantined", "left_out", "not_data")
    )
    sound = "The export is sound" if receipt.clean else "The export has something to settle"
    said = (
        safe(
            f"{sound}: {present.plural(len(receipt.problems), 'problem')}, "
            f"{present.plural(len(receipt.questions), 'question')}, "
            f"{present.plural(aside, 'row')} in quarantine."
        ),
        safe(
            f"{name}: of {present.plural(read, 'row')} read, {present.count(used)} are used, "
            f"{present.count(aside)} in quarantine, {present.count(out)} left out, "
            f"{present.count(other)} not data."
        ),
    )
    return Told(said, rows_of(ToldRow(text) for text in _lines(receipt)))


def _lines(receipt: Receipt) -> Iterator[SafeText]:
    for asked in receipt.questions:
        yield safe(f"To be answered, {asked.file or 'the book'}: {asked.question}")
        for choice in asked.choices:
            yield safe(f"One answer, to be written into holdfast.toml: {choice}")
    for severity in ("problem", "warning", "known", "info"):
        for finding in receipt.findings:
            if finding.severity == severity:
                yield safe(f"{severity.capitalize()}: {finding.sentence}")
    for one in receipt.files:
        yield _file(one)
    for unused in receipt.not_used:
        yield safe(f"Not used: {unused.file} {unused.why}. {unused.next}".rstrip())
    for what, frame in (("In quarantine", receipt.quarantine), ("Cell set aside", receipt.cells_set_aside)):
        for row in frame.head(_MOST).iter_rows(named=True):
            told = f"{what}: {row['file']}, line {row['line']}, {row['column']}: {row['reason']}"
            yield safe(f"{told}: {safe(row['text'], 60)}" if row["text"] else told)
        if frame.height > _MOST:
            yield safe(f"{frame.height - _MOST:,} more: holdfast check lists them.")


def _file(one: FileReceipt) -> SafeText:
    aside = f", {one.quarantined:,} in quarantine" if one.quarantined else ""
    return safe(
        f"File {one.file} is {one.table}, found by {one.found_by}: {one.rows_read:,} rows read, "
        f"{one.used:,} used{aside}."
    )
