"""A book's own columns answer like any other field, from the filter to the stored book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from holdfast.book.assemble import assemble
from holdfast.book.disk import cache
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.export.results import to_csv
from holdfast.filters import FilterError, combine, parse, to_text
from holdfast.intake import read_book
from holdfast.query import Query, SortKey

LISTS = (
    "customer_id,name,Status,State Code,Plan Kind,Seats Used,Contract signed,Is VIP,Notes,overdue\n"
    "C1,Acme,on,=1+1,pro,12,2025-01-03,yes,met at the fair,a\n"
    "C2,Beta,on,x,basic,3,2025-03-30,no,prefers e-mail,b\n"
    "C3,Gamma,off,y,pro,20,2025-07-01,no,asked twice,a\n"
    "C4,Delta,on,z,,,,,,\n"
)
ORDERS = (
    "order_id,customer_id,order_date,amount\n"
    "1,C1,2025-01-31,10\n2,C2,2025-02-28,20\n3,C3,2025-03-31,30\n4,C4,2025-06-30,40\n5,C1,2025-06-30,5\n"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("own")
    (folder / "customers.csv").write_text(LISTS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return Engine(assemble(read_book([folder])))


def names(engine: Engine, where: str) -> list[str]:
    query = Query(where=where, columns=("name",), sort=(SortKey("name"),))
    return engine.customers(query).frame.get_column("name").to_list()


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("plan_kind:pro", ["Acme", "Gamma"]),
        ("PLAN_KIND:PRO", ["Acme", "Gamma"]),
        ("x.plan_kind:pro seats_used>12", ["Gamma"]),
        ("contract_signed:2025-01..2025-06", ["Acme", "Beta"]),
        ("is_vip:no", ["Beta", "Gamma"]),
        ("notes:fair", ["Acme"]),
        ("plan_kind:none", ["Delta"]),
        ("-plan_kind:pro", ["Beta", "Delta"]),
        ("x.overdue:a", ["Acme", "Gamma"]),
        ("seats_used:3..12 or x.is_vip:none", ["Acme", "Beta", "Delta"]),
    ],
)
def test_a_filter_reads_own_columns(engine: Engine, where: str, found: list[str]) -> None:
    assert names(engine, where) == found


def test_figures_are_told_under_a_filter_over_own_columns(engine: Engine) -> None:
    figures = engine.desk(Query(where="plan_kind:pro")).figures
    assert figures["customers.active"].value == 2


def test_a_word_that_is_taken_means_what_it_always_did(engine: Engine) -> None:
    with pytest.raises(FilterError, match="is not a number"):
        names(engine, "overdue:a")


def test_a_misspelt_own_column_is_told_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(FilterError, match="no field 'plan_kimd': did you mean 'plan_kind'"):
        names(engine, "plan_kimd:pro")


def test_a_value_that_nobody_has_is_told_with_the_nearest(engine: Engine) -> None:
    said = engine.nobody(Query(where="plan_kind:ro"))
    assert said is not None
    assert "No customer has the plan kind 'ro': did you mean x.plan_kind:pro?" in said


def test_own_columns_and_their_values_are_completed(engine: Engine) -> None:
    assert engine.complete("plan", 4)[0].text == "plan_kind:"
    assert [offer.text for offer in engine.complete("plan_kind:", 10)] == ["pro", "basic", "none"]
    assert "x.overdue:" in [offer.text for offer in engine.complete("x.", 2)]


def test_a_filter_keeps_its_own_columns_when_it_is_narrowed(engine: Engine) -> None:
    fields = engine.book.fields
    narrowed = combine("plan_kind:pro revenue>1", "x.plan_kind:basic", fields)
    assert narrowed == "x.plan_kind:basic revenue>1"
    assert parse(to_text(parse("seats_used>3 is_vip:yes", fields)), fields) == parse(
        "seats_used>3 is_vip:yes", fields
    )


def test_the_list_shows_own_columns_in_the_order_of_another(engine: Engine) -> None:
    query = Query(columns=("name", "plan_kind", "x.overdue"), sort=(SortKey("seats_used", descending=True),))
    frame = engine.customers(query).frame
    assert frame.columns == ["name", "plan_kind", "x.overdue"]
    assert frame.rows() == [
        ("Gamma", "pro", "a"),
        ("Acme", "pro", "a"),
        ("Beta", "basic", "b"),
        ("Delta", None, None),
    ]


def test_what_nobody_asks_for_is_not_carried_along(engine: Engine) -> None:
    assert not any(name.startswith("x.") for name in engine.store.answer(Query()).facts.customers.columns)


def test_figures_are_split_by_few_values_and_by_yes_or_no(engine: Engine) -> None:
    for by, expected in (
        ("plan_kind", {"pro": 45, "basic": 20, "(blank)": 40}),
        ("is_vip", {"true": 15, "false": 50, "(blank)": 40}),
    ):
        found = engine.metrics(Query(by=by), ("revenue.period",))
        assert {figure.group: figure.value for figure in found} == expected


def test_prose_and_numbers_split_nothing_and_the_limit_is_said(engine: Engine) -> None:
    with pytest.raises(UsageError, match=r"cannot split by 'notes': .* at most 100 texts"):
        engine.metrics(Query(by="notes"))
    with pytest.raises(UsageError, match=r"cannot split by 'seats_used': choose one of .*plan_kind"):
        engine.metrics(Query(by="seats_used"))


def test_the_page_of_a_customer_has_its_own_columns(engine: Engine) -> None:
    facts = engine.customer(Query(), 0).facts
    assert (facts["x.plan_kind"], facts["x.seats_used"], facts["x.is_vip"]) == ("pro", 12, True)
    assert facts["x.contract_signed"] == date(2025, 1, 3)


def test_texts_of_own_columns_are_no_formulas_in_an_export(engine: Engine) -> None:
    frame = engine.customers(Query(columns=("name", "state_code"), sort=(SortKey("name"),))).frame
    assert to_csv(frame).splitlines()[1] == "Acme,'=1+1"


def test_a_stored_book_has_its_own_columns(engine: Engine, tmp_path: Path) -> None:
    assert cache.store(engine.book, tmp_path)
    reopened = cache.load(engine.book.fingerprint, tmp_path)
    assert reopened is not None
    assert reopened.fields == engine.book.fields
    assert reopened.receipt.files[0].own_columns == engine.book.receipt.files[0].own_columns
    assert names(Engine(reopened), "plan_kind:pro seats_used>12") == ["Gamma"]
