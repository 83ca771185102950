"""The files of saved views, written, renamed and deleted so that each step can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.own.files import write_private
from holdfast.own.saved import SavedView, SavedViews, file_of, load_views, views_folder
from holdfast.toml_files import text_of


@dataclass(frozen=True)
class FilesStep:
    """Files of the user as they were before one step; None where there was none. `words` name the step.

    `then`: what the desk does once they are back, where it goes by what they say.
    """

    words: str
    before: tuple[tuple[Path, str | None], ...]
    then: Callable[[], object] = lambda: None

    def put_back(self) -> None:
        """Make the files what they were. Raises OSError."""
        for path, text in self.before:
            if text is None:
                path.unlink(missing_ok=True)
            else:
                write_private(path, text)


def before_step(words: str, *paths: Path, then: Callable[[], object] = lambda: None) -> FilesStep:
    """What takes back the step that is about to change these files. Raises UsageError."""
    texts: list[tuple[Path, str | None]] = []
    for path in dict.fromkeys(paths):
        text = None
        with suppress(FileNotFoundError):
            path.stat()
            text = text_of(path, str(path))
        texts.append((path, text))
    return FilesStep(words, tuple(texts), then)


@dataclass
class ViewFiles:
    """The folder of saved views. `opened`: the name of the one that was opened or saved last."""

    folder: Path = field(default_factory=views_folder)
    opened: str = ""

    def load(self) -> SavedViews:
        """Every view, as the folder is now. Raises UnreadableError."""
        return load_views(self.folder)

    def save(self, view: SavedView) -> FilesStep:
        """Write a view in the place of one of that name. Raises OSError, UsageError."""
        step = self._before(f"@{view.name} saved", view.name)
        write_private(file_of(self.folder, view.name), view.as_toml)
        self.opened = view.name
        return step

    def rename(self, name: str, view: SavedView) -> FilesStep:
        """Give the view `name` the name that `view` has now. Raises OSError, UsageError."""
        step = self._before(f"@{name} renamed to @{view.name}", name, view.name)
        write_private(file_of(self.folder, view.name), view.as_toml)
        if view.name != name:
            file_of(self.folder, name).unlink(missing_ok=True)
        return step

    def delete(self, name: str) -> FilesStep:
        """Delete a view. Raises OSError, UsageError."""
        step = self._before(f"@{name} deleted", name)
        file_of(self.folder, name).unlink(missing_ok=True)
        return step

    def _before(self, words: str, *names: str) -> FilesStep:
        return before_step(words, *(file_of(self.folder, name) for name in names))
