"""What the files of a folder are together: one list of customers, orders and their lines, names in orders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast.intake.config import CONFIG_NAME, LINE_COLUMNS
from holdfast.intake.recognise.choose import mapping_of
from holdfast.intake.recognise.persons import Use, lasting_customers, through_keys
from holdfast.intake.recognise.presets import mappings_of
from holdfast.intake.recognise.referred import referred_lists, statuses_by_code
from holdfast.intake.recognise.stated import with_stated
from holdfast.intake.recognise.synonyms import columns_for, plain
from holdfast.intake.recognise.together.currency import with_currency
from holdfast.intake.recognise.together.known_names import named_as_sales_do
from holdfast.intake.recognise.together.names import name_beside
from holdfast.intake.recognise.weigh.candidates import ENOUGH
from holdfast.intake.recognise.weigh.computed import gives_back, quoted, repeats_totals
from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.intake.recognise.weigh.whose import is_one_for_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.weigh.head import Head
    from holdfast.schema.receipt import FoundBy

_DETAILS: Final[tuple[str, ...]] = (
    "name",
    "segment",
    "tier",
    "industry",
    "region",
    "country",
    "owner_rep_id",
)
"""What a file of events may tell of the customers that it names."""
_OF_THE_ROW: Final = ("status", "payment_status", "document_type")
"""Words about the row: `Type` of an invoice is no segment of whoever got it."""
_NAMING: Final = (
    "orders",
    "subscriptions",
    "mrr_events",
    "invoices",
    "opportunities",
    "contracts",
    "tickets",
)
"""Tables whose files may tell more of a customer than its id, the best first."""


def related(
    choices: Sequence[Choice], stated: Mapping[str, TableMapping], filled: Collection[str] = ()
) -> list[Use]:
    """How the files are used, each for one table or for several.

    `stated`: what is said of tables without naming files; `filled`: tables that have files of their own.
    """
    choices = statuses_by_code(through_keys(choices))
    choices = _one_list_of_customers(_amounts_from_lines(_sales_on_invoices(choices, filled), filled), filled)
    uses = lasting_customers(
        [*_fees_of_members(choices), *(use for choice in referred_lists(choices) for use in _uses(choice))]
    )
    uses += _sold_by_invoice(choices, {*filled, *(use.mapping.table for use in uses)})
    uses = named_as_sales_do(uses)
    if "customers" not in filled:
        uses += _named_customers(uses)
    return with_stated(_of_one_grain([use for use in uses if use.mapping.table not in filled]), stated)


def _fees_of_members(choices: Sequence[Choice]) -> list[Use]:
    """Subscriptions in a list of customers: a monthly fee and the day from which on it is due."""
    if any(choice.table in ("subscriptions", "mrr_events", "orders") for choice in choices):
        return []
    found = []
    for choice in choices:
        candidate = next((one for one in choice.others if one.table == "subscriptions"), None)
        given = {*candidate.columns, *candidate.derive} if candidate is not None else set()
        priced = "mrr" in given or {"amount", "interval"} <= given
        whole = candidate is not None and not candidate.missing and priced
        if choice.table == "customers" and choice.candidate is not None and whole and candidate is not None:
            mapping = with_currency(mapping_of(candidate), choice.head)
            found.append(Use(choice.head, mapping, "header", "; ".join(candidate.why)))
    return found


def _of_one_grain(uses: Sequence[Use]) -> list[Use]:
    """Where some orders come by line, all are taken so: an order on a single row is an order of one line."""
    if not any(use.mapping.grain == "line" for use in uses):
        return list(uses)
    return [
        replace(use, mapping=replace(use.mapping, grain="line"))
        if use.mapping.table == "orders" and use.header("order_id") and not use.mapping.preset
        else use
        for use in uses
    ]


def _uses(choice: Choice) -> Iterable[Use]:
    if choice.preset is not None:
        for mapping in mappings_of(
            choice.preset, choice.head.columns, f"[tables.{{table}}] of {CONFIG_NAME}"
        ):
            yield Use(choice.head, mapping, "preset", f"the columns of {choice.preset.title}")
    elif choice.candidate is not None:
        found_by: FoundBy = "name" if choice.candidate.named else "header"
        mapping = with_currency(_as_lines(mapping_of(choice.candidate), choice.head), choice.head)
        yield Use(choice.head, mapping, found_by, "; ".join(choice.candidate.why))


def _sales_on_invoices(choices: Sequence[Choice], filled: Collection[str]) -> Sequence[Choice]:
    """Invoices without dues, whose lines are there too, are sales where nothing else in the folder is."""
    tables = {*filled, *(choice.table for choice in choices)}
    if "order_lines" not in tables or tables & _SALES:
        return choices
    return [_as_sales(choice) for choice in choices]


def _sold_by_invoice(choices: Sequence[Choice], tables: set[str]) -> Iterable[Use]:
    """The invoices once more as orders, where nothing else in the folder is a sale."""
    if tables & _SALES:
        return
    for choice in choices:
        if choice.candidate is None or choice.table != "invoices":
            continue
        invoices = choice.candidate.columns
        orders = next((one for one in choice.others if one.table == "orders"), None)
        columns = {**(orders.columns if orders is not None else {})}
        derive = {**(orders.derive if orders is not None else {})}
        columns |= {name: invoices[own] for name, own in _OF_INVOICES.items() if own in invoices}
        if "amount" not in columns and "amount" not in derive:
            own = choice.candidate
            columns |= {name: own.columns[name] for name in ("amount",) if name in own.columns}
            derive |= {name: own.derive[name] for name in ("amount",) if name in own.derive}
        mapping = replace(mapping_of(choice.candidate), table="orders", columns=columns, derive=derive)
        mapping = replace(mapping, key=mapping.key.replace("invoices", "orders"), invoiced=True)
        mapping = with_currency(_as_lines(mapping, choice.head), choice.head)
        yield Use(choice.head, mapping, "header", "invoices are the sales of a book without orders")


_SALES: Final = frozenset(("orders", "subscriptions", "mrr_events"))
_OF_INVOICES: Final = {
    "order_id": "invoice_id",
    "customer_id": "customer_id",
    "order_date": "issue_date",
    "status": "status",
    "document_type": "document_type",
    "currency": "currency",
}
"""Column of orders → the column of invoices that is the same."""


def _as_sales(choice: Choice) -> Choice:
    found = choice.candidate
    if found is None or found.table != "invoices" or set(found.columns) & set(signs()["invoices"].telling):
        return choice
    orders = next((one for one in choice.others if one.table == "orders" and not one.missing), None)
    if orders is None:
        return choice
    why = (*found.why, "invoices with lines and without due dates are the sales of this book")
    return replace(choice, candidate=replace(orders, why=why, named=found.named))


def _amounts_from_lines(choices: Sequence[Choice], filled: Collection[str]) -> Sequence[Choice]:
    """Orders without amounts take them from their lines, where a file has these."""
    lines = [choice for choice in choices if choice.table == "order_lines" and _has(choice, "amount")]
    return [_with_lines(choice) for choice in choices] if lines or "order_lines" in filled else choices


def _with_lines(choice: Choice) -> Choice:
    found = next((one for one in choice.others if one.table == "orders"), None)
    if found is None or choice.table or found.missing != ("amount",) or "order_id" not in found.columns:
        return choice
    if found.score < ENOUGH:
        return choice
    return replace(choice, candidate=replace(found, missing=(), why=(*found.why, _FROM_LINES)))


_FROM_LINES: Final = "their amounts are those of their lines"


def _has(choice: Choice, column: str) -> bool:
    found = choice.candidate
    return found is not None and (column in found.columns or column in found.derive)


def _as_lines(mapping: TableMapping, head: Head) -> TableMapping:
    """Orders of which a row is one line: the order stands on several rows, or names a product."""
    if mapping.table != "orders":
        return mapping
    columns, derive = dict(mapping.columns or {}), mapping.derive
    if "amount" not in columns and "amount" not in derive:
        return replace(mapping, amount_from="order_lines")
    if "order_id" not in columns or ("amount" in columns and repeats_totals(head, columns)):
        return mapping
    if "amount" in columns and gives_back(head, columns):
        return replace(mapping, grain="line")
    lines = columns_for("order_lines", head.columns, head.fits)
    free = {
        name: lines[name] for name in LINE_COLUMNS if name in lines and lines[name] not in columns.values()
    }
    if "product" not in free and not ("quantity" in free and head.repeats(columns["order_id"])):
        return mapping
    return replace(mapping, grain="line", columns=columns | free)


def _one_list_of_customers(choices: Sequence[Choice], filled: Collection[str]) -> Sequence[Choice]:
    """At most one list becomes customers by its columns alone; files of the same columns are one list."""
    lists = [one for one in choices if one.candidate is not None and one.table == "customers"]
    by_header = [one for one in lists if one.candidate is not None and not one.candidate.named]
    named = len(by_header) < len(lists) or "customers" in filled
    best = max(by_header, key=_score, default=None)
    dropped = [
        one for one in by_header if named or (best is not None and one.head.columns != best.head.columns)
    ]
    return [replace(one, candidate=None) if one in dropped else one for one in choices]


def _score(choice: Choice) -> float:
    return choice.candidate.score if choice.candidate is not None else 0.0


def _named_customers(uses: Sequence[Use]) -> list[Use]:
    """The customers that the files of events name, where there is no list of them."""
    if any(use.mapping.table == "customers" for use in uses):
        return []
    for table in _NAMING:
        found = [told for use in uses if use.mapping.table == table and (told := _named_in(use)) is not None]
        if found:
            return found
    return []


def _named_in(use: Use) -> Use | None:
    columns, head = use.mapping.columns or {}, use.head
    header = columns.get("customer_id")
    if header is None or use.mapping.preset or "customer_id" in use.mapping.match:
        return None
    told = columns_for("customers", head.columns, head.fits)
    taken = {header, *(columns.get(name) for name in _OF_THE_ROW)}
    details = {
        name: told[name]
        for name in _DETAILS
        if name in told and told[name] not in taken and _is_of_customers(name, told[name], head)
    }
    if "name" not in details and (name := name_beside(header, use)):
        details = {"name": name, **details}
    if not details:
        return None
    mapping = replace(
        use.mapping,
        table="customers",
        key=use.mapping.key.replace(use.mapping.table, "customers"),
        grain="row",
        columns={"customer_id": header, **details},
        derive={},
        amount_from=None,
        one_per_key="last",
        # A row of nobody is the events' to quarantine, once.
        where=f"{quoted(header)} IS NOT NULL",
    )
    return Use(head, mapping, use.found_by, f"{use.mapping.table} name them: {', '.join(details.values())}")


def _is_of_customers(name: str, header: str, head: Head) -> bool:
    """Whether a column of an event tells of the customer: called so, or a dimension that only they have."""
    if not head.cells(header).filled or (name == "name" and is_one_for_all(header, head)):
        return False
    if name in ("name", "owner_rep_id"):
        return speaks_of(header, signs()["customers"].words)
    # `Location` of a sale is the shop's as often as the customer's.
    fixed = plain(header) != "location"
    return name in ("segment", "industry", "country", "region") and fixed and not head.cells(header).numbers
