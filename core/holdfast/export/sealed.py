"""What a seal says of the rows that are written into a file."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.views.seals.made import Sealing

SEAL, DATA = "seal", "data"
"""What a file calls the seal of its rows, and the digests of the tables they are made of."""

PAGE: Final = "page"
"""The list that a page is: its seal is about its words."""

CODE: Final = re.compile(r"(?<![0-9A-Z-])(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}(?![0-9A-Z-])")
"""What looks like a seal in a text."""

_DECIMALS: Final = 6
_NO_TIME: Final = r"^(\d{4}-\d\d-\d\d)(?: 00:00:00|( \d\d:\d\d:\d\d))(?:\.\d+)?$"


def sealed_lines(sealing: Sealing | None, what: str, content: str) -> tuple[tuple[str, str], ...]:
    """What a file says of its seal, by name, beside where its rows come from; nothing without one.

    `content`: what the seal is about, as text; `what`: the name of the list.
    """
    if sealing is None:
        return ()
    return ((DATA, sealing.data), (SEAL, sealing.code(what, content_digest(content))))


def cells_text(frame: pl.DataFrame, total: Mapping[str, Any] | None = None) -> str:
    """The cells of a sheet as text that is the same before it is written and after it was read."""
    text = frame.with_columns(pl.all().cast(pl.String))
    if total:
        last = {name: None if value is None else str(value) for name, value in total.items()}
        text = pl.concat([text, pl.DataFrame([last], schema=dict.fromkeys(last, pl.String))], how="diagonal")
    # A sheet has no day without a time of day, which is midnight, and no fractions of a second.
    bare = pl.all().str.replace_all(r"\s+", " ").str.strip_chars().str.replace(_NO_TIME, "$1$2").fill_null("")
    text = text.with_columns(bare)
    number = pl.all().cast(pl.Float64, strict=False).round(_DECIMALS)
    numbers = text.select((number + 0.0).cast(pl.String))
    return text.with_columns(numbers[name].fill_null(text[name]) for name in text.columns).write_csv()


def document_text(document: Mapping[str, Any]) -> str:
    """A document of JSON as the text that its seal is about."""
    # A frame in it is a list of its rows, as whoever reads the document finds it.
    return json.dumps(document, ensure_ascii=False, sort_keys=True, default=pl.DataFrame.to_dicts)


def page_text(page: str) -> str:
    """The words of a page, of whatever format: what its seal is about. Spaces and seals are not in it."""
    words = unescape(re.sub(r"<[^>]*>", " ", page))
    return " ".join(CODE.sub(" ", words).split())


def content_digest(content: str) -> str:
    """The digest of what a seal is about."""
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()
