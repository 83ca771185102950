"""What customers and reps answered when asked: NPS waves, satisfaction after tickets, eNPS, exits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from holdfast.sample.dice import Dice
from holdfast.sample.firm.account import END, Account
from holdfast.sample.firm.territory import REPS
from holdfast.sample.sheet import Cell, Row, TableSheet, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.sample.events.pipeline import Loss
    from holdfast.sample.events.tickets import Ticket
    from holdfast.sample.events.touches import Contact

NPS_WAVES: Final = (
    date(2023, 5, 10),
    date(2023, 11, 8),
    date(2024, 5, 8),
    date(2024, 11, 6),
    date(2025, 5, 7),
)
_ENPS_WAVES: Final = (
    date(2023, 9, 18),
    date(2024, 3, 18),
    date(2024, 9, 16),
    date(2025, 3, 17),
    date(2025, 6, 16),
)
_LEFT_OPEN: Final = 0.14
"""Share of the detractors of the last wave whom nobody has called back yet."""

_COMMENTS: Final = {
    "promoter": (
        "Always reachable, deliveries on time",
        "Our contact thinks ahead for us",
        "Simple ordering, fair prices",
        "Best supplier we have for this range",
    ),
    "passive": (
        "Good range, delivery windows could be shorter",
        "Fine, prices went up a little",
        "Works. Invoices could be clearer",
        "Portal is slow at times",
    ),
    "detractor": (
        "Late again, and the invoice was wrong",
        "Quality differs from box to box",
        "Too expensive for what we get",
        "Nobody feels responsible for us",
    ),
}
_STRONG: Final = (
    "Three late deliveries in April, two shifts stood still. I wrote twice and nobody called back. "
    "We are looking at other suppliers."
)
_HEADER: Final = (
    "response_id kind customer_id rep_id team contact_id invited answered score scale reason comment "
    "loop_closed"
)


def survey_sheet(
    everyone: Sequence[Account],
    people: Mapping[str, tuple[Contact, ...]],
    asked_after: Sequence[Ticket],
    losses: Sequence[Loss],
    seed: int,
) -> TableSheet:
    """The table surveys. Scales: NPS and eNPS 0-10, satisfaction 1-5."""
    rows: list[Row] = [row for account in everyone for row in _nps(account, people, seed)]
    rows.extend(_csat(asked_after, seed))
    rows.extend(_enps(seed))
    rows.extend(_exits(losses))
    rows.sort(key=lambda row: (str(row[5]), str(row[0]), str(row[1]), str(row[2]), str(row[4])))
    return sheet("surveys", _HEADER, ((f"V{number:05d}", *row) for number, row in enumerate(rows, start=1)))


def _nps(account: Account, people: Mapping[str, tuple[Contact, ...]], seed: int) -> Iterator[Row]:
    plan = account.plan
    for wave in NPS_WAVES:
        if not plan.first_order + timedelta(days=30) <= wave <= account.last_day + timedelta(days=90):
            continue
        for contact in people[account.customer_id][:2]:
            if contact.left_on is not None and contact.left_on <= wave:
                continue
            dice = Dice(seed, "nps", contact.contact_id, wave.isoformat())
            if account.role == "detractor" and wave == NPS_WAVES[-1]:
                yield from _unanswered_detractor(account, contact)
            elif account.tier != "C" or dice.chance(0.6):
                yield _nps_row(account, contact, wave, dice)


def _unanswered_detractor(account: Account, contact: Contact) -> Iterator[Row]:
    """The story's detractor: the managing director answers, nobody reacts."""
    if contact.role != "managing director":
        return
    asked: Row = (contact.contact_id, NPS_WAVES[-1], date(2025, 5, 13))
    yield ("nps", account.customer_id, None, None, *asked, 2, "0-10", "delivery", _STRONG, None)


def _nps_row(account: Account, contact: Contact, wave: date, dice: Dice) -> Row:
    head: Row = ("nps", account.customer_id, None, None, contact.contact_id, wave)
    answered = wave + timedelta(days=dice.whole(0, 16))
    if not account.plan.answers or not dice.chance(0.62):
        return (*head, None, None, "0-10", None, None, None)
    score = min(10, max(0, round(account.plan.mood + dice.near(-1.9, 1.9))))
    group = "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
    comment = dice.pick(_COMMENTS[group]) if dice.chance(0.4) else None
    reason = dice.pick(("delivery", "quality", "price", "contact")) if group == "detractor" else None
    closed: Cell = None
    left_open = wave == NPS_WAVES[-1] and dice.chance(_LEFT_OPEN)
    if group == "detractor" and not left_open and account.slot != "luc":
        closed = answered + timedelta(days=dice.whole(1, 12))
    return (*head, answered, score, "0-10", reason, comment, closed)


def _csat(asked_after: Sequence[Ticket], seed: int) -> Iterator[Row]:
    """A third of solved tickets bring an answer from 1 to 5."""
    for number, ticket in enumerate(asked_after):
        dice = Dice(seed, "csat", number)
        if ticket.solved is None or not dice.chance(0.7):
            continue
        invited = ticket.solved.date()
        answered = invited + timedelta(days=dice.whole(0, 4))
        slow = ticket.solved - ticket.created > timedelta(days=3)
        score = dice.weighted(
            {5: 0.2, 4: 0.3, 3: 0.25, 2: 0.25} if slow else {5: 0.55, 4: 0.32, 3: 0.1, 1: 0.03}
        )
        replies = dice.chance(0.5) and answered <= END
        if invited <= END:
            answer: Row = (answered if replies else None, score if replies else None)
            yield (
                "csat",
                ticket.customer_id,
                None,
                None,
                None,
                invited,
                *answer,
                "1-5",
                ticket.topic,
                None,
                None,
            )


def _enps(seed: int) -> Iterator[Row]:
    for wave in _ENPS_WAVES:
        for rep in REPS:
            if not rep.serves(wave):
                continue
            dice = Dice(seed, "enps", rep.rep_id, wave.isoformat())
            leaving = rep.end_date is not None and rep.end_type == "voluntary"
            score = dice.whole(3, 6) if leaving and wave >= date(2024, 3, 1) else dice.whole(6, 10)
            comment = "Too many accounts, too little backing" if leaving and dice.chance(0.5) else None
            answered = wave + timedelta(days=dice.whole(0, 5))
            yield (
                "enps",
                None,
                rep.rep_id,
                rep.team,
                None,
                wave,
                answered,
                score,
                "0-10",
                None,
                comment,
                None,
            )


def _exits(losses: Sequence[Loss]) -> Iterator[Row]:
    for loss in losses:
        if loss.source == "exit interview":
            asked: Row = (None, loss.day, loss.day, None, None)
            yield ("exit", loss.customer_id, None, None, *asked, loss.reason, loss.note, None)
