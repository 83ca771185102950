"""Headers of more words than a dictionary has: `Billing Start` is a start, `N° contrat` a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.intake.recognise.synonyms import meanings, words
from holdfast.intake.recognise.weigh.readings import speaks_of
from holdfast.intake.recognise.weigh.whose import is_ledger_account, is_maker
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.intake.recognise.weigh.head import Head

_SHORTEST: Final = 3
"""Letters of a word that says something by itself."""
_ANOTHER: Final = (
    "trial",
    "test",
    "essai",
    "prova",
    "prueba",
    "probe",
    "due",
    "ship",
    "deliver",
    "last",
    "next",
)
"""Words that make another day or number of one."""
_ATTRIBUTES: Final = frozenset(
    (
        *("type", "typ", "tipo", "category", "categoria", "kategorie", "segment", "segmento", "group"),
        *("gruppe", "gruppo", "groupe", "class", "klasse", "status", "stato", "statut", "estado", "gender"),
        *("sex", "age", "city", "state", "country", "region", "zip", "postcode", "address", "phone", "since"),
        *("tier", "level", "rating", "score", "feedback", "satisfaction", "note", "notes", "comment", "tags"),
        *("tax", "vat", "price", "lifestage", "sensitivity", "income", "birthday", "language", "count"),
        *("po", "order", "orders", "invoice", "ref", "reference"),
    )
)
"""Words that make a trait of somebody of what names them: `Customer type` is no customer."""
_OF_ANYTHING: Final = {"date", "code", "name", "number"}
"""Words that say nothing alone: `Item Code` is no code of a customer."""
_ALSO: Final = {"subscriptions": ("end",), "contracts": ("end",)}
"""Columns nobody has to have, without which a book would be wrong."""
_DAYS: Final = ("date", "timestamp")
_SALES: Final = ("orders", "order_lines", "invoices")
_NO_SALES: Final = ("tax", "ex", "inc", "paid", "pri", "pre")
"""Words that make an amount only beside others: of taxes, payments and pieces."""
NET: Final = ("net", "ht", "imponibil", "excl", "untaxed", "liquid")
"""What amounts without tax are called."""
_THINGS: Final = {"item", "items", "product", "products", "order", "orders"}
"""What whole numbers may be a number of: `Total items`."""
_GROSS: Final = ("gross", "brut", "lord", "ttc", "incl")
RECOMMEND: Final = ("recommend", "empfehl", "empfiehl", "recommand", "raccomand", "consigli", "recomend")
"""The question of which the net promoter score is made, by its word."""
_HIGHEST_SCORE: Final = 10


def qualified(
    table: str, columns: Mapping[str, str], head: Head, missing: Iterable[str]
) -> Mapping[str, str]:
    """Header by column for those in `missing`, each the only free one that says the word among others.

    Days have to look like days; amounts are never taken so, since a word makes a tax or a fee of one.
    """
    found: dict[str, str] = {}
    for name in dict.fromkeys([*missing, *_ALSO.get(table, ())]):
        free = [one for one in head.columns if one not in columns.values() and one not in found.values()]
        fitting = [header for header in free if name not in columns and _says(table, name, header, head)]
        if len(fitting) == 1:
            found[name] = fitting[0]
    return found


def amount_of_known_words(table: str, columns: Mapping[str, str], head: Head) -> Mapping[str, str]:
    """The amount where none is known: the header of nothing but words of amounts, net before gross.

    `Umsatz netto` and `Net Sales Amount` are made of such words; a word more makes a tax or a fee of them.
    """
    column = TABLES[table].column("amount")
    if table not in _SALES or column is None or "amount" in columns:
        return {}
    known = {word for meant in _meant(table, "amount") for word in meant if not word.startswith(_NO_SALES)}
    fitting = [
        header
        for header in head.columns
        if header not in columns.values() and head.fits(column, header)
        if (own := set(words(header))) and own <= known and head.cells(header).filled
        if not (own & _THINGS and head.cells(header).texts.str.contains(r"^\d+$").all())
    ]
    by_preference = sorted(fitting, key=lambda one: (not speaks_of(one, NET), speaks_of(one, _GROSS)))
    return {"amount": by_preference[0]} if by_preference else {}


def asked_score(columns: Mapping[str, str], head: Head) -> Mapping[str, str]:
    """The score of a survey whose header is the question: `How likely are you to recommend us?`."""
    if "score" in columns:
        return {}
    asked = [
        header
        for header in head.columns
        if speaks_of(header, RECOMMEND)
        and "group" not in words(header)
        and (cells := head.cells(header)).filled
        and cells.numbers == 1
        and 0 <= cells.low <= cells.high <= _HIGHEST_SCORE
    ]
    return {"score": asked[0]} if len(asked) == 1 else {}


def _says(table: str, name: str, header: str, head: Head) -> bool:
    column = TABLES[table].column(name)
    if column is None or column.type not in ("text", *_DAYS) or speaks_of(header, _ANOTHER):
        return False
    if name == "customer_id" and (is_ledger_account(header, head) or is_maker(header, head)):
        return False
    if column.type in _DAYS and not (head.cells(header).filled and head.fits(column, header)):
        return False
    own = set(words(header))
    if name == "customer_id" and (own & _ATTRIBUTES or not head.cells(header).filled):
        return False
    return any(meant <= own for meant in _meant(table, name))


def _meant(table: str, name: str) -> Iterator[set[str]]:
    """The words of every header that is known to mean the column."""
    for synonym in meanings(table, name):
        told = {word for word in words(synonym) if len(word) >= _SHORTEST}
        if told and not told <= _OF_ANYTHING:
            yield told
