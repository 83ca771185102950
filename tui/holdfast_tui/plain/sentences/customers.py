"""The customer list as sentences, worst first unless sorted otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended
from holdfast_tui.plain.told import Exportable, Opens, ToCustomer, Told, ToldRows, numbered_rows
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.query import SortKey
    from holdfast.schema.field_set import Fields
    from holdfast.views.results import CustomerRows, DeskView
    from holdfast.views.risk.room import FlagCustomers

_USUAL: Final = ("name", "rep", "revenue", "risk", "why")
WORST: Final = "whoever deserves a call most first"


def scope_words(moment: Moment) -> SafeText:
    """`142 of 394 customers, as of 30 Jun 2025, 2024-07-01 to 2025-06-30, filter rep:ana`."""
    shown = str(present.plural(moment.total, "customer"))
    if moment.shown != moment.total:
        shown = said("{n} of {customers}", n=present.count(moment.shown), customers=shown)
    where = said(", filter {filter}", filter=moment.where) if moment.where.strip() else ""
    told = said(
        "{shown}, as of {day}, period {first} to {last}{where}",
        shown=shown,
        day=present.day(moment.as_of),
        first=present.day(moment.period.start),
        last=present.day(moment.period.last_day),
        where=where,
    )
    return safe(told)


def sorted_words(sort: Sequence[SortKey], fields: Fields) -> SafeText:
    """By what a list stands."""
    if not sort:
        return safe(said(WORST))
    told = [_key_words(fields[key.field].title, falls=key.descending) for key in sort]
    return safe(said("by {fields}", fields=said(", then by ").join(told)))


def _key_words(title: str, *, falls: bool) -> str:
    field = present.dimension(title)
    return said("{field} falling", field=field) if falls else field


def customer_answer(view: DeskView) -> Told:
    """The list of customers."""
    moment, extra = view.moment, tuple(name for name in view.query.columns if name not in _USUAL)
    head = safe(f"{scope_words(moment)}, {sorted_words(view.query.sort, moment.fields)}.")
    names = tuple(dict.fromkeys((*_USUAL, *extra)))
    return Told(
        (head,),
        list_rows(view.customers, moment, extra),
        table=Exportable(moment, "customer", lambda: _frame(view.customers, ("customer_id", *names))),
    )


def list_rows(customers: CustomerRows, moment: Moment, extra: Sequence[str] = ()) -> ToldRows:
    """A sentence for each customer."""

    def made(start: int, stop: int) -> list[tuple[SafeText, Opens]]:
        names = ("customer_id", *_USUAL, *extra)
        columns = customers.fetch(start, stop, names)
        return [
            (
                _customer(dict(zip(names, values, strict=True)), moment, extra),
                ToCustomer(customers.customer_at(start + place)),
            )
            for place, values in enumerate(zip(*(columns[name] for name in names), strict=True))
        ]

    return numbered_rows(len(customers), made)


def _customer(row: Mapping[str, Any], moment: Moment, extra: Sequence[str]) -> SafeText:
    currency, fields = moment.currency, moment.fields
    parts = [safe(row["name"] or row["customer_id"])]
    if row["risk"] not in (None, "none"):
        parts.append(safe(tr(row["risk"], "severity")))
    if row["rep"]:
        parts.append(safe(said("rep {name}", name=row["rep"])))
    parts.append(safe(said("{money} in 12 months", money=present.money(row["revenue"], currency))))
    for name in extra:
        kind = fields[name].kind
        if kind != "trend" and row[name] is not None:
            parts.append(
                safe(f"{present.dimension(fields[name].title)} {present.cell(kind, row[name], currency)}")
            )
    why = ended(row["why"] or said("No flag is open"))
    return safe(f"{', '.join(parts)}. {why}")


def flag_answer(view: FlagCustomers) -> Told:
    """Whom a flag is open on, with the evidence."""
    moment, told = view.moment, view.told
    currency = moment.currency
    whom = present.plural(told.count, "customer")
    called = f"{tr(view.name, 'flag')} ({view.flag})"
    head = said(
        "{flag} is open on {customers}, {money} in 12 months.",
        flag=called,
        customers=whom,
        money=present.money(told.money, currency),
    )
    if told.locked:
        head = said("{flag} cannot be told: {why}.", flag=called, why=told.locked)
    about = view.about
    rule, play = about.rule.rstrip("."), tr(about.play, "play").rstrip(".")
    first = [safe(head), safe(said("When: {rule}. Do: {play}.", rule=rule, play=play))]

    def made(start: int, stop: int) -> list[tuple[SafeText, Opens]]:
        names = ("name", "severity", "evidence", "money")
        columns = view.rows.fetch(start, stop, names)
        return [
            (
                safe(
                    f"{name}, {tr(severity, 'severity')}, {present.money(money, currency)}. "
                    f"{ended(evidence or '')}"
                ),
                ToCustomer(view.rows.customer_at(start + place)),
            )
            for place, (name, severity, evidence, money) in enumerate(
                zip(*(columns[name] for name in names), strict=True)
            )
        ]

    names = ("customer_id", "name", "severity", "evidence", "first_seen", "money")
    table = Exportable(moment, "flagged customer", lambda: _frame(view.rows, names))
    return Told(tuple(first), numbered_rows(len(view.rows), made), table=table)


def _frame(rows: Any, names: Sequence[str]) -> Any:
    from holdfast_tui.sitting.exporting import rows_of  # noqa: PLC0415 - most answers are not exported

    return rows_of(rows, names)
