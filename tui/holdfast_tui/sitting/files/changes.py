"""What can be changed in a mapping on the desk, each as one step from text to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast.schema.receipt import Question, Receipt
    from holdfast.views.data.view import ColumnUse
    from holdfast_tui.sitting.files.exports import Change, Exports

NOT_USED: Final = "not used"
"""Said of a file or a column instead of what it is."""


def answering(question: Question, answer: str) -> Change:
    """The change that answers a question."""

    def change(text: str, receipt: Receipt) -> str:
        from holdfast.intake.amend.answer import with_answer  # noqa: PLC0415 - only who writes TOML needs its library

        return with_answer(text, receipt, question, answer)

    return change


def becoming(use: ColumnUse, canonical: str) -> Change:
    """The change that makes a column of a file another one of its table, or none."""

    def change(text: str, receipt: Receipt) -> str:
        from holdfast.intake.amend.column import with_column, without_column  # noqa: PLC0415

        place = use.table, use.file
        if canonical == NOT_USED:
            return without_column(text, receipt, place, use.source, use.canonical)
        return with_column(text, receipt, place, canonical, use.source, former=use.canonical)

    return change


def filling(exports: Exports, file: str, table: str, former: str) -> Change:
    """The change that makes a file one of `table`, or not used, instead of one of `former`."""

    def change(text: str, receipt: Receipt) -> str:
        from holdfast.intake.amend.file import with_table, without_file  # noqa: PLC0415

        if table == NOT_USED:
            return without_file(text, file)
        headers = [header for header, _ in exports.columns(file)]
        return with_table(text, receipt, file, table, headers, former=former)

    return change


def knowing(sentence: str) -> Change:
    """The change that calls a remark known, or no more."""

    def change(text: str, receipt: Receipt) -> str:
        from holdfast.intake.amend.known import with_known  # noqa: PLC0415

        return with_known(text, receipt, sentence)

    return change
