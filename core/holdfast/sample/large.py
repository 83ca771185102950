"""A large, plain book for measuring speed: customers, orders, reps and assignments of any number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.sample.firm.account import END, START
from holdfast.sample.firm.names import INDUSTRIES

if TYPE_CHECKING:
    from pathlib import Path

Format = Literal["parquet", "csv"]

_PRIME: Final = 2_147_483_647
_DAYS: Final = (END - START).days
_STEMS: Final = ("Amberlo", "Brevik", "Corvane", "Drumel", "Estuna", "Falkone", "Grevino", "Hollun", "Istrel")
_REGIONS: Final = ("Nordics", "DACH", "France & Benelux", "Baltics & Poland")
_SEGMENTS: Final = ("SMB", "SMB", "SMB", "Mid-market", "Mid-market", "Enterprise")
_TIERS: Final = ("C", "C", "C", "B", "B", "A")
_SOURCES: Final = ("referral", "trade fair", "website", "outbound")

SETTINGS: Final = """\
# A synthetic book for measuring speed. Every name and figure is invented.
[book]
name = "Large book (synthetic)"
currency = "EUR"
"""


@dataclass(frozen=True)
class _Streams:
    """Evenly spread numbers in [0, 1) as polars expressions, one stream per purpose.

    Multiplication modulo a prime with folding in between, all below 2^62: the numbers do not depend on
    how a version of polars hashes or shuffles.
    """

    seed: int

    def of(self, index: pl.Expr, purpose: int) -> pl.Expr:
        """The stream of that purpose at each index (any integer below 2^31)."""
        x = (index.cast(pl.Int64) + (self.seed * 7_919 + purpose * 104_729 + 1)) % _PRIME
        for factor in (48_271, 69_621, 39_373):
            x = x * factor % _PRIME
            x = (x ^ (x // 32_768)) % _PRIME
        return x / _PRIME

    def whole(self, index: pl.Expr, purpose: int, count: int) -> pl.Expr:
        """A whole number from 0 to count - 1 (Int64)."""
        return (self.of(index, purpose) * count).floor().cast(pl.Int64)

    def choice(self, index: pl.Expr, purpose: int, choices: tuple[str, ...]) -> pl.Expr:
        """One of the words."""
        number = self.whole(index, purpose, len(choices))
        return number.replace_strict(dict(enumerate(choices)), return_dtype=pl.String)


@dataclass(frozen=True)
class _World:
    """How customers live, as expressions over the customer's number; days count from START."""

    streams: _Streams
    reps: int

    def first_day(self, customer: pl.Expr) -> pl.Expr:
        """Two in five were there from the beginning; the others arrive later."""
        there = self.streams.of(customer, 1) < 0.4
        later = self.streams.whole(customer, 2, _DAYS - 60)
        return pl.when(there).then(self.streams.whole(customer, 3, 30)).otherwise(later)

    def last_day(self, customer: pl.Expr) -> pl.Expr:
        """A third leave at some point after their first day."""
        first = self.first_day(customer)
        left = first + (self.streams.of(customer, 5) * (_DAYS - first)).floor().cast(pl.Int64)
        return pl.when(self.streams.of(customer, 4) < 0.33).then(left).otherwise(pl.lit(_DAYS))

    def home_rep(self, customer: pl.Expr) -> pl.Expr:
        """The rep who serves the customer first."""
        return self.streams.whole(customer, 6, self.reps)

    def departure(self, rep: pl.Expr) -> pl.Expr:
        """The day a rep leaves: one in ten does; null for the others."""
        return pl.when(rep % 10 == 3).then(500 + self.streams.whole(rep, 7, 500))


