"""A cancelled subscription is never active for ever."""

from __future__ import annotations

from datetime import date

from tests.core.intake.conftest import Book

from holdfast.book.assemble import assemble

HEAD = "Subscription ID,Customer,Start Date,MRR,Status,Cancelled At"


def test_without_a_column_of_ends_the_day_of_cancelling_is_the_end_and_it_is_said(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv=f"{HEAD}\nS1,A,2024-11-01,50,active,\nS2,B,2024-11-01,40,cancelled,2025-02-01\n"
    )
    assert intake.tables["subscriptions"]["end"].to_list() == [None, date(2025, 2, 1)]
    (said,) = [one for one in intake.receipt.findings if "taken for the end" in one.message]
    assert (said.severity, said.table) == ("info", "subscriptions")


def test_a_cancellation_that_is_only_asked_for_does_not_end_what_still_runs(book: Book) -> None:
    intake = book(subscriptions_dot_csv=f"{HEAD}\nS1,A,2024-11-01,50,non_renewing,2025-02-01\n")
    assert intake.tables["subscriptions"]["end"].to_list() == [None]


def test_beside_a_column_of_ends_only_what_is_over_without_an_end_takes_the_day(book: Book) -> None:
    rows = (
        "S1,A,2024-11-01,50,active,2025-01-01,\nS2,B,2024-11-01,40,canceled,2025-02-01,\n"
        "S3,C,2024-11-01,40,canceled,2025-02-01,2025-02-28\n"
    )
    intake = book(subscriptions_dot_csv=f"{HEAD},Ended At\n{rows}")
    assert intake.tables["subscriptions"]["end"].to_list() == [None, date(2025, 2, 1), date(2025, 2, 28)]


def test_what_is_over_without_any_day_goes_to_quarantine(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv="Subscription ID,Customer,Start Date,MRR,State\nS1,A,2024-11-01,50,running\n"
        "S2,B,2024-11-01,40,gekündigt\n"
    )
    assert intake.receipt.quarantine.select("line", "text").rows() == [(3, "gekündigt")]
    assert not intake.receipt.clean


def test_what_never_began_is_left_out_and_counted(book: Book) -> None:
    intake = book(
        subscriptions_dot_csv=f"{HEAD}\nS1,A,2024-11-01,50,active,\n"
        f"S2,B,2024-11-01,40,incomplete_expired,2024-11-02\n"
        "S3,C,2024-11-01,40,incomplete,\n"
    )
    assert intake.tables["subscriptions"]["customer_id"].to_list() == ["A"]
    (file,) = intake.receipt.files
    assert (file.used, file.left_out) == (1, 2)
    assert [one.word for one in intake.receipt.statuses if not one.counted] == [
        "incomplete",
        "incomplete_expired",
    ]


def test_a_trial_without_an_end_pays_nothing_yet(book: Book) -> None:
    text = f"{HEAD}\nS1,A,2024-11-01,50,active,\nS2,B,2024-11-01,40,trialing,\n"
    assert assemble(book(subscriptions_dot_csv=text)).tables["subscriptions"]["mrr"].to_list() == [500_000, 0]
    mapping = "[book]\ninclude_trials = true\n"
    with_trials = book(subscriptions_dot_csv=text, holdfast_dot_toml=mapping)
    assert with_trials.tables["subscriptions"]["mrr"].to_list() == [500_000, 400_000]
