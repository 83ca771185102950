"""The user's own thresholds for one book: a TOML file in the user's config folder, never in the book."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from holdfast.errors import UsageError
from holdfast.journal.place import place_id
from holdfast.own.files import has_own, write_private
from holdfast.own.places import folder_for
from holdfast.risk.thresholds.limits import Value, refuse_unknown
from holdfast.risk.thresholds.thresholds import (
    NO_PRESET,
    NOTHING_OF_YOURS,
    YOU,
    Layer,
    preset_names,
    read_layer,
)
from holdfast.toml_files import basic_string


def own_file(sources: Sequence[Path], environ: Mapping[str, str] = os.environ) -> Path:
    """Where the thresholds of the user for a book are kept: by the folder or files it is read from."""
    return folder_for("config", environ) / "thresholds" / f"{place_id(sources)}.toml"


def own_layer(path: Path) -> Layer:
    """What the user changed; nothing where the file is not there.

    Raises UsageError for a damaged one, UnreadableError for one that cannot be read.
    """
    return read_layer(path, YOU) if has_own(path) else NOTHING_OF_YOURS


def chosen_layer(choice: str | None, path: Path) -> Layer:
    """What `--thresholds` asks for, in the place of the user's own at `path`, which count without it.

    `default` leaves the user's own out, a preset's name puts that preset there, else it is a file.
    Raises UsageError, UnreadableError for the user's own.
    """
    if choice is None:
        return own_layer(path)
    if choice == NO_PRESET:
        return NOTHING_OF_YOURS
    if choice in preset_names():
        return Layer("--thresholds", "--thresholds:", preset=choice)
    file = Path(choice)
    if not file.exists():
        refuse_unknown(choice, preset_names(), f"--thresholds: '{choice}' is neither a file nor a preset")
    return read_layer(file, file.name)


def save_own(layer: Layer, path: Path, book: str) -> None:
    """Write what the user changed, whole or not at all; a layer that changes nothing leaves no file.

    `book` names the book in a comment. Raises UsageError where it cannot be written.
    """
    try:
        if layer.empty:
            path.unlink(missing_ok=True)
            return
        write_private(path, "\n".join(_document(layer, book)) + "\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}): the change was not saved") from None


def _document(layer: Layer, book: str) -> Iterator[str]:
    yield f"# Your thresholds for {json.dumps(book)}, in the place of its own and of the defaults."
    if layer.preset is not None:
        yield f"preset = {basic_string(layer.preset)}"
    section = ""
    for place, value in sorted(layer.values):
        flag_id, key, *tier = place.split(".", 2)
        if flag_id != section:
            yield ""
            yield f"[{flag_id}]"
            section = flag_id
        name = f"{key}.{basic_string(tier[0])}" if tier else key
        yield f"{name} = {_written(value)}"


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(basic_string, value))}]"
    return basic_string(value) if isinstance(value, str) else repr(value)
