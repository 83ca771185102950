"""A file mapped into memory: blocks are checked when first used, and live as long as what stands on them."""

from __future__ import annotations

import ctypes
import mmap
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from holdfast.mart.errors import DamagedError
from holdfast.mart.layout import ALIGNED, NO_BLOCK, Block


class MappedBlocks:
    """The blocks of one mart, as addresses.

    A mapped file may be replaced or removed: what is mapped stays. No mart is ever written into in its place.
    """

    def __init__(self, path: Path, handle: int, blocks: tuple[Block, ...], largest: int) -> None:
        """`handle`: the open file, which may be closed afterwards; `largest`: most zeros ever asked for."""
        self._path = path
        self._blocks = blocks
        self._map = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
        self._begin = _address(self._map)
        self._sound: set[int] = set()
        self._zeros = _zeros(largest)

    def address(self, number: int, least: int) -> int | None:
        """Where a block of at least so many bytes begins, as it was written. Raises DamagedError."""
        if number == NO_BLOCK:
            return _address(self._zeros)
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


def _zeros(size: int) -> mmap.mmap:
    """Bytes of zeros that take no memory: no page of them is ever written."""
    size = max(size, ALIGNED)
    if os.name == "nt":
        return mmap.mmap(-1, size, access=mmap.ACCESS_READ)
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)


class _Buffer(ctypes.Structure):
    """Py_buffer."""

    _fields_ = (
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


_get_buffer: Final[Callable[..., int]] = ctypes.pythonapi.PyObject_GetBuffer
_release_buffer: Final[Callable[..., None]] = ctypes.pythonapi.PyBuffer_Release


def _address(mapped: mmap.mmap) -> int:
    """Where mapped memory begins: `from_buffer` of ctypes refuses what may not be written."""
    buffer = _Buffer()
    _get_buffer(ctypes.py_object(mapped), ctypes.byref(buffer), ctypes.c_int(0))
    place = int(buffer.buf)
    _release_buffer(ctypes.byref(buffer))
    return place
