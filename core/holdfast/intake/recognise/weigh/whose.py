"""Whose sale a row is, where the header that says so cannot be right: an account of the ledger, one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.synonyms import choices, plain
from holdfast.intake.recognise.weigh.links import is_of_a_customer
from holdfast.words.statuses import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.intake.recognise.weigh.head import Head

_SALES: Final = ("orders", "invoices")
_FEWEST_ROWS: Final = 20
"""Fewer rows may well all be of one customer."""
_MOST_ACCOUNTS: Final = 8
"""Accounts of a ledger that sales are booked on; customers are more."""
_LEDGER: Final = frozenset(
    word
    for name in (
        *("receivable", "receivables", "income", "revenue", "sales", "debitoren", "forderungen"),
        *("umsatz", "umsatzerlöse", "umsatzerloese", "erlöse", "erloese", "ventes", "créances"),
        *("ricavi", "vendite", "crediti", "ventas", "ingresos", "cobrar"),
    )
    for word in words_of(name)
)
"""Words that the name of an account of sales has, in the languages of bookkeeping programs."""
_MAKERS: Final = ("company", "firma", "organization", "organisation")
_BRANDS: Final = ("brand", "brandid", "marke", "marque", "marca")
"""Beside a brand a company is who makes the product, not who buys it."""
_NOUGHT: Final = r"^0+$"
"""The id of everybody whom a shop does not know."""
_RECEIVABLE: Final = frozenset(
    word for name in ("receivable", "receivables", "debitoren", "forderungen") for word in words_of(name)
)
_ENTITY: Final = ("name", "entity", "nom", "nome", "nombre")
"""What ledgers call the column of customers, where `Account` is an account of theirs."""


def whose(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The columns, with the customer under another header where the one that was found names nobody.

    Without a customer where nothing else can name one: a book in which an account buys everything is wrong.
    """
    header = columns.get("customer_id")
    if table not in _SALES or header is None:
        return dict(columns)
    if mail := _mail_of_guests(header, columns, head) or _mail_of_namesakes(header, columns, head):
        return {**columns, "customer_id": mail}
    if is_maker(header, head):
        return {name: one for name, one in columns.items() if name != "customer_id"}
    is_ledger = is_ledger_account(header, head)
    if not is_ledger and (plain(header) == "customerid" or not is_one_for_all(header, head)):
        return dict(columns)
    others = [one for one in choices(table, "customer_id", head.columns) if one != header]
    others += [one for one in head.columns if is_ledger and plain(one) in _ENTITY]
    named = next((one for one in others if one not in columns.values() and _tells_apart(one, head)), None)
    if named is not None:
        return {**columns, "customer_id": named}
    return {name: one for name, one in columns.items() if name != "customer_id" or not is_ledger}


def _mails(header: str, columns: Mapping[str, str], head: Head) -> tuple[str, pl.DataFrame]:
    """The only column of e-mails of customers, or "", and the rows with `id` and `mail`."""
    mails = [one for one in head.columns if one not in columns.values() and is_of_a_customer(one, head)]
    mail = mails[0] if len(mails) == 1 else ""
    return mail, head.rows.select(id=header, mail=pl.col(mail or header).str.to_lowercase()).drop_nulls("id")


def _mail_of_namesakes(header: str, columns: Mapping[str, str], head: Head) -> str:
    """The only column of e-mails, where several people share a name and nobody has two; or ""."""
    mail, rows = _mails(header, columns, head)
    if not mail or head.cells(header).mails or head.cells(header).numbers or rows["mail"].null_count():
        return ""
    by_name = rows.group_by("id").agg(pl.col("mail").n_unique())["mail"] > 1
    by_mail = rows.group_by("mail").agg(pl.col("id").n_unique())["id"] == 1
    return mail if by_name.any() and by_mail.all() else ""


def _mail_of_guests(header: str, columns: Mapping[str, str], head: Head) -> str:
    """The only column of e-mails, where ids are 0 for guests and everybody else has one e-mail; or ""."""
    mail, rows = _mails(header, columns, head)
    if not mail or head.cells(header).numbers < 1:
        return ""
    is_guest = pl.col("id").str.contains(_NOUGHT)
    guests, known = rows.filter(is_guest), rows.filter(~is_guest)
    one_each = known.group_by("id").agg(pl.col("mail").n_unique())["mail"] == 1
    told = not rows["mail"].null_count() and one_each.all()
    apart = guests.height == 1 or guests["mail"].n_unique() > 1
    return mail if guests.height and told and apart else ""


def is_ledger_account(header: str, head: Head) -> bool:
    """Whether a column holds the few accounts of a ledger that sales are booked on.

    Among its banks and costs one may stand that is called receivables: no customer is called so.
    """
    cells = head.cells(header)
    if cells.filled >= _FEWEST_ROWS and any(_RECEIVABLE.intersection(words_of(text)) for text in cells.texts):
        return True
    if cells.filled < _FEWEST_ROWS or cells.distinct > _MOST_ACCOUNTS:
        return False
    called = all(_LEDGER.intersection(words_of(text)) for text in cells.texts)
    return called and (cells.distinct == 1 or all(text[0].isdecimal() for text in cells.texts))


def is_maker(header: str, head: Head) -> bool:
    """Whether a column of companies stands beside one of brands: then they are those of the product."""
    return plain(header) in _MAKERS and any(plain(one) in _BRANDS for one in head.columns)


def is_one_for_all(header: str, head: Head) -> bool:
    """Whether a column says the same of every row, and of so many that it tells no customers apart."""
    cells = head.cells(header)
    return cells.filled >= _FEWEST_ROWS and cells.distinct == 1


def _tells_apart(header: str, head: Head) -> bool:
    cells = head.cells(header)
    return cells.distinct > 1 and 2 * cells.filled > head.rows.height and not (cells.numbers or cells.dates)