def write_large(
    folder: Path, customers: int, orders: int, seed: int, file_format: Format = "parquet"
) -> None:
    """Write customers, reps, assignments and orders into `folder`, which is created.

    The same numbers and seed give the same rows. Raises ValueError for fewer than one customer or order.
    """
    if customers < 1 or orders < 1:
        raise ValueError("a book needs at least one customer and one order")
    folder.mkdir(parents=True, exist_ok=True)
    world = _World(_Streams(seed), max(10, min(500, customers // 400)))
    (folder / "holdfast.toml").write_text(SETTINGS, encoding="utf-8", newline="\n")
    for name, frame in (
        ("customers", _customers(world, customers)),
        ("reps", _reps(world)),
        ("assignments", _assignments(world, customers)),
        ("orders", _orders(world, customers, orders)),
    ):
        _write(frame, folder / f"{name}.{file_format}", file_format)


def _write(frame: pl.LazyFrame, path: Path, file_format: Format) -> None:
    if file_format == "parquet":
        frame.sink_parquet(path)
    else:
        frame.sink_csv(path)


def _numbered(name: str, count: int) -> pl.LazyFrame:
    return pl.LazyFrame({name: pl.int_range(count, dtype=pl.Int64, eager=True)})


def _id(letter: str, number: pl.Expr, digits: int) -> pl.Expr:
    return pl.concat_str(pl.lit(letter), number.cast(pl.String).str.zfill(digits))


def _day(number: pl.Expr) -> pl.Expr:
    return pl.lit(START) + pl.duration(days=number)


def _customers(world: _World, count: int) -> pl.LazyFrame:
    number = pl.col("number")
    draw = world.streams
    industry = draw.choice(number, 12, INDUSTRIES)
    stem = draw.choice(number, 11, _STEMS)
    return _numbered("number", count).select(
        customer_id=_id("C", number, 7),
        name=pl.concat_str(stem, industry, number.cast(pl.String), separator=" "),
        segment=draw.choice(number, 13, _SEGMENTS),
        tier=draw.choice(number, 14, _TIERS),
        industry=industry,
        region=draw.choice(number, 15, _REGIONS),
        created=_day(world.first_day(number)),
        source=draw.choice(number, 16, _SOURCES),
    )


def _reps(world: _World) -> pl.LazyFrame:
    number = pl.col("number")
    left = world.departure(number)
    return _numbered("number", world.reps).select(
        rep_id=_id("R", number, 3),
        name=pl.concat_str(pl.lit("Rep "), number.cast(pl.String)),
        hire_date=_day(-world.streams.whole(number, 21, 1_500)),
        end_date=_day(left),
        end_type=pl.when(left.is_not_null()).then(pl.lit("voluntary")),
        team=pl.concat_str(pl.lit("Team "), (number // 8).cast(pl.String)),
    )


def _assignments(world: _World, count: int) -> pl.LazyFrame:
    """One open assignment each; where the rep left, it ends and four in five have a successor."""
    number, rep = pl.col("number"), pl.col("rep")
    everyone = _numbered("number", count).with_columns(
        rep=world.home_rep(number), first=world.first_day(number)
    )
    everyone = everyone.with_columns(left=world.departure(rep)).with_columns(
        moved=(pl.col("left").is_not_null() & (pl.col("first") < pl.col("left")))
    )
    # Who arrives after the departure starts with the successor.
    late = pl.col("left").is_not_null() & ~pl.col("moved")
    first = everyone.select(
        "number",
        rep=rep + late.cast(pl.Int64),
        start="first",
        end=pl.when(pl.col("moved")).then(pl.col("left")),
    )
    second = everyone.filter(pl.col("moved") & (world.streams.of(number, 31) < 0.8)).select(
        "number", rep=rep + 1, start="left", end=pl.lit(None, dtype=pl.Int64)
    )
    return (
        pl.concat([first, second])
        .sort("number", "start")
        .select(
            customer_id=_id("C", number, 7),
            rep_id=_id("R", rep % world.reps, 3),
            start=_day(pl.col("start")),
            end=_day(pl.col("end")),
        )
    )


def _orders(world: _World, customers: int, count: int) -> pl.LazyFrame:
    """Orders by day. A few customers order often and many rarely: the most frequent 30 times the rarest."""
    draw = world.streams
    number, customer = pl.col("number"), pl.col("customer")
    u = draw.of(number, 41)
    drawn = _numbered("number", count).select(
        "number", customer=((0.08 * u + 0.92 * u * u * u) * customers).floor().cast(pl.Int64)
    )
    first = world.first_day(customer)
    span = world.last_day(customer) - first + 1
    spread = 0.3 + 2.4 * draw.of(customer, 43)
    size = 5_000 + 95_000 * draw.of(number, 44)
    compact = drawn.select(
        "number",
        customer=customer.cast(pl.Int32),
        day=(first + (draw.of(number, 42) * span).floor().cast(pl.Int64)).cast(pl.Int32),
        cents=(size * spread).round().cast(pl.Int32),
    ).sort("day", "number")
    rep = world.home_rep(customer)
    left = world.departure(rep)
    moved = (left.is_not_null() & (pl.col("day") >= left)).cast(pl.Int64)
    return (
        compact.collect()
        .lazy()
        .with_row_index("row")
        .select(
            order_id=_id("O", pl.col("row"), 8),
            customer_id=_id("C", customer, 7),
            order_date=_day(pl.col("day")),
            amount=pl.col("cents") / 100,
            rep_id=_id("R", (rep + moved) % world.reps, 3),
        )
    )
