"""The figures that the user chose for the top of the desk: `figures.toml` in the user's config folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import has_own, write_private
from holdfast.own.places import folder_for
from holdfast.toml_files import basic_string, read_toml

KEY: Final = "desk"


def strip_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the figures of the user are looked for."""
    return folder_for("config", environ) / "figures.toml"


def load_strip(path: Path) -> tuple[str, ...]:
    """Metric ids in their order; none where the file is not there: then the usual ones stand.

    Raises UsageError for a damaged file, UnreadableError for one that cannot be read.
    """
    if not has_own(path):
        return ()
    chosen = read_toml(path).get(KEY, [])
    if not isinstance(chosen, list) or not all(isinstance(metric, str) for metric in chosen):
        raise UsageError(f'{path}: {KEY}: write the figures as a list, for example {KEY} = ["nps.customers"]')
    return tuple(dict.fromkeys(chosen))


def save_strip(path: Path, chosen: Sequence[str]) -> None:
    """Keep what was chosen; none means the usual ones. Raises OSError."""
    listed = "".join(f"  {basic_string(metric)},\n" for metric in chosen)
    write_private(path, f"# The figures on top of the desk, in their order.\n{KEY} = [\n{listed}]\n")
