"""How sources are spelt that are more than a path: on a host, or as they stood at a version or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, unquote_plus, urlsplit

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = Literal["postgres", "objects"]

SCHEMES: Final[dict[str, Place]] = {
    **dict.fromkeys(("postgresql", "postgres"), "postgres"),
    **dict.fromkeys(("s3", "s3a", "gs", "gcs", "az", "azure", "abfs", "abfss"), "objects"),
}
"""What stands before the `:` of a source that lies on a host, and what kind of host that is."""

BUILD: Final = "holdfast build SOURCE --into DIR"
"""The one command that may read over the network."""

_ON_A_HOST: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
"""One `/` is enough: a path made of `postgresql://db/shop` has lost the other. Drives have one letter."""
_VERSION: Final = re.compile(r"(?s)(.+)@(v\d+|\d{4}-\d{2}-\d{2})")
_LOGIN: Final = re.compile(r"\b([A-Za-z][A-Za-z0-9+.-]+:/{1,2})\S*@")
_HIDDEN: Final = ("password", "sslpassword")
_HOST: Final = re.compile(r"(?:\[[0-9a-fA-F:]+\]|[\w.-]*)(?::\d+)?", re.ASCII)
_BUCKET: Final = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class OnHost:
    """A source on a host. `url` may hold a password and goes to the driver alone; `shown` never does.

    `within`: the tables that are meant there, as they follow `#`; none: all.
    """

    place: Place
    url: str
    shown: str
    within: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """As it is shown: a traceback holds no password either."""
        return f"OnHost({self.shown!r})"

    def without_secrets(self, text: str) -> str:
        """What a driver says, with every password in it made unreadable."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


def names_host(source: str | Path) -> bool:
    """Whether a source lies on a host, as far as its spelling tells."""
    return _ON_A_HOST.match(str(source)) is not None


def on_host(source: str) -> OnHost:
    """A source that `names_host`, taken apart. Raises UsageError for hosts that cannot be read."""
    scheme = source.split(":", 1)[0].lower()
    place = SCHEMES.get(scheme)
    if place is None:
        raise UsageError(
            f"{scheme}:// cannot be read: name a folder, files, a postgresql:// database, "
            "or tables at s3://, gs:// or az://"
        )
    url, _, within = source.partition("#")
    tables = tuple(one.strip() for one in within.split(",") if one.strip())
    return _database(url, tables) if place == "postgres" else _objects(scheme, url, tables)


def refuse_hosts(sources: Iterable[str | Path]) -> None:
    """Raises UsageError for a source on a host, without its password: one command alone may read there."""
    for source in filter(names_host, sources):
        scheme, rest = str(source).split(":", 1)
        found = on_host(f"{scheme}://{rest.lstrip('/')}")
        raise UsageError(
            f"{found.shown} lies on a host, which only '{BUILD}' reads: build from it, then open DIR"
        )


def without_logins(text: str) -> str:
    """A message without what stands before the `@` of an address: many quote the words that were typed."""
    return _LOGIN.sub(r"\1…@", text)


def version_in(source: Path) -> tuple[Path, str]:
    """`orders@v12` → (`orders`, `v12`), `orders@2025-06-30` → (`orders`, `2025-06-30`); else the path, ""."""
    found = None if source.exists() else _VERSION.fullmatch(str(source))
    return (Path(found[1]), found[2]) if found else (source, "")


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        # What the library says of it quotes it.
        raise UsageError(
            f"the {url.split(':', 1)[0]}:// address cannot be read: is a bracket missing?"
        ) from None


def _database(url: str, tables: tuple[str, ...]) -> OnHost:
    parts = _split(url)
    login, _, host = parts.netloc.rpartition("@")
    # What looks like the host may be half of a password in which a sign was not written as %23 or %2F.
    if not all(map(_HOST.fullmatch, host.split(","))) or any(
        "@" in text for text in (parts.path, parts.query, *tables)
    ):
        raise UsageError(
            "the postgresql:// address cannot be read: write postgresql://USER@HOST/DATABASE, "
            "and signs in a password as %40 for @, %23 for #, %2F for /"
        )
    asked = dict(parse_qsl(parts.query))
    written = (one.partition("=") for one in parts.query.split("&"))
    told = [login.partition(":")[2], *(value for name, _, value in written if name in _HIDDEN)]
    secrets = dict.fromkeys(
        form for text in told if text for form in (text, unquote(text), unquote_plus(text))
    )
    server = host or asked.get("host", "")
    name = unquote(parts.path.lstrip("/")) or asked.get("dbname", "")
    where = "localhost" if not server or server.startswith("/") else server
    return OnHost("postgres", url, f"postgresql://{where}/{name}", tables, tuple(secrets))


def _objects(scheme: str, url: str, tables: tuple[str, ...]) -> OnHost:
    parts = _split(url)
    login, _, host = parts.netloc.rpartition("@")
    is_container = scheme.startswith("abfs") and _BUCKET.fullmatch(login)
    if not _BUCKET.fullmatch(host) or parts.query or tables or (login and not is_container):
        raise UsageError(
            f"the {scheme}:// address cannot be read: write {scheme}://BUCKET/PATH alone; keys belong into "
            "the environment (AWS_…, GOOGLE_…, AZURE_…), where nobody reads them in a list of commands"
        )
    return OnHost("objects", url, f"{scheme}://{parts.netloc}{parts.path}")
