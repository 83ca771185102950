"""What a file that was written says of itself: where its rows come from, and their seals."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from importlib import import_module
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import PolarsError

from holdfast.errors import UsageError
from holdfast.export.results import to_csv
from holdfast.export.sealed import (
    CODE,
    DATA,
    PAGE,
    SEAL,
    cells_text,
    content_digest,
    document_text,
    page_text,
)
from holdfast.export.spreadsheet import ABOUT
from holdfast.views.seals.made import number_of
from holdfast.views.seals.parts import parts_in

if TYPE_CHECKING:
    from pathlib import Path

_TOLD: Final = ("as_of", "period", "where", DATA, SEAL)
_UNREADABLE: Final = (OSError, ValueError, KeyError, TypeError, PolarsError)


@dataclass(frozen=True)
class SealedFile:
    """What a file tells: a seal of its rows or words, the seals of figures, and the question they answer.

    `content`: the digest of its rows or words as they stand there now. `told`: where they come from, by name.
    """

    seal: str = ""
    content: str = ""
    codes: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)


def read_sealed(path: Path) -> SealedFile:
    """What the file of an export or a page tells of its seals. Raises UsageError where it has none."""
    ending = path.suffix.lower().removeprefix(".")
    try:
        found = _READERS.get(ending, _page)(path.read_bytes())
    except _UNREADABLE as error:
        raise UsageError(f"{path}: cannot be read as a file with seals ({type(error).__name__})") from None
    if not found.seal and not found.codes:
        raise UsageError(f"{path}: there is no seal in it")
    return found


def _csv(data: bytes) -> SealedFile:
    lines = _text(data).splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    # What a spreadsheet would take for a formula was guarded by an apostrophe, between the commas of a line.
    told = _pairs(re.sub(r"([,;\t])'", r"\1", line.removeprefix("# ")) for line in lines[:first])
    body = "".join(lines[first:])
    return _of(told, body) if SEAL in told else _page(data)


def _markdown(data: bytes) -> SealedFile:
    head, _, body = _text(data).partition("\n\n")
    told = _pairs(re.sub(r"\\(.)", r"\1", line) for line in head.splitlines())
    return _of(told, body) if SEAL in told else _page(data)


def _json(data: bytes) -> SealedFile:
    document = json.loads(data)
    told = {name: str(document[name]) for name in (*_TOLD, "where") if name in document}
    period = document.get("period")
    if isinstance(period, dict):
        told["period"] = ""
    if SEAL not in document:
        return SealedFile(codes=_codes(_text(data)), told=told)
    rest = {name: value for name, value in document.items() if name not in (SEAL, DATA)}
    return _of(told, document_text(rest))


def _parquet(data: bytes) -> SealedFile:
    told = {str(name): str(value) for name, value in pl.read_parquet_metadata(io.BytesIO(data)).items()}
    return _of(told, to_csv(pl.read_parquet(io.BytesIO(data))))


def _workbook(data: bytes) -> SealedFile:
    book = import_module("fastexcel").read_excel(data)
    told: dict[str, str] = {}
    with suppress(KeyError, ValueError):
        about = book.load_sheet(ABOUT, header_row=None, dtypes="string").to_polars()
        told = {str(name): str(value or "") for name, value in about.rows()}
    first = book.load_sheet(0, dtypes="string").to_polars()
    if SEAL in told:
        return _of(told, cells_text(first))
    return SealedFile(codes=_codes(first.write_csv()), told=told)


def _page(data: bytes) -> SealedFile:
    """The seals on a page, its own among them, and what it says beside them of filter and period."""
    page = _text(data)
    text = unescape(re.sub(r"<[^>]*>", "\n", page))
    told = {}
    for name in ("period", "where"):
        found = re.search(
            rf"^\W*{name}: (\S.*?)\s*(?:\n\s*\n|\n\W*where: |\Z)", text, re.MULTILINE | re.DOTALL
        )
        if found is not None:
            told[name] = re.sub(r"\s+", " ", re.sub(r"\\(.)", r"\1", found[1]))
    codes = _codes(text)
    own = next((code for code in codes if parts_in(code).what == number_of(PAGE)), "")
    return SealedFile(own, content_digest(page_text(page)), codes, told)


_READERS: Final = {"csv": _csv, "md": _markdown, "json": _json, "parquet": _parquet, "xlsx": _workbook}


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _pairs(lines: Iterator[str]) -> dict[str, str]:
    parts = (line.strip().partition(": ") for line in lines)
    return {name: value for name, _, value in parts if name in _TOLD}


def _of(told: Mapping[str, str], body: str) -> SealedFile:
    return SealedFile(told.get(SEAL, ""), content_digest(body), (), told)


def _codes(text: str) -> tuple[str, ...]:
    """The codes in a text, each once; what only looks like one is none."""
    found = []
    for code in dict.fromkeys(CODE.findall(text)):
        with suppress(UsageError):
            parts_in(code)
            found.append(code)
    return tuple(found)
