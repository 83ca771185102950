"""What a file is written in, by its name and by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FileKind = Literal["text", "parquet", "workbook", "page", "zip", "json", "json_lines", "sqlite"]
"""What a file is written in; text is CSV and its kin, also within gzip or zstd; a page is HTML."""

LakeKind = Literal["delta", "iceberg", "hive"]
"""What a folder is that holds one table in many files: by its log, its metadata, or its folders' names."""

Kind = FileKind | LakeKind

ENDINGS: Final[Mapping[str, FileKind]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".psv"), "text"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "workbook"),
    **dict.fromkeys((".jsonl", ".ndjson"), "json_lines"),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db", ".db3"), "sqlite"),
    ".json": "json",
    ".zip": "zip",
}
"""Endings of files that may hold a table, without those of compression."""

_KINDS: Final[Mapping[str, tuple[FileKind, ...]]] = {
    "CSV and its kin": ("text",),
    "Excel and OpenDocument": ("workbook",),
    "Parquet": ("parquet",),
    "JSON": ("json", "json_lines"),
    "SQLite": ("sqlite",),
    "archives of these": ("zip",),
}

HIDDEN: Final = "the sheet is hidden"
NO_TABLE: Final = "no table is kept in files of this kind"
"""Why a list in a file is not read."""

AMBIGUOUS_ENDINGS: Final = (".txt", ".json", ".db", ".zip")
"""Endings of tables that other files have too."""

COMPRESSED_ENDINGS: Final = (".gz", ".zst")

READ: Final = ", ".join(
    f"{title} ({' '.join(ending for ending, kind in ENDINGS.items() if kind in kinds)})"
    for title, kinds in _KINDS.items()
)
"""What can be read, for whoever named something else."""

GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
ZIP_MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
SQLITE_MAGIC: Final = b"SQLite format 3\x00"
PARQUET_MAGIC: Final = b"PAR1"
HEAD: Final = 64
_BLANK: Final = b"\xef\xbb\xbf \r\n\t"
_WORKBOOK_PARTS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype")
"""What an archive that is a workbook begins with, after the head of its first member."""
_MEMBER_NAME: Final = 30


def ending(name: str) -> str:
    """The ending that says what is inside, without `.gz` or `.zst`: `orders.csv.gz` → `.csv`."""
    suffixes = name.lower().split(".")[1:]
    while suffixes and f".{suffixes[-1]}" in COMPRESSED_ENDINGS:
        suffixes.pop()
    return f".{suffixes[-1]}" if suffixes else ""


def kind_of(name: str, head: bytes) -> FileKind:
    """What a file is written in: by its ending, or by its first bytes where the ending says nothing.

    What calls itself a workbook but is a page or text is read as such: many a program names its exports .xls.
    """
    told = ENDINGS.get(ending(name))
    if told == "workbook":
        if head.startswith((ZIP_MAGIC, OLE_MAGIC)) or not head:
            return "workbook"
        return "page" if head.lstrip(_BLANK).startswith(b"<") else "text"
    return told or _kind_of_content(head)


def kind_at(path: Path) -> FileKind:
    """What the file at a path is written in; it is only looked into where its name leaves that open."""
    told = ENDINGS.get(ending(path.name))
    return kind_of(path.name, b"" if told and told != "workbook" else head_of(path))


def _kind_of_content(head: bytes) -> FileKind:
    kinds: dict[bytes, FileKind] = {
        SQLITE_MAGIC: "sqlite",
        PARQUET_MAGIC: "parquet",
        OLE_MAGIC: "workbook",
        ZIP_MAGIC: "zip",
        b"{": "json",
        b"[": "json",
    }
    if head.startswith(ZIP_MAGIC) and head[_MEMBER_NAME:].startswith(_WORKBOOK_PARTS):
        return "workbook"
    start = head.lstrip(_BLANK)
    return next((kind for magic, kind in kinds.items() if start.startswith(magic)), "text")


def head_of(path: Path) -> bytes:
    """The first bytes of a regular file; nothing where there is none or it cannot be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as handle:
            return handle.read(HEAD)
    except OSError:
        return b""
