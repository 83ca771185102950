"""Words before losses and at them: of five customers, of what was known, under the filter, with quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.views.losses.sayings.told import AS_OF, ASKED, REASON, day, engine_of, tables

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.losses.sayings.results import WordsView
from holdfast.views.selection import PhraseSaid

PHRASE = "answers our calls"


@pytest.fixture(scope="module")
def small() -> Engine:
    return engine_of(**tables())


def phrases(view: WordsView) -> list[str]:
    return [one.phrase for one in view.before]


def test_a_phrase_after_which_customers_leave_is_told_with_its_lift(small: Engine) -> None:
    view = small.loss_words(ASKED)
    (found,) = view.before
    assert (found.phrase, found.customers, found.lost) == (PHRASE, 16, 12)
    assert (found.tickets, found.notes, found.comments) == (0, 16, 0)
    assert found.lift.value is not None
    assert 1 < found.lift.low < found.lift.value < (found.lift.high or 0)
    assert found.expected < found.lost
    # Twelve of those who said it and every sixth of 60 others, all of whom had said something before.
    assert view.losses == 22
    assert view.sentence.startswith("6 phrases tried on 22 losses since")


def test_each_phrase_opens_into_its_quotes_those_before_a_loss_first(small: Engine) -> None:
    found = small.customers_of(ASKED, PhraseSaid(PHRASE))
    rows = found.rows.fetch(0, len(found.rows), ["name", "place", "lost_on", "said"])
    assert len(found.rows) == 16
    assert [one is not None for one in rows["lost_on"]] == [True] * 12 + [False] * 4
    assert {*rows["said"]} == {REASON}
    assert {*rows["place"]} == {"interactions"}
    assert found.sentence.startswith("16 quotes of 16 customers; 12 customers were lost")
    assert small.customers_of(ASKED, PhraseSaid("ANSWERS OUR CALLS")).sentence == found.sentence


@pytest.mark.thorough
def test_four_customers_are_never_told_and_five_are() -> None:
    four, five = (engine_of(**tables(count, count)) for count in (4, 5))
    assert phrases(four.loss_words(ASKED)) == []
    with pytest.raises(UsageError, match="fewer than 5 customers"):
        four.customers_of(ASKED, PhraseSaid(PHRASE))
    assert len(five.customers_of(ASKED, PhraseSaid(PHRASE)).rows) == 5
    # The same words again and again make no further customer.
    shouting = tables(4, 4)
    shouting["interactions"] += [
        {"customer_id": "c000", "at": f"{day(90 + number)} 09:00", "text": REASON} for number in range(9)
    ]
    assert phrases(engine_of(**shouting).loss_words(ASKED)) == []


@pytest.mark.thorough
def test_five_who_all_leave_among_many_who_stay_are_told() -> None:
    assert phrases(engine_of(**tables(5, 5, 240)).loss_words(ASKED)) == [PHRASE]
    assert phrases(engine_of(**tables(4, 4, 240)).loss_words(ASKED)) == []


@pytest.mark.thorough
def test_nothing_dated_later_changes_a_word() -> None:
    as_of = date(2024, 9, 30)
    given = tables()
    known = {**given, "interactions": [row for row in given["interactions"] if row["at"] < "2024-10-01"]}
    known["subscriptions"] = [
        {**row, "end": row["end"] if row["end"] and row["end"] <= "2024-09-30" else None}
        for row in given["subscriptions"]
    ]
    then, now = (engine_of(**each).loss_words(Query(as_of=as_of)) for each in (known, given))
    assert then.losses < 22
    assert (then.before, then.losses, then.tried) == (now.before, now.losses, now.tried)


@pytest.mark.thorough
def test_the_order_of_rows_and_another_run_change_nothing(small: Engine) -> None:
    turned = {name: rows[::-1] if name != "customers" else rows for name, rows in tables().items()}
    view = small.loss_words(ASKED)
    assert engine_of(**turned).loss_words(ASKED).before == view.before
    assert engine_of(**tables()).loss_words(ASKED).before == view.before


def test_a_filter_leaves_the_sayings_and_losses_of_its_customers() -> None:
    given = tables()
    half = [{**row, "segment": "S" if number % 2 else "T"} for number, row in enumerate(given["customers"])]
    engine = engine_of(**{**given, "customers": half})
    everybody, some = (engine.loss_words(replace(ASKED, where=where)) for where in ("", "segment:S"))
    assert some.losses < everybody.losses
    found = engine.customers_of(replace(ASKED, where="segment:S"), PhraseSaid(PHRASE))
    assert len(found.rows) == 8
    with pytest.raises(UsageError, match="fewer than 5"):
        engine.customers_of(replace(ASKED, where="name:c000"), PhraseSaid(PHRASE))


@pytest.mark.thorough
def test_names_of_customers_contacts_reps_and_competitors_are_no_words() -> None:
    def all_say(text: str, **more: Any) -> list[str]:
        return phrases(engine_of(**{**tables(said=text), **more}).loss_words(ASKED))

    assert all_say("Tessier") == ["Tessier"]
    assert all_say("Tessier", reps=[{"rep_id": "r", "name": "Paul Tessier"}]) == []
    rival = [{"customer_id": "c001", "date": "2024-01-01", "competitor": "Tessier"}]
    assert all_say("Tessier", losses=rival) == []
    contacts = [
        {"contact_id": f"p{number}", "customer_id": f"c{number:03}", "name": "A. Tessier"}
        for number in range(16)
    ]
    assert all_say("Tessier", contacts=contacts) == []
    # A rep called Price makes no name of prices that are written as a word.
    assert all_say("the price", reps=[{"rep_id": "r", "name": "Ann Price"}]) == ["price"]


def test_what_is_said_after_notice_was_given_is_no_sign() -> None:
    given = tables()
    noticed = [{**row, "cancel_requested": day(60) if row["end"] else None} for row in given["subscriptions"]]
    assert phrases(engine_of(**{**given, "subscriptions": noticed}).loss_words(ASKED)) == []


def test_who_only_orders_is_lost_a_year_after_its_last_order() -> None:
    given = tables()
    ends = {row["customer_id"]: row["end"] for row in given.pop("subscriptions")}
    days = [day(number) for number in range(0, 880, 110)]
    orders = [
        {"customer_id": name, "order_date": ordered, "amount": 10}
        for name, end in ends.items()
        for ordered in days
        if end is None or ordered < end
    ]
    view = engine_of(**given, orders=orders).loss_words(ASKED)
    stopped = [max(one for one in days if one < end) for end in ends.values() if end]
    assert view.losses == sum(last <= "2024-06-30" for last in stopped)
    assert phrases(view) == [PHRASE]


def test_words_noted_at_losses_are_told_by_their_share() -> None:
    given = tables()
    gone = [row for row in given["subscriptions"] if row["end"]]
    notes = [
        {"customer_id": row["customer_id"], "date": row["end"], "note": note}
        for row, note in zip(gone, ["Zu teuer für uns"] * 6 + ["Schließt"] * 4 + ["Umzug"] * 12, strict=True)
    ]
    engine = engine_of(**given, losses=notes)
    told = [(one.phrase, one.customers, one.share.numerator, one.share.denominator, one.revenue)
            for one in engine.loss_words(ASKED).at_loss]  # fmt: skip
    assert told == [("Umzug", 12, 12, 22, 12 * 1200.0), ("teuer", 6, 6, 22, 6 * 1200.0)]
    quotes = engine.customers_of(ASKED, PhraseSaid("teuer", at_loss=True))
    assert {*quotes.rows.fetch(0, 6, ["said"])["said"]} == {"Zu teuer für uns"}
    with pytest.raises(UsageError, match="fewer than 5"):
        engine.customers_of(ASKED, PhraseSaid("schließt", at_loss=True))


@pytest.mark.thorough
def test_a_book_that_cannot_tell_says_why_in_one_sentence() -> None:
    silent = engine_of(subscriptions=[{"customer_id": "c", "start": "2023-01-01", "mrr": 1}])
    assert silent.loss_words(ASKED).sentence.startswith("Needs ")
    with pytest.raises(UsageError, match="Needs"):
        silent.pane_table(ASKED, "words")
    given = tables()
    mute = engine_of(**{**given, "interactions": [{**row, "text": None} for row in given["interactions"]]})
    assert "subjects of tickets" in mute.loss_words(ASKED).sentence
    loyal = engine_of(**tables(16, 0, 30))
    assert loyal.loss_words(ASKED).sentence == (
        "5 losses came after anything said since 18 Feb 2023: from 10 on, words can be told from chance."
    )


def test_hostile_text_is_data_and_nothing_else() -> None:
    hostile = "=cmd|'/c calc'!A1 \x1b]52;c;eHg=\x07 [/bad] nobody\u202e answers our calls (.*)+$ \\"
    engine = engine_of(**tables(said=hostile))
    (found,) = engine.loss_words(ASKED).before
    assert "\x1b" not in found.phrase
    assert "\u202e" not in found.phrase
    rows = engine.customers_of(ASKED, PhraseSaid(found.words))
    assert len(rows.rows) == 16
    for asked in ("(.*)+$", "\\", "", "[/bad]", "nobody " * 40):
        with pytest.raises(UsageError, match="fewer than 5"):
            engine.customers_of(ASKED, PhraseSaid(asked))


def test_the_table_has_a_row_for_each_phrase(small: Engine) -> None:
    table = small.pane_table(ASKED, "words")
    assert table.frame.select("phrase", "said", "customers", "lost").rows() == [(PHRASE, "before", 16, 12)]
    assert "no cause" in table.notes[1]
    assert table.moment.as_of == AS_OF
