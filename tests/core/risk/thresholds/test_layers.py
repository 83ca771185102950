"""Thresholds in layers: defaults, the preset of an industry, what the book says, what the user changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from holdfast.errors import UsageError
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.rules.buying.orders import OVERDUE
from holdfast.risk.rules.people.contact import CONTACT_GAP
from holdfast.risk.rules.voice.competitors import COMPETITOR
from holdfast.risk.thresholds import limits as reading
from holdfast.risk.thresholds.thresholds import (
    BOOK,
    NO_PRESET,
    YOU,
    Layer,
    Thresholds,
    default_thresholds,
    layered,
    preset_names,
    presets,
    thresholds_of,
)
from holdfast.schema.settings import BookSettings, flattened


def yours(preset: str | None = None, **values: Any) -> Layer:
    return Layer(YOU, "mine.toml:", preset, tuple((key.replace("_", ".", 1), v) for key, v in values.items()))


def book(**stated: Any) -> BookSettings:
    return BookSettings("b", thresholds=tuple((k.replace("_", ".", 1), v) for k, v in stated.items()))


def refusal(layer: Layer) -> str:
    with pytest.raises(UsageError) as refused:
        layered(layer)
    return str(refused.value)


def test_later_layers_win_and_what_they_do_not_name_stays() -> None:
    settings = book(preset="retail", F01_minimum_orders=5, F01_watch=1.7)
    found = thresholds_of(settings, yours(F01_watch=1.6))
    overdue = found.of(OVERDUE)
    assert (overdue.watch, overdue.high, overdue.minimum_orders) == (1.6, 2.0, 5)
    assert found.values["F04.share_of_usual"] == presets()["retail"]["F04.share_of_usual"]
    assert thresholds_of(book()).digest == default_thresholds().digest


def test_the_name_says_where_they_come_from() -> None:
    assert default_thresholds().name == "default"
    found = thresholds_of(book(preset="retail", F01_watch=1.7), yours(F01_watch=1.6, F12_within_days=90))
    assert found.name == "retail, 1 set by the book, 2 changed by you"
    assert layered(Layer("mine.toml", "mine.toml:", None, (("F01.watch", 1.4),))).name == (
        "default, 1 from mine.toml"
    )


def test_every_threshold_knows_its_source() -> None:
    found = thresholds_of(book(preset="retail", F01_high=2.5), yours(F01_watch=1.6))
    sources = [
        found.source(place) for place in ("F01.watch", "F01.high", "F01.minimum_orders", "F01.critical")
    ]
    assert sources == [YOU, BOOK, "preset", "default"]


def test_the_preset_of_the_user_replaces_that_of_the_book_and_default_takes_it_back() -> None:
    assert thresholds_of(book(preset="retail"), yours("insurance")).preset == "insurance"
    taken_back = thresholds_of(book(preset="retail"), yours(NO_PRESET))
    assert taken_back.preset == NO_PRESET
    assert taken_back.digest == default_thresholds().digest


def test_an_unknown_preset_is_refused_with_the_nearest_spelling() -> None:
    assert refusal(yours("retial")) == "mine.toml: preset 'retial' is not a preset: did you mean retail?"
    with pytest.raises(UsageError, match=r"holdfast\.toml: \[thresholds\] preset 'x' is not a preset: known"):
        thresholds_of(book(preset="x"))


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("F01.watch", 2.5, "F01.watch, F01.high, F01.critical must rise, but are 2.5, 2.0, 3.0"),
        ("F01.wach", 1.0, "F01.wach is not a threshold: did you mean watch?"),
        ("F99.watch", 1.0, "[F99] is not a threshold: did you mean F"),
        ("F01.watch.A", 1.0, "F01.watch is {'A': 1.0}: write a number above 0"),
        ("F29.cadence_days", 30, "F29.cadence_days is 30: write a table of tier = days"),
        ("F29.cadence_days.A", 0, "F29.cadence_days.A is 0: write a whole number above 0"),
        ("F04.share_of_usual", 60, "F04.share_of_usual is 60: write a share of 1"),
        ("F25.names", "Acme", "F25.names is 'Acme': write a list of texts"),
        ("F25.names", ("Acme", 3), "F25.names is ['Acme', 3]: write a list of texts"),
    ],
)
def test_a_wrong_value_of_a_layer_is_refused_with_its_place(place: str, value: Any, message: str) -> None:
    told = refusal(Layer(YOU, "mine.toml:", None, ((place, value),)))
    assert told.startswith("mine.toml: ")
    assert message in told


def test_a_tier_is_changed_or_added_and_the_others_stay() -> None:
    found = layered(Layer(YOU, "m:", None, (("F29.cadence_days.A", 20), ("F29.cadence_days.Key", 7))))
    assert dict(found.of(CONTACT_GAP).cadence_days) == {"A": 20, "B": 60, "C": 120, "Key": 7}


def test_competitors_are_named_by_the_book_and_may_be_none() -> None:
    assert default_thresholds().values["F25.names"] == ()
    assert thresholds_of(book(F25_names=("Acme", "Globex"))).of(COMPETITOR).names == ("Acme", "Globex")


def test_a_list_of_texts_is_read_from_a_list_of_toml() -> None:
    assert flattened({"F25": {"names": ["Acme"], "within_days": 9}}, "x:") == {
        "F25.names": ("Acme",), "F25.within_days": 9
    }  # fmt: skip


@pytest.mark.parametrize(
    "document", [{"F01": 3}, {"F01": {"watch": None}}, {"F29": {"cadence_days": {"A": {}}}}]
)
def test_another_shape_than_sections_of_values_is_refused(document: Mapping[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^book\.toml: F\d\d"):
        flattened(document, "book.toml:")


def _differences(changed: Thresholds, before: Thresholds) -> dict[str, tuple[Any, Any]]:
    here, there = changed.values, before.values
    places = {*here, *there}
    return {p: (here.get(p), there.get(p)) for p in places if here.get(p) != there.get(p)}


def test_a_changed_threshold_is_yours_and_the_usual_value_is_no_change() -> None:
    start = thresholds_of(book(preset="hospitality"))
    changed = start.replaced("F01", "watch", 1.8)
    assert changed.own.values == (("F01.watch", 1.8),)
    assert _differences(changed, start) == {"F01.watch": (1.8, 2.0)}
    assert changed.replaced("F01", "watch", 2.0).own.empty
    assert changed.reset("F01", "watch").digest == start.digest
    assert start.replaced("F29", "cadence_days.A", 9).values["F29.cadence_days.A"] == 9
    with pytest.raises(UsageError, match="must rise"):
        start.replaced("F01", "watch", 9.0)
    with pytest.raises(UsageError, match="write a whole number"):
        start.replaced("F01", "minimum_orders", 3.0)


def test_a_tier_that_only_one_side_has_is_a_difference() -> None:
    more = default_thresholds().replaced("F29", "cadence_days.Key", 7)
    assert _differences(more, default_thresholds()) == {"F29.cadence_days.Key": (7, None)}


def test_the_digest_is_of_the_numbers_alone() -> None:
    plain = default_thresholds()
    stated = thresholds_of(book(F01_watch=1.5))
    assert stated.name != plain.name
    assert stated.digest == plain.digest
    assert plain.replaced("F01", "watch", 1.4).digest != plain.digest
    assert Thresholds(plain.values).digest == plain.digest


def test_every_preset_differs_only_where_it_says_so_and_can_stand() -> None:
    assert preset_names() == (
        "default", "ecommerce", "subscription", "b2b_services", "retail", "hospitality", "insurance"
    )  # fmt: skip
    plain = default_thresholds()
    for name in preset_names()[1:]:
        found = layered(Layer(YOU, "x:", preset=name))
        assert found.preset == name
        assert set(_differences(found, plain)) == set(presets()[name]), (
            "a value like the default says nothing"
        )


def test_every_flag_has_words_for_every_threshold() -> None:
    for place in default_thresholds().values:
        flag_id, key, *_ = place.split(".")
        words = ALL_FLAGS[flag_id].limits.__dataclass_fields__[key].metadata["words"]
        assert words, place


def test_the_shipped_file_names_every_threshold_in_its_declared_type() -> None:
    """Nobody checks it when a book is opened: what it says is in force as it stands."""
    plain = default_thresholds()
    for given in (plain.values, *presets().values()):
        checked = reading.changed(plain.values, given, "x:")
        assert {place: repr(value) for place, value in given.items()} == {
            place: repr(checked[place]) for place in given
        }
    for flag in ALL_FLAGS.values():
        for field in fields(flag.limits):
            limit = getattr(plain.of(flag), field.name)
            assert limit or not isinstance(limit, Mapping), f"{flag.id}.{field.name} is missing"
