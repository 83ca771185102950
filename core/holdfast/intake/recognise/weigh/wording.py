"""Columns that are told by their words, whatever they are called: statuses, and marks of what is no sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.intake.recognise.synonyms import choices
from holdfast.intake.recognise.weigh.readings import speaks_of
from holdfast.words.statuses import status_columns, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.intake.recognise.weigh.head import Head
    from holdfast.words.statuses import StatusColumn

_READ: Final = ("orders", "invoices", "subscriptions")
"""Tables whose status decides what counts."""
_MOST_WORDS: Final = 12
_MOSTLY: Final = 0.6
"""Share of the different words that must be listed."""
_DEALINGS: Final = (
    *("order", "sale", "purchase", "transaction", "payment", "booking", "bestell", "auftrag", "zahlung"),
    *("commande", "vente", "paiement", "ordin", "vendit", "pagament", "pedido", "venta", "pago"),
)
"""Words for a sale itself: beside `Cancelled order`, any other kind of order is a status too."""
_NO_SALE: Final = frozenset(
    words_of(name)
    for name in (
        *(
            "test",
            "is test",
            "test order",
            "test mode",
            "cancelled",
            "canceled",
            "is cancelled",
            "is canceled",
        ),
        *(
            "fully refunded",
            "rejected",
            "declined",
            "void",
            "voided",
            "is void",
            "deleted",
            "is deleted",
            "draft",
            "is draft",
            "storno",
            "storniert",
        ),
        *("gelöscht", "entwurf", "annulé", "annulée", "supprimé", "brouillon", "annullato", "annullata"),
        *("eliminato", "bozza", "anulado", "anulada", "cancelado", "eliminado", "borrador", "prueba"),
    )
)
"""Headers of columns that say yes where a row is no sale."""
_GIVEN_BACK: Final = frozenset(
    words_of(name)
    for name in (
        *("refunded", "is refunded", "returned", "is returned", "erstattet", "remboursé", "remboursée"),
        *("rimborsato", "rimborsata", "reembolsado", "devuelto"),
    )
)
"""The same, unless an amount or another mark beside it says how much was given back."""
_CODES: Final = frozenset(
    words_of(name)
    for name in (
        "order status id",
        "order_status_id",
        "status id",
        "status_id",
        "state id",
        "state_id",
        "statusid",
        "orderstatusid",
        "current state",
        "current_state",
        "status code",
        "status_code",
        "id_order_state",
        "order state id",
    )
)
"""Headers of numbers that another table has the words of."""
_GOING_ON: Final = ("active", "aktiv", "actif", "attivo", "activo", "suspended")
_YES: Final = (
    "yes",
    "y",
    "true",
    "t",
    "1",
    "x",
    "ja",
    "j",
    "wahr",
    "oui",
    "o",
    "vrai",
    "sì",
    "si",
    "s",
    "sí",
    "vero",
)
_SAID: Final = ("canceled", "cancelled", "void", "voided", "rejected", "declined", "deleted", "draft")
"""The word of the header itself, where it stands in place of a yes."""
_NO: Final = ("no", "n", "false", "f", "0", "-", "nein", "falsch", "non", "faux", "falso", "")


def status_by_words(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The status where no header says so: few different words, most of them listed, one of which decides."""
    if table in _READ and "status" in columns and head.cells(columns["status"]).numbers == 1:
        return _beside_codes(table, columns, head)
    if table not in _READ or "status" in columns or "payment_status" in columns:
        return {}
    if "document_type" in columns and _are_documents(columns["document_type"], head):
        return {}
    known = status_columns()[table, "status"]
    for header in head.columns:
        cells = head.cells(header)
        if (
            header in columns.values()
            or not 0 < cells.distinct <= _MOST_WORDS
            or cells.numbers
            or cells.dates
        ):
            continue
        if 2 * cells.filled <= head.rows.height:
            continue
        means = {word: known.meaning_of(word) for word in head.rows[header].drop_nulls().unique()}
        listed = [word for word, meaning in means.items() if meaning or speaks_of(word, _DEALINGS)]
        decides = any(meaning not in known.counted for meaning in means.values() if meaning)
        if decides and len(listed) >= _MOSTLY * len(means):
            return {"status": header}
    return {}


