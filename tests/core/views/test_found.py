"""Customers and reps are found by half of a name or an id, as they were called and known on the day."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.engine import Engine
from holdfast.query import Query


def named(engine: Engine, typed: str, query: Query = Query()) -> list[str]:  # noqa: B008 - frozen
    return [hit.thing.name for hit in engine.found(query, typed)]


def test_people_are_found_by_name_and_customers_by_their_id_too(sample_engine: Engine) -> None:
    (hit,) = sample_engine.found(Query(), "kurh")
    assert (hit.thing.kind, hit.thing.name, hit.thing.about) == (
        "customer",
        "Kurhaus Distelfähre",
        "C0160, Petra Hollermann",
    )
    assert named(sample_engine, "c0160") == ["Kurhaus Distelfähre"]
    (rep, *_) = sample_engine.found(Query(), "hollermann petra")
    assert (rep.thing.kind, rep.thing.id, rep.thing.about) == ("rep", "R07", "rep, Rhine")
    assert all(hit.is_near for hit in sample_engine.found(Query(), "kurhuas"))
    assert named(sample_engine, "") == named(sample_engine, "zzqq") == []


@pytest.mark.thorough
def test_who_was_not_known_yet_is_not_found(sample_engine: Engine) -> None:
    assert named(sample_engine, "Café Ombrelaune") == ["Café Ombrelaune"]  # first order on 24 April 2025
    earlier = Query(as_of=date(2025, 3, 31))
    assert "Café Ombrelaune" not in named(sample_engine, "Café Ombrelaune", earlier)
    assert named(sample_engine, "kurhaus", earlier) == ["Kurhaus Distelfähre"]
