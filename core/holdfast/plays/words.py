"""A play in words: its page for `explain`, and a line that names it under a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.plays.play import ANCHORS, SHIPPED, STEP_KINDS
from holdfast.risk.names import FLAG_NAMES
from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.plays.play import Play, PlayStep

PREFIX: Final = "play:"
"""What stands before the id of a play where a word could mean a flag too."""


TITLES: Final = "play_title"
"""The table of the catalogue with the titles of shipped plays and of their steps."""


def title_shown(title: str) -> str:
    """A title of a play or of a step in the language of the reader; those of one's own stay as written."""
    return tr(title, TITLES)


def line_of(play: Play) -> str:
    """A play on one line: its id, title, and steps."""
    steps = "; ".join(f"day {step.offset_days} {step.title}" for step in play.steps)
    return f"{play.title} (holdfast explain {PREFIX}{play.id}): {steps}"


def page_of(play: Play) -> Iterator[tuple[str, str]]:
    """A play as labels and texts: what it answers and why, its steps, and what ends it."""
    yield "play", f"{play.title} ({play.id})"
    yield "answers", ", ".join(f"{flag_id} {FLAG_NAMES[flag_id].name}" for flag_id in play.flags)
    for label, words in (("tiers", play.tiers), ("industries", play.presets), ("reasons", play.reasons)):
        if words:
            yield label, ", ".join(words)
    yield "why", play.why
    yield "days from", ANCHORS[play.counted_from]
    for step in play.steps:
        yield f"day {step.offset_days}", _step_words(step)
    yield "ends", play.ends.words
    yield "from", SHIPPED if not play.is_own else f"your own, {play.source}"


def _step_words(step: PlayStep) -> str:
    opens = f" Opens {step.opens.words}." if step.opens is not None else ""
    return f"{step.title} ({STEP_KINDS[step.kind]}). {step.do}{opens}"


def document_of(play: Play) -> dict[str, Any]:
    """A play as JSON has it."""
    return {
        "id": play.id,
        "title": play.title,
        "flags": list(play.flags),
        "tiers": list(play.tiers),
        "presets": list(play.presets),
        "reasons": list(play.reasons),
        "why": play.why,
        "counted_from": play.counted_from,
        "steps": [
            {
                "number": step.number,
                "day": step.offset_days,
                "title": step.title,
                "do": step.do,
                "kind": step.kind,
                "opens": step.opens.text if step.opens is not None else None,
            }
            for step in play.steps
        ],
        "ends": {"cleared": play.ends.cleared, "days": play.ends.days},
        "source": play.source,
    }
