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
    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.meaning.places import Places

_OUR_OWN: Final = ("amount", "refunded")
_SAMPLE: Final = 200
_DECIMALS: Final[tuple[DecimalSign, ...]] = (".", ",")


def refunds_off(draft: TableDraft, places: Places) -> tuple[TableDraft, list[Finding]]:
    """Orders with the refunded amount taken off, down to nothing.

    A file whose columns carry the names of this table (`amount`, `refunded`) keeps to what they say: its
    amounts are net of refunds. So are those of a file where orders of nothing had money refunded and none was
    refunded what it came to, or with a column that is amount and refund together; that is said. What a
    mapping works out is left as it is.
    """
    if draft.table != "orders" or "refunded" not in draft.frame.columns:
        return draft, []
    given = pl.col("refunded").fill_null(0).abs()
    before, net = list[int](), list[int]()
    for file in draft.frame[FILE].unique().sort().to_list():
        refunds = _refunds(draft, file, places)
        if refunds is not None and not refunds.is_empty():
            (net if _are_off(refunds, file, places) else before).append(file)
    said = [_said_net(file, places) for file in net]
    off = pl.col(FILE).is_in(before) & (given > 0) & (pl.col("amount") > 0)
    touched = draft.frame.filter(off)
    if touched.is_empty():
        return draft, said
    left = pl.when(off).then((pl.col("amount") - given).clip(lower_bound=0)).otherwise(pl.col("amount"))
    taken = int(touched.select(pl.min_horizontal("amount", given).sum()).item())
    headers = (places.header(before[0], "refunded"), places.header(before[0], "amount"))
    told = f"{headers[0]} is taken off {headers[1]} in {count(touched.height, 'row')}"
    said.append(Finding("info", "orders", f"{told}, {units(taken):,.2f} together"))
    return draft.with_frame(draft.frame.with_columns(left.alias("amount"))), said


def _said_net(file: int, places: Places) -> Finding:
    amount, refunded = places.header(file, "amount"), places.header(file, "refunded")
    return Finding(
        "info", "orders", f"{places.files[file]}: {refunded} is off {amount} already, as the sums in it show"
    )


def _refunds(draft: TableDraft, file: int, places: Places) -> pl.DataFrame | None:
    """The first rows of a file with a refund; None where its amounts are net by their names or worked out."""
    if "amount" not in places.columns[file] or "refunded" not in places.columns[file]:
        return None
    if tuple(places.header(file, name) for name in _OUR_OWN) == _OUR_OWN:
        return None
    return draft.frame.filter((pl.col(FILE) == file) & (pl.col("refunded").abs() > 0)).head(_SAMPLE)


def _are_off(refunds: pl.DataFrame, file: int, places: Places) -> bool:
    nothing, whole = refunds.select(
        (pl.col("amount") == 0).any().alias("nothing"),
        (pl.col("amount") == pl.col("refunded").abs()).any().alias("whole"),
    ).row(0)
    return (nothing and not whole) or _adds_up(refunds, places.beside(file, refunds[ROW].to_list()))


def _adds_up(refunds: pl.DataFrame, beside: pl.DataFrame) -> bool:
    """Whether a column beside them is, in every row, the amount with refund (and discount) put back."""
    discount = pl.col("discount").fill_null(0).abs() if "discount" in refunds.columns else pl.lit(0)
    back = pl.col("amount") + pl.col("refunded").abs()
    rows = refunds.select(ROW, whole=back, undiscounted=back + discount).join(
        beside, on=ROW, maintain_order="left"
    )
    for header in beside.columns[1:]:
        for decimal in _DECIMALS:
            before = from_units(parse_decorated(pl.col(header), decimal))
            for total in ("whole", "undiscounted"):
                if rows.select((before == pl.col(total)).fill_null(value=False).all()).item():
                    return True
    return False
