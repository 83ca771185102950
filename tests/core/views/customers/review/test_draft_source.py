"""What a draft knows of a customer: only what stands in the export on that day, and nobody who opted out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.core.books import make_book

from holdfast.drafts.drafting import DraftRefusedError, DraftSource
from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.views.customers.review.draft_source import draft_source

AS_OF = date(2025, 6, 30)
A = {"customer_id": "a"}


def source(engine: Engine, as_of: date = AS_OF, **asked: str) -> DraftSource:
    return draft_source(engine.store, engine.store.answer(Query(as_of)), 0, **asked)


@pytest.fixture(scope="module")
def acme() -> Engine:
    return Engine(
        make_book(
            customers=[{**A, "name": "Acme"}],
            orders=[
                {**A, "order_id": f"o{month}", "order_date": f"2025-0{month}-10", "amount": 10.0}
                for month in (1, 2, 3, 4, 5, 6, 7)
            ],
            order_lines=[
                *({"order_id": f"o{month}", "product": "Gloves", "quantity": 10 + month, "amount": 10.0}
                  for month in (1, 2, 3, 4, 5, 6, 7)),
                {"order_id": "o2", "product": "Tape", "quantity": 2, "amount": 4.0},
                {"order_id": "o5", "product": "Tape", "quantity": 2, "amount": 5.0},
                {"order_id": "o6", "product": "Film", "amount": 5.0},
            ],
            contacts=[
                {**A, "contact_id": "p1", "name": "Bea", "role": "buyer", "email": "bea@acme.example"},
                {**A, "contact_id": "p2", "name": "Cem", "role": "CEO", "left_on": "2025-05-01"},
                {**A, "contact_id": "p3", "name": "Dov", "role": "CEO"},
                {**A, "contact_id": "p4", "email": "info@acme.example", "role": "CEO"},
            ],
            reps=[{"rep_id": "r1", "name": "Ana Ruiz"}, {"rep_id": "r2", "name": "Luc Tessier"},
                  {"rep_id": "r3"}],
            assignments=[
                {**A, "rep_id": "r1", "start": "2024-01-01", "end": "2025-01-01"},
                {**A, "rep_id": "r3", "start": "2025-01-01", "end": "2025-02-01"},
                {**A, "rep_id": "r2", "start": "2025-02-01"},
            ],
            tickets=[
                {**A, "created": "2025-06-01 09:00", "subject": "Old", "solved": "2025-07-02 09:00"},
                {**A, "created": "2025-06-20 09:00", "subject": "New"},
            ],
            surveys=[
                {**A, "kind": "nps", "answered": "2025-05-10", "score": 4.0},
                {**A, "kind": "csat", "answered": "2025-06-10", "score": 5.0},
                {**A, "kind": "nps", "answered": "2025-07-10", "score": 10.0},
            ],
            invoices=[{**A, "invoice_id": "I1", "issue_date": "2025-04-01", "due_date": "2025-05-01",
                       "amount": 10.0, "paid_date": "2025-07-05"}],
        )
    )  # fmt: skip


def test_every_field_is_what_stood_in_the_export_on_that_day(acme: Engine) -> None:
    values = source(acme).values
    assert values["customer"] == "Acme"
    assert values["contact"] == "Bea", "of those who are still there, who has an address"
    assert values["former_contact"] == "Cem"
    assert values["sender"] == "Luc Tessier"
    assert values["former_rep"] == "Ana Ruiz", "whoever has no name is passed over"
    assert values["last_order"] == date(2025, 6, 10)
    assert values["first_order"] is None
    assert values["ticket"] == "Old", "which is only solved later"
    assert values["invoice"] == "I1"
    assert values["answered"] == date(2025, 5, 10)


def test_the_basket_is_what_comes_in_a_third_of_the_orders_at_the_usual_quantity(acme: Engine) -> None:
    basket = source(acme).values["basket"]
    assert [(one.product, one.quantity) for one in basket] == [("Gloves", 13.5), ("Tape", 2.0)]  # type: ignore[union-attr]


def test_later_rows_change_nothing_and_a_later_day_sees_them(acme: Engine) -> None:
    values = source(acme, date(2025, 7, 31)).values
    assert values["ticket"] == "New"
    assert "invoice" not in values, "it is paid by then"
    assert values.get("answered") is None, "a promoter is not asked what went wrong"


def test_who_signs_and_to_whom_can_be_chosen(acme: Engine) -> None:
    found = source(acme, sender="Eva Noor", contact="Dov")
    assert found.values["sender"] == "Eva Noor"
    assert found.to is not None
    assert (found.to.name, found.to.address, found.to.contact_id) == ("Dov", None, "p3")
    with pytest.raises(DraftRefusedError, match="nobody called 'Cem' is on file at Acme, or has left"):
        source(acme, contact="Cem")


def test_an_id_is_no_name() -> None:
    """A customer, contact or rep of whom only the id is known is nobody to be greeted."""
    bare = Engine(
        make_book(
            customers=[{**A, "owner_rep_id": "r7"}],
            orders=[{**A, "order_date": "2025-06-10", "amount": 1.0}],
            contacts=[{**A, "contact_id": "p1", "email": "x@acme.example"}],
        )
    )
    values = source(bare).values
    assert [values[name] for name in ("customer", "sender")] == [None, None]
    assert values["contact"] == ""


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("column", "cell", "refused"),
    [("opt_out", "yes", True), ("opt_out", "no", False), ("Do Not Contact", "x", True),
     ("unsubscribed", "2025-06-30", True), ("unsubscribed", "2025-07-01", False), ("vip", "yes", False)],
)  # fmt: skip
@pytest.mark.parametrize("table", ["customers", "contacts"])
def test_an_opt_out_of_the_customer_or_of_the_contact_is_honoured(
    tmp_path: Path, table: str, column: str, cell: str, refused: bool
) -> None:
    told = {"customers": "", "contacts": ""} | {table: cell}
    head = {"customers": "note", "contacts": "note"} | {table: column}
    (tmp_path / "customers.csv").write_text(
        f"customer_id,name,{head['customers']}\na,Acme,{told['customers']}\nb,Borgo,\n", encoding="utf-8"
    )
    (tmp_path / "contacts.csv").write_text(
        f"contact_id,customer_id,name,email,{head['contacts']}\n"
        f"p1,a,Bea,bea@acme.example,{told['contacts']}\np2,b,Cem,cem@borgo.example,\n",
        encoding="utf-8",
    )
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,order_date,amount\no1,a,2025-06-10,10.00\no2,b,2025-06-11,10.00\n",
        encoding="utf-8",
    )
    engine = Engine(open_book([tmp_path]))
    assert (source(engine).refused is not None) is refused
