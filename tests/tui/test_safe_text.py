from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import each
from tests.hostile import HOSTILE_CELLS
from wcwidth import wcwidth

from holdfast_tui import safe_text
from holdfast_tui.safe_text import ELLIPSIS, Align, SafeText, cell_width, literal, pad, safe, use_ascii

ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("a b\x1b[]\x07\x9b\r\n\t\u202e\u200d\ufe0f\u0301日👩🏽🇩\ue000\ud800\x00")),
    st.sampled_from(HOSTILE_CELLS),
)


@pytest.fixture
def ascii_terminal() -> Iterator[None]:
    use_ascii(True)
    yield
    use_ascii(False)


def assert_inert(text: str) -> None:
    categories = {unicodedata.category(character) for character in text}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}, categories
    text.encode("utf-8")


@each("cell", HOSTILE_CELLS)
@pytest.mark.parametrize("width", [None, 0, 1, 2, 7, 40])
def test_no_cell_reaches_the_terminal_with_anything_it_obeys(cell: str, width: int | None) -> None:
    shown = safe(cell, width)
    assert_inert(shown)
    if width is not None:
        assert cell_width(shown) <= width


@given(ANY_TEXT, st.integers(min_value=-3, max_value=60))
def test_a_cell_never_takes_more_than_its_width(text: str, width: int) -> None:
    shown = safe(text, width)
    assert_inert(shown)
    assert cell_width(shown) <= max(width, 0)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert safe(safe(text, 30), 30) == safe(text, 30)


@given(ANY_TEXT, st.integers(min_value=0, max_value=40), st.sampled_from(["left", "right", "centre"]))
def test_a_padded_cell_fills_its_column_exactly(text: str, width: int, align: Align) -> None:
    assert cell_width(pad(safe(text), width, align)) == width


@given(ANY_TEXT)
def test_a_base_character_carries_at_most_three_marks(text: str) -> None:
    run = safe_text.MAX_MARKS
    for character in safe(text):
        run = 0 if cell_width(character) else run + 1
        assert run <= safe_text.MAX_MARKS


def test_the_fast_way_takes_only_characters_of_one_cell() -> None:
    plain = [chr(code) for code in range(0x3000) if safe_text._PLAIN.fullmatch(chr(code))]
    assert len(plain) > 700
    assert {cell_width(character) for character in plain} == {1}
    assert {safe_text._visible(character) for character in plain} == {(c, 1) for c in plain}


@each("cell", [cell for cell in HOSTILE_CELLS if len(cell) < 100])
def test_the_width_is_the_one_an_emulator_uses(cell: str) -> None:
    shown = safe(cell)
    # Spacing marks apart, both tables must agree on what is left after cleaning.
    assert sum(wcwidth(character) for character in shown) == cell_width(shown)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (12, "12"),
        ("\x1b[31mred", "�[31mred"),
        ("one\r\ntwo\tthree", "one two three"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("🇩🇪", "DE"),
        ("👍🏽", "👍"),
        ("\u0301accent", "accent"),
        ("e\u0301", "e\u0301"),
        ("a\ud800b", "a�b"),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_what_the_reader_sees(cell: object, shown: str) -> None:
    assert safe(cell) == shown


@pytest.mark.parametrize(
    ("cell", "width", "shown"),
    [
        ("Müller", 6, "Müller"),
        ("Müller", 5, "Müll…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本語", 1, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("abc", 0, ""),
    ],
)
def test_a_long_cell_ends_in_an_ellipsis_and_no_wide_character_is_split(
    cell: str, width: int, shown: str
) -> None:
    assert safe(cell, width) == shown


def test_a_cell_without_a_width_is_cut_and_says_so() -> None:
    shown = safe("a" * 1_000_000)
    assert len(shown) == safe_text.MAX_CHARACTERS + 1
    assert shown.endswith(ELLIPSIS)


def test_a_cell_that_is_all_marks_still_says_that_it_was_cut() -> None:
    assert safe("\u0301" * 1_000_000, 10) == ELLIPSIS


def test_a_megabyte_cell_costs_no_more_than_a_short_one() -> None:
    cells = [cell for cell in HOSTILE_CELLS if len(cell) > 100_000]
    started = time.perf_counter()
    for _ in range(100):
        for cell in cells:
            safe(cell, 20)
    # Reading all of them a hundred times would take minutes.
    assert time.perf_counter() - started < 2


@pytest.mark.usefixtures("ascii_terminal")
@pytest.mark.parametrize(
    ("cell", "width", "shown"),
    [
        ("Müller", None, "Muller"),
        ("€12 × 3", None, "EUR 12 x 3"),
        ("日本", None, "??"),
        ("Straße", 5, "Stra~"),
        ("\x1b[0m", None, "?[0m"),
    ],
)
def test_an_ascii_terminal_gets_ascii(cell: str, width: int | None, shown: str) -> None:
    assert safe(cell, width) == shown
    assert literal("31 % · up").isascii()


@pytest.mark.usefixtures("ascii_terminal")
@each("cell", HOSTILE_CELLS)
def test_no_hostile_cell_leaves_ascii_there(cell: str) -> None:
    shown = safe(cell, 20)
    assert shown.isascii()
    assert_inert(shown)
    assert cell_width(shown) <= 20


def test_own_words_pass_unchanged() -> None:
    assert literal("at risk · 31 %") == "at risk · 31 %"
    assert pad(SafeText("ab"), 5, "centre") == " ab  "
    assert pad(SafeText("ab"), 5, "right") == "   ab"
    assert pad(SafeText("abcdef"), 4) == "abc…"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("CHF 341k", 7, "CHF…"),
        ("CHF 341k", 8, "CHF 341k"),
        ("€84,213.50", 9, "€…"),
        ("1,204", 3, "…"),
        ("last order 17 Feb 2025", 18, "last order 17 Feb…"),
        ("on 17 Feb 2025, 133 d ago", 18, "on 17 Feb 2025, …"),
        ("[86–95]", 5, "[86–…"),
        ("85.8%", 4, "…"),
        ("Acme GmbH 日本 42", 15, "Acme GmbH 日本…"),
    ],
)
def test_a_number_that_does_not_fit_whole_is_left_out(text: str, width: int, shown: str) -> None:
    assert safe(text, width) == shown


@given(
    st.text("0123456789.,€ kM%-–…日e\u0301", max_size=40).filter(lambda text: "…" not in text),
    st.integers(0, 30),
)
def test_no_digit_is_ever_followed_by_an_ellipsis(text: str, width: int) -> None:
    shown = safe(text, width)
    assert not re.search(r"\d[.,]*…", shown)
    assert cell_width(shown) <= width
