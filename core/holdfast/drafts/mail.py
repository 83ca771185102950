"""A draft as a file: a mail that a mail program opens for sending (RFC 5322), or plain text."""

from __future__ import annotations

import re
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Final

from holdfast.drafts.drafting import DraftRefusedError

if TYPE_CHECKING:
    from datetime import date

    from holdfast.drafts.drafting import DraftText

_ADDRESS: Final = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}(?<!\.)"
    r"@(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
"""An address as people have them: no quoted parts, no comments, nothing that could begin another header."""


def is_address(text: str) -> bool:
    """Whether a text is one plain mail address."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text


def as_mail(draft: DraftText, written_on: date, sender_address: str | None = None) -> bytes:
    """The draft as .eml: UTF-8, marked as not sent, without an address of the sender where none is told.

    The hour of writing is not told, so that the same draft gives the same bytes. Raises DraftRefusedError
    where no address is on file.
    """
    to = draft.to
    if to is None or to.address is None:
        who = "nobody to write to is on file" if to is None else f"no mail address of {to.name} is on file"
        raise DraftRefusedError(f"{who}: contacts.email would fill it; a .txt file needs none", ("address",))
    for address in filter(None, (to.address, sender_address)):
        if not is_address(address):
            raise DraftRefusedError(f"'{address[:80]}' is no mail address", ("address",))
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _one_line(draft.subject)
    # A group without members is how a mail says who wrote it without an address (RFC 6854).
    name = _one_line(draft.sender) or "Sender"
    mail["From"] = Address(name, addr_spec=sender_address) if sender_address else Group(name, ())
    mail["To"] = Address(_one_line(to.name), addr_spec=to.address)
    mail["Date"] = f"{written_on:%d} {_MONTHS[written_on.month - 1]} {written_on.year:04} 00:00:00 -0000"
    mail["X-Unsent"] = "1"
    mail.set_content(f"{draft.body}\n", charset="utf-8", cte=_encoding(draft.body))
    mail["Content-Language"] = draft.language
    return mail.as_bytes()


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Names of RFC 5322, whatever the locale of the machine."""


def _encoding(body: str) -> str:
    """Letters outside of ASCII travel safely through any relay in base64, where there are many of them."""
    foreign = sum(not letter.isascii() for letter in body)
    return "base64" if 3 * foreign > len(body) else "quoted-printable"


def as_note(draft: DraftText) -> str:
    """The draft as plain text: to whom, subject, what to attach, and the text."""
    to = draft.to
    address = f" <{to.address}>" if to is not None and to.address else ""
    lines = [f"To: {_one_line(to.name)}{address}"] if to is not None else []
    lines += [f"Subject: {_one_line(draft.subject)}"]
    return "\n".join([*lines, "", draft.body, ""])


def _one_line(text: str) -> str:
    """Text that ends no header: line ends and controls become spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
