"""What intake did with every row, file by file: the receipt a user can check the export against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

Severity = Literal["info", "warning", "problem"]
"""How much a remark matters. With a `problem`, figures may be wrong until somebody has settled it."""

QUARANTINE_SCHEMA: Final = pl.Schema(
    {
        "table": pl.String,
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "text": pl.String,
        "reason": pl.String,
    }
)
"""One row per quarantined input row: where it stands, the offending text, and why."""


@dataclass(frozen=True)
class FileReceipt:
    """What became of the rows of one file for one table.

    `rows_read = used + quarantined + left_out + not_data`, always.
    `found_by` is `mapping`, `name` or `header`; `columns` pairs canonical names with the file's own.
    """

    table: str
    file: str
    rows_read: int
    used: int
    quarantined: int
    left_out: int
    not_data: int
    found_by: Literal["mapping", "name", "header"]
    columns: tuple[tuple[str, str], ...] = ()
    unused_columns: tuple[str, ...] = ()
    dialect: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One remark of the integrity report, in a sentence."""

    severity: Severity
    table: str
    message: str

    @property
    def sentence(self) -> str:
        """The remark with the table it is about, where one is known."""
        return f"{self.table}: {self.message}" if self.table else self.message


@dataclass(frozen=True, eq=False)
class Receipt:
    """Files, quarantine (QUARANTINE_SCHEMA) and integrity findings of one book."""

    files: tuple[FileReceipt, ...] = ()
    findings: tuple[Finding, ...] = ()
    quarantine: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    ignored_files: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The remarks that are problems, in their order."""
        return tuple(finding for finding in self.findings if finding.severity == "problem")

    @property
    def clean(self) -> bool:
        """Whether nothing had to be quarantined and nothing is a problem."""
        return self.quarantine.is_empty() and not self.problems
