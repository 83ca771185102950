"""What a desk was opened with on the command line: what a command needs for the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.schema.settings import STANDARD_INPUT


@dataclass(frozen=True)
class StartedWith:
    """The book as it was named, its mapping, whose thresholds, and whether the journal counts."""

    sources: tuple[Path, ...] = ()
    config: Path | None = None
    thresholds: str | None = None
    journal: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """The book from any folder; what was piped in is piped in again."""
        piped = Path(STANDARD_INPUT)
        return tuple(str(path if path == piped else path.resolve()) for path in self.sources)

    def options(self, verb: str) -> Iterator[str]:
        """The options of a verb that say the same."""
        if self.config is not None:
            yield from ("--config", str(self.config.resolve()))
        if verb == "check":
            return
        if self.thresholds is not None:
            path = Path(self.thresholds)
            yield from ("--thresholds", str(path.resolve()) if path.is_file() else self.thresholds)
        if not self.journal:
            yield "--no-journal"
