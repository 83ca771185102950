"""What panes with a row per group of a dimension share: the group itself, and the filter that leaves it."""

from __future__ import annotations

from typing import Final

from holdfast.filters import is_exactly

BLANK: Final = "(blank)"
"""The group of those without a value."""


def clause_of_group(by: str, group: str) -> str | None:
    """The filter that leaves the customers of a group; nothing filters by having no value."""
    return None if group == BLANK else is_exactly(by, group)