def _beside_codes(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """The status in words, where it stands beside its number under a header of its own."""
    known = status_columns()[table, "status"]
    for header in choices(table, "status", head.columns):
        told = head.rows[header].drop_nulls().unique()
        if header not in columns.values() and any(map(known.meaning_of, told.head(_MOST_WORDS))):
            return {"status": header}
    return {}


def _are_documents(header: str, head: Head) -> bool:
    """Whether most words of a column are kinds of documents: then no other has to say what counts."""
    known, told = status_columns()["orders", "document"], head.rows[header].drop_nulls().unique()
    listed = sum(known.meaning_of(word) is not None for word in told.head(_MOST_WORDS))
    return told.len() <= _MOST_WORDS and listed >= _MOSTLY * max(told.len(), 1)


def status_code(head: Head) -> str:
    """The header below which the status of an order stands as a number, or ""."""
    return next((one for one in head.columns if words_of(one) in _CODES and head.cells(one).numbers == 1), "")


def marked_no_sale(table: str, columns: Mapping[str, str], head: Head) -> dict[str, str]:
    """Header or SQL of `voided`: yes where one of the columns of marks says yes."""
    if table not in ("orders", "invoices"):
        return {}
    marks = _marks(_NO_SALE, head)
    if not marks and "refunded" not in columns:
        marks = _marks(_GIVEN_BACK, head)
    if len(marks) < 2:
        return {"voided": marks[0]} if marks else {}
    said = ", ".join(f"'{word}'" for word in (*_YES, *_SAID))
    any_of_them = " OR ".join(f"LOWER({_quoted(mark)}) IN ({said})" for mark in marks)
    return {"voided": f"CASE WHEN {any_of_them} THEN 'yes' ELSE 'no' END"}


def _marks(called: frozenset[tuple[str, ...]], head: Head) -> list[str]:
    return [one for one in head.columns if words_of(one) in called and _says_yes_or_no(one, head)]


def ended_by_words(head: Head, columns: Mapping[str, str]) -> dict[str, str]:
    """Header or SQL of how deals ended where a column of won and lost tells it and the stage does not."""
    if "is_won" in columns or "is_closed" in columns:
        return {}
    known = status_columns()["opportunities", "stage"]
    stage = columns.get("stage", "")
    if stage and set(_ended(stage, head, known)) & {"won", "lost"}:
        return {}
    for header in head.columns:
        if header in columns.values() or not 0 < head.cells(header).distinct <= _MOST_WORDS:
            continue
        means = _ended(header, head, known)
        if not {"won", "lost"} & set(means) or "" in means:
            continue
        if not stage:
            return {"stage": header}
        words = {meaning: means[meaning] for meaning in ("won", "lost") if meaning in means}
        closed = _is_one_of(header, [word for said in words.values() for word in said])
        return {"is_closed": closed, "is_won": _is_one_of(header, words.get("won", ["\x00"]))}
    return {}


def _ended(header: str, head: Head, known: StatusColumn) -> dict[str, list[str]]:
    """The words of a column by what they mean of a deal, "" for those that nobody knows."""
    found: dict[str, list[str]] = {}
    for word in head.rows[header].drop_nulls().unique().sort():
        found.setdefault(
            known.meaning_of(word) or ("open" if word.casefold() in _GOING_ON else ""), []
        ).append(word)
    return found


def _is_one_of(header: str, words: Iterable[str]) -> str:
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"CASE WHEN {_quoted(header)} IN ({listed}) THEN 'true' ELSE 'false' END"


def _says_yes_or_no(header: str, head: Head) -> bool:
    told = {word.casefold() for word in head.rows[header].drop_nulls().unique()}
    return bool(told) and told <= {*_YES, *_NO, *_SAID}


def _quoted(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'
