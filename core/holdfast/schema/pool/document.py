"""A file of a pool: TOML that is read with suspicion, and written so that whoever sends it can check it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from holdfast.errors import UsageError
from holdfast.schema.pool.counts import FILE_VERSION, HORIZON_DAYS, PUBLIC, KeptAndLost, Noise, PoolBook
from holdfast.toml_files import basic_string, parsed_toml, text_of

PUBLIC_FILE: Final = Path(__file__).with_name("public.toml")

MOST_FLAGS: Final = 10
"""A customer counts under so many flags at most; the noise grows with it."""

LEAST_EPSILON, MOST_EPSILON = Fraction(1, 100), Fraction(10)

_MOST: Final = 10**9
_DECIMAL: Final = re.compile(r"\d{1,3}(\.\d{1,4})?")
_LONGEST: Final = 1_000_000
"""Bytes of a file: no pool has as many."""

_FLAG: Final = re.compile(r"F\d\d")
_YEARS: Final = (1900, 2200)
_TEXT: Final = 300
_KEYS: Final = frozenset(
    ("year", "horizon_days", "thresholds", "window", "source", "licence", "noise", "everybody", "flags")
)


def epsilon_of(value: object, where: str) -> Fraction:
    """A privacy budget as an exact number. Raises UsageError."""
    # What a number is written as: 0.1 is a tenth, not the nearest number of the machine.
    text = str(value)
    found = Fraction(text) if _DECIMAL.fullmatch(text) else Fraction(0)
    if not LEAST_EPSILON <= found <= MOST_EPSILON:
        raise UsageError(
            f"{where} must be a number from {float(LEAST_EPSILON):g} to {MOST_EPSILON}, of at most four "
            f"decimals, not {text[:40]!r}"
        )
    return found


def read_pool(path: Path, file: str, where: str = "") -> tuple[PoolBook, ...]:
    """The books in a file that is known as `file`; `where` begins what is said of it.

    Raises UsageError: what is wrong, where, what to do.
    """
    name = where + file
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from None
    if size > _LONGEST:
        raise UsageError(f"{name}: is {size:,} bytes long: {_NO_POOL}")
    return books_of(text_of(path, name), file, where)


def public_pool() -> tuple[PoolBook, ...]:
    """The books of public data that travel with Holdfast."""
    return read_pool(PUBLIC_FILE, PUBLIC)


def books_of(text: str, file: str, where: str = "") -> tuple[PoolBook, ...]:
    """The books that a text holds. Arguments as `read_pool`, raises UsageError."""
    name = where + file
    try:
        document = parsed_toml(text, name)
    except ValueError:  # a number of more digits than Python reads
        raise UsageError(f"{name}: holds a number that cannot be read: {_NO_POOL}") from None
    version = document.get("version")
    if version != FILE_VERSION or isinstance(version, bool):
        newer = isinstance(version, int) and version > FILE_VERSION
        raise UsageError(
            f"{name}: version is {version!r}, "
            + ("written by a newer Holdfast: use that one" if newer else _NO_POOL)
        )
    books = document.get("book")
    if not isinstance(books, list) or not books or set(document) != {"version", "book"}:
        raise UsageError(f"{name}: holds something else than [[book]] sections: {_NO_POOL}")
    return tuple(_book(book, file, f"{name}: book {place}") for place, book in enumerate(books, 1))


_NO_POOL: Final = "name a file that `holdfast pool export` wrote, as it wrote it"


def _book(section: object, file: str, where: str) -> PoolBook:
    told = _section(section, where)
    unknown = sorted(set(told) - _KEYS)
    if unknown:
        raise UsageError(f"{where}: '{unknown[0]}' is not a known key: {_NO_POOL}")
    year = _whole(told.get("year"), *_YEARS, f"{where}: year")
    if told.get("horizon_days") != HORIZON_DAYS:
        raise UsageError(
            f"{where}: horizon_days is {told.get('horizon_days')!r}: losses within {HORIZON_DAYS} days "
            "are compared; leave this book out"
        )
    noise = _noise(told["noise"], f"{where}: noise") if "noise" in told else None
    least = 0 if noise is None else -_MOST
    flags = _section(told.get("flags", {}), f"{where}: flags")
    for flag in flags:
        if not _FLAG.fullmatch(flag):
            raise UsageError(f"{where}: flags: '{flag}' is no flag, such as F01: {_NO_POOL}")
    texts = {key: _text(told.get(key, ""), f"{where}: {key}") for key in _TEXTS}
    if noise is None and not texts["source"]:
        raise UsageError(f"{where}: counts without noise must be of public data: name its source")
    return PoolBook(
        file=file,
        year=year,
        everybody=_counts(told.get("everybody"), least, f"{where}: everybody"),
        flags={flag: _counts(one, least, f"{where}: flags.{flag}") for flag, one in flags.items()},
        noise=noise,
        **texts,
    )


_TEXTS: Final = ("thresholds", "window", "source", "licence")


def _noise(section: object, where: str) -> Noise:
    told = _section(section, where)
    if set(told) != {"epsilon", "flags_a_customer"}:
        raise UsageError(f"{where} must say epsilon and flags_a_customer, and no more: {_NO_POOL}")
    epsilon = epsilon_of(told["epsilon"], f"{where}.epsilon")
    return Noise(epsilon, _whole(told["flags_a_customer"], 1, MOST_FLAGS, f"{where}.flags_a_customer"))


def _counts(section: object, least: int, where: str) -> KeptAndLost:
    told = _section(section, where)
    if set(told) != {"kept", "lost"}:
        raise UsageError(f"{where} must say kept and lost, and no more: {_NO_POOL}")
    return KeptAndLost(*(_whole(told[name], least, _MOST, f"{where}.{name}") for name in ("kept", "lost")))


def _section(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{where} must be a section, not {value!r}: {_NO_POOL}")
    return value


def _whole(value: object, least: int, most: int, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise UsageError(f"{where} must be a whole number from {least} to {most}, not {value!r}: {_NO_POOL}")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > _TEXT or not value.isprintable():
        raise UsageError(f"{where} must be a text of at most {_TEXT} letters on one line: {_NO_POOL}")
    return value


def written(books: Sequence[PoolBook], comments: Sequence[str]) -> str:
    """Books as a file, under comments that say what it is."""
    return "\n".join(_lines(books, comments)) + "\n"


def _lines(books: Sequence[PoolBook], comments: Sequence[str]) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in comments)
    yield f"version = {FILE_VERSION}"
    for book in books:
        yield ""
        yield "[[book]]"
        yield f"year = {book.year}"
        yield f"horizon_days = {HORIZON_DAYS}"
        for key in _TEXTS:
            if text := getattr(book, key):
                yield f"{key} = {basic_string(text)}"
        if book.noise is not None:
            epsilon = basic_string(epsilon_text(book.noise.epsilon))
            yield f"noise = {{ epsilon = {epsilon}, flags_a_customer = {book.noise.flags} }}"
        yield f"everybody = {_pair(book.everybody)}"
        yield ""
        yield "[book.flags]"
        yield from (f"{flag} = {_pair(one)}" for flag, one in sorted(book.flags.items()))


def epsilon_text(epsilon: Fraction) -> str:
    """As people write it: `0.5`; exact for what `epsilon_of` reads."""
    return f"{float(epsilon):g}"


def _pair(counts: KeptAndLost) -> str:
    return f"{{ kept = {counts.kept}, lost = {counts.lost} }}"
