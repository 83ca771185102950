"""Letters of a seal: read aloud, typed with a slip, and found out."""

from __future__ import annotations

import pytest

from holdfast.views.seals.letters import LETTERS, MistypedError, number_in, plain, slip_in, written

LENGTH = 26
NUMBER = 0x2F31_0B95_D1A7_0036_E4C1_97F3_0A5B_D1C3 >> 1


def replaced(code: str, place: int, letter: str) -> str:
    return code[:place] + letter + code[place + 1 :]


def test_a_number_is_read_as_it_was_written_however_it_is_typed() -> None:
    code = written(NUMBER, LENGTH)
    assert [len(group) for group in code.split("-")] == [4] * 7
    heard = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert number_in(code, LENGTH) == number_in(heard, LENGTH) == NUMBER
    assert number_in(written(0, LENGTH), LENGTH) == 0
    assert number_in(written(2**130 - 1, LENGTH), LENGTH) == 2**130 - 1


def test_every_slip_in_one_letter_is_placed_and_every_swap_of_two_neighbours_noticed() -> None:
    code = plain(written(NUMBER, LENGTH))
    for place, right in enumerate(code):
        for wrong in set(LETTERS) - {right}:
            slip = slip_in(replaced(code, place, wrong))
            assert slip is not None
            assert (slip.place, slip.typed, slip.meant) == (place + 1, wrong, right)
    for place in range(len(code) - 1):
        if code[place] != code[place + 1]:
            assert slip_in(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is not None


def test_any_two_slips_are_noticed() -> None:
    code = plain(written(NUMBER, LENGTH))
    for one in range(0, len(code), 3):
        for other in range(one + 1, len(code), 2):
            for wrong in "0ZK":
                slipped = replaced(replaced(code, one, wrong), other, wrong)
                assert slipped == code or slip_in(slipped) is not None


def test_what_is_wrong_is_said_with_its_place() -> None:
    code = written(NUMBER, LENGTH)
    wrong = replaced(code, 6, "Z" if code[6] != "Z" else "Y")
    for typed, said in (
        (wrong, f"letter 2 of group 2: '{wrong[6]}' where '{code[6]}'"),
        (replaced(code, 6, "U"), "letter 2 of group 2: 'U' is in no seal"),
        (code[:-5], "has 28 letters, this has 24"),
    ):
        with pytest.raises(MistypedError, match=said):
            number_in(typed, LENGTH)
