"""The stylesheet, which weighs its rules once for what stands at the same place in the same state.

A form that opens again holds the same lines as before: to match some hundred rules with each of its widgets
anew was a fifth of the time until it was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.css.model import RuleSet
    from textual.css.styles import RulesMap

MOST: Final = 4_000
"""So many places are known; then all are weighed anew."""

_FLAGS: Final = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What Textual notes of a node beside its rules."""


class _Weighed(NamedTuple):
    rules: RulesMap
    flags: tuple[bool, ...]


class KnownRules(Stylesheet):
    """Textual's stylesheet, with what came of its rules by the path of a node."""

    _known_of: list[RuleSet] | None = None
    _known: dict[object, _Weighed]

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[object, ...], RulesMap] | None = None
    ) -> None:
        """Style a node, as Textual does; `cache`, which lasts for one call of it, is not needed."""
        if self._known_of is not self.rules or len(self._known) > MOST:
            # Read again: in another theme, or with the rules of a widget that is new here.
            self._known_of, self._known = self.rules, {}
        path = tuple(_path_of(node))
        known = self._known.get(path)
        if known is not None:
            for name, value in zip(_FLAGS, known.flags, strict=True):
                setattr(node, name, value)
            self.replace_rules(node, known.rules, animate=animate)
            self._process_component_classes(node)
            return
        # Textual leaves it empty where rules depend on more than the path: on what stands before and after.
        found: dict[tuple[object, ...], RulesMap] = {}
        super().apply(node, animate=animate, cache=found)
        for rules in found.values():
            self._known[path] = _Weighed(rules, tuple(getattr(node, name) for name in _FLAGS))


def _path_of(node: DOMNode) -> Iterator[object]:
    """All that a selector can ask of a node and of those around it, but for their neighbours."""
    step: object = node
    while isinstance(step, DOMNode):
        yield type(step), step.id, step.classes, step.name
        if isinstance(step, Widget):
            yield step.mouse_hover, step.has_focus, step.disabled, step.allow_focus()
        else:
            # The app: its own state, and that of all below it.
            yield step.pseudo_classes
        step = step.parent
