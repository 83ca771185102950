"""What is asked about the files, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from holdfast.views.data.view import DataRoomView, Remark, RemarkKind
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRemark
from holdfast_tui.panes.base import note_lines, rule
from holdfast_tui.panes.data.sentences import SentencesPane
from holdfast_tui.panes.data.words import CHECK, said
from holdfast_tui.panes.state import settled
from holdfast_tui.safe_text import literal, safe

_GRAVITY: Final[Mapping[RemarkKind, str]] = MappingProxyType(
    {"question": "critical", "problem": "high", "warning": "watch", "known": "none", "info": "none"}
)
"""Kind of a remark → the severity by whose mark and colour it is shown."""


class RemarksPane(SentencesPane):
    """A row per question and finding; enter says all of it."""

    name_of_pane = "To be answered"
    lead_width = 10, 10
    head_height = 0
    note_height = 5
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.remarks: tuple[Remark, ...] = ()
        self._told: list[str] = []

    def show(self, view: DataRoomView) -> None:
        """Show what is asked, then what was found."""
        self.remarks = view.remarks
        asked = sum(1 for one in view.remarks if one.kind == "question")
        told = present.plural(asked, "question") if asked else said("Nothing is asked")
        findings = present.plural(len(view.remarks) - asked, "finding")
        self.set_title(literal(f"{told} {self.glyphs.separator} {findings}"))
        self._told = [translated(one.sentence, CHECK) for one in view.remarks]
        self.show_rows([(one.kind, one.sentence) for one in view.remarks])
        if not view.remarks:
            self.set_state(settled(said("Every file was understood: there is nothing to answer.")))

    @property
    def remark(self) -> Remark | None:
        """The one under the cursor."""
        return self.remarks[self.row] if self.row < len(self.remarks) else None

    @property
    def can_be_known(self) -> bool:
        """Whether the one under the cursor can be called known, or is."""
        return self.remark is not None and self.remark.kind in ("problem", "warning", "known")

    def lead_cell(self, row: int) -> Line:
        """Its kind: mark and word."""
        kind = self.remarks[row].kind
        gravity = _GRAVITY[kind]
        token = present.severity_token(gravity)
        return [span(f"{self.glyphs.severity(gravity)} ", token), Span(safe(said(kind)), token)]

    def cell(self, row: int, name: str) -> Line:
        """What is asked or said."""
        return [Span(safe(self._told[row]))]

    def note(self, row: int) -> str:
        """The sentence, in full."""
        return self._told[row]

    def paint_foot(self, index: int, width: int) -> Line:
        """The sentence in full, then the lines that may answer it, as they are pasted."""
        if index == 0:
            return rule(width, self.glyphs)
        return self._foot(width)[index - 1]

    def _foot(self, width: int) -> list[Line]:
        room = self.foot_height - 1
        remark = self.remark
        question = remark.question if remark else None
        if remark is None or question is None:
            return note_lines(self.note_for_focused, width, room)
        paste = question.choices[: max(1, room - 2)]
        said = note_lines(self.note_for_focused, width, room - len(paste))
        return [*said, *([span("  "), Span(safe(line), "accent")] for line in paste)]

    def open_row(self, row: int) -> None:
        """All of it."""
        self.post_message(OpenRemark(self.remarks[row]))
