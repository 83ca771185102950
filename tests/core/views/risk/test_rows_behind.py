"""Whatever a room can be asked about is answered by some view."""

from __future__ import annotations

from typing import get_args

from holdfast.views.rows_behind import VIEWS
from holdfast.views.selection import Selection


def test_every_selection_has_a_view() -> None:
    assert set(VIEWS) == set(get_args(Selection))
