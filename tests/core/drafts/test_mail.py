"""A draft as a mail: what a mail program reads from it is what was written, and no name opens a header."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from tests.examples import each
from tests.hostile import HOSTILE_CELLS

from holdfast.drafts.drafting import Addressee, DraftRefusedError, DraftText
from holdfast.drafts.mail import as_mail, as_note, is_address

DAY = date(2025, 6, 30)
DRAFT = DraftText(
    "thanks",
    "ar",
    "c1",
    Addressee("ليلى حداد", "leila@acme.example"),
    "سمير قاسم",
    "شكرًا لكم",
    "تحية طيبة ليلى حداد،\n\nشكرًا لكم.",
)


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def test_a_mail_in_arabic_comes_back_as_it_was_written() -> None:
    data = as_mail(DRAFT, DAY, "samir@us.example")
    mail = read(data)
    assert data.isascii()
    assert all(line.endswith(b"\r\n") and len(line) <= 998 for line in data.splitlines(keepends=True))
    assert mail["Subject"] == DRAFT.subject
    assert mail["To"].addresses[0].display_name == "ليلى حداد"
    assert mail["To"].addresses[0].addr_spec == "leila@acme.example"
    assert mail["From"].addresses[0].addr_spec == "samir@us.example"
    assert mail["Content-Language"] == "ar"
    assert mail["X-Unsent"] == "1"
    assert mail.get_content().replace("\r\n", "\n") == f"{DRAFT.body}\n"
    assert not mail.defects


def test_without_an_address_of_the_sender_the_mail_names_them_and_the_same_draft_gives_the_same_bytes() -> (
    None
):
    data = as_mail(DRAFT, DAY)
    assert read(data)["From"].groups[0].display_name == "سمير قاسم"
    assert read(data)["From"].addresses == ()
    assert read(data)["Date"].datetime.date() == DAY
    assert data == as_mail(DRAFT, DAY)


@each("cell", [*HOSTILE_CELLS, "x\r\nBcc: all@evil.example", "x\n\nbody", "a" * 2_000])
def test_no_name_subject_or_text_opens_another_header(cell: str) -> None:
    plain = cell.encode("utf-8", "replace").decode()
    hostile = replace(DRAFT, to=Addressee(plain, "a@b.example"), subject=plain, body=plain, sender=plain)
    mail = read(as_mail(hostile, DAY))
    names = [name.lower() for name in mail]
    assert sorted(names) == sorted(
        (
            "subject",
            "from",
            "to",
            "date",
            "x-unsent",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-language",
        )
    )
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@b.example"]
    assert mail["From"].addresses == ()


@pytest.mark.parametrize(
    "text",
    ["a", "a@", "@b", "a b@c.example", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example",
     "<a@b.example>", "a..b@c.example", ".a@b.example", "a@b..example", "a@-b.example", 'a"@b.example'],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(DraftRefusedError, match="is no mail address"):
        as_mail(replace(DRAFT, to=Addressee("Bea", text)), DAY)


def test_a_mail_needs_an_address_and_a_text_file_does_not() -> None:
    bare = replace(DRAFT, to=Addressee("Bea Roth"))
    with pytest.raises(DraftRefusedError, match=r"no mail address of Bea Roth is on file: contacts\.email"):
        as_mail(bare, DAY)
    assert as_note(bare) == f"To: Bea Roth\nSubject: {DRAFT.subject}\n\n{DRAFT.body}\n"
