"""Who deserves thanks, each with the evidence: not only the top, and those longest without any first."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.holdings import attributed, holdings, reps_in_scope
from holdfast.facts.team.records import rep_records
from holdfast.facts.team.reps import locked_reason
from holdfast.figures import FEW
from holdfast.metrics.reps.effects import mix_cells
from holdfast.metrics.reps.standardised import BLANK_STRATUM, standardised
from holdfast.money import MONEY_SCALE
from holdfast.rows.bisect import rows_of_customers
from holdfast.views.team.results import Deserved, ThanksRow, ThanksView
from holdfast.words.numerals import percent_text
from holdfast.words.wording import money_text, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.store import FactsStore
    from holdfast.views.team.results import Merit

KEPT_MORE: Final = 1.0
"""So many customers more than the mix of the book gives are worth thanks."""

MORE: Final = 0.10
"""A share that rose by so much has improved."""

TAKEN_FROM_DAYS: Final = 90
TAKEN_TO_DAYS: Final = 365
"""Customers taken over so many days ago can be judged."""

LEAST_TAKEN: Final = 3
MOST_LOST: Final = 0.10
"""Of at least so many taken over, no more than this share may be gone."""

SPOKEN_DAYS: Final = 90
LEAST_HELD: Final = 5
SPOKEN_SHARE: Final = 0.90
"""Who spoke with this share of at least so many active customers in so many days looks after them."""


NOT_KNOWN: Final = "recognitions.csv is missing: which thanks were given is not known"


def thanks(store: FactsStore, answer: Answer) -> ThanksView:
    """Reps who are here with what each may be thanked for, in the period and among the chosen customers.

    Each merit is told by its own numbers; none is compared between reps, so that not only the top is named.
    """
    if locked := locked_reason(store.book):
        return ThanksView(answer.moment, (), locked=locked)
    found: dict[str, list[Deserved]] = defaultdict(list)
    for merit, look in _MERITS:
        for rep_id, sentence in look(store, answer):
            found[rep_id].append(Deserved(merit, sentence))
    here = answer.facts.reps.filter("active")
    if answer.filtered:
        facts = answer.facts
        inside = reps_in_scope(store.book, facts.as_of, facts.period, answer.chosen.get_column("customer"))
        here = here.filter(pl.col("rep_id").is_in(inside.implode()))
    rows = [
        ThanksRow(rep_id, name, team, tuple(found[rep_id]), last)
        for rep_id, name, team, last in here.select("rep_id", "name", "team", "unrecognised_days").iter_rows()
        if found[rep_id]
    ]
    rows.sort(
        key=lambda row: (row.last is not None, -(row.last or 0), -len(row.deserved), row.name, row.rep_id)
    )
    note = (
        None if store.book.has("recognitions") else "recognitions.csv is missing: thanks given are not known"
    )
    return ThanksView(answer.moment, tuple(rows), note)


def _kept(store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Lost fewer customers than the mix of segments gives."""
    cells = _cells(store, answer, answer.facts)
    judged = standardised(cells, mix_cells(answer.facts.customers.filter("known")))
    for row in judged.filter(pl.col("size") >= FEW).iter_rows(named=True):
        lost, expected = row["size"] - row["kept"], row["size"] - row["kept_expected"]
        if expected - lost >= KEPT_MORE:
            said = f"kept {row['kept']} of {row['size']} customers: lost {lost}"
            yield row["group"], f"{said} where such a book loses {expected:.1f}"


