"""Large books to measure with, generated once and kept between runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.timing import fresh

import holdfast.sample
from holdfast.own.places import folder_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.sample.large import Format

SEED: Final = 7


@dataclass(frozen=True)
class Size:
    """How large a book is."""

    customers: int
    orders: int

    def __str__(self) -> str:
        return f"{short(self.customers)} / {short(self.orders)}"


SMALL: Final = Size(100_000, 1_000_000)
LARGE: Final = Size(1_000_000, 10_000_000)


def bench_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where generated books stay, beside the cached ones."""
    return folder_for("cache", environ) / "bench"


def large_book(home: Path, size: Size, file_format: Format) -> Path:
    """The folder of a large book; generated when absent, or when its generator has changed."""
    return _kept(home, f"{size.customers}-{size.orders}-{file_format}", _generate, size, file_format)


def rich_book(home: Path, size: Size) -> Path:
    """The folder of a large book with rows in every table (rich.py), as `large_book`."""
    return _kept(home, f"{size.customers}-{size.orders}-rich", _generate_rich, size)


def _kept(home: Path, kind: str, generate: Callable[..., None], *asked: object) -> Path:
    generators = (Path(holdfast.sample.__path__[0]) / "large.py", Path(__file__).with_name("rich.py"))
    written = b"".join(generator.read_bytes() for generator in generators)
    folder = home / f"{kind}-{hashlib.sha256(written).hexdigest()[:8]}"
    if folder.is_dir():
        return folder
    home.mkdir(parents=True, exist_ok=True)
    for outdated in home.glob(f"{kind}-*"):
        shutil.rmtree(outdated)
    draft = Path(tempfile.mkdtemp(dir=home, prefix="writing-"))
    try:
        fresh(generate, draft, *asked)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return folder


def cached(folder: Path) -> Path:
    """The folder, once its book is in the cache of `$XDG_CACHE_HOME`."""
    fresh(_read, folder)
    return folder


def _read(folder: Path) -> None:
    from holdfast.engine import open_book  # noqa: PLC0415 - as below

    open_book([folder])


def _generate(folder: Path, size: Size, file_format: Format) -> None:
    from holdfast.sample.large import write_large  # noqa: PLC0415 - polars stays out of the parent process

    write_large(folder, size.customers, size.orders, SEED, file_format)


def _generate_rich(folder: Path, size: Size) -> None:
    from tests.benchmarks.rich import write_rich  # noqa: PLC0415 - as above

    write_rich(folder, size.customers, size.orders, SEED)


def short(number: int) -> str:
    """100000 → `100k`, as sizes are written."""
    return f"{number // 1_000_000}M" if number >= 1_000_000 else f"{number // 1_000}k"
