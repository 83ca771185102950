"""Competitor: somebody names one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, number_of, scope_of

from holdfast.book.book import Book
from holdfast.risk.evaluate import Evaluation, evaluate_some
from holdfast.risk.evidence import evidence
from holdfast.risk.rules.voice.competitors import COMPETITOR
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.fields import SEVERITIES

SERVED = [{"customer_id": "c1", "start": ago(900), "mrr": 10}]
NAMES = ("Globex", "Acme  Corp", "C++ Tools", "Société Générale")


def book(**tables: Any) -> Book:
    return make_book(**{"subscriptions": SERVED, **tables})


def note(text: str | None, days: int = 5, **more: Any) -> dict[str, Any]:
    return {"customer_id": "c1", "at": ago(days), "text": text, **more}


def asked(drawn: Book, as_of: date = AS_OF, names: tuple[str, ...] = NAMES) -> tuple[RuleScope, Evaluation]:
    plain = scope_of(drawn, as_of)
    thresholds = default_thresholds().replaced("F25", "names", names) if names else default_thresholds()
    scope = rule_scope(drawn, as_of, plain.facts, thresholds)
    return scope, evaluate_some(scope, [COMPETITOR])


def severity(drawn: Book, as_of: date = AS_OF, names: tuple[str, ...] = NAMES) -> str | None:
    level = asked(drawn, as_of, names)[1].levels.item(number_of(drawn), "flag_F25")
    return None if level is None else SEVERITIES[level]


def sentence(drawn: Book, names: tuple[str, ...] = NAMES) -> str:
    text = evidence(COMPETITOR, asked(drawn, names=names)[1].raised["F25"], "EUR").item()
    assert isinstance(text, str)
    return text


def since(drawn: Book) -> date:
    day = asked(drawn)[1].raised["F25"].item(0, "since")
    assert isinstance(day, date)
    return day


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asked what GLOBEX charges", "high"),
        ("globex?", "high"),
        ("“Globex” is cheaper", "high"),
        ("Globexia opened nearby", "none"),
        ("preglobex", "none"),
        ("acme corp called", "high"),
        ("Acme\ncorp called", "high"),
        ("Acme called", "none"),
        ("they like c++ tools.", "high"),
        ("SOCIÉTÉ GÉNÉRALE offered more", "high"),
        ("nothing new", "none"),
        ("", "none"),
    ],
)
def test_a_listed_name_counts_as_a_whole_word_in_any_case(text: str, expected: str) -> None:
    assert severity(book(interactions=[note(text)])) == expected


@pytest.mark.parametrize(("days", "expected"), [(90, "high"), (91, None)])
def test_a_mention_speaks_for_ninety_days(days: int, expected: str | None) -> None:
    assert severity(book(interactions=[note("Globex", days)])) == expected


def test_without_text_or_without_names_nothing_is_said() -> None:
    assert severity(book(interactions=[note(None)])) is None
    assert severity(book(interactions=[note("Globex")]), names=()) is None
    assert severity(book(interactions=[{**note("Globex"), "customer_id": "c2"}])) is None
    left = [{**SERVED[0], "end": ago(1)}]
    assert severity(book(subscriptions=left, interactions=[note("Globex")])) is None


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"interactions": [note("Globex again")]}, "in a contact note on 25 Jun 2025: “Globex again”"),
        (
            {"tickets": [{"customer_id": "c1", "created": ago(5), "subject": "Globex again"}]},
            "in a ticket on 25 Jun 2025: “Globex again”",
        ),
        (
            {
                "surveys": [
                    {
                        "kind": "nps",
                        "customer_id": "c1",
                        "invited": ago(9),
                        "answered": ago(5),
                        "comment": "Globex",
                    }
                ]
            },
            "in a survey answer on 25 Jun 2025: “Globex”",
        ),
        (
            {
                "opportunities": [
                    {
                        "customer_id": "c1",
                        "created": ago(200),
                        "close_date": ago(5),
                        "is_closed": True,
                        "is_won": False,
                        "lost_reason": "went to Globex",
                    }
                ]
            },
            "in the reason for a lost deal on 25 Jun 2025: “went to Globex”",
        ),
        (
            {"losses": [{"customer_id": "c1", "date": ago(5), "note": "Globex"}]},
            "in a loss record on 25 Jun 2025: “Globex”",
        ),
    ],
)
def test_the_evidence_quotes_the_row_with_its_source_and_day(tables: dict[str, Any], expected: str) -> None:
    assert sentence(book(**tables)) == f"Competitor named {expected}"
    scope, _ = asked(book(**tables))
    assert COMPETITOR.behind(scope, scope.thresholds.of(COMPETITOR), 0).height == 1


@pytest.mark.thorough
def test_a_competitor_column_needs_no_names() -> None:
    deal = {"customer_id": "c1", "created": ago(20), "is_closed": False, "competitor": "Initech"}
    assert sentence(book(opportunities=[deal]), ()) == "Competitor named in a deal on 10 Jun 2025: “Initech”"
    assert severity(book(opportunities=[{**deal, "created": ago(91)}]), names=()) is None
    lost = {"customer_id": "c1", "date": ago(3), "competitor": "Initech"}
    assert severity(book(losses=[lost]), names=()) == "high"
    for nobody in ("none", "N/A", "-", "unknown", " "):
        assert severity(book(losses=[{**lost, "competitor": nobody}]), names=()) == "none"
    assert severity(book(losses=[{**lost, "competitor": None}]), names=()) is None
    others = [{**lost, "competitor": None}, {**lost, "customer_id": "c2"}]
    assert severity(book(losses=others), names=()) == "none"


def test_the_latest_mention_is_quoted_from_a_few_words_before_the_name() -> None:
    long = f"{'We talked at length. ' * 20}They compare us with Globex, who are cheaper. {'More. ' * 50}"
    drawn = book(interactions=[note("Globex first", 30), note(long, 5)])
    assert sentence(drawn).startswith("Competitor named in a contact note on 25 Jun 2025: “…")
    assert "compare us with Globex, who are cheaper" in sentence(drawn)
    scope, _ = asked(drawn)
    assert COMPETITOR.behind(scope, scope.thresholds.of(COMPETITOR), 0).height == 2


def test_mentions_that_follow_each_other_are_one_flag() -> None:
    assert since(book(interactions=[note("Globex", days) for days in (10, 101, 192)])) == ago(192)
    assert since(book(interactions=[note("Globex", days) for days in (10, 102, 192)])) == ago(10)
    back = [{**SERVED[0], "end": ago(300)}, {**SERVED[0], "start": ago(50)}]
    drawn = book(subscriptions=back, interactions=[note("Globex", days) for days in (10, 80, 150)])
    assert since(drawn) == ago(50)
    assert severity(drawn, ago(51)) is None


def test_what_is_written_later_changes_nothing() -> None:
    deal = {
        "customer_id": "c1", "created": ago(20), "close_date": ago(-1), "is_closed": True, "is_won": False,
        "competitor": "Initech", "lost_reason": "Globex",
    }  # fmt: skip
    assert severity(book(interactions=[note("Globex", -1)])) is None
    assert severity(book(opportunities=[deal])) is None
