"""Rules are weighed once for what stands at the same place: what is styled is styled as Textual would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.tui.shared_desk import SharedDesk
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from holdfast.journal.journal import Journal
from holdfast_tui.look.rules import KnownRules
from holdfast_tui.sitting.journal.journaling import Journaling

FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


def rules_of(node: DOMNode) -> object:
    parts = {
        name: dict(styles.base._rules) for name, styles in getattr(node, "_component_styles", {}).items()
    }
    return dict(node.styles.base._rules), parts, [getattr(node, name) for name in FLAGS]


def differing(app: App[Any]) -> list[str]:
    """The widgets on screen that Textual itself would style another way."""
    plain = Stylesheet(variables=app.get_css_variables())
    plain.source = app.stylesheet.source.copy()
    plain.parse()
    found = []
    for node in [app, *app.screen.walk_children(with_self=True)]:
        app.stylesheet.apply(node)
        as_known = rules_of(node)
        plain.apply(node)
        found += [repr(node)] if rules_of(node) != as_known else []
    return found


async def test_known_rules_are_those_that_textual_weighs(desks: SharedDesk, tmp_path: Path) -> None:
    async with desks.at((80, 24)) as desk:
        desk.app.session.journaling = Journaling(Journal(tmp_path, "sample", "ana"))
        sheet = desk.app.stylesheet
        assert isinstance(sheet, KnownRules)
        for keys in (("t",), ("tab",), ("escape", "ctrl+p"), ("escape", "2")):
            await desk.press(*keys).settled()
            assert differing(desk.app) == []
        await desk.press("t").sees("Task")
        known = dict(sheet._known)
        await desk.press("escape", "t").sees("Task")
        assert dict(sheet._known) == known, "what opens again is known"
