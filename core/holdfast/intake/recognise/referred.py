"""Lists that other files refer to: whose ids they name, their rows are; words of statuses by their codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.recognise.synonyms import columns_for, plain, words
from holdfast.intake.recognise.weigh.candidates import Candidate, kind_elsewhere
from holdfast.intake.recognise.weigh.computed import quoted, whole_name
from holdfast.intake.recognise.weigh.readings import signs, speaks_of
from holdfast.intake.recognise.weigh.wording import status_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.weigh.head import Head

_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "customers": ("customer_id",),
    "reps": ("rep_id", "owner_rep_id"),
}
"""Lists, and the columns of other tables that name their rows."""
_STATUSES: Final = ("status", "state", "etat", "stato", "estado")
_WORDS: Final = (
    "name",
    "label",
    "title",
    "description",
    "bezeichnung",
    "libelle",
    "nome",
    "nombre",
    "status",
)
_FEWEST: Final = 2
"""Different ids that have to be found: one alone may be there by chance."""


def referred_lists(choices: Sequence[Choice]) -> list[Choice]:
    """The choices with lists that nothing else told of: their ids are those that other files name.

    Every id of the other files must stand in one column of the list, which repeats none. Only a list that
    was read whole can be told so, and only where no other file is that list. Mere numbers tell nothing: those
    of products are the same.
    """
    found = list(choices)
    for table, columns in _LISTS.items():
        if any(choice.table == table for choice in found):
            continue
        named = _named(found, columns)
        told = [(choice, header) for choice in found if (header := _key_of(table, choice, named))]
        if len(told) == 1:
            choice, header = told[0]
            found[found.index(choice)] = replace(choice, candidate=_as_list(table, choice.head, header))
    return found


def _named(choices: Sequence[Choice], columns: Sequence[str]) -> pl.Series:
    """The different ids that the recognised files have in these columns."""
    parts = [
        choice.head.rows[choice.candidate.columns[name]]
        for choice in choices
        if choice.candidate is not None
        for name in columns
        if name in choice.candidate.columns
    ]
    return pl.concat([pl.Series(dtype=pl.String), *parts]).drop_nulls().unique()


def _key_of(table: str, choice: Choice, named: pl.Series) -> str:
    """The header of a list that is nothing yet below which all these ids stand, each once, or ""."""
    if choice.table or choice.claims or not choice.head.whole or kind_elsewhere(choice.head):
        return ""
    if any(speaks_of(header, signs()[table].against) for header in choice.head.columns):
        return ""
    if named.len() < _FEWEST or not named.str.contains(r"\p{L}").all():
        return ""
    for header in choice.head.columns:
        if choice.head.is_unique(header) and named.is_in(choice.head.rows[header].implode()).all():
            return header
    return ""


def _as_list(table: str, head: Head, header: str) -> Candidate:
    key = "customer_id" if table == "customers" else "rep_id"
    columns = {
        name: own for name, own in columns_for(table, head.columns, head.fits).items() if own != header
    }
    derive = whole_name(head, columns)
    columns = {key: header, **{name: own for name, own in columns.items() if name not in (key, *derive)}}
    if "name" not in columns and "name" not in derive:
        columns["name"] = header
    why = f'the other files name its "{header}"'
    return Candidate(table, columns, (), 0.0, (why,), named=False, derive=derive)


def statuses_by_code(choices: Sequence[Choice]) -> list[Choice]:
    """The choices with orders whose status is a number, told by the table that has its words.

    Without such a table the numbers themselves are the status: what each means is asked.
    """
    return [_told_by_code(choice, choices) for choice in choices]


def _told_by_code(choice: Choice, choices: Sequence[Choice]) -> Choice:
    found = choice.candidate
    if (
        found is None
        or found.table not in ("orders", "invoices")
        or {"status", "payment_status"} & set(found.columns)
    ):
        return choice
    code = status_code(choice.head)
    if not code or "status" in found.derive:
        return choice
    known = next(
        (told for other in choices if not other.table and (told := _words_of_codes(other.head, code))), None
    )
    if known is None:
        return replace(choice, candidate=replace(found, columns={**found.columns, "status": code}))
    cases = " ".join(f"WHEN {_literal(number)} THEN {_literal(word)}" for number, word in known.items())
    as_words = f"CASE {quoted(code)} {cases} ELSE {quoted(code)} END"
    why = (*found.why, f'the words of "{code}" stand in another table')
    return replace(choice, candidate=replace(found, derive={**found.derive, "status": as_words}, why=why))


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _words_of_codes(head: Head, code: str) -> Mapping[str, str] | None:
    """Number → word of a small table of statuses whose key is called as the code is, or is its id."""
    of_statuses = any(word.startswith(_STATUSES) for word in words(head.file.stem) + words(head.file.name))
    key = next(
        (one for one in head.columns if one == code or (of_statuses and plain(one) in ("id", "code"))), None
    )
    named = next((one for one in head.columns if plain(one) in _WORDS), None)
    if key is None or named is None or not head.whole or not of_statuses:
        return None
    pairs = head.rows.select(key, named).drop_nulls().unique(key, keep="first", maintain_order=True)
    return dict(pairs.iter_rows())
