"""Every risk flag, in the order of its id; `families/` declares them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.risk.rules.buying import breadth, discounts, onboarding, orders, silence, spending, winback
from holdfast.risk.rules.contract import (
    after_sale,
    deals,
    downgrades,
    invoices,
    renewals,
    seats,
    shortfall,
    terms,
    usage,
)
from holdfast.risk.rules.people import contact, owners, rep_at_risk, stakeholders
from holdfast.risk.rules.reps import (
    attainment as rep_attainment,
)
from holdfast.risk.rules.reps import (
    change as rep_change,
)
from holdfast.risk.rules.reps import (
    recognition as rep_recognition,
)
from holdfast.risk.rules.reps import (
    team as rep_team,
)
from holdfast.risk.rules.reps import (
    work as rep_work,
)
from holdfast.risk.rules.voice import competitors, invitations, replies, scores, service, tickets, voice
from holdfast.risk.rules.wave import SEGMENT_WAVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.flag import AnyFlag

_OF_REPS: Final[tuple[AnyFlag, ...]] = (
    rep_team.TEAMMATE_LEFT,
    rep_attainment.ATTAINMENT_FALLS,
    rep_work.HEAVY_BOOK,
    rep_work.ACTIVITY_DROP,
    rep_team.TEAM_ENPS,
    rep_attainment.SLOW_START,
    rep_recognition.UNRECOGNISED,
    rep_change.CHANGE_AROUND,
)

_DECLARED: Final[tuple[AnyFlag, ...]] = (
    orders.OVERDUE,
    silence.SILENT,
    orders.ONE_TIMER,
    spending.SPEND_DROP,
    spending.ORDER_SIZE,
    breadth.BREADTH,
    usage.USAGE_DROP,
    seats.LOW_SEATS,
    tickets.TICKET_SPIKE,
    service.UNRESOLVED,
    replies.UNREACHABLE,
    voice.DETRACTOR,
    scores.SCORE_FALL,
    scores.LUKEWARM,
    invitations.SURVEY_SILENCE,
    stakeholders.CHAMPION_LEFT,
    stakeholders.SINGLE_THREAD,
    owners.REP_CHANGED,
    owners.ORPHANED,
    rep_at_risk.REP_AT_RISK,
    renewals.RENEWAL_NO_TOUCH,
    terms.RENEWAL_LAPSED,
    invoices.LATE_PAYER,
    discounts.DISCOUNT_DEPENDENT,
    competitors.COMPETITOR,
    shortfall.CONTRACT_SHORTFALL,
    onboarding.ONBOARDING_STALLED,
    downgrades.DOWNGRADE,
    contact.CONTACT_GAP,
    discounts.CREDITS,
    winback.WIN_BACK,
    after_sale.AFTER_CLOSE,
    after_sale.AFTER_RENEWAL,
    deals.STUCK_DEAL,
)

FLAGS: Final[Mapping[str, AnyFlag]] = MappingProxyType(
    {flag.id: flag for flag in sorted(_DECLARED, key=lambda flag: flag.id)}
)
"""Every flag of customers by id."""

REP_FLAGS: Final[Mapping[str, AnyFlag]] = MappingProxyType({flag.id: flag for flag in _OF_REPS})
"""Every flag of reps by id: prompts for a conversation, never a verdict on a person."""

SEGMENT_FLAGS: Final[Mapping[str, AnyFlag]] = MappingProxyType({SEGMENT_WAVE.id: SEGMENT_WAVE})
"""Every flag of segments by id: about many customers at once, so no customer carries it."""

ALL_FLAGS: Final[Mapping[str, AnyFlag]] = MappingProxyType({**FLAGS, **SEGMENT_FLAGS, **REP_FLAGS})
"""Every flag by id, whomever it is about: what thresholds set and the glossary explains."""
