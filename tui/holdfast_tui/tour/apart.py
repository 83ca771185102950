"""Folders apart: whoever takes the tour leaves nothing in their own journal, state, views or settings."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import private_folder, write_private
from holdfast.own.places import folder_for
from holdfast.own.settings import SETTINGS

_APART: Final = ("config", "data", "state")
"""Books as they were read are nobody's: they stay in the cache."""
_BORROWED: Final = (("config", "keys.toml"), ("config", "themes"), ("state", "theme.json"))
"""What makes the desk the user's own to the hand and the eye, and says nothing of them."""
_LOOKS: Final = ("theme", "language", "locale")
"""Settings that stay; whose list it is, and how one's own book opens, does not fit the sample."""


@contextmanager
def folders_apart() -> Iterator[None]:
    """Settings, journal and state in a folder of their own until the end, with the user's keys and theme."""
    before = dict(os.environ)
    with TemporaryDirectory(prefix="holdfast-tour-", ignore_cleanup_errors=True) as folder:
        try:
            _borrow(Path(folder))
            _look_alike(Path(folder))
            os.environ.update({f"XDG_{kind.upper()}_HOME": str(Path(folder, kind)) for kind in _APART})
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _borrow(folder: Path) -> None:
    for kind, name in _BORROWED:
        source = folder_for("config" if kind == "config" else "state") / name
        target = folder / kind / "holdfast" / name
        private_folder(target.parent)
        # What cannot be read is gone without: the desk says so where it matters.
        with suppress(OSError, shutil.Error):
            if source.is_dir():
                shutil.copytree(source, target)
            elif source.exists():
                shutil.copy(source, target)


def _look_alike(folder: Path) -> None:
    """A `config.toml` with the looks of the user's own; variables of other settings away."""
    from holdfast.own.user import configured  # noqa: PLC0415 - what is printed needs no settings

    with suppress(OSError, UsageError):
        found = configured(os.environ).settings
        looks = {name: getattr(found, name) for name in _LOOKS if getattr(found, name)}
        lines = [f"{name} = {json.dumps(value)}" for name, value in looks.items()]
        own = folder / "config" / "holdfast" / "config.toml"
        write_private(own, "\n".join(["[desk]", *lines, ""]))
    for setting in SETTINGS:
        if setting.attribute not in _LOOKS:
            os.environ.pop(setting.variable, None)
