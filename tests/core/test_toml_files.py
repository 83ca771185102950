from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from holdfast.errors import UsageError
from holdfast.toml_files import MOST_LEVELS, basic_string, inert, parsed_toml, read_toml
from holdfast.words.folding import OBEYED_BY_TERMINALS


@pytest.mark.parametrize(
    "shape",
    [
        lambda levels: f"a = {'[' * levels}{']' * levels}",
        lambda levels: f"a = {'{b = ' * levels}1{'}' * levels}",
        lambda levels: f"[{'.'.join('a' * levels)}]\nb = 1",
    ],
)
def test_nesting_is_read_up_to_the_limit_and_refused_beyond(shape: Callable[[int], str]) -> None:
    assert parsed_toml(shape(MOST_LEVELS), "x.toml")
    for levels in (MOST_LEVELS + 1, 399, 500, 5_000):
        with pytest.raises(
            UsageError, match=r"^x\.toml: is nested more than 20 levels deep: write it flatter$"
        ):
            parsed_toml(shape(levels), "x.toml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a = ", "is not valid TOML: "),
        (b"a = '\xff'", "is not UTF-8 text"),
        (None, "cannot be read: Is a dir"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_file(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "x.toml"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as refused:
        read_toml(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_toml(tmp_path / "no.toml")


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a = 1", encoding="utf-8-sig")
    assert read_toml(tmp_path / "x.toml") == {"a": 1}


# What is written and printed

HOSTILE = "a\u202eb\x9b31m\u2028c\u200bd\x7f\"'\\\n\t\U000e0041é 日本"


def test_a_text_is_written_so_that_all_of_it_can_be_seen_and_read_back() -> None:
    written = basic_string(HOSTILE)
    assert written.startswith(r'"a\u202eb\u009b31m\u2028c\u200bd\u007f\"')
    assert written.endswith(r'\U000e0041é 日本"')
    assert written.isprintable()
    assert tomli.loads(f"a = {written}") == {"a": HOSTILE}


@given(st.text())
def test_any_text_that_toml_can_hold_comes_back(text: str) -> None:
    assert tomli.loads(f"a = {basic_string(text)}") == {"a": text}


OWN = (
    "# my notes \u202e and \x85 more\n"
    "[book]  # 'not a string\"\n"
    'name = "N\u202eorth"\n'
    "[tables.orders]\n"
    'files = [\'o\u202er\\d"er.csv\', "plain.csv"]\n'
    "where = '''\n\nInvoice \u202e NOT LIKE 'C%' \"\"'''\n"
    'derive = { amount = """a \u2066 \\"b\\" \'c\' \\\n   d""" }\n'
    'columns = { customer_id = "Kunden\u00a0Nr", "x\u202ey" = "z" }\n'
)


def test_a_mapping_that_is_printed_is_inert_and_says_the_same() -> None:
    printed = inert(OWN)
    assert not OBEYED_BY_TERMINALS.search(printed)
    assert tomli.loads(printed) == tomli.loads(OWN)
    assert printed.splitlines()[0] == "# my notes \ufffd and \ufffd more"
    assert "Kunden\u00a0Nr" in printed


def test_a_mapping_with_nothing_to_obey_is_printed_word_for_word() -> None:
    clean = OBEYED_BY_TERMINALS.sub("", OWN)
    assert inert(clean) == clean
