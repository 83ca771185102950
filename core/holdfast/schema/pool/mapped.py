"""The section `[pool]` of holdfast.toml: other books that stand behind the rates of a small one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.schema.pool.counts import PUBLIC, PoolBook
from holdfast.schema.pool.document import epsilon_of, epsilon_text, public_pool, read_pool

KEYS: Final = ("files", "epsilon", "budget")


def pool_of(section: object, mapping: Path, file: str, *, trusted: bool) -> dict[str, Any]:
    """The section as settings of a book: `pool`, `pool_epsilon`, `pool_budget`, as far as they are stated.

    `mapping`: where the mapping lies, which messages call `file`; files are meant beside it, and lead out of
    its folder only where the mapping is `trusted`. Raises UsageError.
    """
    if not isinstance(section, Mapping):
        raise UsageError(f"{file}: [pool] must be a section, not {section!r}")
    unknown = next((key for key in section if key not in KEYS), None)
    if unknown is not None:
        raise UsageError(f"{file}: [pool] '{unknown}' is not a known key (known: {', '.join(KEYS)})")
    found: dict[str, Any] = {}
    if "files" in section:
        found["pool"] = _read(section["files"], mapping, f"{file}: [pool] files", trusted=trusted)
    for key in ("epsilon", "budget"):
        if key in section:
            found[f"pool_{key}"] = epsilon_text(epsilon_of(section[key], f"{file}: [pool] {key}"))
    return found


def _read(files: object, mapping: Path, where: str, *, trusted: bool) -> tuple[PoolBook, ...]:
    names = [files] if isinstance(files, str) else files
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise UsageError(f'{where} must be a list of file names, as in ["{PUBLIC}"], not {files!r}')
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise UsageError(f"{where}: '{twice}' stands there twice, and would count twice: take one out")
    return tuple(
        book
        for name in names
        for book in (public_pool() if name == PUBLIC else _beside(name, mapping, where, trusted=trusted))
    )


def _beside(name: str, mapping: Path, where: str, *, trusted: bool) -> tuple[PoolBook, ...]:
    folder = mapping.resolve().parent
    path = folder / name
    try:
        leads_out = not path.resolve().is_relative_to(folder)
    except (ValueError, OSError, RuntimeError) as error:
        raise UsageError(f"{where}: {name!r} is no name of a file: {error}") from None
    if leads_out and not trusted:
        raise UsageError(
            f"{where}: '{name}' leads out of the book's folder: copy it into the folder, or name such a "
            "mapping with --config and its full path"
        )
    return read_pool(path, name, f"{where}: ")
