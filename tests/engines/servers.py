"""Servers that the tests start for themselves, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import polars as pl

PASSWORD: Final = "s3cret w#rd/of@ours"
"""With the signs that an address has to write otherwise."""
_ACCOUNTS: Final = ("postgres", "nobody")


class CannotStartError(Exception):
    """Why a server cannot be started on this machine."""


@dataclass(frozen=True)
class Database:
    """A PostgreSQL server that listens on this machine alone."""

    port: int

    def url(self, name: str) -> str:
        return f"postgresql://postgres:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def connected(self, name: str) -> Iterator[Any]:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - an extra

        opened = closing(dbapi.connect(self.url(name), autocommit=True))
        with opened as connection, closing(connection.cursor()) as cursor:
            yield cursor

    def create(self, name: str) -> None:
        with self.connected("postgres") as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')

    def fill(self, name: str, tables: Mapping[str, pl.DataFrame]) -> None:
        """A database of this name with these tables, each column of the type it has here."""
        self.create(name)
        with self.connected(name) as cursor:
            for table, frame in tables.items():
                columns = ", ".join(f'"{one}" {_type(dtype)}' for one, dtype in frame.schema.items())
                cursor.execute(f'CREATE TABLE "{table}" ({columns})')
                plain = frame.with_columns(pl.col(pl.Null, pl.Decimal).cast(pl.String))
                cursor.adbc_ingest(f"{table}_text", plain, mode="create")
                casts = ", ".join(f'"{one}"::{_type(dtype)}' for one, dtype in frame.schema.items())
                # Not in the order of the files: a server promises none.
                cursor.execute(f'INSERT INTO "{table}" SELECT {casts} FROM "{table}_text" ORDER BY random()')
                cursor.execute(f'DROP TABLE "{table}_text"')


def _type(dtype: pl.DataType) -> str:
    names = {pl.Date: "date", pl.Boolean: "boolean", pl.Int64: "bigint", pl.Datetime: "timestamptz"}
    if isinstance(dtype, pl.Decimal):
        return f"numeric({dtype.precision}, {dtype.scale})"
    return next((name for kind, name in names.items() if dtype == kind), "text")


@contextmanager
def postgres(folder: Path) -> Iterator[Database]:
    """A server with its files in `folder`. Raises CannotStartError."""
    programs = _programs()
    account = _account()
    data, secret, log = folder / "data", folder / "password", folder / "log"
    secret.write_text(PASSWORD, encoding="utf-8")
    if account:
        for path in (folder, secret):
            shutil.chown(path, account)
    initdb = ("initdb", "-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(secret))
    _run(programs, account, *initdb, "-E", "UTF8", "--locale=C", "--no-sync")
    port = _free_port()
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -F -c max_wal_size=64MB"
    try:
        _run(programs, account, "pg_ctl", "-D", str(data), "-o", options, "-w", "-l", str(log), "start")
        yield Database(port)
    finally:
        _run(programs, account, "pg_ctl", "-D", str(data), "-m", "immediate", "stop", check=False)


def _programs() -> Path:
    found = shutil.which("initdb")
    places = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    for place in places:
        if (place / "initdb").is_file():
            return place
    raise CannotStartError("no initdb on this machine: install the Debian package postgresql")


def _account() -> str:
    """Whom the server runs as: the server refuses root."""
    if os.getuid():
        return ""
    names = {one.pw_name for one in pwd.getpwall()}
    if shutil.which("setpriv") is None:
        raise CannotStartError("the tests run as root and there is no setpriv to leave it")
    for name in _ACCOUNTS:
        if name in names:
            return name
    raise CannotStartError("the tests run as root and there is no account to run a server as")


def _run(programs: Path, account: str, name: str, *words: str, check: bool = True) -> None:
    command = [str(programs / name), *words]
    if account:
        user = pwd.getpwnam(account)
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    # A server keeps what it is started with: a pipe would never end.
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if name == "initdb" else subprocess.DEVNULL,
        check=False,
        cwd="/",
    )
    if check and done.returncode:
        said = (done.stderr or b"").decode(errors="replace").strip().splitlines()
        raise CannotStartError(f"{name} ended with {done.returncode}: {said[-1] if said else 'see its log'}")


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