def _improved(store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Kept a larger share than in the period before, or attained more of the quota."""
    before = store.before(answer.facts)
    now, then = (_shares(_cells(store, answer, facts)) for facts in (answer.facts, before))
    for rep_id in sorted(now.keys() & then.keys()):
        (kept, size), (kept_then, size_then) = now[rep_id], then[rep_id]
        if min(size, size_then) >= FEW and _more(kept / size, kept_then / size_then):
            yield rep_id, f"kept {kept} of {size} customers, in the period before {kept_then} of {size_then}"
    earlier = _attained(rep_records(store.book, answer.facts.as_of, before.period))
    for rep_id, rate in _attained(answer.facts.reps).items():
        if rep_id in earlier and _more(rate, earlier[rep_id]):
            was = f"in the period before {percent_text(earlier[rep_id])}"
            yield rep_id, f"attained {percent_text(rate)} of the quota, {was}"


def _more(now: float, then: float) -> bool:
    return round(now - then, 9) >= MORE


def _attained_all(_store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Attained the quota."""
    for rep_id, rate in _attained(answer.facts.reps).items():
        if rate >= 1:
            yield rep_id, f"attained {percent_text(rate)} of the quota"


def _attained(records: pl.DataFrame) -> Mapping[str, float]:
    """Attained ÷ quota of each rep with a quota, by id."""
    rates = records.filter(pl.col("quota") > 0).select("rep_id", pl.col("attained") / pl.col("quota"))
    return dict(rates.drop_nulls().sort("rep_id").iter_rows())


def _cells(store: FactsStore, answer: Answer, facts: Facts) -> pl.DataFrame:
    """Customers active at the start, by the rep who answers for them and segment, for `standardised`."""
    lost = facts.customers.filter("lost").select("customer", pl.col("lost_on_period").alias("day"))
    answers = attributed(store.book, facts.as_of, lost, facts.period.end)
    stratum = pl.col("segment").cast(pl.String).fill_null(BLANK_STRATUM).alias("stratum")
    started = answer.chosen_of(facts).filter(pl.col("active_start") & pl.col("known"))
    return (
        started.select("customer", "segment", "active_end")
        .join(answers, on="customer")
        .group_by(pl.col("rep_id").alias("group"), stratum)
        .agg(pl.len().cast(pl.Int64).alias("size"), pl.col("active_end").sum().cast(pl.Int64).alias("kept"))
        .sort("group", "stratum")
    )


def _shares(cells: pl.DataFrame) -> Mapping[str, tuple[int, int]]:
    sums = cells.group_by("group").agg(pl.col("kept", "size").sum())
    return {rep_id: (kept, size) for rep_id, kept, size in sums.iter_rows()}


def _saved(store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Customers that the journal says were kept or saved, by who holds them now."""
    period, as_of = answer.facts.period, answer.facts.as_of
    owners = dict(
        answer.chosen.filter(pl.col("rep_id").is_not_null()).select("customer_id", "rep_id").iter_rows()
    )
    saved: dict[str, dict[str, float]] = defaultdict(dict)
    for entry in store.book.log.until(as_of):
        inside = period.start <= store.book.log.counts_from(entry) < period.end
        if not inside or entry.kind != "outcome" or entry.fields.get("outcome") not in ("saved", "kept"):
            continue
        if (rep_id := owners.get(entry.subject_id)) is not None:
            amount = entry.fields.get("amount")
            money = float(amount) if isinstance(amount, int | float) and not isinstance(amount, bool) else 0.0
            saved[rep_id][entry.subject_id] = max(money, saved[rep_id].get(entry.subject_id, 0.0))
    for rep_id, customers in sorted(saved.items()):
        money = sum(sorted(customers.values()))
        worth = f" with {money_text(round(money * MONEY_SCALE), answer.moment.currency)}" if money else ""
        yield rep_id, f"saved {plural(len(customers), 'customer')}{worth} (own log)"


def _took_over(store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Took customers over from another rep, and nearly all of them are still here."""
    as_of = answer.facts.as_of
    if store.book.assumed_assignments or not store.book.has("assignments"):
        return
    held = holdings(store.book, as_of).filter((pl.col("held_from") < pl.col("held_to")).fill_null(value=True))
    same = pl.col("customer") == pl.col("customer").shift(1)
    first, last = as_of - timedelta(days=TAKEN_TO_DAYS), as_of - timedelta(days=TAKEN_FROM_DAYS)
    taken = (
        held.filter(same & (pl.col("rep_id") != pl.col("rep_id").shift(1)))
        .filter(pl.col("held_from").is_between(first, last) & pl.col("held_to").is_null())
        .join(answer.chosen.select("customer", "active"), on="customer")
        .group_by("rep_id")
        .agg(pl.col("customer").n_unique().alias("taken"), pl.col("active").sum().alias("kept"))
        .sort("rep_id")
    )
    for rep_id, count, kept in taken.iter_rows():
        if count >= LEAST_TAKEN and count - kept <= MOST_LOST * count:
            since = f"{TAKEN_FROM_DAYS} to {TAKEN_TO_DAYS} days ago"
            yield rep_id, f"took over {plural(count, 'customer')} {since}: {kept} of them are still here"


def _looked_after(store: FactsStore, answer: Answer) -> Iterator[tuple[str, str]]:
    """Spoke with nearly all of the active customers lately."""
    as_of = answer.facts.as_of
    book = store.book.standing_on(as_of)
    if not book.has("interactions") or not book.tables["interactions"].get_column("rep_id").count():
        return
    own = answer.chosen.filter(pl.col("active") & pl.col("rep_id").is_not_null()).select("customer", "rep_id")
    logged = rows_of_customers(book.logs.two_way, own.get_column("customer").sort())
    recent = logged.filter(pl.col("day").is_between(as_of - timedelta(days=SPOKEN_DAYS), as_of))
    spoke = recent.select("customer").with_columns(
        book.tables["interactions"].get_column("rep_id").gather(recent.get_column("row")).alias("rep_id")
    )
    counts = (
        own.with_columns(pl.lit(1).alias("held"))
        .join(spoke.unique().with_columns(pl.lit(1).alias("spoken")), on=["customer", "rep_id"], how="left")
        .group_by("rep_id")
        .agg(pl.col("held").sum(), pl.col("spoken").sum())
        .sort("rep_id")
    )
    for rep_id, held, spoken in counts.iter_rows():
        if held >= LEAST_HELD and spoken >= SPOKEN_SHARE * held:
            yield rep_id, f"spoke with {spoken} of {held} active customers in {SPOKEN_DAYS} days"


_MERITS: Final[tuple[tuple[Merit, Callable[[FactsStore, Answer], Iterator[tuple[str, str]]]], ...]] = (
    ("kept", _kept),
    ("saved", _saved),
    ("attained", _attained_all),
    ("improved", _improved),
    ("took over", _took_over),
    ("looked after", _looked_after),
)
