"""Books of customers who speak and leave: with no word that means anything, or with one that does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

import polars as pl

from holdfast.timeline import Duration
from holdfast.views.losses.sayings.gathered import (
    PhrasedTexts,
    gathered,
    phrases_of,
    quarters_between,
    while_active,
)
from holdfast.views.losses.sayings.mined import LEAST_CUSTOMERS, Mined, Sayings, folded_alike, mined
from holdfast.words.phrases.phrases import phrases_in

FIRST: Final = date(2023, 1, 1)
DAYS: Final = 1096
YEAR: Final = 365
REASON: Final = "nobody answers"
_VOWELS, _LETTERS = "aeiou", "bdfgklmnprstvz"


@dataclass(frozen=True)
class SpeakingFirm:
    """A firm of `customers`, of whom a share of `lost` leaves in a year and each speaks `often` in a year.

    `words` that people use, some far more often than others. `unlike`: how much customers differ in how
    likely they leave; `talk`: how much more (or less, below 0) those speak who are likelier to leave, and how
    much longer; `habits`: the share of words that each customer has of its own few; `drift`: words come up
    and go out of use, and in some quarters twice as many leave. `ordering`: customers only order, and are
    lost a year after the last order. `leavers`: so many say REASON; of them a share of `leave` is gone
    within 150 days.
    """

    customers: int = 300
    lost: float = 0.15
    often: float = 5.0
    words: int = 150
    unlike: float = 0.0
    talk: float = 0.0
    habits: float = 0.0
    drift: bool = False
    ordering: bool = False
    leavers: int = 0
    leave: float = 0.5


def simulated(firm: SpeakingFirm, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is said (`customer`, `day`, `kind`, `said`) and spells as `gathered` wants them."""
    random = Random(seed)
    vocabulary = [_word(random) for _ in range(firm.words)]
    said: list[tuple[int, int, int, str]] = []
    spells: list[tuple[int, int, int, int]] = []
    for customer in range(firm.customers):
        likely = random.gammavariate(1 / firm.unlike, firm.unlike) if firm.unlike else 1.0
        begins = random.choice((0, random.randrange(DAYS - YEAR)))
        stops = _stops(random, firm, likely, begins)
        often = firm.often * min(8.0, max(0.125, likely**firm.talk))
        own = [random.choice(vocabulary) for _ in range(4)]
        days = _days(random, often, begins, DAYS)
        reasons = set[int]()
        if customer < firm.leavers and (spoken := [day for day in days if day < min(stops, DAYS - 200)]):
            first = random.choice(spoken)
            reasons = {first, *(day for day in spoken if first < day < first + 30)}
            if random.random() < firm.leave:
                stops = min(stops, first + 1 + random.randrange(150))
        lost_on = stops + YEAR if firm.ordering else stops
        spells.append((customer, begins + 1, min(lost_on, DAYS) + 1, int(lost_on <= DAYS)))
        for day in days:
            if day < lost_on and (day < stops or random.random() < 0.4):
                length = 2 + int(random.expovariate(1 / 4) * min(3.0, max(0.3, likely**firm.talk)))
                text = _text(random, firm, (vocabulary, own), day, length)
                text = f"{text}, {REASON}" if day in reasons else text
                kind = 0 if random.random() < min(0.6, 0.2 * likely**firm.talk) else random.choice((1, 2))
                said.append((customer, day, kind, text))
    origin = (FIRST - date(1970, 1, 1)).days
    rows = pl.DataFrame(said, schema=["customer", "day", "kind", "said"], orient="row")
    frame = pl.DataFrame(spells, schema=["customer", "begins", "ends", "lost"], orient="row")
    return (
        rows.select(
            pl.col("customer").cast(pl.UInt32),
            (pl.lit(FIRST) + pl.duration(days=pl.col("day"))).alias("day"),
            pl.col("kind").cast(pl.Int8),
            "said",
        ),
        frame.select(
            pl.col("customer").cast(pl.UInt32),
            pl.lit(not firm.ordering).alias("served"),
            (pl.col("begins") + origin).cast(pl.Int32),
            (pl.col("ends") + origin).cast(pl.Int32),
            pl.col("lost").cast(pl.Int32),
        ),
    )


def found_in(firm: SpeakingFirm, seed: int) -> tuple[list[str], Mined]:
    """The phrases that are found in a simulated book, alike ones folded."""
    said, spells = simulated(firm, seed)
    said = while_active(said.unique().sort("customer", "day", "kind", "said"), spells)
    told = PhrasedTexts(said, phrases_in(said.get_column("said"), LEAST_CUSTOMERS))
    compared = gathered(said, phrases_of(told).select("phrase", "saying"), spells, Duration(months=12))
    result = mined(compared, quarters_between(FIRST, FIRST + timedelta(days=DAYS)))
    return _spelled(told, compared, result), result


def _spelled(told: PhrasedTexts, compared: Sayings, result: Mined) -> list[str]:
    phrases = [one.phrase for one in result.found]
    kept = folded_alike(phrases, compared.pairs(phrases))
    return told.phrases.spelled(pl.Series(list(kept), dtype=pl.UInt64)).to_list()


def _stops(random: Random, firm: SpeakingFirm, likely: float, begins: int) -> int:
    """The day on which a customer stops of its own, maybe after the end."""
    day, rate = begins, firm.lost * likely / YEAR
    while day < DAYS + YEAR:
        quarter = day // 91
        day_rate = rate * (1.5 if firm.drift and quarter % 4 == 1 else 0.8 if firm.drift else 1.0)
        gap = random.expovariate(day_rate) if day_rate > 0 else DAYS * 9
        end = (quarter + 1) * 91
        if day + gap < end:
            return max(begins + 1, int(day + gap))
        day = end
    return DAYS + YEAR


def _days(random: Random, often: float, begins: int, until: int) -> list[int]:
    found, day = list[int](), begins + random.expovariate(often / YEAR)
    while day < until:
        found.append(int(day))
        day += random.expovariate(often / YEAR)
    return found


def _text(
    random: Random, firm: SpeakingFirm, words: tuple[list[str], list[str]], day: int, length: int
) -> str:
    vocabulary, own = words

    def word() -> str:
        if random.random() < firm.habits:
            return random.choice(own)
        at = int(len(vocabulary) * random.random() ** 2.5)
        return vocabulary[(at + day // 91 * 5) % len(vocabulary)] if firm.drift else vocabulary[at]

    return " ".join(word() for _ in range(length))


def _word(random: Random) -> str:
    return "".join(random.choice(_LETTERS) + random.choice(_VOWELS) for _ in range(random.choice((2, 3))))
