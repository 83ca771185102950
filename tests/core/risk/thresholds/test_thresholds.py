from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.risk.rules.buying.orders import OVERDUE
from holdfast.risk.rules.buying.spending import SPEND_DROP
from holdfast.risk.rules.people.contact import CONTACT_GAP
from holdfast.risk.rules.voice.voice import DETRACTOR
from holdfast.risk.thresholds.thresholds import FILE, YOU, default_thresholds, layered, read_layer

DEFAULT = FILE.read_text(encoding="utf-8").partition("[preset.")[0]


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in DEFAULT
    path = folder / "mine.toml"
    path.write_text(DEFAULT.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_defaults_are_those_of_the_specification() -> None:
    limits = default_thresholds()
    overdue = limits.of(OVERDUE)
    assert (overdue.watch, overdue.high, overdue.critical) == (1.5, 2.0, 3.0)
    assert dict(limits.of(CONTACT_GAP).cadence_days) == {"A": 30, "B": 60, "C": 120}
    assert limits.of(SPEND_DROP).history_days == 455


def test_a_changed_number_is_read(tmp_path: Path) -> None:
    mine = layered(read_layer(changed(tmp_path, "highest_score = 6.0", "highest_score = 5"), YOU))
    assert mine.of(DETRACTOR).highest_score == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "highest_score = 6.0",
            'highest_score = "six"',
            "F12.highest_score is 'six': write a number above 0",
        ),
        ("window_days = 90", "window_days = 90.5", "F04.window_days is 90.5: write a whole number above 0"),
        ("watch = 1.5", "watch = 0", "F01.watch is 0: write a number above 0"),
        ("watch = 1.5", "watch = nan", "F01.watch is nan: write a number above 0"),
        ("watch = 1.5", "watch = true", "F01.watch is True: write a number above 0"),
        ("watch = 1.5", "watsch = 1.5", "F01.watsch is not a threshold: did you mean watch?"),
        ("[F05]", "[F5]", "[F5] is not a threshold: did you mean F"),
        ("share_of_usual = 0.60", "share_of_usual = 60", "F04.share_of_usual is 60: write a share of 1"),
        ("high = 2.0", "high = 4.0", "F01.watch, F01.high, F01.critical must rise, but are 1.5, 4.0, 3.0"),
        (
            'default_tier = "C"',
            'default_tier = "D"',
            "F29.default_tier is 'D', which F29.cadence_days does not list",
        ),
        ("A = 30", 'A = "30"', "F29.cadence_days.A is '30': write a whole number above 0"),
        ('top_tier = "A"', "top_tier = 1", "F18.top_tier is 1: write a text in quotation marks"),
        ("[F01]", "[F01", "is not valid TOML"),
    ],
)
def test_a_wrong_threshold_is_refused_with_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(UsageError) as refused:
        read_layer(path, YOU)
    assert str(refused.value).startswith(f"{path}: ")
    assert message in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read"):
        read_layer(tmp_path / "none.toml", YOU)
