from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.toml_files import MOST_LEVELS, parsed_toml, read_toml


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


def test_a_file_may_be_missing_where_that_is_said(tmp_path: Path) -> None:
    assert read_toml(tmp_path / "no.toml", missing={}) == {}
    with pytest.raises(UsageError, match="No such file"):
        read_toml(tmp_path / "no.toml")


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a = 1", encoding="utf-8-sig")
    assert read_toml(tmp_path / "x.toml") == {"a": 1}
