"""Which panes of a room are on show, and which one has the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from holdfast_tui.panes import Pane
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.state import Cursors
from holdfast_tui.start.shape import ROOMY, shows_rooms
from holdfast_tui.widgets.tabs import TabStrip

ROOMY_LINES: Final = 46
"""From so many lines on, panes that share a place (`styles/rooms.tcss`) are on show together."""


@dataclass(frozen=True)
class PanePlan:
    """Where the panes of a room stand.

    `tabs`: id and title of each pane that becomes a tab where the room is small, in the order of the keys.
    `above`: ids of panes that stay on show above the tabs. `roomy`: columns and rows from which on all panes
    are on show at once. `remembered`: ids of the panes that go back to where they stood; none means all.
    """

    tabs: tuple[tuple[str, str], ...]
    above: tuple[str, ...] = ()
    roomy: tuple[int, int] = ROOMY
    remembered: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Panes in the order of `tab`."""
        return (*self.above, *(name for name, _ in self.tabs))


class PaneLayout:
    """Shows all panes, or one at a time; `when_shown` is called whenever another one may have come up."""

    def __init__(
        self, screen: Screen[Any], plan: PanePlan, bars: Bars, panes: Callable[[], Iterable[object]]
    ) -> None:
        self._screen, self._bars, self._panes = screen, bars, panes
        self.plan = plan
        self.strip = TabStrip()
        self.tab = plan.tabs[0][0]
        self.when_shown: Callable[[], object] = lambda: None
        self._fills = False

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "pane.next": partial(self.cycle, 1),
            "pane.previous": partial(self.cycle, -1),
            "pane.fill": self.fill,
        }

    def body(self) -> Region:
        """Where tabs and panes stand."""
        panes = self._screen.query_one("#panes").region
        return panes.union(self.strip.region) if self.strip.display else panes

    @property
    def is_narrow(self) -> bool:
        """Whether one pane is on show at a time."""
        width, height = self._screen.size
        return self._fills or width < self.plan.roomy[0] or height < self.plan.roomy[1]

    def lay_out(self) -> None:
        """A small terminal shows one pane at a time, a low one those of a place that is shared in turn."""
        self._screen.set_class(self.is_narrow, "-narrow")
        named = shows_rooms(*self._screen.size)  # in the header
        self.strip.show_rooms(() if named else self._bars.rooms, self._bars.here)
        self._screen.set_class(not self.is_narrow and self._screen.size.height < ROOMY_LINES, "-low")
        self.show_tab(self.tab)

    def show_tab(self, tab: str) -> None:
        """Make a pane the one on show where there is room for one only."""
        self.tab = tab
        on_show = set(self.pane(tab).ancestors)
        for name, _ in self.plan.tabs:
            self.pane(name).set_class(name != tab, "-off-tab")
        for group in self._screen.query(".pane-group"):
            group.set_class(group not in on_show, "-off-tab")
        self.strip.show_tabs(self.plan.tabs, tab)
        self.when_shown()

    def is_on_show(self, name: str) -> bool:
        """Whether a pane can be seen."""
        return self.tab == name or not self.is_narrow

    def pane(self, name: str) -> Pane:
        """The pane of an id."""
        return next(pane for pane in self._panes() if isinstance(pane, Pane) and pane.id == name)

    def focus(self, name: str) -> None:
        """Give a pane the keys, and show it."""
        if name not in self.plan.above:
            self.show_tab(name)
        self._screen.set_focus(self.pane(name))

    def stand_on(self, name: str, metric: str) -> None:
        """Give a pane the keys and put its cursor on a figure, now or once it is told."""
        self.pane(name).stand_on_figure(metric)
        if self._screen.is_mounted:
            self.focus(name)
        else:
            self.tab = name

    @property
    def focused(self) -> Pane | None:
        """The pane that has the keys."""
        focused = self._screen.focused
        while focused is not None:
            if focused.id in self.plan.order:
                return self.pane(focused.id)
            focused = focused.parent if isinstance(focused.parent, Widget) else None
        return None

    @property
    def focused_name(self) -> str | None:
        """The id of the pane that has the keys."""
        return pane.id if (pane := self.focused) is not None else None

    def cursors(self) -> Cursors:
        """Where the panes stand."""
        return tuple(self.pane(name).cursor_now() for name in self.plan.remembered or self.plan.order)

    def stand_at(self, cursors: Cursors) -> None:
        """Put every cursor back where it stood."""
        for cursor in cursors:
            self.pane(cursor.pane).stand_at(cursor)

    def cycle(self, step: int) -> None:
        """The next pane (+1) or the one before (−1), round and round."""
        order, here = self.plan.order, self.focused_name
        index = order.index(here) + step if here else order.index(self.tab)
        self.focus(order[index % len(order)])

    def fill(self) -> None:
        """Give the whole room to one pane, or show all again."""
        if not self._fills and self.is_narrow:
            self._bars.say("This terminal shows one pane at a time: tab goes to the next.", "severity-high")
            return
        self._fills = not self._fills
        self.lay_out()
