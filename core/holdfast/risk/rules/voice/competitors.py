"""Rules on competitors: somebody names one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, HIGH, Flag, limit
from holdfast.risk.since.standing import active_from
from holdfast.timeline import ONE_DAY
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, sentence

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.risk.scope.scope import RuleScope

NOBODY: Final = (
    r"(?i)^\W*(?:none|no|nobody|unknown|n/?a|null|nil|other|keiner?|aucune?|nessun[oa]?|لا يوجد)?\W*$"
)
"""What a competitor column says where it names nobody."""

_WORDS_BEFORE: Final = 24
"""Characters quoted before a name."""

# What is said of a deal that has an end is only known with that end. Nothing is said before the row exists.
_CLOSED_OR_CREATED: Final = (
    pl.when(pl.col("is_closed").eq_missing(pl.lit(value=False)))
    .then("created")
    .otherwise(pl.max_horizontal("close_date", "created"))
)
_ANSWERED: Final = pl.when(pl.col("answered").is_not_null()).then(pl.max_horizontal("answered", "invited"))


@dataclass(frozen=True)
class _Place:
    """A column in which a competitor may be named, and what its rows are called.

    `names_it`: whatever stands there is a competitor; elsewhere it takes one of the configured names.
    """

    table: str
    column: str
    day: pl.Expr
    words: str
    names_it: bool = False


_PLACES: Final = (
    _Place("losses", "competitor", pl.col("date"), "in a loss record", names_it=True),
    _Place("opportunities", "competitor", _CLOSED_OR_CREATED, "in a deal", names_it=True),
    _Place("interactions", "text", pl.col("at").dt.date(), "in a contact note"),
    _Place("tickets", "subject", pl.col("created").dt.date(), "in a ticket"),
    _Place("surveys", "comment", _ANSWERED, "in a survey answer"),
    _Place("opportunities", "lost_reason", _CLOSED_OR_CREATED, "in the reason for a lost deal"),
    _Place("losses", "note", pl.col("date"), "in a loss record"),
)
"""The first that names a competitor on a day is quoted."""


@dataclass(frozen=True)
class CompetitorLimits:
    """F25: who the competitors are, and for how long a mention speaks."""

    names: tuple[str, ...] = limit("names of competitors")
    within_days: int = limit("a mention speaks for", "days")


def names_alternatives(names: Sequence[str]) -> str:
    """Names as alternatives of a pattern, the longest first, any white space between their words."""
    words = (r"\s+".join(pl.escape_regex(part) for part in name.split()) for name in names)
    return "|".join(sorted((word for word in words if word), key=len, reverse=True))


def names_pattern(names: Sequence[str]) -> str | None:
    """What text must contain to name one: a whole word in any case; None without names."""
    alternatives = names_alternatives(names)
    # \b would fail beside a name that begins or ends in a sign.
    return rf"(?i)(?:^|\W)(?:{alternatives})(?:\W|$)" if alternatives else None


def mentions(
    book: Book,
    as_of: date,
    names: Sequence[str],
    after: date | None,
    *,
    customers: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Rows dated `after` or later that name a competitor: `customer`, `day`, `place`, `text`.

    `place` is a position in the list of places looked at. `customers` (column `customer`) narrows them.
    """
    return _texts(book, as_of, names, after, customers).filter("names").drop("names")


def place_words() -> pl.Expr:
    """`in a ticket` for the `place` of a mention."""
    words = [tr(place.words) for place in _PLACES]
    return pl.col("place").replace_strict(range(len(words)), words, return_dtype=pl.String)


def looked_at(
    book: Book, as_of: date, names: Sequence[str], after: date, *, customers: pl.DataFrame | None = None
) -> pl.DataFrame:
    """`customer` with at least one row dated `after` or later in which a competitor could be named."""
    return _texts(book, as_of, names, after, customers).select("customer").unique()


