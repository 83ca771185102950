"""The line that is said once when the desk opens: what is new after an update, or that there is a tour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.version import version
from holdfast_tui.commands.declared import COMMANDS, shown_key

if TYPE_CHECKING:
    from holdfast_tui.sitting.session import Session

NEWS: Final = "New in {version}, {key} tells all: {lead}"
OFFER: Final = "New here? {key} begins a guided tour, {help} shows the keys, 'holdfast help' the rest."


def greeting(session: Session) -> str:
    """What is said now and not again; empty where there is nothing, or nothing to remember it by."""
    if session.seen is None or session.wants_tour:
        return ""
    keys = session.keys
    if news := session.seen.news(version()):
        return NEWS.format(
            version=news[0].version, lead=news[0].lead, key=shown_key(keys.of(COMMANDS["news"])[-1])
        )
    if session.on_sample and session.seen.offers_tour():
        return OFFER.format(key=shown_key(keys.of(COMMANDS["tour"])[-1]), help=keys.shown(COMMANDS["help"]))
    return ""
