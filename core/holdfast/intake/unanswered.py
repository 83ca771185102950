"""A book that cannot be read before a question is answered: empty, with the question in its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.intake.assemble import read_settings
from holdfast.intake.identity import fingerprint
from holdfast.schema.exports import Intake
from holdfast.schema.receipt import Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.intake.read.faults import OpenQuestionError


def asking_only(sources: Sequence[Path], config: Path | None, error: OpenQuestionError) -> Intake:
    """What is known of the book before the question of `error` is answered. Raises UsageError."""
    receipt = Receipt(questions=(error.question,))
    return Intake(read_settings(sources, config), {}, receipt, fingerprint(sources, config))
