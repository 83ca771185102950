"""Columns whose cells mostly do not fit: they were taken for something that they are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.parse.cells import NOT_READABLE
from holdfast.intake.parse.load import KEEP, typed_rows
from holdfast.intake.parse.trouble import may_be_unreadable
from holdfast.intake.recognise.wiring import next_header, rewired
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from holdfast.intake.config import TableMapping
    from holdfast.intake.parse.evidence import Style
    from holdfast.intake.parse.plan import Plan, TypedRows
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import Column

_FEWEST: Final = 2
"""Unreadable cells that tell a wrong column; one alone may be a slip of the pen."""


@dataclass(frozen=True)
class Misfit:
    """A column of which most of the `filled` cells cannot be read, and the first of them."""

    column: Column
    header: str
    filled: int
    unreadable: int
    example: str

    @property
    def why(self) -> str:
        """`5 of 6 cells do not fit ('Q1' is not a date)`."""
        example = f"'{self.example}' {NOT_READABLE[self.column.type]}"
        return f"{self.unreadable:,} of {self.filled:,} cells do not fit ({example})"


def fitting_rows(
    raw: RawFile, wiring: Wiring, mapping: TableMapping, style: Style, *, guessed: bool
) -> tuple[TypedRows, tuple[Finding, ...]]:
    """Typed rows of the columns that fit, and what is to be said of the others.

    Where nobody stated the mapping (`guessed`), the next header that may mean the column is tried, else the
    column is left out. Raises UsageError where a required one has no header left: the file is another table.
    """
    refused: dict[str, list[str]] = {}
    findings: list[Finding] = []
    while True:
        rows = typed_rows(raw, wiring, mapping, style)
        misfits = misfits_of(rows)
        if not guessed:
            return rows, tuple(_doubt(misfit, mapping.table, raw.name) for misfit in misfits)
        if not misfits:
            return rows, tuple(findings)
        for misfit in misfits:
            name = misfit.column.name
            refused.setdefault(name, []).append(misfit.header)
            no_more = {*refused[name], *wiring.left_out}
            instead = next_header(wiring, mapping.table, name, raw.columns, no_more)
            if instead is None and misfit.column.required:
                raise UsageError(
                    f"{raw.name} does not read as {mapping.table}: {name} would be '{misfit.header}', but "
                    f"{misfit.why}; name the right column in {mapping.key}"
                )
            wiring = rewired(wiring, name, instead)
            findings.append(_replaced(misfit, mapping.table, raw.name, instead))


def misfits_of(rows: TypedRows) -> tuple[Misfit, ...]:
    """Columns of figures and dates most of whose cells are unreadable."""
    found = []
    for index, column in enumerate(rows.plan.wiring.targets):
        if column.type == "text" or not may_be_unreadable(rows.frame, index, column):
            continue
        readable = rows.frame.height - rows.frame[column.name].null_count()
        # Counting cells reads the file again: only where most of them may be unreadable.
        if readable * 2 < rows.frame.height and (misfit := _misfit(rows.plan, column)):
            found.append(misfit)
    return tuple(found)


def _misfit(plan: Plan, column: Column) -> Misfit | None:
    frame = plan.raw.frame.filter(KEEP) if plan.where is not None else plan.raw.frame
    parsed = plan.parsed(column)
    filled, unreadable = (
        frame.select(parsed.filled.sum(), unreadable=parsed.unreadable.sum()).collect().row(0)
    )
    if unreadable < _FEWEST or unreadable * 2 <= filled:
        return None
    example = frame.filter(parsed.unreadable).select(plan.shown(column)).head(1).collect().item()
    return Misfit(column, plan.header(column), filled, unreadable, example)


def _replaced(misfit: Misfit, table: str, file: str, instead: str | None) -> Finding:
    then = f"it is read from '{instead}'" if instead else "it stays empty"
    return Finding(
        "warning", table, f"'{misfit.header}' of {file} is not {misfit.column.name}: {misfit.why}; {then}"
    )


def _doubt(misfit: Misfit, table: str, file: str) -> Finding:
    return Finding(
        "problem" if misfit.column.required else "warning",
        table,
        f"'{misfit.header}' of {file} is mapped to {misfit.column.name}, but {misfit.why}: "
        "is it the right column?",
    )
