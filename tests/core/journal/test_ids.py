"""Names of entries: they rise, whatever the clock does."""

from __future__ import annotations

import random
import uuid

from holdfast.journal.ids import is_id, next_id, time_of


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_time() -> None:
    at, name = next_id(1_751_270_400_123, None)
    assert at == time_of(name) == 1_751_270_400_123
    assert uuid.UUID(name).version == 7
    assert uuid.UUID(name).variant == uuid.RFC_4122
    assert is_id(name)
    assert not is_id(str(uuid.UUID(int=7)))
    assert not is_id(name.upper())


def test_ids_rise_within_a_millisecond_and_while_the_clock_goes_back() -> None:
    dice, last, now = random.Random(3), None, 1_000_000
    for _ in range(3000):
        now += dice.choice((0, 0, 0, 1, -500))
        at, name = next_id(now, last)
        assert last is None or (name > last and at >= time_of(last))
        last = name


def test_a_millisecond_that_is_full_is_followed_by_the_next() -> None:
    full = "00000000-0001-7fff-bfff-ffffffffffff"
    at, name = next_id(1, full)
    assert at == 2
    assert name > full


def test_a_last_id_that_was_spoilt_does_not_keep_anybody_from_writing() -> None:
    for spoilt in ("no id at all, thirty-six letters long", "ffffffff-ffff-7fff-bfff-ffffffffffff"):
        at, name = next_id(1_751_270_400_123, spoilt)
        assert at == time_of(name) == 1_751_270_400_123
