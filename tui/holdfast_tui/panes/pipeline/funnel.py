"""The funnel: deals stage by stage, then the customers they won, with where they fall away."""

from __future__ import annotations

from typing import Final, Literal, cast

from holdfast.views.rooms import FunnelStep, PipelineRoomView
from holdfast.views.selection import FunnelPart
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane, bar
from holdfast_tui.safe_text import literal, safe

CONVERSION: Final = "pipeline.stage_conversion"
BAR: Final = 9
Part = Literal["entered", "open", "passed", "ended"]


class FunnelPane(TablePane):
    """A row per step; left and right choose whom enter opens."""

    exported = "stage"
    name_of_pane = "Funnel"
    lead = "Step"
    lead_width = 10, 18
    note_height = 3
    pickable = ("entered", "open", "passed", "ended")
    table = (
        TableColumn("bar", "", BAR, "left", rank=2),
        TableColumn("entered", "Entered", 7),
        TableColumn("open", "Open", 4),
        TableColumn("passed", "Went on", 7, rank=3),
        TableColumn("ended", "Ended", 5),
        TableColumn("conversion", "Rate", 7),
        TableColumn("bounds", "Bounds", 8, "left", rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.steps: tuple[FunnelStep, ...] = ()

    def show(self, view: PipelineRoomView) -> None:
        """Show the steps."""
        self.steps = view.funnel
        self.show_rows([(step.stage, step.of_customers) for step in self.steps])
        if "deals" in view.locked:
            self.set_state(locked(view.locked["deals"]))
        elif not any(step.entered for step in self.steps):
            self.set_state(empty("No deal was in play in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """What the rows tell."""
        return CONVERSION if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The step; customers after closing stand apart from deals."""
        step = self.steps[row]
        if not step.of_customers:
            return [Span(safe(step.stage))]
        return [span(f"{self.glyphs.crumb} ", "muted"), Span(safe(step.stage), "accent")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a step."""
        step = self.steps[row]
        if name == "bar":
            first = next((one.entered for one in self.steps if one.of_customers == step.of_customers), 0)
            share = step.entered / first if first else 0.0
            return [Span(bar(share, BAR, self.glyphs.bar), "accent" if step.of_customers else "spark")]
        if name == "conversion":
            return self._conversion(step)
        if name == "bounds":
            return [Span(present.interval(step.low, step.high) if step.open else literal(""), "muted")]
        count = {"entered": step.entered, "open": step.open, "passed": step.reached_next, "ended": step.ended}
        if count[name] is None:
            return ()
        lost = name == "ended" and count[name]
        style = "bad" if lost else "muted" if name == "open" else "text"
        return [Span(present.count(count[name]), style)]

    def _conversion(self, step: FunnelStep) -> Line:
        if step.conversion is None:
            return () if step.reached_next is None else [span(present.DASH, "muted")]
        decided = step.entered - step.open
        few = decided < 10
        counts = [Span(literal(f"{step.reached_next}/{decided} "), "few")] if few else []
        return [*counts, Span(present.percent(step.conversion, of=0), "few" if few else "text bold")]

    def note(self, row: int) -> str:
        """A step in full sentences."""
        step = self.steps[row]
        came = present.plural(step.entered, "customer" if step.of_customers else "deal")
        said = phrase(
            "{stage}: {came} entered, {open} still open",
            stage=step.stage,
            came=came,
            open=present.count(step.open),
        )
        if step.reached_next is None or step.ended is None:
            return phrase("{said}; the last step leads nowhere.", said=said)
        said += phrase(
            ", {reached_next} went on, {ended} ended here",
            reached_next=present.count(step.reached_next),
            ended=present.count(step.ended),
        )
        if step.conversion is None:
            return phrase("{said}: nothing is decided yet.", said=said)
        rate, lost = present.percent(step.conversion, of=0), present.percent(1 - step.conversion, of=0)
        said += phrase(". Of those decided {rate} went on, attrition {lost}", rate=rate, lost=lost)
        if step.open:
            low, high = present.percent(step.low, of=0), present.percent(step.high, of=0)
            said += phrase("; {low} to {high}, as none or all of the open ones go on", low=low, high=high)
        return f"{said}."

    def open_row(self, row: int) -> None:
        """The deals or customers of the picked part."""
        step = self.steps[row]
        part = cast("Part", self.picked)
        self.post_message(OpenRows(FunnelPart(step.stage, part, step.of_customers)))
