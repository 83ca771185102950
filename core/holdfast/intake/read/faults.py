"""The one place where reading a file may fail: whatever a library raises becomes one typed error.

A file that cannot be read costs its own rows and no others: the book opens without it, and says so.
"""

from __future__ import annotations

import csv
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from polars.exceptions import PanicException, PolarsError

from holdfast.errors import UsageError
from holdfast.schema.receipt import Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.schema.receipt import Lacking, Question

LIBRARY_FAULTS: Final = (
    PolarsError,
    PanicException,
    OSError,
    EOFError,
    UnicodeError,
    OverflowError,
    MemoryError,
    zlib.error,
    csv.Error,
    zipfile.BadZipFile,
    NotImplementedError,
)
"""What reading bytes that somebody else wrote may raise. A panic of polars is no Exception of Python.

NotImplementedError: archives packed in a way that the standard library does not know."""


class UnreadableFileError(UsageError):
    """A file that cannot be read as a table: one clear line that names it, the reason, and what to do."""


class OpenQuestionError(UsageError):
    """What only the user can answer: nothing is read before, since any answer may make a wrong book."""

    def __init__(self, message: str, question: Question) -> None:
        super().__init__(message)
        self.question = question


class LackingColumnsError(UsageError):
    """A file that the mapping names for a table, and no columns for what it cannot do without."""

    def __init__(self, message: str, lacking: Lacking) -> None:
        super().__init__(message)
        self.lacking = lacking


@contextmanager
def reading(name: str, what: str = "") -> Iterator[None]:
    """Raises UnreadableFileError for whatever a library says about the file `name`, perhaps as a `what`."""
    try:
        yield
    except LIBRARY_FAULTS as error:
        raise UnreadableFileError(f"{name} cannot be read{what and f' as {what}'}: {reason(error)}") from None


def is_panic(error: BaseException) -> bool:
    """Whether an error is the panic of a library written in Rust."""
    return type(error).__name__ == PanicException.__name__


def reason(error: BaseException) -> str:
    """What a library's error comes to, in one line."""
    if is_panic(error):
        # What a panic says is about the library's insides, and may quote the data.
        return "it is damaged, or holds values of a kind that cannot be read; export it again"
    if isinstance(error, MemoryError):
        return "it does not fit into memory"
    if isinstance(error, EOFError):
        return "it is cut off; export or copy it again"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("\n", 1)[0] or type(error).__name__
