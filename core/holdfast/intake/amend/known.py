"""A mapping changed in which remarks are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

from holdfast.errors import UsageError
from holdfast.intake.amend.sections import listed, parsed
from holdfast.schema.receipt import says

if TYPE_CHECKING:
    from holdfast.schema.receipt import Receipt


def with_known(text: str, receipt: Receipt, sentence: str) -> str:
    """The mapping that calls a remark known, or no more where it does; a pattern of several goes whole.

    Raises UsageError where there is no such problem or warning.
    """
    remarks = [one for one in receipt.findings if one.sentence == sentence and one.severity != "info"]
    if not remarks:
        raise UsageError("only a problem or a warning can be known")
    document = parsed(text)
    book = document.setdefault("book", tomlkit.table())
    known = [str(one) for one in book.get("known", [])]
    left = [one for one in known if not any(says(remark, one) for remark in remarks)]
    listed(book, "known", left if remarks[0].severity == "known" else [*known, sentence])
    return tomlkit.dumps(document)
