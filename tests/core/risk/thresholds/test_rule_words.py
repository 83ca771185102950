"""Rule and guard of a flag: they state the limits in force, and no limit is written by hand."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from tests.examples import each

from holdfast import glossary
from holdfast.glossary.wording import wording
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.flag import AnyFlag
from holdfast.risk.thresholds.thresholds import default_thresholds, preset_names
from holdfast.risk.thresholds.words import filled, guard_of, rule_of
from holdfast.words.languages import LANGUAGES, Language

DEFAULTS: Final = default_thresholds()
RETAIL: Final = DEFAULTS.under("retail")

SPELLED: Final = {
    "once": 1, "twice": 2, "double": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "half": 0.5, "quarter of": 0.25, "top quarter": 0.25, "a year": 365,
}  # fmt: skip

MEANS_SOMETHING_ELSE: Final = {
    ("F14", 2.0): "the last two answers: the rule itself, as is the third that makes it watch",
    ("F14", 3.0): "the last three answers",
    ("F13", 2.0): "two answers make a fall",
}
"""Flag and number of its limits that stands in its text in another sense."""


def own_numbers(flag: AnyFlag) -> set[float]:
    """Every number the limits and their properties have by default; a share in percent too."""
    limits = DEFAULTS.of(flag)
    shares = {field.name for field in dataclasses.fields(limits) if field.metadata["share"]}
    derived = [name for name, value in vars(type(limits)).items() if isinstance(value, property)]
    found: set[float] = set()
    for name in (*(field.name for field in dataclasses.fields(limits)), *derived):
        value: Any = getattr(limits, name)
        numbers = value.values() if isinstance(value, Mapping) else [value]
        found |= {float(number) for number in numbers if isinstance(number, int | float)}
        found |= {100.0 * value, round(100 - 100 * value, 6)} if name in shares else set()
    return found


def texts(flag: AnyFlag, language: Language) -> tuple[str, str]:
    said = wording(language)["flags"].get(flag.id, {})
    return said.get("rule", flag.rule), said.get("guard", flag.guard)


def written_numbers(text: str) -> Iterator[float]:
    bare = re.sub(r"\{[^}]*\}", " ", text)
    # The ends of a scale are its name.
    bare = re.sub(r"\b(scale|échelle de|scala da|سلم من) 1( à | a | إلى |-)5", " ", bare)
    yield from (float(number.replace(",", ".")) for number in re.findall(r"\d+(?:[.,]\d+)?", bare))
    yield from (value for word, value in SPELLED.items() if re.search(rf"\b{word}\b", bare))


@pytest.mark.parametrize("language", LANGUAGES)
@each("flag", ALL_FLAGS.values())
def test_no_limit_of_a_flag_is_written_by_hand(flag: AnyFlag, language: Language) -> None:
    for text in texts(flag, language):
        again = {number for number in written_numbers(text) if number in own_numbers(flag)}
        assert {number for number in again if (flag.id, number) not in MEANS_SOMETHING_ELSE} == set(), text


@pytest.mark.parametrize("language", LANGUAGES)
@each("preset", preset_names())
def test_every_text_is_filled_under_every_preset(preset: str, language: Language) -> None:
    thresholds = DEFAULTS.under(preset)
    for flag in ALL_FLAGS.values():
        entry = glossary.entry(flag.id, language, thresholds)
        for text in (entry.text("rule"), entry.text("guard")):
            assert text
            assert not set("{}|") & set(text)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@each("flag", ALL_FLAGS.values())
def test_a_translation_states_the_limits_the_english_text_states(flag: AnyFlag, language: Language) -> None:
    def stated(pair: tuple[str, str]) -> set[str]:
        return {name for text in pair for name in re.findall(r"\{(\w+)", text)}

    assert stated(texts(flag, language)) == stated((flag.rule, flag.guard))


def test_every_exception_is_one() -> None:
    written = {
        (flag.id, number)
        for flag in ALL_FLAGS.values()
        for language in LANGUAGES
        for text in texts(flag, language)
        for number in written_numbers(text)
    }
    assert set(MEANS_SOMETHING_ELSE) <= written


def test_what_a_user_changes_is_read_in_the_rule() -> None:
    changed = DEFAULTS.replaced("F01", "watch", 1.2)
    assert "cadence: 1.2 watch, 2 high, 3 critical;" in rule_of(ALL_FLAGS["F01"], changed)
    assert "cadence: 1.5 watch, 2 high, 3 critical;" in rule_of(ALL_FLAGS["F01"], DEFAULTS)


@pytest.mark.parametrize(
    ("flag_id", "words"),
    [
        ("F04", "at most 50 % of the mean of the 4 windows of 90 days"),
        ("F29", "A 60, B 120, C 365 days"),
        ("F24", "at least 85 % of the last 6 orders discounted"),
    ],
)
def test_a_preset_is_read_in_the_rule(flag_id: str, words: str) -> None:
    assert words in rule_of(ALL_FLAGS[flag_id], RETAIL)
    assert words not in rule_of(ALL_FLAGS[flag_id], DEFAULTS)


def test_what_follows_from_limits_is_told_as_judged() -> None:
    spend_drop, order_size, enps = (ALL_FLAGS[flag_id] for flag_id in ("F04", "F05", "R5"))
    insured = DEFAULTS.under("insurance")
    assert guard_of(spend_drop, DEFAULTS).endswith("and 455 days of history")
    assert guard_of(spend_drop, insured).endswith("and 1095 days of history")
    assert guard_of(order_size, DEFAULTS.replaced("F05", "earlier_orders", 12)) == "at least 15 orders"
    # Fewer than five answers stay hidden, whatever the limit.
    assert guard_of(enps, DEFAULTS.replaced("R5", "minimum_answers", 3)).startswith("at least 5 answers")


@pytest.mark.parametrize(
    ("language", "template", "orders", "words"),
    [
        ("en", "{minimum_orders|order|orders}", 1, "1 order"),
        ("en", "{minimum_orders|order|orders}", 2, "2 orders"),
        ("fr", "{minimum_orders|commande|commandes}", 1, "1 commande"),
        ("it", "{minimum_orders|ordine|ordini}", 4, "4 ordini"),
        ("ar", "{minimum_orders|طلبات|طلبا}", 4, "4 طلبات"),
        ("ar", "{minimum_orders|طلبات|طلبا}", 11, "11 طلبا"),
        ("ar", "{minimum_orders|طلبات|طلبا}", 104, "104 طلبات"),
    ],
)
def test_the_noun_follows_the_number(language: Language, template: str, orders: int, words: str) -> None:
    thresholds = DEFAULTS.replaced("F01", "minimum_orders", orders)
    assert filled(template, ALL_FLAGS["F01"], thresholds, language) == words


def test_each_language_writes_its_numbers_and_lists_its_own_way() -> None:
    f01, f29, f16 = (ALL_FLAGS[flag_id] for flag_id in ("F01", "F29", "F16"))
    assert [filled("{watch}", f01, DEFAULTS, language) for language in LANGUAGES] == [
        "1.5", "1,5", "1,5", "1.5", "1,5",
    ]  # fmt: skip
    assert filled("{cadence_days}", f29, DEFAULTS, "ar") == "A 30، B 60، C 120"
    assert filled("{default_tier}", f29, DEFAULTS) == "C"
    assert filled("{sponsor_roles}", f16, DEFAULTS) == "sponsor, champion, decision maker …"
    few = DEFAULTS.replaced("F16", "sponsor_roles", ("pilot", "owner"))
    assert filled("{sponsor_roles}", f16, few) == "pilot, owner"


def test_a_name_that_is_no_limit_is_refused() -> None:
    with pytest.raises(AttributeError, match="wotch"):
        filled("{wotch} watch", ALL_FLAGS["F01"], DEFAULTS)
