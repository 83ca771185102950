"""The list of today as sentences: whom to call, why, and what to do; the week; what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from holdfast.risk.names import PROMPT
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.chosen import form
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended, sentence, spoken
from holdfast_tui.plain.told import Exportable, Opens, ToCustomer, Told, ToldRow, ToRep, rows_of
from holdfast_tui.plain.words import counted, said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast.views.results import TableView
    from holdfast.views.today.results import DoneLine, Target, TodayView, WeekItem

_COLUMNS = (
    "name", "money", "why", "more", "play", "step", "due", "severity", "rep", "subject", "held_out",
)  # fmt: skip
CAUTION = f"Flags of reps are {PROMPT}"
_HELD_OUT = "no play is proposed, to learn what plays achieve"


def today_answer(view: TodayView, table: TableView) -> Told:
    """What is due first, then what can wait."""
    counts = view.counts
    words = spoken(counts.words)
    first = said(
        "{day}: {words}, {n} that can wait.",
        day=present.weekday(view.day),
        words=words,
        n=present.count(counts.later),
    )
    lead = [safe(first)]
    lead += [sentence(note) for note in (view.narrowed, *view.notes, view.empty) if note]
    fetched = view.rows.fetch(0, len(view.rows), _COLUMNS)
    lines = [dict(zip(fetched, values, strict=True)) for values in zip(*fetched.values(), strict=True)]
    rows = [ToldRow(_line(row, view), _opens(view.rows.target_at(place))) for place, row in enumerate(lines)]
    about_reps = any(row["subject"] == "rep" for row in lines)
    after = (*([safe(f"{said(CAUTION)}.")] if about_reps else []), sentence(view.order))
    return Told(tuple(lead), rows_of(rows), after, table=Exportable(view.moment, "call", lambda: table.frame))


def _line(row: Mapping[str, Any], view: TodayView) -> SafeText:
    parts = [safe(row["name"])]
    if row["severity"] != "none":
        parts.append(safe(tr(row["severity"], "severity")))
    if row["money"] is not None:
        parts.append(present.money(row["money"], view.moment.currency))
    if row["rep"]:
        parts.append(safe(said("rep {name}", name=row["rep"])))
    if row["due"] is not None:
        parts.append(safe(said("by {day}", day=present.day(row["due"], near=view.day))))
    why = safe(row["why"]).rstrip(".")
    reasons = ", and {n} more reason|, and {n} more reasons"
    more = counted(reasons, row["more"]) if row["more"] else ""
    play = ", ".join(safe(part) for part in (row["play"], row["step"]) if part)
    do = said(_HELD_OUT) if row["held_out"] else play
    who = ", ".join(parts)
    if form().near_day.endswith("."):  # a day that ends the sentence: 06.07.
        who = who.removesuffix(".")
    told = said("{who}. Why: {why}{more}.", who=who, why=why, more=more)
    return safe(f"{told} {said('Do: {play}.', play=do)}" if do else told)


def _opens(target: Target) -> Opens | None:
    if target.customer is not None:
        return ToCustomer(target.customer)
    return ToRep(target.subject_id) if target.subject == "rep" else None


def week_answer(view: TodayView) -> Told:
    """What falls on the next seven days."""
    load = sum(day.load for day in view.week.days)
    things = "{n} thing in the seven days from {day}.|{n} things in the seven days from {day}."
    head = safe(counted(things, load, n=present.count(load), day=present.weekday(view.day)))
    return Told((head,), rows_of(ToldRow(_item(item), _whom(item)) for item in view.week.items))


def _item(item: WeekItem) -> SafeText:
    rep = f", {said('rep {name}', name=item.rep)}" if item.rep else ""
    late = f", {said('overdue')}" if item.overdue else ""
    return ended(f"{present.weekday(item.day)}{late}: {said(item.kind)}, {item.name}{rep}. {item.text}")


def _whom(item: WeekItem) -> Opens | None:
    if item.customer is not None:
        return ToCustomer(item.customer)
    return ToRep(item.subject_id) if item.subject == "rep" else None


def done_answer(view: TodayView) -> Told:
    """What was done in the last seven days, the newest first."""
    things = "{n} thing was done in the seven days to {day}.|{n} things were done in the seven days to {day}."
    done = len(view.done)
    rows = (
        ToldRow(_done(line), ToCustomer(line.customer) if line.customer is not None else None)
        for line in view.done
    )
    head = safe(counted(things, done, n=present.count(done), day=present.weekday(view.day)))
    return Told((head,), rows_of(rows))


def _done(line: DoneLine) -> SafeText:
    return ended(
        said(
            "{day}: {name}. {what}, {state}, by {writer}",
            day=present.weekday(line.day),
            name=line.name,
            what=line.what,
            state=line.state,
            writer=line.writer,
        )
    )
