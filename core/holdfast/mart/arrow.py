"""Buffers as polars series and back, without a copy, through the Arrow C data interface.

polars takes what has `__arrow_c_array__` and gives `__arrow_c_stream__`; three structures are behind them,
and stable. A library for them would weigh more than these lines.
Source: https://arrow.apache.org/docs/format/CDataInterface.html.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

import polars as pl


class _Schema(ctypes.Structure):
    """ArrowSchema."""


class _Array(ctypes.Structure):
    """ArrowArray."""


class _Stream(ctypes.Structure):
    """ArrowArrayStream."""


_RELEASE: Final = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_GET: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _RELEASE),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", _RELEASE),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", _GET),
    ("get_next", _GET),
    ("get_last_error", ctypes.c_void_p),
    ("release", _RELEASE),
    ("private_data", ctypes.c_void_p),
]

_NULLABLE: Final = 2
_UNCOUNTED: Final = -1

_capsule = ctypes.pythonapi.PyCapsule_New
_capsule.restype = ctypes.py_object
_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]

_alive: Final[dict[int, object]] = {}
"""What series still stand on, by the number their release names."""

_numbers: Final = count(1)


def _let_go(
    place: int,
    alive: dict[int, object] = _alive,
    pointer: type[ctypes.c_void_p] = ctypes.c_void_p,
    number: int = _Array.private_data.offset,
    release: int = _Array.release.offset,
) -> None:
    # Called by whichever thread drops the last series, perhaps while the interpreter ends: no globals.
    alive.pop(pointer.from_address(place + number).value or 0, None)
    pointer.from_address(place + release).value = None


def _forget(
    place: int, pointer: type[ctypes.c_void_p] = ctypes.c_void_p, release: int = _Schema.release.offset
) -> None:
    pointer.from_address(place + release).value = None


_RELEASE_ARRAY: Final = _RELEASE(_let_go)
_RELEASE_SCHEMA: Final = _RELEASE(_forget)
for _callback in (_RELEASE_ARRAY, _RELEASE_SCHEMA):
    # A series may outlive this module when the interpreter ends.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_callback))


class _Handed:
    """An array to be taken by polars, once."""

    def __init__(self, kind: bytes, length: int, buffers: Sequence[int | None], owner: object) -> None:
        places = (ctypes.c_void_p * len(buffers))(*buffers)
        self._number = next(_numbers)
        self._schema = _Schema(format=kind, name=b"", flags=_NULLABLE, release=_RELEASE_SCHEMA)
        self._array = _Array(
            length=length,
            null_count=_UNCOUNTED if buffers[0] else 0,
            n_buffers=len(buffers),
            buffers=places,
            release=_RELEASE_ARRAY,
            private_data=self._number,
        )
        _alive[self._number] = (places, owner)

    def __arrow_c_array__(self, _requested: object = None) -> tuple[object, object]:
        return (
            _capsule(ctypes.addressof(self._schema), b"arrow_schema", None),
            _capsule(ctypes.addressof(self._array), b"arrow_array", None),
        )


def series(name: str, kind: bytes, length: int, buffers: Sequence[int | None], owner: object) -> pl.Series:
    """A series over buffers at these addresses, the first of them that of validity (None: no nulls).

    `kind`: the format string of Arrow. `owner` is kept for as long as anything made of the series needs it.
    """
    handed: Any = _Handed(kind, length, buffers, owner)
    # polars takes the name of the array, which has none.
    return pl.Series(handed).alias(name)


def sizes(*lengths: int) -> ctypes.Array[ctypes.c_int64]:
    """Lengths as a buffer of Int64, which views of text end with."""
    return (ctypes.c_int64 * len(lengths))(*lengths)


def address_of(buffer: ctypes.Array[ctypes.c_int64]) -> int:
    """Where such a buffer begins."""
    return ctypes.addressof(buffer)


class Exported:
    """The buffers of a series, as polars holds them."""

    def __init__(self, exported: pl.Series) -> None:
        self._capsule = exported.rechunk().__arrow_c_stream__()
        stream = _Stream.from_address(_capsule_pointer(self._capsule, b"arrow_array_stream"))
        self._array = _Array()
        if stream.get_next(ctypes.addressof(stream), ctypes.addressof(self._array)):
            raise ValueError(f"{exported.dtype} has no Arrow form")

    def __del__(self) -> None:
        if self._array.release:
            self._array.release(ctypes.addressof(self._array))

    def values(self, width: int) -> memoryview:
        """The bytes of the values of a fixed width; they live as long as somebody looks at them."""
        if not self._array.length:
            return memoryview(b"")
        begin = self._array.buffers[1] + self._array.offset * width
        held = (ctypes.c_char * (self._array.length * width)).from_address(begin)
        held.__dict__["owner"] = self
        return memoryview(held).cast("B")

    def bits(self) -> bytes:
        """The bits of a Boolean column from the first byte on, those after the last 0."""
        length, begins = self._array.length, self._array.offset
        if not length:
            return b""
        held = ctypes.string_at(self._array.buffers[1], (begins + length + 7) // 8)
        wanted = int.from_bytes(held, "little") >> begins & (1 << length) - 1
        return int.to_bytes(wanted, (length + 7) // 8, "little")
