"""Columns that others of the same file make: amounts of lines, whole names, kinds of survey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.synonyms import choices, plain, words
from holdfast.intake.recognise.weigh.qualified import RECOMMEND
from holdfast.intake.recognise.weigh.readings import speaks_of
from holdfast.words.billing import months_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from holdfast.intake.recognise.weigh.head import Head

_LAST_AND_FIRST: Final = (
    *("lastnamefirstname", "surnamefirstname", "lastfirst", "lastfirstname", "nachnamevorname"),
    *("namevorname", "nomprenom", "cognomenome", "apellidosnombre", "apellidonombre"),
)
_LISTED_AS: Final = ("payrollname", "employee", "worker", "name", "fullname", "displayname", "mitarbeiter")
"""What a name is called that may be written with the last one first: by its comma it is."""
_FIRST: Final = (
    "firstname",
    "first",
    "givenname",
    "forename",
    "vorname",
    "prenom",
    "nome",
    "nombre",
    "fname",
)
_LAST: Final = (
    "lastname",
    "last",
    "surname",
    "familyname",
    "nachname",
    "nomdefamille",
    "cognome",
    "apellido",
    "apellidos",
    "lname",
)
_UNIT_PRICES: Final = (
    *("unitprice", "priceeach", "priceperunit", "listprice", "itemprice", "lineitemprice", "salesprice"),
    *("einzelpreis", "stuckpreis", "prixunitaire", "prezzounitario", "preciounitario"),
)
_PRICES: Final = ("price", "preis", "prix", "prezzo", "precio")
"""Prices of which the header does not say whether they are those of one piece."""
_QUANTITIES: Final = (
    *("quantity", "qty", "quantityordered", "orderqty", "orderquantity", "units", "lineitemquantity"),
    *("qtyordered", "unitssold", "menge", "anzahl", "quantite", "quantita", "cantidad"),
)
_LINE_TOTALS: Final = (
    *("linetotal", "lineamount", "extendedprice", "extendedamount", "itemtotal", "linesubtotal"),
    *("positionsbetrag", "gesamtpreis", "montantligne", "totaleriga"),
)
_DISCOUNTS: Final = (
    *(
        "discount",
        "unitpricediscount",
        "discountpct",
        "discountpercent",
        "discountpercentage",
        "discountrate",
    ),
    *("rabatt", "remise", "sconto", "descuento"),
)
_TOTALS: Final = ("total", "subtotal", "grand", "order", "invoice", "gesamt", "summe", "importe", "montant")
"""What amounts of whole orders are called."""
_COUNTS: Final = ("amount", "amt")
"""What amounts of money are called, and now and then the number of pieces."""
_MOST_PIECES: Final = 200
_FAR: Final = 5
"""How many times as large as the pieces their prices are at least, all together."""
_WHOLE: Final = ("grand", "order", "invoice", "gesamt")
"""The same, where nothing says what a line comes to: a total may be that of the line."""
_INTERVALS: Final = ("interval", "frequency", "period", "cycle", "billing", "intervall", "turnus")
_YEARLY: Final = ("arr", "annualrecurringrevenue", "currentarr", "arramount", "totalarr")
_BILLED: Final = (1.0, 3.0, 6.0, 12.0)
"""Months that are billed at once."""
_LONGEST_PLAN: Final = 40
"""Letters of a name of a plan; a sentence may speak of a year without being billed by it."""
_ALL_PERCENT: Final = 100
_MANY: Final = 20
"""Lines from which on it tells something that a figure is one of a few."""
_CENT: Final = 0.011
_SEVERAL: Final = 3
"""Orders of several lines from which on equal amounts are no coincidence."""
_KINDS: Final = {"enps": "enps", "nps": "nps", "csat": "csat", "satisfaction": "csat", "exit": "exit"}


def whole_name(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """First and last name as `name`, where no other column is the name or that is seldom filled."""
    first, last = called(head, _FIRST), called(head, _LAST)
    if not (first and last):
        both = "" if "name" in columns else called(head, _LAST_AND_FIRST)
        both = both or _by_comma(head, columns)
        return {"name": _turned_round(both)} if both else {}
    own = columns.get("name")
    if own not in (None, first, last) and 2 * head.cells(own or "").filled > head.rows.height:
        return {}
    return {"name": f"CONCAT_WS(' ', {quoted(first)}, {quoted(last)})"}


def _by_comma(head: Head, columns: Mapping[str, str]) -> str:
    """The header of people who are all listed as `Diaz, Ana`, or "": firms are not, nor are they reps."""
    header = columns.get("name") or called(head, _LISTED_AS)
    if header is None or "hire_date" not in columns:
        return ""
    cells = head.rows[header].drop_nulls()
    return header if cells.len() and cells.str.contains(r"^[^,]+, [^,]+$").all() else ""


def _turned_round(header: str) -> str:
    """`Diaz, Ana` as `Ana Diaz`, as other files write it."""
    name = quoted(header)
    turned = f"CONCAT_WS(' ', SPLIT_PART({name}, ', ', 2), SPLIT_PART({name}, ', ', 1))"
    return f"CASE WHEN {name} LIKE '%, %' THEN {turned} ELSE {name} END"


def line_amounts(table: str, head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """What a line comes to and its discount, where no column says so: headers or SQL by column.

    A total of the line, else quantity × unit price × (1 − discount). A discount that is a share of the price
    is no amount.
    """
    quantity, line_total = called(head, _QUANTITIES), called(head, _LINE_TOTALS)
    price, own = called(head, _UNIT_PRICES), columns.get("amount")
    bare = called(head, _PRICES)
    if price is None and bare and own in (None, bare) and (table == "order_lines" or quantity):
        price, own = (bare, None) if _is_of_one_piece(head, quantity, bare) else (None, bare)
    discount = called(head, _DISCOUNTS) or columns.get("discount")
    of_line = figures(quantity) * figures(price) if quantity and price else None
    share = _share(head, discount, of_line) if discount else None
    found: dict[str, str] = {}
    if line_total and own != line_total and (table == "order_lines" or quantity):
        found["amount"] = line_total
    elif own is None and price:
        gross = f"{quoted(quantity)} * {quoted(price)}" if quantity else quoted(price)
        found["amount"] = gross if quantity else price
        if share:
            found["amount"] = f"{gross} * (1 - {share})"
            found["discount"] = f"{gross} * {share}"
        elif discount and head.cells(discount).numbers:
            found["amount"] = f"{gross} - COALESCE({quoted(discount)}, 0)"
    elif own is not None:
        found["amount"] = own
    if share and "discount" not in found:
        found["discount"] = ""
    return found


def repeats_totals(head: Head, columns: Mapping[str, str]) -> bool:
    """Whether the amount of an order stands in full on each of its lines: added up, it would be doubled.

    All lines of an order have the same amount, it is not that of the line, and it is called a total or holds
    for several orders.
    """
    amount, order = columns["amount"], columns["order_id"]
    if plain(amount) in _LINE_TOTALS:
        return False
    quantity, price = called(head, _QUANTITIES), called(head, (*_UNIT_PRICES, *_PRICES))
    product = (figures(quantity) * figures(price)) if quantity and price else pl.lit(None, dtype=pl.Float64)
    rows = head.rows.select(
        pl.col(order).alias("order"), figures(amount).alias("amount"), product.alias("line")
    )
    of_the_line = (pl.col("amount") - pl.col("line")).abs() < _CENT
    several = (
        rows.drop_nulls(["order", "amount"])
        .group_by("order")
        .agg(
            pl.col("amount").n_unique().alias("different"),
            of_the_line.fill_null(value=False).all().alias("of_the_line"),
            pl.col("line").null_count().alias("untold"),
            pl.len().alias("lines"),
        )
        .filter(pl.col("lines") > 1)
    )
    if several.is_empty() or (several["different"] > 1).any() or several["of_the_line"].all():
        return False
    whole = _WHOLE if several["untold"].sum() else _TOTALS
    return several.height >= _SEVERAL or speaks_of(amount, whole)


def gives_back(head: Head, columns: Mapping[str, str]) -> bool:
    """Whether an order stands again on a row that takes off it: the rows of one order are its parts."""
    amount, order = columns["amount"], columns["order_id"]
    rows = head.rows.select(pl.col(order).alias("order"), figures(amount).alias("amount")).drop_nulls()
    signs = rows.group_by("order").agg(
        (pl.col("amount") > 0).sum().alias("sold"), (pl.col("amount") < 0).sum().alias("back")
    )
    return bool(signs.select(((pl.col("back") > 0) & (pl.col("sold") == 1)).any()).item()) and bool(
        signs.select((pl.col("sold") <= 1).all()).item()
    )


def figures(header: str) -> pl.Expr:
    """Numbers of a column, roughly: enough to compare columns of one file with each other."""
    bare = pl.col(header).str.replace_all(r"[^0-9.,\-]", "")
    comma = bare.str.contains(r",\d{1,2}$")
    pointed = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    text = pl.when(comma).then(pointed).otherwise(bare.str.replace_all(",", "", literal=True))
    return text.cast(pl.Float64, strict=False)


def _is_percentage(head: Head, discount: str, gross: pl.Expr | None) -> bool:
    """Whether a discount exceeds what it is taken off, or is one of a few round figures on many lines."""
    cells, taken = head.cells(discount), figures(discount)
    few = cells.filled >= _MANY and cells.distinct * _MANY <= 2 * cells.filled
    if few and head.rows.select(((taken % 5) == 0).all()).item():
        return True
    return gross is not None and bool(head.rows.select((taken > gross).any()).item())


def _share(head: Head, discount: str, gross: pl.Expr | None) -> str | None:
    """A discount as a share of the price (`gross`: what a line comes to), or None where it is an amount."""
    cells = head.cells(discount)
    called_percentage = (
        "%" in discount or re.search(r"pct|percent|prozent|rate$", plain(discount)) is not None
    )
    is_share = cells.fractions and cells.high <= 1
    is_percentage = called_percentage or _is_percentage(head, discount, gross)
    if cells.low < 0 or not (is_share or (is_percentage and cells.high <= _ALL_PERCENT)):
        return None
    return f"COALESCE({quoted(discount)}{'' if is_share else ' / 100'}, 0)"


def pieces(table: str, head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """The amount where a column that is called so counts pieces beside a column of prices.

    Where prices grow with the pieces of a product they are those of the line, else quantity × price; "" where
    nothing tells.
    """
    count = columns.get("amount", "")
    if plain(count) not in _COUNTS or called(head, _QUANTITIES) or not _are_few(head, count):
        return {}
    prices = [
        one
        for one in head.columns
        if one not in columns.values() and speaks_of(one, _PRICES) and head.cells(one).numbers == 1
    ]
    if len(prices) != 1 or not _exceeds(head, prices[0], count):
        return {}
    spread = _spread(head, count, prices[0])
    if spread is None or spread.is_empty() or table not in ("orders", "order_lines"):
        return {"amount": ""}
    of_one = int(spread["price"].sum()) <= int(spread["piece"].sum())
    return {"amount": f"{quoted(count)} * {quoted(prices[0])}" if of_one else prices[0]}


def _are_few(head: Head, count: str) -> bool:
    """Whether a column holds small whole numbers, mostly 1 and 2."""
    told = figures(count).abs()
    few = ((told % 1) == 0).all() & (told.max() <= _MOST_PIECES) & (told.median() <= 2)
    return bool(head.rows.select(few.fill_null(value=False)).item())


def _exceeds(head: Head, price: str, count: str) -> bool:
    """Whether prices are on the whole far larger than the counts beside them."""
    return bool(head.rows.select(figures(price).abs().sum() >= _FAR * figures(count).abs().sum()).item())


def _is_of_one_piece(head: Head, quantity: str | None, price: str) -> bool:
    """Whether a price is that of one piece: it does not grow with the quantity of the same product."""
    spread = _spread(head, quantity, price)
    if spread is None or spread.is_empty():
        return True
    return int(spread["price"].sum()) <= int(spread["piece"].sum())


def _spread(head: Head, quantity: str | None, price: str) -> pl.DataFrame | None:
    """Of products sold in several quantities: how many prices, and prices over quantity, each has."""
    products = [one for name in ("product", "category") for one in choices("order_lines", name, head.columns)]
    if quantity is None or not products:
        return None
    sold = head.rows.select(
        pl.col(products[0]).alias("product"),
        figures(quantity).alias("quantity"),
        figures(price).alias("price"),
    ).drop_nulls()
    return (
        sold.filter(pl.col("quantity") > 0)
        .with_columns((pl.col("price") / pl.col("quantity")).round(2).alias("piece"))
        .group_by("product")
        .agg(pl.col("quantity", "price", "piece").n_unique())
        .filter(pl.col("quantity") > 1)
    )


def recurring(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """The interval of subscriptions by its words, or a twelfth of what recurs every year."""
    if "mrr" in columns:
        return {}
    if "amount" not in columns and (yearly := called(head, _YEARLY)):
        return {"mrr": f"{quoted(yearly)} / 12"}
    found = length_of_interval(head, columns)
    return found or ({} if "interval" in columns else _interval_by_words(head, columns))


def _interval_by_words(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """The only column of nothing but words of intervals, such as `Annual` below `Billing`; else the plans."""
    plan = columns.get("plan", "")
    free = [one for one in head.columns if one not in columns.values()]
    for headers in (free, [plan] if plan else []):
        told = [one for one in headers if _are_intervals(head.rows[one].drop_nulls().unique().to_list())]
        if len(told) == 1:
            return {"interval": told[0]}
    return {}


def _are_intervals(texts: Sequence[str]) -> bool:
    return bool(texts) and all(
        len(text) <= _LONGEST_PLAN and not text.isdigit() and months_of(text) in _BILLED for text in texts
    )


def length_of_interval(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """The interval of subscriptions where its number and its unit stand in two columns: `2` and `month`."""
    spoken = [one for one in head.columns if speaks_of(one, _INTERVALS) and head.cells(one).filled]
    units = [one for one in spoken if all(map(_is_unit, head.rows[one].drop_nulls().unique()))]
    numbers = [one for one in spoken if head.rows[one].drop_nulls().str.contains(r"^\d{1,3}$").all()]
    if len(units) != 1 or len(numbers) != 1 or "mrr" in columns:
        return {}
    return {"interval": f"CONCAT_WS(' ', {quoted(numbers[0])}, {quoted(units[0])})"}


def _is_unit(text: str) -> bool:
    return not any(map(str.isdigit, text)) and months_of(text) is not None


def one_a_row(_: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """Events that name what happened and no count are one each."""
    return {"value": "1"} if "metric" in columns and "value" not in columns else {}


def kind_of_survey(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """The kind of survey that the name of the file or the header of its score speaks of."""
    if "kind" in columns:
        return {}
    said = [*head.file.names, columns.get("score", "")]
    for name in said:
        for word in words(name):
            if word in _KINDS:
                return {"kind": f"'{_KINDS[word]}'"}
    return {"kind": "'nps'"} if speaks_of(columns.get("score", ""), RECOMMEND) else {}


def quoted(header: str) -> str:
    """A header as SQL writes it."""
    return '"' + header.replace('"', '""') + '"'


def called(head: Head, names: Iterable[str]) -> str | None:
    """The first of these names, in comparable form, that a column has: its header."""
    by_plain = {plain(header): header for header in reversed(head.columns)}
    return next((by_plain[name] for name in names if name in by_plain), None)
