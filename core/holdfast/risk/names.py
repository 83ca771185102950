"""What every risk flag is called and asks for: the contents of `families/`, without the rules."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

Subject = Literal["customer", "rep", "segment"]


@dataclass(frozen=True)
class FlagName:
    """One flag: its word in a filter (`flag:overdue`), its name, what to do, and whom it is about.

    `uses_reps`: a customer has it because of what is known of the rep.
    """

    id: str
    slug: str
    name: str
    play: str
    subject: Subject = "customer"
    uses_reps: bool = False

    @property
    def shown(self) -> str:
        """Its name on the screen, in the language chosen."""
        return tr(self.name, "flag")

    @property
    def advice(self) -> str:
        """What to do about it, in the language chosen."""
        return tr(self.play, "play")

    @property
    def column(self) -> str:
        """Its column in the facts: Int8 index into `fields.SEVERITIES`, 0 clear, null not evaluated."""
        return f"flag_{self.id}"


_DECLARED: Final = (
    FlagName("F01", "overdue", "Overdue", "Call with the usual basket"),
    FlagName("F02", "silent", "Silent", "Personal call with an open question; the exit form if lost"),
    FlagName("F03", "one-timer", "One-timer due", "Second-purchase offer"),
    FlagName("F04", "spend-drop", "Spend drop", "Review what they need now"),
    FlagName("F05", "order-size", "Order size fall", "Check for a competitor's share"),
    FlagName("F06", "breadth", "Breadth shrinks", "Go through the range together"),
    FlagName("F07", "usage-drop", "Usage drop", "Adoption session"),
    FlagName("F08", "low-seats", "Low seats", "Enablement for the people without a seat in use"),
    FlagName("F09", "ticket-spike", "Ticket spike", "Service review"),
    FlagName("F10", "unresolved", "Unresolved", "Name an executive owner today"),
    FlagName("F11", "unreachable", "Unreachable", "Apologise and give a direct line"),
    FlagName("F12", "detractor", "Detractor", "Call within 48 hours"),
    FlagName("F13", "score-fall", "Score fall", "Ask what changed"),
    FlagName("F14", "lukewarm", "Lukewarm", "Ask what would make it a 9"),
    FlagName("F15", "survey-silence", "Survey silence", "Ask through another channel"),
    FlagName("F16", "champion-left", "Champion left", "Find a new sponsor within 30 days"),
    FlagName("F17", "single-thread", "Single thread", "Meet a second and a third contact"),
    FlagName("F18", "rep-changed", "Rep changed", "Handover play at 7, 30 and 60 days"),
    FlagName("F19", "orphaned", "Orphaned", "Have a rep of similar background named"),
    FlagName("F20", "rep-at-risk", "Rep at risk", "Bring in a second contact now", uses_reps=True),
    FlagName("F21", "renewal-no-touch", "Renewal, no touch", "Renewal play"),
    FlagName("F22", "renewal-lapsed", "Renewal lapsed", "Call this week"),
    FlagName("F23", "late-payer", "Late payer", "Joint call with finance"),
    FlagName("F24", "discount-dependent", "Discount dependent", "Review the value, not the price"),
    FlagName("F25", "competitor", "Competitor", "Send the comparison sheet"),
    FlagName(
        "F26",
        "contract-shortfall",
        "Contract shortfall",
        "Cut the block in time; ask for resale credit",
    ),
    FlagName("F27", "onboarding-stalled", "Onboarding stalled", "Start again with a kick-off"),
    FlagName("F28", "downgrade", "Downgrade", "Check what value they get"),
    FlagName("F29", "contact-gap", "Contact gap", "Get in touch"),
    FlagName("F30", "credits", "Credits", "Quality review"),
    FlagName("F31", "win-back", "Win back", "Make an offer that answers the reason"),
    FlagName("F32", "after-close", "After close", "Thank them and plan"),
    FlagName("F33", "after-renewal", "After renewal", "Thank them and plan"),
    FlagName("F34", "stuck-deal", "Stuck deal", "Agree the next step or close it"),
    FlagName("F35", "segment-wave", "Segment wave", "One review of the common cause", "segment"),
    FlagName("R1", "teammate-left", "Teammate left", "Talk with those who stay", "rep"),
    FlagName("R2", "attainment-falls", "Attainment falls", "Ask what stands in the way", "rep"),
    FlagName("R3", "heavy-book", "Heavy book", "Share out accounts", "rep"),
    FlagName("R4", "activity-drop", "Activity drop", "Ask how things are", "rep"),
    FlagName("R5", "team-enps", "Team eNPS below zero", "Talk with the team", "rep"),
    FlagName("R6", "slow-start", "Slow start", "Coach, and pair with a peer", "rep"),
    FlagName("R7", "unrecognised", "Unrecognised", "Thank them by name", "rep"),
    FlagName("R8", "change-around", "Manager or territory change", "Meet in the first weeks", "rep"),
)

PROMPT: Final = "prompts for a conversation, not a verdict"
"""Stands beside every rep flag that is shown."""

FLAG_NAMES: Final[Mapping[str, FlagName]] = MappingProxyType({flag.id: flag for flag in _DECLARED})
"""Every flag by id."""

CUSTOMER_FLAGS: Final = tuple(flag for flag in _DECLARED if flag.subject == "customer")
"""The flags a customer can have: what a filter knows."""

REP_NAMES: Final = tuple(flag for flag in _DECLARED if flag.subject == "rep")
"""The flags a rep can have."""

FLAG_BY_WORD: Final[Mapping[str, FlagName]] = MappingProxyType(
    {word: flag for flag in CUSTOMER_FLAGS for word in (flag.slug, flag.id.lower(), flag.name.lower())}
)
"""Slugs, ids and names of customer flags, lower-cased, as a filter may write them."""
