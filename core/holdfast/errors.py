"""What can go wrong in words a user can act on."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong usage or unusable input: one clear line, exit status 2.

    The message says what is wrong, where (file, line, column, key) and what to do.
    """


class UnreadableError(UsageError):
    """A file or folder that the user may have, is there and cannot be read: who can do without it goes on."""


class NotSavedError(UsageError):
    """What was to be written is not on disk: the message says why, and where it can be saved instead."""


class FilterError(UsageError):
    """A filter that cannot be understood or applied.

    `start` and `end` are the characters of the culprit in the text that was parsed, end exclusive.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class UnknownFieldError(FilterError):
    """A filter that names no field: before a book is open, one of its own columns may be meant."""
