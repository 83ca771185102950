"""The files that the book of this sitting is read from. Asked in the worker thread: intake needs polars."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from holdfast.book.built import SEALED, mart_in
from holdfast.errors import UsageError
from holdfast.schema.settings import MAPPING_NAME

if TYPE_CHECKING:
    import holdfast.engine
    from holdfast.schema.receipt import Lacking, LineInFile, Receipt
    from holdfast.views.data.tally import Tally

Engine: TypeAlias = "holdfast.engine.Engine"
Samples: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"
Change: TypeAlias = "Callable[[str, Receipt], str]"
"""From the text of a mapping, and what it reads, to another text."""


@dataclass(frozen=True, eq=False)
class Tried:
    """A mapping that is not written yet: its text, what stood there before, and the book it would make.

    `past`: its texts before each further change. `lacking`: a file whose columns are still being chosen;
    `samples` are a few values of its columns, and the book is the one before it.
    """

    found: str
    text: str
    engine: Engine
    before: Tally
    after: Tally
    past: tuple[str, ...] = ()
    lacking: Lacking | None = None
    samples: Samples = ()


@dataclass(frozen=True)
class MappingDraft:
    """A mapping that is not written yet as text, what stood there before, and its texts on the way."""

    found: str
    text: str
    past: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exports:
    """Where the files are, as they were named to the desk, and the mapping that was named with them.

    A mart has none: nothing is asked of the files that it was built from, which may be nowhere here.
    """

    sources: Sequence[Path]
    config: Path | None = None

    @property
    def mart(self) -> Path | None:
        """The folder of the mart that takes the place of files; None for a book of files."""
        return mart_in(self.sources)

    @property
    def sealed(self) -> str | None:
        """Why neither the mapping can be changed nor a line of a file be shown; None where both can."""
        return None if self.mart is None else SEALED

    def line(self, file: str, line: int) -> LineInFile:
        """A line of a file as it stands there. Raises UsageError."""
        if self.sealed:
            raise UsageError(self.sealed)
        from holdfast.intake.look import line_in_file  # noqa: PLC0415 - polars comes after the first paint

        return line_in_file(self.sources, self.config, file, line)

    def have_changed(self, engine: Engine) -> bool:
        """Whether any file or the mapping is another than when the book was read. Raises UsageError.

        Of a mart: whether another one lies in its place.
        """
        if (mart := self.mart) is not None:
            from holdfast.shared.opened import content_now  # noqa: PLC0415

            return content_now(mart) != engine.book.fingerprint
        from holdfast.intake import fingerprint  # noqa: PLC0415

        return fingerprint(self.sources, self.config) != engine.book.fingerprint

    def tried(self, change: Change, engine: Engine, earlier: Tried | None = None) -> Tried:
        """What the book would be by a changed mapping, after what was tried before. Raises UsageError."""
        found = earlier.found if earlier else self._text
        receipt = (earlier.engine if earlier else engine).book.receipt
        text = change(earlier.text if earlier else found, receipt)
        past = (*earlier.past, earlier.text) if earlier else ()
        return self._by(MappingDraft(found, text, past), engine, earlier)

    def resumed(self, draft: MappingDraft, engine: Engine) -> Tried:
        """What the book would be by changes made earlier. Raises UsageError where they fit no more."""
        if self._text != draft.found:
            raise UsageError(
                f"{self.mapping.name} was changed since: the changes that were kept do not fit it any more "
                "and are dropped"
            )
        return self._by(draft, engine)

    def undone(self, trial: Tried, engine: Engine) -> Tried | None:
        """What was tried before the last change; nothing where that was the first. Raises UsageError."""
        if not trial.past:
            return None
        *past, text = trial.past
        return self._by(MappingDraft(trial.found, text, tuple(past)), engine)

    def columns(self, file: str) -> Samples:
        """The columns of a file as it stands there, each with a few values. Raises UsageError."""
        if self.sealed:
            raise UsageError(self.sealed)
        from holdfast.intake.look import columns_in_file  # noqa: PLC0415

        return columns_in_file(self.sources, self.config, file)

    def _by(self, draft: MappingDraft, engine: Engine, earlier: Tried | None = None) -> Tried:
        from holdfast.engine import Engine as BookEngine  # noqa: PLC0415
        from holdfast.engine import open_by  # noqa: PLC0415
        from holdfast.intake.read.faults import LackingColumnsError  # noqa: PLC0415
        from holdfast.views.data.tally import Tally  # noqa: PLC0415

        found, text, past, before = draft.found, draft.text, draft.past, Tally.of(engine.book)
        try:
            book = open_by(self.sources, self.config, text)
        except LackingColumnsError as error:
            shown = earlier.engine if earlier else engine
            samples = self.columns(error.lacking.file)
            after = Tally.of(shown.book)
            return Tried(found, text, shown, before, after, past, error.lacking, samples)
        return Tried(found, text, BookEngine(book, engine.thresholds), before, Tally.of(book), past)

    def write(self, trial: Tried) -> Path:
        """Write a mapping where it belongs, whole or not at all. Raises UsageError."""
        target = self.mapping
        if self._text != trial.found:
            raise UsageError(f"{target.name} was changed meanwhile: R reads it, then answer again")
        try:
            handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(trial.text)
            if target.exists():
                shutil.copymode(target, draft)
            else:
                Path(draft).chmod(0o644)
            Path(draft).replace(target)
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {error.strerror or error}") from None
        return target

    @property
    def mapping(self) -> Path:
        """The mapping of the book, be it there or not. Raises UsageError where a book of files has none."""
        if self.sealed:
            raise UsageError(self.sealed)
        first = self.sources[0]
        if self.config is not None:
            return self.config.resolve()
        if len(self.sources) == 1 and (first.is_dir() or first.name == MAPPING_NAME):
            return (first / MAPPING_NAME if first.is_dir() else first).resolve()
        raise UsageError(
            "a book of single files has no mapping to write: name its folder, or one with --config"
        )

    @property
    def _text(self) -> str:
        """The mapping as it stands on disk; "" where there is none."""
        try:
            return self.mapping.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{self.mapping} cannot be read: {error}") from None
