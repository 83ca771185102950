"""Every reason to call one customer or rep in words, and what keeps it off the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.summary import flag_rows
from holdfast.risk.thresholds.advice import advice
from holdfast.views.customers.gone import gone_lines
from holdfast.views.today.due.alerts import DEADLINE, RENEWAL, WIN_BACK
from holdfast.views.today.due.words import deadline_said, renewal_said
from holdfast.views.today.results import Reason
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.today.due.agenda import Agenda


def reasons_told(store: FactsStore, answer: Answer, found: Agenda, row: pl.DataFrame) -> tuple[Reason, ...]:
    """What ends first, then the open flags, worst first, each with what keeps it quiet."""
    customer: int = row.item(0, "customer")
    kept = _kept_by(found.kept.filter(pl.col("customer") == customer), "reason")
    raised = {flag: seen for flag, seen in answer.facts.raised.items() if row.item(0, FLAGS[flag].column)}
    flags = flag_rows(row, raised, answer.moment.currency, store.thresholds.preset)
    told = [
        Reason(
            id=one["flag"],
            name=FLAG_NAMES[one["flag"]].shown,
            severity=one["severity"],
            sentence=one["evidence"],
            play=one["play"],
            money=one["money"],
            first_seen=one["first_seen"],
            quiet=_quiet_words(kept.get(WIN_BACK if one["flag"] == _WON_BACK else one["flag"])),
        )
        for one in flags.iter_rows(named=True)
    ]
    return (*_ends(found, row, kept), *_loss(store, answer, found, row, kept), *told)


_WON_BACK: Final = "F31"
_Kept = tuple[bool, "date", "date | None"]
"""Whether it was snoozed or handled, on which day, and until when."""


def _kept_by(kept: pl.DataFrame, name: str) -> Mapping[str, _Kept]:
    rows = kept.select(name, "snoozed", "on", "until").iter_rows()
    return {reason: (snoozed, on, until) for reason, snoozed, on, until in rows}


def _loss(
    store: FactsStore, answer: Answer, found: Agenda, row: pl.DataFrame, kept: Mapping[str, _Kept]
) -> Iterator[Reason]:
    """A loss to win back, of which no flag speaks."""
    customer: int = row.item(0, "customer")
    mine = (pl.col("customer") == customer) & (pl.col("reason") == WIN_BACK)
    stakes = found.reasons.filter(mine).select(to_units(pl.col("stake"))).to_series()
    if not stakes.is_empty() and not row.item(0, FLAGS[_WON_BACK].column):
        said = gone_lines(store.book, answer.facts.as_of, row).item()
        play, quiet = advice(_WON_BACK, store.thresholds.preset), _quiet_words(kept.get(WIN_BACK))
        yield Reason(WIN_BACK, FLAGS[_WON_BACK].name, "opportunity", said, play, stakes[0], quiet=quiet)


def _ends(found: Agenda, row: pl.DataFrame, kept: Mapping[str, _Kept]) -> Iterator[Reason]:
    """What ends: a deadline, else a contract that comes up."""
    customer: int = row.item(0, "customer")
    mine = found.reasons.filter((pl.col("customer") == customer) & pl.col("due").is_not_null())
    for reason in mine.get_column("reason"):
        said = row.select(_ENDS_SAID[reason](found.asked.day)).item()
        yield Reason(reason, _ENDING[reason], "none", said, "", quiet=_quiet_words(kept.get(reason)))


_ENDING: Final = {DEADLINE: "Deadline", RENEWAL: "Renewal"}
_ENDS_SAID: Final = {DEADLINE: deadline_said, RENEWAL: renewal_said}


def _quiet_words(kept: _Kept | None) -> str | None:
    """`snoozed until 4 Jul 2025`, `done on 28 Jun 2025, still open`."""
    if kept is None:
        return None
    snoozed, on, until = kept
    if not snoozed:
        return phrase("done on {day}, still open", day=day_text(on))
    return (
        tr("snoozed until it changes")
        if until is None
        else phrase("snoozed until {until}", until=day_text(until))
    )


def prompts_told(found: Agenda, rep_id: str) -> tuple[Reason, ...]:
    """The open flags of a rep, worst first, each with what keeps it quiet."""
    return tuple(_prompts(found, rep_id))


def _prompts(found: Agenda, rep_id: str) -> Iterator[Reason]:
    mine = pl.col("subject") == rep_id
    kept = _kept_by(found.kept_prompts.filter(mine), "flag")
    for one in found.prompts.filter(mine).iter_rows(named=True):
        yield Reason(
            id=one["flag"],
            name=FLAG_NAMES[one["flag"]].shown,
            severity=one["severity"],
            sentence=one["evidence"],
            play=one["play"],
            money=one["money"],
            first_seen=one["first_seen"],
            quiet=_quiet_words(kept.get(one["flag"])),
        )
