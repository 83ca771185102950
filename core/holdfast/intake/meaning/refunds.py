"""Refunds come off the amount: `amount` of an order is what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.parse.numbers import DecimalSign, parse_decorated
from holdfast.intake.wording import count
from holdfast.money import from_units, units
from holdfast.schema.receipt import Finding

if TYPE_CHECKING:
    from holdfast.intake.finish.draft import Draft
    from holdfast.intake.meaning.places import Places

_OUR_OWN: Final = ("amount", "refunded")
_SAMPLE: Final = 200
_DECIMALS: Final[tuple[DecimalSign, ...]] = (".", ",")


def refunds_off(draft: Draft, places: Places) -> tuple[Draft, list[Finding]]:
    """Orders with the refunded amount taken off, down to nothing.

    A file whose columns carry the names of this table (`amount`, `refunded`) keeps to what they say: its
    amounts are net of refunds. So does one with an order of nothing that had money refunded, one with a
    column that is amount and refund together, and one whose amount is worked out by the mapping.
    """
    if draft.table != "orders" or "refunded" not in draft.frame.columns:
        return draft, []
    given = pl.col("refunded").fill_null(0).abs()
    before = [
        file for file in draft.frame[FILE].unique().to_list() if _is_before_refunds(draft, file, places)
    ]
    off = pl.col(FILE).is_in(before) & (given > 0) & (pl.col("amount") > 0)
    touched = draft.frame.filter(off)
    if touched.is_empty():
        return draft, []
    left = pl.when(off).then((pl.col("amount") - given).clip(lower_bound=0)).otherwise(pl.col("amount"))
    taken = int(touched.select(pl.min_horizontal("amount", given).sum()).item())
    headers = (places.header(before[0], "refunded"), places.header(before[0], "amount"))
    return draft.with_frame(draft.frame.with_columns(left.alias("amount"))), [
        Finding(
            "info",
            "orders",
            f"{headers[0]} is taken off {headers[1]} in {count(touched.height, 'row')}, "
            f"{units(taken):,.2f} together",
        )
    ]


def _is_before_refunds(draft: Draft, file: int, places: Places) -> bool:
    if "amount" not in places.columns[file] or "refunded" not in places.columns[file]:
        return False
    if tuple(places.header(file, name) for name in _OUR_OWN) == _OUR_OWN:
        return False
    own = draft.frame.filter((pl.col(FILE) == file) & (pl.col("refunded").abs() > 0)).head(_SAMPLE)
    if own.is_empty() or own.select((pl.col("amount") == 0).any()).item():
        return False
    return not _adds_up(own, places.beside(file, own[ROW].to_list()))


def _adds_up(own: pl.DataFrame, beside: pl.DataFrame) -> bool:
    """Whether a column beside them is, in every row, the amount with refund (and discount) put back."""
    discount = pl.col("discount").fill_null(0).abs() if "discount" in own.columns else pl.lit(0)
    back = pl.col("amount") + pl.col("refunded").abs()
    rows = own.select(ROW, whole=back, undiscounted=back + discount).join(
        beside, on=ROW, maintain_order="left"
    )
    for header in beside.columns[1:]:
        for decimal in _DECIMALS:
            before = from_units(parse_decorated(pl.col(header), decimal))
            for total in ("whole", "undiscounted"):
                if rows.select((before == pl.col(total)).fill_null(value=False).all()).item():
                    return True
    return False
