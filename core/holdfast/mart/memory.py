"""Mapped memory by its address, and zeros that take none."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Callable
from typing import Final


def zeros(size: int) -> mmap.mmap:
    """Bytes of zeros that take no memory: no page of them is ever written."""
    size = max(size, mmap.PAGESIZE)
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


def address(mapped: mmap.mmap) -> int:
    """Where mapped memory begins: `from_buffer` of ctypes refuses what may not be written."""
    buffer = _Buffer()
    _get_buffer(ctypes.py_object(mapped), ctypes.byref(buffer), ctypes.c_int(0))
    place = int(buffer.buf)
    _release_buffer(ctypes.byref(buffer))
    return place
