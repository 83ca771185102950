"""A file mapped into memory: blocks are checked when first used, and live as long as what stands on them."""

from __future__ import annotations

import mmap
import zlib
from pathlib import Path

from holdfast.mart.errors import DamagedError
from holdfast.mart.layout import NO_BLOCK, Block
from holdfast.mart.memory import address, zeros


class MappedBlocks:
    """The blocks of one mart, as addresses.

    A mapped file may be replaced or removed: what is mapped stays. No mart is ever written into in its place.
    """

    def __init__(self, path: Path, handle: int, blocks: tuple[Block, ...], largest: int) -> None:
        """`handle`: the open file, which may be closed afterwards; `largest`: most zeros ever asked for."""
        self._path = path
        self._blocks = blocks
        self._map = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
        self._begin = address(self._map)
        self._sound: set[int] = set()
        self.zeros = zeros(largest)

    def address(self, number: int, least: int) -> int | None:
        """Where a block of at least so many bytes begins, as it was written. Raises DamagedError."""
        if number == NO_BLOCK:
            return address(self.zeros)
        block = self._blocks[number]
        if block.length < least:
            raise self.damaged("a column is cut short")
        self.check(number)
        return self._begin + block.offset

    def content(self, number: int) -> bytes:
        """The bytes of a block. Raises DamagedError."""
        if number == NO_BLOCK:
            raise self.damaged("a column is missing")
        block = self._blocks[number]
        self.check(number)
        return self._map[block.offset : block.offset + block.length]

    def length(self, number: int) -> int:
        """How many bytes a block has."""
        return 0 if number == NO_BLOCK else self._blocks[number].length

    def check(self, number: int) -> None:
        """Compare a block with its checksum, once. Raises DamagedError."""
        if number in self._sound:
            return
        block = self._blocks[number]
        with memoryview(self._map) as mapped, mapped[block.offset : block.end] as written:
            if zlib.crc32(written) != block.crc:
                raise self.damaged("a column is not as it was written")
        self._sound.add(number)

    def check_all(self) -> None:
        """Compare every block with its checksum. Raises DamagedError."""
        for number in range(len(self._blocks)):
            self.check(number)

    def damaged(self, why: str) -> DamagedError:
        """The mart is damaged: what to raise."""
        return DamagedError(f"{self._path} is damaged: {why}")
