"""Reports with a column a month: what was sold in each, or what recurs from each on, by their names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.intake.config import TableMapping
from holdfast.intake.read.layout.groups import TOTAL
from holdfast.intake.read.layout.months import months_of
from holdfast.intake.read.source import mapping_name
from holdfast.intake.recognise.choose import BESIDE
from holdfast.intake.recognise.synonyms import columns_for, words
from holdfast.intake.recognise.weigh.candidates import Candidate
from holdfast.intake.recognise.weigh.head import head_of
from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.schema.receipt import Question
from holdfast.toml_files import basic_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.opened import Opened
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.weigh.head import Head

_YEARLY: Final = ("arr", "acv")
_LEVELS: Final = ("mrr", "recurring", *_YEARLY)
"""Words for what comes again every month, at the level it has from then on."""
_SOLD: Final = (
    *(
        "revenue",
        "revenues",
        "sales",
        "income",
        "billings",
        "billed",
        "invoiced",
        "turnover",
        "spend",
        "purchases",
    ),
    *("umsatz", "umsatze", "umsaetze", "erlose", "erloese", "ventes", "ca", "facture", "fatturato", "ricavi"),
    *("vendite", "ventas", "ingresos", "facturacion", "omzet"),
)
_NOT_SOLD: Final = (
    *("forecast", "budget", "plan", "planned", "target", "targets", "quota", "goal", "pipeline", "expected"),
    *("usage", "logins", "users", "seats", "hours", "units", "qty", "quantity", "count", "orders", "tickets"),
    *(
        "visits",
        "nps",
        "score",
        "health",
        "cost",
        "costs",
        "expense",
        "expenses",
        "profit",
        "margin",
        "commission",
    ),
    *("supplier", "vendor", "refunds", "churn", "prognose", "ziel", "kosten", "menge", "stuck", "previsions"),
    *(
        "objectif",
        "preventivo",
        "costi",
        "presupuesto",
        "costes",
        "discount",
        "tax",
        "deferred",
    ),
)
"""Words after which figures are no sales of customers, whatever else is said."""
SALES: Final = ("orders", "subscriptions", "mrr_events", "invoices", "order_lines")


def by_calendar(choices: Sequence[Choice], opened: Opened) -> list[Choice]:
    """The choices with reports by month read so, where nothing else in the folder tells what was sold.

    Beside other sales they would be counted twice.
    """
    if any(
        {choice.table, *(choice.preset.tables if choice.preset else ())} & set(SALES) for choice in choices
    ):
        return list(choices)
    return [_read_so(choice, opened) for choice in choices]


def months_asked(choice: Choice) -> Question | None:
    """What to ask about a report with a column a month that does not say what its figures are."""
    customer = _customer_of(choice)
    if customer is None or _said(choice.head) is not None:
        return None
    name = choice.head.file.name
    lines = f"files = [{basic_string(mapping_name(name))}]"
    sold, level = (
        f"[tables.{table}]\n{lines}\nlayout = {basic_string(layout)}\n"
        f'columns = {{ customer_id = {basic_string(customer)}, {day} = "Month", '
        f"{column} = {basic_string(value)} }}\n"
        f"{BESIDE}"
        for table, layout, day, column, value in (
            ("orders", "months", "order_date", "amount", "Amount"),
            ("mrr_events", "levels", "effective_date", "mrr", "Level"),
        )
    )
    asked = f"{name} has a column a month: are these what was sold in it, or what recurs every month (MRR)?"
    return Question(name, "", asked, f"{sold}\n{level}")


def _read_so(choice: Choice, opened: Opened) -> Choice:
    customer, said = _customer_of(choice), _said(choice.head)
    if customer is None or said is None or said not in _KINDS:
        return choice
    table, layout, day, column = _KINDS[said]
    if table == "mrr_events" and _repeats(choice.head, customer):
        return choice
    head = head_of(choice.head.file, TableMapping(table, "", layout=layout), opened)
    month, value = head.columns[-2:]
    columns = {"customer_id": customer, day: month, column: value}
    derive = {}
    if said == "yearly":
        derive = {column: f'"{value}" / 12'}
        columns.pop(column)
    why = f"its columns are months, and it speaks of what {_MEANT[said]}"
    found = Candidate(table, columns, (), 0.0, (why,), named=False, derive=derive, layout=layout)
    return replace(choice, head=head, candidate=found, others=())


_KINDS: Final[Mapping[str, tuple[str, Literal["months", "levels"], str, str]]] = {
    "sold": ("orders", "months", "order_date", "amount"),
    "monthly": ("mrr_events", "levels", "effective_date", "mrr"),
    "yearly": ("mrr_events", "levels", "effective_date", "mrr"),
}
_MEANT: Final = {
    "sold": "was sold in each",
    "monthly": "recurs every month",
    "yearly": "recurs every year, a twelfth of it every month",
}


def _customer_of(choice: Choice) -> str | None:
    """The header of customers of a report with a column a month, or None for any other file."""
    head = choice.head
    if choice.preset is not None or choice.claims or choice.stranger is not None:
        return None
    months = months_of(head.columns, head.file.name)
    if not months or not all(head.cells(one).numbers == 1 for one in months if head.cells(one).filled):
        return None
    if not any(head.cells(one).filled for one in months):
        return None
    rest = [one for one in head.columns if one not in months]
    named = columns_for("orders", rest, head.fits).get("customer_id")
    texts = [one for one in rest if head.cells(one).filled and not head.cells(one).numbers]
    if named is None and texts and _speaks_of_customers(head, texts[0]):
        named = texts[0]
    return named if named is not None and head.cells(named).distinct > 1 else None


def _speaks_of_customers(head: Head, header: str) -> bool:
    stems = (*signs()["customers"].words, "contact", "kontakt")
    return any(speaks_of(text, stems) for text in (header, *head.file.names))


def _said(head: Head) -> str | None:
    """`sold`, `monthly`, `yearly`, `else` for anything else; None where nothing says what figures are."""
    months = months_of(head.columns, head.file.name)
    told = [
        word
        for text in (*head.file.names, head.file.name, *(one for one in head.columns if one not in months))
        for word in words(text)
    ]
    totals = [str(cell) for cell in head.rows[head.columns[0]].drop_nulls() if TOTAL.match(str(cell))]
    told += [word for text in totals for word in words(text)]
    if set(told) & set(_NOT_SOLD):
        return "else"
    if set(told) & set(_YEARLY):
        return "yearly"
    if set(told) & set(_LEVELS):
        return "monthly"
    return "sold" if set(told) & set(_SOLD) else None


def _repeats(head: Head, customer: str) -> bool:
    """Whether a customer stands on several rows: of what recurs each would be told instead of their sum."""
    return bool(head.rows.select(pl.col(customer).drop_nulls().is_duplicated().any()).item())
