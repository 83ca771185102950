"""Which of several columns of money is meant: before fees, as it is shown, in whole units, not in cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.config import targets
from holdfast.intake.recognise.synonyms import choices, plain
from holdfast.intake.recognise.weigh.computed import figures, quoted
from holdfast.intake.recognise.weigh.qualified import NET
from holdfast.intake.recognise.weigh.readings import speaks_of
from holdfast.intake.recognise.weigh.units import CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.recognise.weigh.head import Head

_SOLD: Final = ("orders", "order_lines", "invoices")
_FEES: Final = ("fee", "commission", "provision", "gebuhr", "frais", "commissioni", "comision", "tarifa")
_PAID_BY_CUSTOMERS: Final = ("service", "deliver", "ship", "book", "handl", "clean", "late")
"""Fees that are charged on top of what is sold."""
_SALES: Final = ("sales", "revenue", "umsatz", "ventes", "vendit", "ventas")
_OF_PROVIDERS: Final = (
    "commission",
    "processing",
    "platform",
    "payment",
    "transaction",
    "eventbrite",
    "stripe",
)
"""Fees of which the header says who keeps them; net sales are those after discounts otherwise."""
_CENT: Final = 0.011
_SMALL: Final = 0.15
"""Share of the sales up to which a fee is what a provider keeps; a service that customers pay costs more."""
_OF_SOMETHING_ELSE: Final = (
    *(
        "unit",
        "einzel",
        "stuck",
        "weight",
        "gewicht",
        "profit",
        "margin",
        "cost",
        "ship",
        "versand",
        "fee",
        "tax",
    ),
    *("discount", "rabatt", "days", "tage", "terms", "payout", "after", "network", "worth"),
)
"""Words of amounts that are called net and are not what was sold."""
_MOVED: Final = ("new", "start", "open")
"""What an MRR is called that is not the level at the end of its row's month."""
_MOVEMENTS: Final = ("expansion", "contraction", "churn", "upgrade", "downgrade", "lost")
_SHOWN: Final = ("formatted", "display", "text")
"""What the same money as a text for people is called."""


def amounts_refunded(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The columns with the refunded amount in another one where yes and no stand below the header."""
    if not head.says_yes_or_no(columns["refunded"]) if "refunded" in columns else True:
        return dict(columns)
    others = [one for one in choices(table, "refunded", head.columns) if one != columns["refunded"]]
    told = next((one for one in others if head.cells(one).numbers == 1), None)
    rest = {name: header for name, header in columns.items() if name != "refunded"}
    return rest | ({"refunded": told} if told else {})


def before_fees(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The amount where the one called net is what a provider pays out: with the fees it is another column."""
    net = columns.get("amount", "")
    fees = [
        one
        for one in head.columns
        if speaks_of(one, _FEES) and not speaks_of(one, _PAID_BY_CUSTOMERS) and head.cells(one).numbers
    ]
    if speaks_of(net, _SALES):
        fees = [one for one in fees if speaks_of(one, _OF_PROVIDERS)]
    if table not in _SOLD or not fees or not speaks_of(net, NET):
        return {}
    known = choices(table, "amount", head.columns)
    others = [one for one in head.columns if one not in (net, *fees) and head.cells(one).numbers == 1]
    for header in sorted(others, key=lambda one: known.index(one) if one in known else len(known)):
        if any(_is_kept(head, net, taken, header) for taken in (*((fee,) for fee in fees), fees)):
            return {"amount": header}
    return {}


def _is_kept(head: Head, net: str, fees: Sequence[str], gross: str) -> bool:
    """Whether the fees are the small part of `gross` that providers keep, and `net` the rest of it."""
    kept = pl.sum_horizontal(figures(fee).abs() for fee in fees)
    paid = head.rows.select(net=figures(net), fee=kept, gross=figures(gross)).filter(pl.col("net") > 0)
    left = (pl.col("gross") - pl.col("fee") - pl.col("net")).abs() < _CENT
    told = paid.select(
        left.fill_null(value=False).all().alias("left"), pl.col("fee").sum(), pl.col("gross").sum()
    ).row(0)
    return bool(paid.height and told[0] and 0 < told[1] <= _SMALL * told[2])


def net_beside_gross(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The amount where another column, called net, is a part of it on every row, and never a small one."""
    amount = columns.get("amount", "")
    if table not in ("orders", "invoices") or not head.cells(amount).numbers if amount else True:
        return {}
    if table == "invoices" or speaks_of(amount, NET):
        return {}
    called_net = [
        one
        for one in head.columns
        if one not in columns.values() and speaks_of(one, NET) and not speaks_of(one, _OF_SOMETHING_ELSE)
        if head.cells(one).numbers == 1
    ]
    if len(called_net) != 1:
        return {}
    pair = head.rows.select(net=figures(called_net[0]).abs(), gross=figures(amount).abs()).drop_nulls()
    is_part = (pl.col("net") <= pl.col("gross") + _CENT) & (2 * pl.col("net") >= pl.col("gross"))
    whole = pair.height == head.cells(amount).filled and pair.select(is_part.all()).item()
    return {"amount": called_net[0]} if pair.height and whole else {}


def as_shown(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The columns of money beside which the same stands as it is shown, such as `total_formatted`."""
    by_plain = {plain(header): header for header in head.columns}
    return {
        name: by_plain[plain(header) + word]
        for name, header in _money(table, columns)
        for word in _SHOWN
        if plain(header) + word in by_plain and head.cells(by_plain[plain(header) + word]).numbers == 1
    }


def in_cents(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """SQL of the columns of money whose headers say that they count cents."""
    return {
        name: f"{quoted(header)} / 100"
        for name, header in _money(table, columns)
        if CENTS.search(header) and not head.rows[header].str.contains(r"[.,]\d{1,2}$").any()
    }


def levels_not_movements(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The columns without an MRR that is but what was new, where what was lost stands beside it."""
    level = columns.get("mrr", "")
    beside = any(speaks_of(one, _MOVEMENTS) for one in head.columns if one != level)
    if table != "mrr_events" or not (beside and speaks_of(level, _MOVED)):
        return dict(columns)
    return {name: header for name, header in columns.items() if name != "mrr"}


def _money(table: str, columns: Mapping[str, str]) -> list[tuple[str, str]]:
    known = targets(table, "row")
    return [
        (name, header) for name, header in columns.items() if name in known and known[name].type == "money"
    ]
