"""A book that cannot be read before a question is answered: no rows, but its files and the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.intake.assemble import settings_of
from holdfast.intake.describe import settings_of as keys_of
from holdfast.intake.identity import fingerprint_of
from holdfast.intake.locate import locate
from holdfast.intake.opened import Opened
from holdfast.intake.recognise.discover import discover
from holdfast.intake.recognise.presets import presets
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import FileReceipt, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.intake.read.faults import OpenQuestionError
    from holdfast.intake.read.source import SourceFile
    from holdfast.intake.recognise.discover import Source


def asking_only(
    sources: Sequence[Path], config: Path | None, error: OpenQuestionError, mapping: str | None = None
) -> Intake:
    """What is known of the book before the question of `error` is answered. Raises UsageError."""
    located = locate(sources, config, mapping)
    found = discover(located, Opened())
    receipt = Receipt(
        files=tuple(_unread(source, file) for source in found.sources for file in source.files),
        findings=found.findings,
        not_used=found.unused,
        questions=(error.question, *found.questions),
    )
    return Intake(settings_of(located), {}, receipt, fingerprint_of(located))


def _unread(source: Source, file: SourceFile) -> FileReceipt:
    """What a file was taken for, before any row of it is read."""
    mapping = source.mapping
    notes = (
        (f"read as {presets()[mapping.preset].title} (preset {mapping.preset})",) if mapping.preset else ()
    )
    return FileReceipt(
        table=mapping.table,
        file=file.name,
        rows_read=0,
        used=0,
        quarantined=0,
        left_out=0,
        not_data=0,
        found_by=source.found_by,
        columns=(*(mapping.columns or {}).items(), *mapping.derive.items()),
        notes=notes,
        why=source.why.get(file, ""),
        derived=tuple(mapping.derive),
        settings=keys_of(mapping),
    )
