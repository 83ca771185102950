"""On which day what is under the cursor broke from its usual: a flag, a rep's book, a group of customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from holdfast.filters import parse
from holdfast.filters.nodes import OneOf
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.views.selection import BreakOf
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import Pane
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.store import Store

_FLAG, _REP = "flag", "rep"
_FLAG_IDS = frozenset(flag.id for flag in CUSTOMER_FLAGS)


class BreaksKey:
    """Opens the break of what is under the cursor; elsewhere those of all parts of what is chosen."""

    def __init__(self, screen: Screen[Any], store: Store, situation: Callable[[], Situation]) -> None:
        self._screen, self._store, self._situation = screen, store, situation

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"breaks": self.open}

    def open(self) -> None:
        """Of the flag, the rep or the group under the cursor; else of all of a kind."""
        asked = self._under_cursor
        if asked is not None:
            self._screen.post_message(OpenRows(asked))
        else:
            self._choose()

    @property
    def _under_cursor(self) -> BreakOf | None:
        at = self._situation()
        if isinstance(self._store.state.here.subject, BreakOf):
            return None
        if at.metric in _FLAG_IDS:
            return BreakOf(_FLAG, at.metric)
        return BreakOf(_REP, at.prompted) if at.prompted else self._group

    @property
    def _group(self) -> BreakOf | None:
        """The group that the filter under the cursor leaves, where it leaves one of a dimension."""
        pane, fields = self._screen.focused, self._store.state.fields
        clause = pane.clause_under_cursor if isinstance(pane, Pane) else None
        node = parse(clause, fields) if clause else None
        if not isinstance(node, OneOf) or len(node.values) != 1 or node.values[0] is None:
            return None
        is_kind = node.field in fields.dimensions and not fields[node.field].told_at_end
        return BreakOf(node.field, node.values[0]) if is_kind else None

    def _choose(self) -> None:
        fields = self._store.state.fields
        kinds = [(name, fields[name].title) for name in fields.dimensions if not fields[name].told_at_end]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._screen.post_message(OpenRows(BreakOf(name)))

        self._screen.app.push_screen(one_of("Breaks by", [*kinds, (_FLAG, "Flag")]), chosen)
