"""The meaning of the rows of one source: statuses, refunds, documents and ends, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.intake.meaning.ends import cancelled_is_end
from holdfast.intake.meaning.guests import without_guests
from holdfast.intake.meaning.ids import customers_in, expected_customers, with_places
from holdfast.intake.meaning.places import Places
from holdfast.intake.meaning.refunds import refunds_off
from holdfast.intake.meaning.same_ones import joined
from holdfast.intake.meaning.statuses import read_statuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft
    from holdfast.schema.receipt import Finding, Question, StatusCount


@dataclass(frozen=True, eq=False)
class Understood:
    """Drafts whose words have been read, and what the receipt tells of it.

    `expected`: the ids among which EXPECTED_AT of the drafts counts.
    """

    drafts: list[TableDraft]
    expected: pl.Series
    statuses: tuple[StatusCount, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def understand(
    drafts: Sequence[TableDraft], readings: Sequence[Reading], *, include_trials: bool
) -> Understood:
    """Every draft with what its words mean carried out on its rows."""
    places = Places.of(readings)
    done: list[TableDraft] = []
    statuses: list[StatusCount] = []
    questions: list[Question] = []
    findings: list[Finding] = []
    for draft in drafts:
        read = read_statuses(draft, places)
        statuses += read.counts
        questions += read.questions
        findings += read.findings
        one, said = refunds_off(read.draft, places)
        findings += said
        one, said = cancelled_is_end(one, include_trials=include_trials)
        findings += said
        done.append(one)
    # Looked up once for all that follows: nothing else looks at every row of a table for its customers.
    expected = expected_customers(done)
    done = [with_places(draft, expected) for draft in done]
    ids = [customers_in(draft, expected) for draft in done]
    done, said = without_guests(done, ids)
    findings += said
    done, said = joined(done, places, ids, expected)
    findings += said
    return Understood(done, expected, tuple(statuses), tuple(questions), tuple(findings))
