"""Every source of a build: folders and files, and what has to be brought from a host first."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.intake.locate import Located, locate
from holdfast.intake.read.hosts.objects import fetch_object
from holdfast.intake.read.hosts.postgres import HostTable, tables_of_host
from holdfast.intake.read.source import SourceFile, fetched_at
from holdfast.schema.receipt import UnusedFile
from holdfast.schema.sources import OnHost, names_host, on_host, refuse_hosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@contextmanager
def open_sources(sources: Sequence[str], config: Path | None = None, *, network: bool) -> Iterator[Located]:
    """The files of all these sources and their mapping, as `read_located` takes them.

    A source is a folder, a file or a pattern, a Delta or Iceberg table (`orders@v12`, `orders@2025-06-30`), a
    `postgresql://HOST/DATABASE#table,table`, or a table at s3://, gs:// or az://. Rows that lie on a host are
    brought here once, when this is called, into a private folder that is gone afterwards; nothing else of the
    book reaches for the network. They are called by their address without user and password, and so is
    everything that is said of them.
    Raises UsageError, MissingExtraError; also where a source lies on a host and `network` is False.
    """
    if not network:
        refuse_hosts(sources)
    away = [on_host(source) for source in sources if names_host(source)]
    here = [Path(source) for source in sources if not names_host(source)]
    if not away:
        yield locate(here, config)
        return
    private = Path(tempfile.mkdtemp(prefix="holdfast-"))
    try:
        brought = [one for source in away for one in _brought(source, private)]
        found = [one for one in brought if isinstance(one, SourceFile)]
        withheld = tuple(one for one in brought if isinstance(one, UnusedFile))
        yield replace(locate(here, config, fetched=found), withheld=withheld)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _brought(source: OnHost, private: Path) -> Iterator[SourceFile | UnusedFile]:
    if source.place == "objects":
        yield _known(fetch_object(source, _empty(private)), source.shown)
        return
    for table in tables_of_host(source):
        if isinstance(table, HostTable):
            path = _empty(private) / f"{table.name.replace(os.sep, '_')}.parquet"
            table.rows.write_parquet(path)
            yield _known(path, table.shown)
        else:
            yield table


def _empty(private: Path) -> Path:
    """A folder of its own: tables of two schemas may be called the same."""
    return Path(tempfile.mkdtemp(dir=private))


def _known(path: Path, shown: str) -> SourceFile:
    with path.open("rb") as kept:
        digest = hashlib.file_digest(kept, "sha256").digest()
    # The same rows again are to be known again, as a file is by its time.
    os.utime(path, ns=(0, int.from_bytes(digest[:7])))
    return fetched_at(path, shown)
