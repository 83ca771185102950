"""What the user changed for a book is kept beside the user: read back as written, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli
from tests.unprivileged import unprivileged

from holdfast.errors import UsageError
from holdfast.risk.thresholds.own import chosen_layer, own_file, own_layer, save_own
from holdfast.risk.thresholds.thresholds import NOTHING_OF_YOURS, YOU, Layer, layered

CHANGED = Layer(
    YOU,
    "x:",
    "retail",
    (
        ("F01.watch", 1.7),
        ("F25.names", ("Acme", 'Café "Noir" \x7f 🏨')),
        ("F29.cadence_days.Key accounts", 7),
    ),
)


def test_what_was_saved_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mine.toml"
    save_own(CHANGED, path, "/books/north")
    read = own_layer(path)
    assert (read.preset, dict(read.values)) == (CHANGED.preset, dict(CHANGED.values))
    assert layered(read).name == "retail, 3 changed by you"
    assert '"/books/north"' in path.read_text(encoding="utf-8").splitlines()[0]
    assert [file.name for file in path.parent.iterdir()] == ["mine.toml"]


def test_without_a_change_there_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert own_layer(path) is NOTHING_OF_YOURS
    save_own(CHANGED, path, "b")
    save_own(NOTHING_OF_YOURS, path, "b")
    assert not path.exists()
    save_own(NOTHING_OF_YOURS, path, "b")


def test_a_book_is_known_by_its_folder_whatever_it_is_called_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "north").mkdir()
    (tmp_path / "south").mkdir()
    monkeypatch.chdir(tmp_path)
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    here = own_file([Path("north")], environ)
    assert here == own_file([tmp_path / "south" / ".." / "north"], environ)
    assert here != own_file([Path("south")], environ)
    assert here.parent == tmp_path / "config" / "holdfast" / "thresholds"
    assert here.name.startswith("north-")
    (tmp_path / "north" / "holdfast.toml").touch()
    assert here == own_file([tmp_path / "north" / "holdfast.toml"], environ)
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert own_file(files, environ) == own_file(files[::-1], environ)


def test_a_relative_config_folder_is_ignored(tmp_path: Path) -> None:
    path = own_file([tmp_path], {"XDG_CONFIG_HOME": "here", "HOME": "/home/ana"})
    assert path.is_relative_to("/home/ana/.config/holdfast")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("preset = 3", 'preset is 3: write its name, for example preset = "retail"'),
        ('preset = "retial"', "did you mean retail?"),
        ("[F01]\nwatch = 0", "F01.watch is 0: write a number above 0"),
        ("[F01", "is not valid TOML"),
        ("F01 = 3", "F01 is 3: write its thresholds in a section of that name"),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        own_layer(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert message in str(refused.value)


def test_the_option_stands_in_the_place_of_the_users_own(tmp_path: Path) -> None:
    own, other = tmp_path / "mine.toml", tmp_path / "other.toml"
    save_own(CHANGED, own, "b")
    other.write_text("[F01]\nwatch = 1.2\n", encoding="utf-8")
    assert layered(chosen_layer(None, own)).values["F01.watch"] == 1.7
    assert chosen_layer("default", own).empty
    assert layered(chosen_layer("insurance", own)).preset == "insurance"
    assert layered(chosen_layer(str(other), own)).name == "default, 1 from other.toml"
    with pytest.raises(UsageError, match="neither a file nor a preset: did you mean insurance"):
        chosen_layer("insurence", own)


@pytest.mark.usefixtures("opened_again")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(0o500)
    with unprivileged(), pytest.raises(UsageError, match="the change was not saved"):
        save_own(CHANGED, tmp_path / "shut" / "new" / "mine.toml", "b")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    save_own(CHANGED, path, "b")
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(UsageError, match=r"No space left on device.*was not saved"):
        save_own(CHANGED.with_value("F01.watch", 1.9), path, "b")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]
    assert tomli.loads(before.decode())["F01"]["watch"] == 1.7
