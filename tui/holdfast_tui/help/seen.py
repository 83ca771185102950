"""Which version was here last, and whether the tour was offered: said once each, and then never again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast_tui.help.news import Release, releases, since

_VERSION: Final = "version"
_OFFERED: Final = "tour_offered"


@dataclass(frozen=True)
class Seen:
    """What the state folder keeps of it; one that cannot be read or written is no reason to stop."""

    path: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> Seen:
        """The user's own."""
        return cls(folder_for("state", environ) / "seen.json")

    def news(self, version: str) -> tuple[Release, ...]:
        """What is new since the version that was here last; nothing on the first start. Kept from now on."""
        told = self._read()
        before = told.get(_VERSION)
        if before != version:
            self._keep({**told, _VERSION: version})
        return since(before, releases()) if isinstance(before, str) and before != version else ()

    def offers_tour(self) -> bool:
        """Whether the tour is to be offered: the first time that this is asked."""
        told = self._read()
        if told.get(_OFFERED):
            return False
        self._keep({**told, _OFFERED: True})
        return True

    def took_tour(self) -> None:
        """Whoever took it needs no offer."""
        self._keep({**self._read(), _OFFERED: True})

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _keep(self, told: Mapping[str, Any]) -> None:
        with suppress(OSError, UnicodeError):
            write_private(self.path, json.dumps(told))
