"""A draft as a file: a mail that a mail program opens for sending (RFC 5322), or plain text."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from holdfast.drafts.drafting import DraftRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from holdfast.drafts.drafting import DraftText

_ADDRESS: Final = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}(?<!\.)"
    r"@(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""An address as people have them: no quoted parts, no comments, nothing that could begin another header."""

_ATOMS: Final = re.compile(r"[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)*")
"""A name that needs no encoding in a header."""

_LONGEST_PLAIN: Final = 60
_BYTES_A_WORD: Final = 42
"""Bytes of text in an encoded word: it may have 75 characters, 12 of which say how (RFC 2047)."""

_LONGEST_HEADER: Final = 200
"""Characters; nobody is called longer, and programs that read mails choke on what is."""

_LONGEST_LINE: Final = 78
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Names of RFC 5322, whatever the locale of the machine."""


def is_address(text: str) -> bool:
    """Whether a text is one plain mail address."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text


def as_mail(draft: DraftText, written_on: date, sender_address: str | None = None) -> bytes:
    """The draft as .eml: UTF-8, marked as not sent, without an address of the sender where none is told.

    The hour of writing is not told, so that the same draft gives the same bytes. Raises DraftRefusedError
    where no address is on file. Python's own writer of headers is not used: names as hostile as real ones
    make it loop.
    """
    to = draft.to
    if to is None or not to.address:
        who = "nobody to write to is on file" if to is None else f"no mail address of {to.name} is on file"
        raise DraftRefusedError(f"{who}: contacts.email would fill it; a .txt file needs none", ("address",))
    for address in filter(None, (to.address, sender_address)):
        if not is_address(address):
            raise DraftRefusedError(f"'{address[:80]}' is no mail address", ("address",))
    sender = _phrase(draft.sender) or "Sender"
    name = _phrase(to.name)
    day = f"{_WEEKDAYS[written_on.weekday()]}, {written_on.day} {_MONTHS[written_on.month - 1]}"
    encoding, body = _body(draft.body)
    headers = (
        ("Date", f"{day} {written_on.year:04} 00:00:00 -0000"),
        # A group without members is how a mail says who wrote it without an address (RFC 6854).
        ("From", f"{sender}\r\n <{sender_address}>" if sender_address else f"{sender}:;"),
        ("To", f"{name}\r\n <{to.address}>" if name else f"<{to.address}>"),
        ("Subject", _words(draft.subject, plain=str.isprintable)),
        ("X-Unsent", "1"),
        ("MIME-Version", "1.0"),
        ("Content-Language", draft.language),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", encoding),
    )
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii") + b"\r\n" + body


def as_note(draft: DraftText) -> str:
    """The draft as plain text: to whom, subject, what to attach, and the text."""
    to = draft.to
    address = f" <{_one_line(to.address)}>" if to is not None and to.address else ""
    lines = [f"To: {_one_line(to.name)}{address}"] if to is not None else []
    lines += [f"Subject: {_one_line(draft.subject)}"]
    return "\n".join([*lines, "", draft.body, ""])


def _phrase(name: str) -> str:
    """A name in front of an address."""
    return _words(name, plain=lambda text: _ATOMS.fullmatch(text) is not None)


def _words(text: str, *, plain: Callable[[str], bool]) -> str:
    """Text of a header, folded: as it is where it is short, ASCII and `plain`, else as encoded words."""
    line = _one_line(text[: 2 * _LONGEST_HEADER])[:_LONGEST_HEADER]
    if line.isascii() and len(line) <= _LONGEST_PLAIN and "=?" not in line and plain(line):
        return line
    return "\r\n ".join(f"=?utf-8?B?{b64encode(part).decode()}?=" for part in _parts(line))


def _parts(text: str) -> Iterator[bytes]:
    """UTF-8 of a text in pieces of whole characters, each short enough for one encoded word."""
    part = b""
    for letter in text:
        more = letter.encode()
        if len(part) + len(more) > _BYTES_A_WORD:
            yield part
            part = b""
        part += more
    if part:
        yield part


def _body(text: str) -> tuple[str, bytes]:
    """How a text travels, and its bytes: letters outside of ASCII and long lines survive in base64 alone."""
    lines = "\r\n".join([*text.splitlines(), ""])
    data = lines.encode("utf-8", "replace")
    if data.isascii() and b"\0" not in data and all(len(line) <= 998 for line in data.splitlines()):
        return "7bit", data
    encoded = b64encode(data).decode()
    width = _LONGEST_LINE - 2
    parts = (encoded[start : start + width] for start in range(0, len(encoded), width))
    return "base64", "".join(f"{part}\r\n" for part in parts).encode()


def _one_line(text: str) -> str:
    """Text that ends no header: line ends, controls and what no text can hold become spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
