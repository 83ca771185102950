"""What fuzzing the desk shares: the sample book in a pseudo-terminal, with settings and caches of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@contextmanager
def private_home(cache: Path | None = None) -> Iterator[Path]:
    """A folder for settings, state and exports that goes when it is over; `cache` in the place of its own."""
    with tempfile.TemporaryDirectory(prefix="holdfast-fuzz-") as name:
        home = Path(name)
        places = {kind: str(home / kind.lower()) for kind in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")}
        places["XDG_CACHE_HOME"] = str(cache or home / "cache")
        with patch.dict(os.environ, places):
            yield home


def places_of_home() -> dict[str, str]:
    """The environment by which a program finds the folders of this process."""
    return {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
