"""What one key wrote: a step that undo takes back as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.journal.entry import Draft, Entry


@dataclass(frozen=True)
class Written:
    """Entries of one key, one for each row it was about; `words` name it: `note on Acme GmbH`."""

    entries: tuple[Entry, ...]
    words: str

    def taken_back(self) -> Sequence[Draft]:
        """What undoes every one of them, the last first."""
        from holdfast.journal.entry import Draft  # noqa: PLC0415 - named only once something was written

        return [
            Draft("undo", entry.subject, entry.subject_id, entry.as_of, ref=f"entry:{entry.id}")
            for entry in reversed(self.entries)
        ]
