"""Words of status columns: matched by stem, in the languages and spellings of the tools that write them."""

from __future__ import annotations

import pytest
from tests.examples import each

from holdfast.words.statuses import status_columns

ORDERS = {
    "sale": [
        "Completed", "wc-completed", "COMPLETE", "paid", "Shipped - Delivered to Buyer", "Partially Shipped",
        "Awaiting Fulfillment", "Pending - Waiting for Pick Up", "ONACCOUNT", "Versandt", "in Bearbeitung",
        "Expédiée", "spedito", "Enviado", "مكتمل", "not shipped", "Placed", "Paid (card)",
    ],
    "no sale": [
        "Cancelled by customer", "canceled", "Storno", "STORNIERT", "annulé", "Annulée", "anulado",
        "Failed", "Expired", "Draft", "checkout-draft", "VOIDED", "Declined", "Incomplete", "Suspected Fraud",
        "requires_payment_method", "ملغي", "تم الإلغاء", "Shipped - Rejected by Buyer",
    ],
    "refunded": ["Refunded", "fully_refunded", "erstattet", "Remboursée", "rimborsato", "مسترد",
                 "Shipped - Returned to Seller", "Not attending (refunded)", "Complete [Refund issued]"],
    "partly refunded": ["Partially Refunded", "partially_refunded", "PartiallyRefunded", "Teils erstattet",
                        "partiellement remboursée", "rimborsato parzialmente"],
    "open": ["Pending payment", "on-hold", "authorized", "LAYBY", "not paid", "nicht bezahlt",
             "Non payé", "Part paid", "Awaiting Payment", "in attesa di pagamento", "معلق"],
}  # fmt: skip

OTHERS = {
    "subscriptions": {
        "running": ["active", "past_due", "non_renewing", "aktiv", "attivo", "نشط"],
        "trial": ["trialing", "in_trial", "Probezeit", "essai"],
        "never began": ["incomplete", "incomplete_expired", "future"],
        "cancelled": ["canceled", "Cancelled", "gekündigt", "résilié"],
        "ended": ["expired", "inactive", "beendet"],
    },
    "invoices": {
        "open": ["Awaiting Payment", "payment_due", "not_paid", "overdue", "Partially paid", "nicht bezahlt"],
        "paid": ["Paid", "auto-paid", "bezahlt", "pagata", "payée"],
        "void": ["Voided", "Deleted", "storniert"],
        "draft": ["draft", "Awaiting Approval", "Entwurf"],
        "uncollectible": ["uncollectible", "written off"],
    },
    "tickets": {
        "open": ["Open", "New", "On-hold", "Waiting on Customer", "unresolved", "offen", "en cours"],
        "solved": ["Solved", "Resolved", "Closed", "Auto-Closed", "gelöst", "résolu", "chiuso"],
        "no ticket": ["Deleted", "spam"],
    },
}


@each("meaning, word", [(name, word) for name, words in ORDERS.items() for word in words])
def test_a_word_of_an_order_means_the_same_in_every_spelling(meaning: str, word: str) -> None:
    assert status_columns()["orders", "status"].meaning_of(word) == meaning


@each(
    "table, meaning, word",
    [
        (table, name, word)
        for table, means in OTHERS.items()
        for name, words in means.items()
        for word in words
    ],
)
def test_a_word_of_another_table_means_what_it_says_there(table: str, meaning: str, word: str) -> None:
    assert status_columns()[table, "status"].meaning_of(word) == meaning


@pytest.mark.parametrize(
    ("meaning", "word"),
    [
        ("won", "Closed Won"),
        ("won", "closedwon"),
        ("won", "Abgeschlossen und gewonnen"),
        ("won", "Cierre ganado"),
        ("lost", "Closed Lost to Competition"),
        ("lost", "perdu"),
        ("open", "Negotiation/Review"),
        ("open", "Qualified To Buy"),
    ],
)
def test_a_stage_says_how_the_deal_ended(meaning: str, word: str) -> None:
    assert status_columns()["opportunities", "stage"].meaning_of(word) == meaning


@pytest.mark.parametrize("word", ["Parked", "Zone 4", "", " - ", "nicht storniert", "not cancelled"])
def test_what_is_not_listed_or_taken_back_means_nothing_known(word: str) -> None:
    assert status_columns()["orders", "status"].meaning_of(word) is None


def test_a_remark_is_no_status() -> None:
    remark = "customer rang twice about the parcel and then it was cancelled by the carrier after all"
    assert status_columns()["orders", "status"].meaning_of(remark) is None


def test_every_column_takes_an_unknown_word_for_one_of_its_meanings() -> None:
    for column in status_columns().values():
        assert column.otherwise in column.meanings
        assert set(column.counted) <= set(column.meanings)
