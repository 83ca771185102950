"""A mart that is not as it was written is refused: no flipped bit, no cut and no forgery is believed."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.examples import some_by_day

from holdfast.errors import UsageError
from holdfast.mart.errors import AbsentError, DamagedError, ForeignError, MartError, OtherVersionError
from holdfast.mart.layout import FORMAT, MAGIC, Block, Manifest, StoredColumn, decoded, head, tail
from holdfast.mart.read import open_mart, read_manifest
from holdfast.mart.write import HowStored, write_mart

FRAMES = {
    "rows": pl.DataFrame(
        {
            "number": [1, None, 3],
            "truth": [True, None, False],
            "text": ["short", None, "a text beyond twelve bytes"],
            "kind": pl.Series(["a", "b", None], dtype=pl.Categorical),
        }
    ),
    "packed": pl.DataFrame({"text": ["c1", "c2"], "amount": [100, 200]}),
}
LAYOUT = HowStored(packed=frozenset({"packed"}), views=frozenset({"rows"}))


@pytest.fixture
def mart(tmp_path: Path) -> Path:
    path = tmp_path / "a.mart"
    write_mart(path, FRAMES, {"currency": "EUR"}, "this code", LAYOUT)
    return path


def everything(path: Path) -> object:
    """All that can be had from a mart."""
    mart = open_mart(path)
    frames = {name: frame.to_dict(as_series=False) for name, frame in mart.frames.items()}
    mart.blocks.check_all()
    return mart.manifest.told, frames


def opens(path: Path) -> bool:
    """Whether manifest and columns are as their checksums say."""
    try:
        open_mart(path).blocks.check_all()
    except MartError:
        return False
    return True


@pytest.mark.parametrize("first", some_by_day(range(11)))
def test_no_flipped_bit_is_believed(mart: Path, first: int) -> None:
    content = mart.read_bytes()
    flipped = []
    with mart.open("r+b", buffering=0) as file:
        for bit in range(first, 8 * len(content), 11):
            place = bit // 8
            for byte in (content[place] ^ 1 << bit % 8, content[place]):
                file.seek(place)
                file.write(bytes([byte]))
                if byte != content[place] and opens(mart):
                    flipped.append(bit)
    assert flipped == []
    assert opens(mart)


@pytest.mark.parametrize("first", some_by_day(range(31)))
def test_a_file_cut_anywhere_is_refused(mart: Path, first: int) -> None:
    content = mart.read_bytes()
    believed = []
    for kept in range(first, len(content), 31):
        mart.write_bytes(content[:kept])
        if opens(mart):
            believed.append(kept)
    assert believed == []
    mart.write_bytes(content + b"\0")
    assert not opens(mart)


def test_what_is_wrong_is_told_by_its_type(mart: Path, tmp_path: Path) -> None:
    content = mart.read_bytes()
    files = {
        "foreign": (b"PAR1" + content[4:], ForeignError),
        "empty": (b"", ForeignError),
        "tomorrow": (
            content.replace(MAGIC + bytes([FORMAT]), MAGIC + bytes([FORMAT + 1])),
            OtherVersionError,
        ),
        "cut": (content[:-1], DamagedError),
    }
    for name, (written, error) in files.items():
        (tmp_path / name).write_bytes(written)
        with pytest.raises(error):
            read_manifest(tmp_path / name)
        with pytest.raises(error, match=rf"^{re.escape(str(tmp_path / name))} [^\n]*$"):
            open_mart(tmp_path / name)
    for absent in (tmp_path / "nothing", tmp_path):
        with pytest.raises(AbsentError):
            open_mart(absent)
    assert issubclass(MartError, UsageError)


def test_a_damaged_column_is_refused_when_it_is_asked_for_and_others_are_not(mart: Path) -> None:
    manifest = read_manifest(mart)
    number = next(column for column in manifest.frames["rows"].columns if column.name == "number")
    content = bytearray(mart.read_bytes())
    content[manifest.blocks[number.blocks[1]].offset] ^= 1
    mart.write_bytes(content)
    opened = open_mart(mart)
    assert opened.frames["rows"].get_column("truth").to_list() == [True, None, False]
    assert opened.frames["rows"].select("text").height == 3
    with pytest.raises(DamagedError):
        opened.frames["rows"].get_column("number")
    with pytest.raises(DamagedError):
        opened.frames["rows"].filter(pl.col("truth"))


def test_nothing_is_read_before_it_is_asked_for(mart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[int] = []
    crc32 = zlib.crc32

    def counted(content: memoryview) -> int:
        checked.append(len(content))
        return crc32(content)

    monkeypatch.setattr("zlib.crc32", counted)
    rows = open_mart(mart).frames["rows"]
    assert (rows.height, rows.columns, rows.schema) == (3, FRAMES["rows"].columns, FRAMES["rows"].schema)
    assert checked == []
    rows.get_column("truth")
    rows.select(pl.col("truth").sum().alias("sum"))
    assert len(checked) == 2, "which rows are known, and their values, once"


def forged(path: Path, change: Callable[[Manifest, list[bytes]], Manifest]) -> None:
    """The mart with other columns or blocks, and every checksum right for them."""
    content = path.read_bytes()
    manifest = read_manifest(path)
    blocks = [content[block.offset : block.offset + block.length] for block in manifest.blocks]
    manifest = change(manifest, blocks)
    written, placed = head(), []
    for block in blocks:
        filled = block + bytes(-len(block) % 64)
        placed.append(Block(len(written), len(block), zlib.crc32(filled)))
        written += filled
    path.write_bytes(written + tail(replace(manifest, blocks=tuple(placed)), len(written)))


def of_rows(manifest: Manifest, name: str) -> StoredColumn:
    return next(column for column in manifest.frames["rows"].columns if column.name == name)


def with_column(manifest: Manifest, changed: StoredColumn) -> Manifest:
    rows = manifest.frames["rows"]
    columns = tuple(changed if column.name == changed.name else column for column in rows.columns)
    return replace(manifest, frames={**manifest.frames, "rows": replace(rows, columns=columns)})


def taller(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    rows = manifest.frames["rows"]
    return replace(manifest, frames={**manifest.frames, "rows": replace(rows, height=1000)})


def endless(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    rows = manifest.frames["rows"]
    return replace(manifest, frames={**manifest.frames, "rows": replace(rows, height=2**62)})


def no_such_type(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "number"), type="int63"))


def wider(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "truth"), type="int64"))


def no_such_block(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "number"), blocks=(-2, 99)))


def too_few_blocks(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "number"), blocks=(0,)))


def a_word_too_far(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "kind"), words=("a",)))


def words_twice(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    return with_column(manifest, replace(of_rows(manifest, "kind"), type="enum", words=("a", "a")))


def a_text_elsewhere(manifest: Manifest, blocks: list[bytes]) -> Manifest:
    views = of_rows(manifest, "text").blocks[1]
    blocks[views] = blocks[views][:-4] + (1 << 20).to_bytes(4, "little")
    return manifest


def a_text_too_long(manifest: Manifest, blocks: list[bytes]) -> Manifest:
    views = of_rows(manifest, "text").blocks[1]
    blocks[views] = blocks[views][:32] + (1 << 20).to_bytes(4, "little") + blocks[views][36:]
    return manifest


def no_text(manifest: Manifest, blocks: list[bytes]) -> Manifest:
    rest = of_rows(manifest, "text").blocks[2]
    blocks[rest] = b"\xff" * len(blocks[rest])
    return manifest


def no_parquet(manifest: Manifest, blocks: list[bytes]) -> Manifest:
    (packed,) = manifest.frames["packed"].columns[0].blocks
    blocks[packed] = b"nothing of the kind"
    return manifest


def another_column(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    first, second = manifest.frames["packed"].columns
    swapped = replace(manifest.frames["packed"], columns=(replace(first, blocks=second.blocks), second))
    return replace(manifest, frames={**manifest.frames, "packed": swapped})


def leads_nowhere(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    lookup = ("number", "packed", "gone")
    return with_column(manifest, replace(of_rows(manifest, "text"), stored="looked up", lookup=lookup))


def leads_too_far(manifest: Manifest, _blocks: list[bytes]) -> Manifest:
    lookup = ("number", "packed", "text")
    return with_column(manifest, replace(of_rows(manifest, "text"), stored="looked up", lookup=lookup))


@pytest.mark.parametrize(
    "change",
    [
        *(taller, endless, no_such_type, wider, no_such_block, too_few_blocks, a_word_too_far, words_twice),
        *(
            a_text_elsewhere,
            a_text_too_long,
            no_text,
            no_parquet,
            another_column,
            leads_nowhere,
            leads_too_far,
        ),
    ],
    ids=lambda change: change.__name__,
)
def test_a_forged_mart_is_refused_though_its_checksums_are_right(
    mart: Path, change: Callable[[Manifest, list[bytes]], Manifest]
) -> None:
    forged(mart, lambda manifest, _blocks: manifest)
    assert everything(mart)
    forged(mart, change)
    with pytest.raises(DamagedError):
        everything(mart)


def test_a_manifest_that_is_no_manifest_is_refused() -> None:
    for text in (b"", b"[]", b"{}", b'{"blocks": 1}', b"\xff", b'{"blocks":[[64]],"frames":{}}'):
        with pytest.raises((ValueError, KeyError, TypeError)):
            decoded(text, hashlib.sha256(text).digest(), head(), 64)
