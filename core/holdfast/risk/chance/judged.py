"""Which model of loss a book is judged by: learned from earlier month-ends, tried on later ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.keeping import keeps
from holdfast.risk.chance.features import features_at
from holdfast.risk.chance.models import KINDS, LossModel, learn, read_model
from holdfast.risk.past.backtest import calendar_of
from holdfast.risk.past.history import History
from holdfast.risk.past.rates import MINIMUM_LOSSES
from holdfast.risk.past.tally import Calendar, apart, lost_on
from holdfast.risk.watch import UNWATCHED, CancelledError, Watch
from holdfast.rows.numbered import filled
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.intervals.wilson import Z

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from holdfast.book.book import Book
    from holdfast.keeping import Kept
    from holdfast.risk.thresholds.thresholds import Thresholds

TOP_SHARE: Final = 0.1
"""How far down a list is looked: so many active customers of all."""

MINIMUM_TRIED: Final = 20
"""So many losses must follow the month-ends a model is tried on, or nothing better than flags is judged."""

LEARNED_ROWS: Final = 100_000
"""A model learns from about so many customers at most, evenly drawn."""

LOOKED_AT_ROWS: Final = 3_000_000
"""Of a large book so many customers of month-ends are looked at together, but never fewer than LEAST_ENDS."""

LEAST_ENDS: Final = 3
_SURE: Final = 1e-4
"""No model is believed to be surer than this: one wrong certainty would outweigh everything else."""
LEAST_GAIN: Final = 1e-4
"""Nats a customer by which a model must be ahead: what is less may be the rounding of equal rates."""

CLEARLY: Final = 0.05
"""A share of lost revenue that is larger by less than this is not larger."""

MOST: Final = 0.5
"""Above this share lost of all, a priority may turn the order of customers around."""

_KEPT: Final = 8


@dataclass(frozen=True)
class TriedModel:
    """One model on month-ends it had not seen.

    `score`: mean log score (nats a customer, the higher the better). `gain`: by how much it is ahead of the
    simpler model it was compared with, between `low` and `high` (95 %). `top`: the share of the revenue lost
    that stood in the first tenth, ordered by revenue × (its rate − the rate of all); `top_expected`: the same
    ordered by revenue × its rate.
    """

    kind: str
    score: float
    gain: float
    low: float
    high: float
    top: float
    top_expected: float


@dataclass(frozen=True)
class Judged:
    """The model of a book as could be told on a day.

    `model` is None where none beats the rate of all beyond chance: then flags say more. `tried`: every kind,
    by KINDS; `top_revenue`: the share of lost revenue in the first tenth by revenue alone. `ends`: the
    month-ends they were tried on, `losses` after them; `base_rate` of active customers lost within `days`
    after all month-ends looked at.
    """

    model: LossModel | None
    tried: tuple[TriedModel, ...]
    ends: tuple[date, ...]
    losses: int
    top_revenue: float
    base_rate: float
    days: int

    @property
    def taken(self) -> TriedModel | None:
        """How the model that is taken did."""
        kind = None if self.model is None else self.model.kind
        return next((tried for tried in self.tried if tried.kind == kind), None)

    @property
    def by_expected_loss(self) -> bool:
        """Whether customers are ordered by expected loss, because the priority holds clearly less of it.

        Only where most are lost within the horizon: taking off the rate of all then turns the order around.
        """
        taken = self.taken
        most_go = self.base_rate > MOST
        return taken is not None and most_go and taken.top_expected > taken.top + CLEARLY


def judged_of(book: Book, as_of: date, thresholds: Thresholds, watch: Watch = UNWATCHED) -> Judged:
    """`judge` of the day, kept in memory and beside the cached book. Raises CancelledError.

    No threshold moves it; `thresholds` say where what rests on standings lies.
    """
    book = book.exported
    kept: Kept[date, Judged] = book.kept.of(Judged, _KEPT)

    def found() -> Judged:
        history = History(book, thresholds)
        stored = history.load(_entry(as_of), lambda _frames, told: _read(told))
        if stored is None:
            stored = judge(book, as_of, watch)
            history.store(_entry(as_of), {"ends": pl.DataFrame({"end": list(stored.ends)})}, _told(stored))
        return stored

    return kept.get(as_of, found)


def known_judged(book: Book, as_of: date, thresholds: Thresholds) -> Judged | None:
    """What `judged_of` has found before; None where it has not been asked."""
    book = book.exported
    kept: Kept[date, Judged] = book.kept.of(Judged, _KEPT)
    if (known := kept.known(as_of)) is not None:
        return known
    # The disk is asked once: whatever is made from now on is kept in memory as well.
    stored = _on_disk(book, as_of, thresholds)
    return None if stored is None else kept.get(as_of, lambda: stored)


@keeps(_KEPT)
def _on_disk(book: Book, as_of: date, thresholds: Thresholds) -> Judged | None:
    return History(book, thresholds).load(_entry(as_of), lambda _frames, told: _read(told))


def judge(book: Book, as_of: date, watch: Watch = UNWATCHED) -> Judged:
    """The best model of the book, walking forward over month-ends a horizon apart. Raises CancelledError.

    At each month-end a model knows only those whose whole horizon had passed by then. A kind is taken where
    its log score beats that of the simpler one taken so far beyond chance (95 %, differences summed by
    customer), MINIMUM_LOSSES were there to learn from and MINIMUM_TRIED to be tried on. Source: Gneiting &
    Raftery (2007), Strictly proper scoring rules; Diebold & Mariano (1995) for the comparison.
    """
    calendar = calendar_of(book, as_of)
    ends = apart(calendar)
    most = max(LEAST_ENDS, LOOKED_AT_ROWS // max(book.customers.height, 1))
    looked: list[pl.DataFrame] = []
    trials = _Trials(book.customers.height)
    for done, end in enumerate(ends[-most:]):
        if watch.cancelled():
            raise CancelledError
        watch.progress(done, len(ends))
        now = seen_at(book, end, calendar.horizon)
        if looked:
            trials.tried(end, now, learned(looked))
        looked.append(now)
    return trials.judged(looked, calendar)


def seen_at(book: Book, end: date, horizon: timedelta) -> pl.DataFrame:
    """Features of active customers beside `customer` and whether they were `lost` within the horizon."""
    lost = lost_on(book, end, end + horizon)
    return (
        features_at(book, end, horizon)
        .with_columns(lost.is_not_null().alias("lost"))
        .with_row_index("customer")
        .filter("active")
    )


def learned(looked: Sequence[pl.DataFrame]) -> dict[str, LossModel]:
    """What each kind of model makes of the month-ends known; empty where too few were lost."""
    rows = pl.concat(looked)
    rows = rows.gather_every(max(1, math.ceil(rows.height / LEARNED_ROWS))).rechunk()
    if int(rows.get_column("lost").sum()) < MINIMUM_LOSSES:
        return {}
    found = {kind: learn(kind, rows) for kind in KINDS}
    return {kind: model for kind, model in found.items() if model is not None}


class _Trials:
    """Models tried on month-ends, one after the other."""

    def __init__(self, height: int) -> None:
        self._scores = {kind: filled(0.0, height, pl.Float64) for kind in KINDS}
        self._times = filled(0, height, pl.UInt32)
        self._top = dict.fromkeys((*KINDS, *(f"{kind} expected" for kind in KINDS), "revenue"), 0)
        self._ends: list[date] = []
        self._losses = 0
        self._worth = 0
        self._left_out: set[str] = set()

    def tried(self, end: date, now: pl.DataFrame, models: Mapping[str, LossModel]) -> None:
        """Score what each model says of the customers of a month-end."""
        if "base" not in models:
            return
        customers, lost, worth = (now.get_column(name) for name in ("customer", "lost", "revenue"))
        self._ends.append(end)
        self._losses += int(lost.sum())
        self._worth += int(worth.filter(lost).sum())
        self._times = self._times.scatter(customers, self._times.gather(customers) + 1)
        base = float(now.select(models["base"].rates()[0]).item(0, 0)) if now.height else 0.0
        for kind in KINDS:
            if kind not in models:
                # A kind that could not be learned once said the same of everybody then.
                self._left_out.add(kind)
            rate = models.get(kind, models["base"]).rates()[0].alias("rate")
            rates = now.select("lost", rate).get_column("rate").clip(_SURE, 1 - _SURE)
            scored = pl.select(pl.when(lost).then(rates.log()).otherwise((1 - rates).log())).to_series()
            total = self._scores[kind]
            self._scores[kind] = total.scatter(customers, total.gather(customers) + scored)
            self._top[kind] += _lost_in_top(now, worth * (rates - base))
            self._top[f"{kind} expected"] += _lost_in_top(now, worth * rates)
        self._top["revenue"] += _lost_in_top(now, worth)

    def judged(self, looked: Sequence[pl.DataFrame], calendar: Calendar) -> Judged:
        """The kind that is taken, learned once more from everything looked at."""
        models = learned(looked) if looked else {}
        every = pl.concat(looked).get_column("lost") if looked else pl.Series([], dtype=pl.Boolean)
        tried, taken = self._compared()
        enough = self._losses >= MINIMUM_TRIED
        return Judged(
            model=models.get(taken) if enough and taken != "base" else None,
            tried=tried,
            ends=tuple(self._ends),
            losses=self._losses,
            top_revenue=self._share("revenue"),
            base_rate=int(every.sum()) / every.len() if every.len() else 0.0,
            days=calendar.horizon.days,
        )

    def _compared(self) -> tuple[tuple[TriedModel, ...], str]:
        times = int(self._times.sum())
        if not times:
            return (), "base"
        known, taken, tried = self._times > 0, "base", []
        for kind in KINDS:
            ahead = (self._scores[kind] - self._scores[taken]).filter(known)
            gain, error = _sum_with_error(ahead)
            low, high = (gain - Z * error) / times, (gain + Z * error) / times
            score = exact_sum(self._scores[kind]) / times
            tried.append(TriedModel(kind, score, gain / times, low, high, *self._shares(kind)))
            if low > 0 and gain > LEAST_GAIN * times and kind not in self._left_out:
                taken = kind
        return tuple(tried), taken

    def _shares(self, kind: str) -> tuple[float, float]:
        return self._share(kind), self._share(f"{kind} expected")

    def _share(self, name: str) -> float:
        return self._top[name] / self._worth if self._worth else 0.0


def _sum_with_error(values: pl.Series) -> tuple[float, float]:
    """The sum of independent values, and its standard error."""
    total, number = exact_sum(values), values.len()
    squares = exact_sum((values - total / number) ** 2)
    return total, math.sqrt(squares * number / (number - 1)) if number > 1 else math.inf


def _lost_in_top(now: pl.DataFrame, score: pl.Series) -> int:
    """Revenue of the lost customers in the first tenth, ties by revenue, then by recency."""
    ordered = now.select("customer", "revenue", "lost", "days_since_order", score.alias("score")).sort(
        "score",
        "revenue",
        "days_since_order",
        "customer",
        descending=[True, True, True, False],
        nulls_last=True,
    )
    top = ordered.head(math.ceil(ordered.height * TOP_SHARE))
    return int(top.filter("lost").get_column("revenue").sum())


def _entry(as_of: date) -> str:
    return f"model-{as_of}"


def _told(found: Judged) -> dict[str, Any]:
    return {
        "model": None if found.model is None else found.model.described(),
        "tried": [
            [one.kind, one.score, one.gain, one.low, one.high, one.top, one.top_expected]
            for one in found.tried
        ],
        "ends": [end.isoformat() for end in found.ends],
        "losses": found.losses,
        "top_revenue": found.top_revenue,
        "base_rate": found.base_rate,
        "days": found.days,
    }


def _read(told: Mapping[str, Any]) -> Judged:
    return Judged(
        model=None if told["model"] is None else read_model(told["model"]),
        tried=tuple(TriedModel(str(kind), *map(float, rest)) for kind, *rest in told["tried"]),
        ends=tuple(date.fromisoformat(end) for end in told["ends"]),
        losses=int(told["losses"]),
        top_revenue=float(told["top_revenue"]),
        base_rate=float(told["base_rate"]),
        days=int(told["days"]),
    )
