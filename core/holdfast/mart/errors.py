"""Why a mart is not read: in words, and by type for whoever can make it again."""

from __future__ import annotations

from holdfast.errors import UsageError


class MartError(UsageError):
    """A mart that is not read: the message is one line that names the file."""


class AbsentError(MartError):
    """There is no mart, or none that may be read."""


class ForeignError(MartError):
    """The file is no mart at all."""


class OtherVersionError(MartError):
    """A whole mart that another version of Holdfast, or of what it rests on, has made."""


class DamagedError(MartError):
    """The mart is not as it was written."""
