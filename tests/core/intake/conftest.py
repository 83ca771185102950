from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.intake import read_book
from holdfast.schema.exports import Intake

Book = Callable[..., Intake]


def assert_found_in_list(intake: Intake) -> None:
    """What was looked up early and carried with the rows is what looking up the finished tables says."""
    for table, rows in intake.listed.items():
        places = {one: row for row, one in enumerate(intake.tables["customers"]["customer_id"])}
        assert rows.to_list() == [places.get(one) for one in intake.tables[table]["customer_id"]], table


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write files (text or bytes by name) into a folder and read it as a book."""

    def read(**files: str | bytes) -> Intake:
        folder = tmp_path / "book"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        intake = read_book([folder])
        assert_found_in_list(intake)
        for file in intake.receipt.files:
            accounted = file.used + file.quarantined + file.left_out + file.not_data
            assert file.rows_read == accounted, file
        assert intake.receipt.quarantine.height == sum(file.quarantined for file in intake.receipt.files)
        return intake

    return read
