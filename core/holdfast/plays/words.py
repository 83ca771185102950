"""A play in words: its page for `explain`, and a line that names it under a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.plays.play import ANCHORS, ON_CLEARING, OPENINGS, SHIPPED, STEP_KINDS
from holdfast.risk.names import FLAG_NAMES
from holdfast.words.interface.catalogue import Area, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.plays.play import Ends, Opening, Play, PlayStep

PREFIX: Final = "play:"
"""What stands before the id of a play where a word could mean a flag too."""


TITLES: Final = "play_title"
"""The table of the catalogue with the titles of shipped plays and of their steps."""


def title_shown(title: str) -> str:
    """A title of a play or of a step in the language of the reader; those of one's own stay as written."""
    return tr(title, TITLES)


TEXTS: Final = "play_text"
"""The table of the catalogue that says why a shipped play helps, and what its steps ask for."""


def text_shown(text: str) -> str:
    """Why a play helps, or what a step asks for, in the language of the reader; one's own as written."""
    return tr(text, TEXTS)


PAGE: Final = Area("play_page")
"""What is said of a play on its page, beside its own texts."""


def opening_shown(opening: Opening) -> str:
    """What a step opens, for a reader: the draft renewal-terms."""
    return f"{PAGE.said(OPENINGS[opening.kind])} {opening.name}".rstrip()


def ends_shown(ends: Ends) -> str:
    """What ends a play, in a sentence."""
    told = PAGE.said("with its last step; {clearing}", clearing=PAGE.said(ON_CLEARING[ends.cleared]))
    return (
        told
        if ends.days is None
        else PAGE.said("{told}; at the latest after {days} days", told=told, days=ends.days)
    )


def line_of(play: Play) -> str:
    """A play on one line: its id, title, and steps."""
    steps = "; ".join(f"{_day(step.offset_days)} {title_shown(step.title)}" for step in play.steps)
    return f"{title_shown(play.title)} (holdfast explain {PREFIX}{play.id}): {steps}"


def page_of(play: Play) -> Iterator[tuple[str, str]]:
    """A play as labels and texts: what it answers and why, its steps, and what ends it."""
    yield PAGE.said("play"), f"{title_shown(play.title)} ({play.id})"
    yield PAGE.said("answers"), ", ".join(f"{flag_id} {FLAG_NAMES[flag_id].shown}" for flag_id in play.flags)
    for label, words in (("tiers", play.tiers), ("industries", play.presets), ("reasons", play.reasons)):
        if words:
            yield PAGE.said(label), ", ".join(words)
    yield PAGE.said("why"), text_shown(play.why)
    yield PAGE.said("days from"), PAGE.said(ANCHORS[play.counted_from])
    for step in play.steps:
        yield _day(step.offset_days), _step_words(step)
    yield PAGE.said("ends"), ends_shown(play.ends)
    own = PAGE.said("your own, {source}", source=play.source) if play.is_own else PAGE.said(SHIPPED)
    yield PAGE.said("from"), own


def _day(number: int) -> str:
    return PAGE.said("day {number}", number=number)


def _step_words(step: PlayStep) -> str:
    return f"{title_shown(step.title)} ({PAGE.said(STEP_KINDS[step.kind])}). {do_shown(step)}"


def do_shown(step: PlayStep) -> str:
    """What a step asks for, and what it opens."""
    told = text_shown(step.do)
    return f"{told} {PAGE.said('Opens {what}.', what=opening_shown(step.opens))}" if step.opens else told


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
