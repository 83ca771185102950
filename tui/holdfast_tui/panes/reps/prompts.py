"""What the open flags of a rep say, wherever reps are listed."""

from __future__ import annotations

from holdfast.risk.names import PROMPT
from holdfast.views.reps.results import RepRow
from holdfast_tui.grid.paint import Span
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal
from holdfast_tui.terminal.capabilities import Glyphs


def prompt_mark(rep: RepRow, glyphs: Glyphs) -> Span:
    """The mark of a prompt and how many there are; empty without any."""
    text = f"{glyphs.prompt}{len(rep.prompts)}" if rep.prompts else ""
    return Span(literal(text), present.severity_token(rep.prompt))


def prompt_words(rep: RepRow) -> list[str]:
    """The prompts in full after what they are, as one text of a list of sentences."""
    return [f"{PROMPT.capitalize()}: {'; '.join(rep.prompts)}."] if rep.prompts else []
