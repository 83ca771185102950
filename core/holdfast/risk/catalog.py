"""Every risk flag, in the order of its id; the modules of `rules/` declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from holdfast.risk.flag import AnyFlag

_CUSTOMERS: Final = MappingProxyType(
    {
        "F01": "buying.orders.OVERDUE",
        "F02": "buying.silence.SILENT",
        "F03": "buying.orders.ONE_TIMER",
        "F04": "buying.spending.SPEND_DROP",
        "F05": "buying.spending.ORDER_SIZE",
        "F06": "buying.breadth.BREADTH",
        "F07": "contract.usage.USAGE_DROP",
        "F08": "contract.seats.LOW_SEATS",
        "F09": "voice.tickets.TICKET_SPIKE",
        "F10": "voice.service.UNRESOLVED",
        "F11": "voice.replies.UNREACHABLE",
        "F12": "voice.voice.DETRACTOR",
        "F13": "voice.scores.SCORE_FALL",
        "F14": "voice.scores.LUKEWARM",
        "F15": "voice.invitations.SURVEY_SILENCE",
        "F16": "people.stakeholders.CHAMPION_LEFT",
        "F17": "people.stakeholders.SINGLE_THREAD",
        "F18": "people.owners.REP_CHANGED",
        "F19": "people.owners.ORPHANED",
        "F20": "people.rep_at_risk.REP_AT_RISK",
        "F21": "contract.renewals.RENEWAL_NO_TOUCH",
        "F22": "contract.terms.RENEWAL_LAPSED",
        "F23": "contract.invoices.LATE_PAYER",
        "F24": "buying.discounts.DISCOUNT_DEPENDENT",
        "F25": "voice.competitors.COMPETITOR",
        "F26": "contract.shortfall.CONTRACT_SHORTFALL",
        "F27": "buying.onboarding.ONBOARDING_STALLED",
        "F28": "contract.downgrades.DOWNGRADE",
        "F29": "people.contact.CONTACT_GAP",
        "F30": "buying.discounts.CREDITS",
        "F31": "buying.winback.WIN_BACK",
        "F32": "contract.after_sale.AFTER_CLOSE",
        "F33": "contract.after_sale.AFTER_RENEWAL",
        "F34": "contract.deals.STUCK_DEAL",
    }
)
_SEGMENTS: Final = MappingProxyType({"F35": "wave.SEGMENT_WAVE"})
_REPS: Final = MappingProxyType(
    {
        "R1": "reps.team.TEAMMATE_LEFT",
        "R2": "reps.attainment.ATTAINMENT_FALLS",
        "R3": "reps.work.HEAVY_BOOK",
        "R4": "reps.work.ACTIVITY_DROP",
        "R5": "reps.team.TEAM_ENPS",
        "R6": "reps.attainment.SLOW_START",
        "R7": "reps.recognition.UNRECOGNISED",
        "R8": "reps.change.CHANGE_AROUND",
    }
)


class _Flags(Mapping[str, "AnyFlag"]):
    """Flags by id, each imported with its rule when it is first asked for.

    What is printed names the few that are open: importing the rules of all takes longer than most answers.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, flag_id: str) -> AnyFlag:
        return _declared(self._places[flag_id])

    def __contains__(self, flag_id: object) -> bool:
        return flag_id in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@cache
def _declared(place: str) -> AnyFlag:
    module, _, name = place.rpartition(".")
    return cast("AnyFlag", getattr(import_module(f"holdfast.risk.rules.{module}"), name))


FLAGS: Final[Mapping[str, AnyFlag]] = _Flags(_CUSTOMERS)
"""Every flag of customers by id."""

REP_FLAGS: Final[Mapping[str, AnyFlag]] = _Flags(_REPS)
"""Every flag of reps by id: prompts for a conversation, never a verdict on a person."""

ALL_FLAGS: Final[Mapping[str, AnyFlag]] = _Flags({**_CUSTOMERS, **_SEGMENTS, **_REPS})
"""Every flag by id, whomever it is about: what thresholds set and the glossary explains.

A flag of segments is about many customers at once, so no customer carries it.
"""
