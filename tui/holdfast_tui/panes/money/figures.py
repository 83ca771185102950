"""Figures of money one by one; what takes a look at the past comes later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from holdfast.views.money.results import ExpectedLoss
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.commands.standing import FIGURE_LISTS
from holdfast_tui.look import present
from holdfast_tui.panes.figure_list import FigureListPane
from holdfast_tui.safe_text import literal


class MoneyFiguresPane(FigureListPane):
    """New and repeat first, then what losses cost, then prices."""

    name_of_pane = "Money"
    LABELS: ClassVar[Mapping[str, str]] = FIGURE_LISTS["money-figures"]

    def show(self, view: Any) -> None:
        """Show the figures that are told at once."""
        self.show_with(view, None)

    def show_with(self, view: Any, later: ExpectedLoss | None) -> None:
        """Show the figures of the room, and those that took a look at the past."""
        self.currency = view.moment.currency
        found = {**view.figures, **(later.figures if later is not None else {})}
        self.figures = tuple(found[metric] for metric in self.LABELS if metric in found)
        self.list_figures()

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far the look at the past is."""
        parts = [self.name_shown]
        if done is not None:
            parts.append(
                phrase(
                    "expected loss: {done} of {total}",
                    done=present.count(done[0]),
                    total=present.count(done[1]),
                )
            )
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
