"""The customer list as sentences, worst first unless sorted otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended
from holdfast_tui.plain.told import Exportable, Opens, ToCustomer, Told, ToldRows, numbered_rows
from holdfast_tui.safe_text import SafeText, literal, safe

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
    shown = f"{present.count(moment.shown)} of {present.plural(moment.total, 'customer')}"
    if moment.shown == moment.total:
        shown = str(present.plural(moment.total, "customer"))
    where = f", filter {moment.where}" if moment.where.strip() else ""
    period = f"{present.day(moment.period.start)} to {present.day(moment.period.last_day)}"
    return safe(f"{shown}, as of {present.day(moment.as_of)}, period {period}{where}")


def sorted_words(sort: Sequence[SortKey], fields: Fields) -> SafeText:
    """By what a list stands."""
    if not sort:
        return literal(WORST)
    told = (f"{fields[key.field].title.lower()}{' falling' if key.descending else ''}" for key in sort)
    return safe(f"by {', then by '.join(told)}")


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
        parts.append(safe(row["risk"]))
    if row["rep"]:
        parts.append(safe(f"rep {row['rep']}"))
    parts.append(safe(f"{present.money(row['revenue'], currency)} in 12 months"))
    for name in extra:
        kind = fields[name].kind
        if kind != "trend" and row[name] is not None:
            parts.append(safe(f"{fields[name].title.lower()} {present.cell(kind, row[name], currency)}"))
    why = ended(row["why"] or "No flag is open")
    return safe(f"{', '.join(parts)}. {why}")


def flag_answer(view: FlagCustomers) -> Told:
    """Whom a flag is open on, with the evidence."""
    moment, told = view.moment, view.told
    currency = moment.currency
    whom = present.plural(told.count, "customer")
    called = f"{view.name} ({view.flag})"
    said = [safe(f"{called} is open on {whom}, {present.money(told.money, currency)} in 12 months.")]
    if told.locked:
        said = [safe(f"{called} cannot be told: {told.locked}.")]
    about = view.about
    said += [safe(f"When: {about.rule.rstrip('.')}. Do: {about.play.rstrip('.')}.")]

    def made(start: int, stop: int) -> list[tuple[SafeText, Opens]]:
        names = ("name", "severity", "evidence", "money")
        columns = view.rows.fetch(start, stop, names)
        return [
            (
                safe(f"{name}, {severity}, {present.money(money, currency)}. {ended(evidence or '')}"),
                ToCustomer(view.rows.customer_at(start + place)),
            )
            for place, (name, severity, evidence, money) in enumerate(
                zip(*(columns[name] for name in names), strict=True)
            )
        ]

    names = ("customer_id", "name", "severity", "evidence", "first_seen", "money")
    table = Exportable(moment, "flagged customer", lambda: _frame(view.rows, names))
    return Told(tuple(said), numbered_rows(len(view.rows), made), table=table)


def _frame(rows: Any, names: Sequence[str]) -> Any:
    from holdfast_tui.sitting.exporting import rows_of  # noqa: PLC0415 - most answers are not exported

    return rows_of(rows, names)