def _texts(
    book: Book,
    as_of: date,
    names: Sequence[str],
    after: date | None,
    customers: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`customer`, `day`, `place`, `text`, `names`: rows that could name a competitor and whether they do."""
    pattern = names_pattern(names)
    parts = [
        part
        for place in _PLACES
        if (part := _texts_of(book, as_of, after or date.min, place, pattern)) is not None
    ]
    if not parts:
        return pl.DataFrame(schema=_SCHEMA)
    texts = pl.concat(parts)
    if customers is not None:
        texts = texts.join(customers.lazy(), on="customer", how="semi")
    return texts.collect(engine="in-memory")


_SCHEMA: Final = {
    "customer": pl.UInt32,
    "day": pl.Date,
    "place": pl.Int8,
    "text": pl.String,
    "names": pl.Boolean,
}


def _texts_of(
    book: Book, as_of: date, after: date, place: _Place, pattern: str | None
) -> pl.LazyFrame | None:
    if not book.has(place.table) or not (place.names_it or pattern):
        return None
    text, visible = pl.col(place.column), book.visible(place.table, as_of)
    if place.names_it and not visible.get_column(place.column).count():
        # A column that is empty throughout tells of nobody.
        return None
    told = pl.lit(value=True) if place.names_it else text.is_not_null()
    return (
        visible.lazy()
        .with_columns(place.day.alias("day"))
        .filter(pl.col("day").is_between(after, as_of) & pl.col("customer").is_not_null() & told)
        .select(
            "customer",
            "day",
            pl.lit(_PLACES.index(place), dtype=pl.Int8).alias("place"),
            text.alias("text"),
            _names(place, pattern).alias("names"),
        )
    )


def _names(place: _Place, pattern: str | None) -> pl.Expr:
    """Whether a row names a competitor there."""
    if place.names_it:
        return (~pl.col(place.column).str.contains(NOBODY)).fill_null(value=False)
    if pattern is None:
        return pl.lit(value=False)
    return pl.col(place.column).str.contains(pattern).fill_null(value=False)


def _evaluate_competitor(scope: RuleScope, limits: CompetitorLimits) -> pl.DataFrame:
    """F25: the latest row that names a competitor, for active customers with rows that could name one."""
    after = scope.day.ago(limits.within_days)
    texts = _texts(scope.book, scope.as_of, limits.names, after)
    latest = (
        texts.filter("names")
        .sort("customer", "day", "place", "text", descending=[False, True, False, False])
        .unique("customer", keep="first", maintain_order=True)
    )
    could = texts.select("customer").unique().with_columns(pl.lit(value=True).alias("could"))
    return scope.beside_facts(could.join(latest, on="customer", how="left"), "active").select(
        pl.when(pl.col("active") & pl.col("could"))
        .then(pl.when("names").then(HIGH).otherwise(CLEAR))
        .alias("severity"),
        "day",
        "place",
        pl.col("text").alias("said"),
    )


def _details(scope: RuleScope, limits: CompetitorLimits, raised: pl.DataFrame) -> pl.DataFrame:
    quoted = raised.select(
        "customer",
        place_words().alias("where"),
        _excerpt(pl.col("said"), limits.names).alias("text"),
    )
    opened = _since(scope, limits, raised.select("customer"))
    return quoted.join(opened, on="customer", how="left")


def _since(scope: RuleScope, limits: CompetitorLimits, raised: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `since`: the first of the mentions that followed each other before the flag closed."""
    speaks = timedelta(days=limits.within_days) + ONE_DAY
    named = mentions(scope.book, scope.as_of, limits.names, None, customers=raised)
    days = (
        named.select("customer", "day")
        .join(active_from(scope, raised).collect(), on="customer", how="left")
        # A mention of a time before the customer came back opens the flag on that day.
        .with_columns(
            pl.max_horizontal("day", "active_from").alias("opens"), (pl.col("day") + speaks).alias("ends")
        )
        .filter(pl.col("ends") > pl.col("opens"))
        .sort("customer", "opens", "ends")
    )
    before = pl.col("ends").cum_max().shift(1).over("customer")
    apart = (before.is_null() | (pl.col("opens") > before)).alias("apart")
    return (
        days.with_columns(apart)
        .filter("apart")
        .group_by("customer")
        .agg(pl.col("opens").max().alias("since"))
    )


def _excerpt(said: pl.Expr, names: Sequence[str]) -> pl.Expr:
    """The text from a few words before the name on: a long note is quoted where it matters."""
    text, pattern = said.str.strip_chars(), names_alternatives(names)
    if not pattern:
        return text
    rest = rf"(?:{pattern})(?:\W.*)?$"
    found = pl.coalesce(
        text.str.extract(rf"(?is)(?:^|\s)((?:\S.{{0,{_WORDS_BEFORE}}}?\W)?{rest})"),
        text.str.extract(rf"(?is)\W({rest})"),
        text,
    )
    return pl.when(found == text).then(text).otherwise("…" + found)


def _competitor() -> pl.Expr:
    quoted = sentence(": {}", pl.col("text_words")).fill_null("")
    return sentence("Competitor named {} on {}{}", pl.col("where"), day_words(pl.col("day")), quoted)


def _mentions_behind(scope: RuleScope, limits: CompetitorLimits, customer: int) -> pl.DataFrame:
    """The rows of every table that name a competitor."""
    tables = {
        place.table: scope.day.rows_of(place.table, customer)
        for place in _PLACES
        if scope.book.has(place.table)
    }
    pattern = names_pattern(limits.names)
    rows = []
    for table, frame in tables.items():
        places = [place for place in _PLACES if place.table == table]
        named = pl.any_horizontal(
            _names(place, pattern) & place.day.is_between(scope.day.ago(limits.within_days), scope.as_of)
            for place in places
        )
        rows.append(frame.filter(named))
    return pl.concat([frame for frame in rows if not frame.is_empty()] or rows[:1], how="diagonal_relaxed")


COMPETITOR: Final = Flag(
    "F25",
    ("high",),
    (("interactions",), ("tickets",), ("surveys",), ("opportunities",), ("losses",)),
    "a competitor named within {within_days} days: in a competitor column, or by one of the names listed "
    "in the thresholds, as a whole word, in a contact note, ticket, survey answer, lost reason or loss "
    "record",
    "an active customer with a row within {within_days} days that could name one; without listed names "
    "only the competitor columns speak",
    limits=CompetitorLimits,
    numbers={"day": pl.Date(), "where": pl.String(), "text": pl.String()},
    quoted=("text",),
    evaluate=_evaluate_competitor,
    details=_details,
    sentence=_competitor,
    behind=_mentions_behind,
)
