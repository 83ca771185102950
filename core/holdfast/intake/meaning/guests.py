"""Guests: an id that a till or shop gives to everybody it does not know is nobody."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import polars as pl
import tomli

from holdfast.intake.meaning.ids import without_places
from holdfast.intake.wording import count, listing
from holdfast.money import units
from holdfast.schema.receipt import Finding
from holdfast.words.folding import fold, folded
from holdfast.words.statuses import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.meaning.ids import Ids

_BOUGHT: Final = ("orders", "invoices")
"""Tables of what was bought: there a row without a customer still is a row."""

_LONGEST: Final = 40


def without_guests(
    drafts: Sequence[TableDraft], ids: Sequence[Ids]
) -> tuple[list[TableDraft], list[Finding]]:
    """Rows of guests without customer, said with their number; the list of customers without them.

    `ids`: those of customers in every draft, expected where a list has them. Who is listed under a name of
    his own is a customer, whatever the id; what is listed as a guest is none.
    """
    lists = [draft for draft in drafts if draft.table == "customers"]
    are_guests = [_are_guests(draft) for draft in lists]
    none = pl.Series("customer_id", dtype=pl.String)
    guests = [
        none,
        *(draft.frame.filter(them)["customer_id"] for draft, them in zip(lists, are_guests, strict=True)),
    ]
    kept = {id(draft): draft.leave_out(them) for draft, them in zip(lists, are_guests, strict=True)}
    customers = pl.concat([none, *(draft.frame["customer_id"] for draft in kept.values())])
    found: list[Finding] = []
    done = []
    for draft, known in zip(drafts, ids, strict=True):
        one = kept.get(id(draft))
        if one is None:
            one, said = _unnamed(draft, known, customers, pl.concat(guests))
            found += said
        done.append(one)
    return done, found


def _are_guests(draft: TableDraft) -> pl.Expr:
    column = "name" if "name" in draft.frame.columns else "customer_id"
    return pl.col(column).is_in(_meant(draft.frame[column], _is_listed)).fill_null(value=False)


def _unnamed(
    draft: TableDraft, ids: Ids, customers: pl.Series, guests: pl.Series
) -> tuple[TableDraft, list[Finding]]:
    """A draft of what was bought, whose guests are nobody."""
    if draft.table not in _BOUGHT or "customer_id" not in draft.frame.columns:
        return draft, []
    # Of those whom a list has, only the ones whom it has as guests are none.
    meant = _meant(ids.others, lambda value: _is_nought(value) or _is_listed(value))
    if guests.len():
        meant += guests.filter(guests.is_in(ids.expected.implode())).to_list()
    if not meant:
        return draft, []
    possible = pl.Series(meant, dtype=pl.String)
    words = sorted(possible.filter(~possible.is_in(customers.implode())).unique())
    if not words:
        return draft, []
    guest = pl.col("customer_id").is_in(words)
    rows = draft.frame.filter(guest)
    told = f", {units(int(rows['amount'].sum())):,.2f} together" if "amount" in rows.columns else ""
    nobody = pl.when(~guest).then("customer_id").alias("customer_id")
    quoted = listing(f"'{word}'" for word in words)
    return draft.with_frame(without_places(draft.frame.with_columns(nobody), "customer_id")), [
        Finding(
            "warning",
            draft.table,
            f"{count(rows.height, 'row')} of guests ({quoted}){told} "
            f"{'belongs' if rows.height == 1 else 'belong'} to no customer: read, but in no figure",
        )
    ]


def _meant(values: pl.Series, wanted: Callable[[str], bool]) -> list[str]:
    """The values that are wanted. Only few can be: the others are not looked at one by one."""
    value = pl.col(values.name)
    spoken = value.str.contains_any(list(_first_words()), ascii_case_insensitive=True)
    possible = (value.str.len_chars() <= _LONGEST) & (spoken | ~value.str.contains(r"[^0.]"))
    few = values.drop_nulls().to_frame().filter(possible)
    # "no" and "pos" stand in a third of all names: cut into words one by one, a million took 5 s.
    letters = folded(few.get_column(values.name)).str.replace_all(r"[^\p{L}\p{N}]", "")
    is_nought = ~value.str.contains(r"[^0.]")
    told = few.filter(letters.is_in(_bare_phrases()) | few.select(is_nought).to_series())
    return [text for text in told.get_column(values.name) if wanted(text)]


@cache
def _bare_phrases() -> tuple[str, ...]:
    """The phrases without whatever stands between their words."""
    return tuple("".join(words) for words in _listed())


@cache
def _first_words() -> frozenset[str]:
    """A word of each phrase as it may be written: one of them stands in every value that is meant."""
    firsts = {phrase.lower().replace("-", " ").split()[0] for phrase in _phrases()}
    return frozenset(form for word in firsts for form in (word, fold(word), word.upper()))


def _is_nought(value: str) -> bool:
    return bool(value) and not value.strip("0.")


def _is_listed(value: str) -> bool:
    return words_of(value) in _listed()


@cache
def _listed() -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(phrase) for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    text = resources.files("holdfast.intake.meaning").joinpath("guests.toml").read_text(encoding="utf-8")
    return tuple(phrase for phrases in tomli.loads(text).values() for phrase in phrases)
