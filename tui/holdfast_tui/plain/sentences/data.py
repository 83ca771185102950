"""What became of the exports as sentences: whether they are sound, what is asked, what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.words.interface.sentences import translated, translated_after
from holdfast_tui.look import present
from holdfast_tui.plain.told import Told, ToldRow, rows_of
from holdfast_tui.plain.words import said
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
    lead = (
        said(
            "{sound}: {problems}, {questions}, {rows} in quarantine.",
            sound=said("The export is sound" if receipt.clean else "The export has something to settle"),
            problems=present.plural(len(receipt.problems), "problem"),
            questions=present.plural(len(receipt.questions), "question"),
            rows=present.plural(aside, "row"),
        ),
        said(
            "{book}: of {rows} read, {used} are used, {aside} in quarantine, {out} left out, "
            "{other} not data.",
            book=name,
            rows=present.plural(read, "row"),
            used=present.count(used),
            aside=present.count(aside),
            out=present.count(out),
            other=present.count(other),
        ),
    )
    return Told(tuple(map(safe, lead)), rows_of(ToldRow(text) for text in _lines(receipt)))


def _lines(receipt: Receipt) -> Iterator[SafeText]:
    for asked in receipt.questions:
        yield safe(
            said(
                "To be answered, {file}: {question}",
                file=asked.file or said("the book"),
                question=translated(asked.question, "check"),
            )
        )
        for choice in asked.choices:
            yield safe(said("One answer, to be written into holdfast.toml: {choice}", choice=choice))
    for severity in ("problem", "warning", "known", "info"):
        for finding in receipt.findings:
            if finding.severity == severity:
                yield safe(f"{said(severity.capitalize())}: {translated(finding.sentence, 'check')}")
    for one in receipt.files:
        yield _file(one)
    for unused in receipt.not_used:
        yield safe(
            said(
                "Not used: {file} {why}. {next}",
                file=unused.file,
                why=translated_after(unused.file, unused.why, "check"),
                next=translated(unused.next, "check"),
            ).rstrip()
        )
    for what, frame in (("In quarantine", receipt.quarantine), ("Cell set aside", receipt.cells_set_aside)):
        for row in frame.head(_MOST).iter_rows(named=True):
            told = said(
                "{what}: {file}, line {line}, {column}: {reason}",
                what=said(what),
                file=row["file"],
                line=row["line"],
                column=row["column"],
                reason=translated(row["reason"], "check"),
            )
            yield safe(f"{told}: {safe(row['text'], 60)}" if row["text"] else told)
        if frame.height > _MOST:
            yield safe(said("{n} more: holdfast check lists them.", n=present.count(frame.height - _MOST)))


def _file(one: FileReceipt) -> SafeText:
    aside = said(", {n} in quarantine", n=present.count(one.quarantined)) if one.quarantined else ""
    return safe(
        said(
            "File {file} is {table}, found by {found}: {read} rows read, {used} used{aside}.",
            file=one.file,
            table=one.table,
            found=said(one.found_by),
            read=present.count(one.rows_read),
            used=present.count(one.used),
            aside=aside,
        )
    )
