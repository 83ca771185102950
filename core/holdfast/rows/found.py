"""Where each of many ids stands in a list of ids, and whether any stands twice."""

from __future__ import annotations

from typing import Final

import polars as pl

from holdfast.rows.numbered import filled

_ROUNDS: Final = 6
"""Each leaves some tenth of the list without a place: six place a million. What is left then is joined."""
_SPARSE_BITS: Final = 2
"""Four to eight places for each known id: with more of them the table leaves the processor's cache."""
_MOST_BITS: Final = 26
_FEW_KNOWN: Final = 100
"""Where there are so many times fewer, a set of them stays in the processor's cache."""


def rows_of_ids(ids: pl.Series, known: pl.Series) -> pl.Series:
    """The row of `known` at which each id stands, UInt32; null for null and for what is not known.

    `known`: ids without null, each once. An id is looked for at the place its hash gives, and what is found
    there is compared with it: a hash alone never decides. Of known ids that share a place one has it, and the
    others get a table of their own. A join of ten million ids on a million takes several times as long.
    """
    # In one piece: of many, every look would first have to find the right one, seven times the work.
    known = known.rechunk()
    rows, is_right, lost = _guessed(ids, known, 0)
    if is_right.all():
        return rows
    found = pl.select(pl.when(is_right).then(rows)).to_series()
    is_sought = ~is_right & ids.is_not_null()
    sought, ids = is_sought.arg_true(), ids.filter(is_sought)
    numbers, known = lost.arg_true(), known.filter(lost)
    for seed in range(1, _ROUNDS):
        if not numbers.len() or not sought.len():
            return found
        rows, is_right, lost = _guessed(ids, known, seed)
        found = found.scatter(sought.filter(is_right), numbers.gather(rows.filter(is_right)))
        sought, ids = sought.filter(~is_right), ids.filter(~is_right)
        numbers, known = numbers.filter(lost), known.filter(lost)
    return found.scatter(sought, _joined(ids, known, numbers))


def not_among(ids: pl.Series, known: pl.Series) -> pl.Series:
    """The ids that are not among those `known`, each as often as it stands; null is left out."""
    if known.len() * _FEW_KNOWN < ids.len():
        return ids.filter(~ids.is_in(known.implode()))
    return ids.filter(rows_of_ids(ids, known).is_null()).drop_nulls()


def _guessed(ids: pl.Series, known: pl.Series, seed: int) -> tuple[pl.Series, pl.Series, pl.Series]:
    """A row of `known` for every id, whether it is that of this id, and which rows have lost their place."""
    if not known.len():
        nothing = filled(None, ids.len(), pl.UInt32)
        return nothing, nothing.is_not_null(), filled(value=False, height=0, dtype=pl.Boolean)
    bits = min(known.len().bit_length() + _SPARSE_BITS, _MOST_BITS)
    places = _places(known, seed, bits)
    own = pl.int_range(known.len(), dtype=pl.UInt32, eager=True)
    table = filled(0, 1 << bits, pl.UInt32).scatter(places, own)
    rows = table.gather(_places(ids, seed, bits))
    return rows, (known.gather(rows) == ids).fill_null(value=False), table.gather(places) != own


def _joined(ids: pl.Series, known: pl.Series, numbers: pl.Series) -> pl.Series:
    """The numbers of ids by a join: for hashes that come out alike round after round."""
    # Of an id that stands twice the last row, as the scatter of `_guessed` leaves it.
    listed = pl.DataFrame({"id": known, "row": numbers}).unique("id", keep="last", maintain_order=True)
    return (
        ids.alias("id").to_frame().join(listed, on="id", how="left", maintain_order="left").get_column("row")
    )


def _places(ids: pl.Series, seed: int, bits: int) -> pl.Series:
    return (ids.hash(seed) & ((1 << bits) - 1)).cast(pl.UInt32)


def all_differ(ids: pl.Series) -> bool:
    """Whether no value stands twice, null counted as one.

    Of rising ids, as most exports have them, only neighbours can be the same. Where all hashes differ so do
    the values, and to count hashes takes a fifth of the time (0.6 s where ten million ids take 3.3); hashes
    that are the same decide nothing.
    """
    if not ids.null_count() and ids.is_sorted():
        return not (ids == ids.shift()).any()
    return ids.hash().n_unique() == ids.len() or ids.n_unique() == ids.len()
