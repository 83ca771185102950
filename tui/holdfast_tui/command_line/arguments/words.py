"""What a word of the command line means: a field, a limit, an amount; or one line that says what to write.

Imports nothing heavy: what a field or a filter is, is imported where a word is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast_tui.command_line.options import VIEWS

if TYPE_CHECKING:
    from datetime import date

    from holdfast.query import SortKey
    from holdfast.timeline import Grain

MOST_DAYS: Final = 730
MOST_MONTHS: Final = 240
"""Limits of a backtest: what lies further back is another business."""


def _nearest(word: str, known: Iterable[str]) -> str:
    from holdfast.filters.errors import did_you_mean  # noqa: PLC0415

    return did_you_mean(word, known)


def day_of(text: str) -> date:
    """A day, `YYYY-MM-DD`. Raises UsageError."""
    from holdfast.timeline import parse_day  # noqa: PLC0415

    return parse_day(text)


def view_of(word: str) -> str:
    """A view that `show` knows. Raises UsageError."""
    if word not in VIEWS:
        hint = _nearest(word, VIEWS) or f": the views are {', '.join(VIEWS)}"
        raise UsageError(f"there is no view '{word}'{hint}")
    return word


def grain_of(word: str) -> Grain:
    """How long a part of time is. Raises UsageError."""
    from holdfast.timeline import MONTHS_IN  # noqa: PLC0415

    if word not in MONTHS_IN:
        raise UsageError(f"--by {word}: write month, quarter or year")
    return word


def dimension_of(word: str) -> str:
    """A field by which figures may be split; of words of the book, the book tells. Raises UsageError."""
    from holdfast.schema.fields import DIMENSIONS, FIELDS  # noqa: PLC0415

    name = field_of(word)
    if name in FIELDS and name not in DIMENSIONS:
        hint = _nearest(word, DIMENSIONS) or f": choose one of {', '.join(DIMENSIONS)}"
        raise UsageError(f"--by {word}: figures cannot be split by it{hint}")
    return name


def field_of(word: str) -> str:
    """The field that a word means; of other words the book has to say what they are."""
    from holdfast.schema.fields import FIELD_NAMES  # noqa: PLC0415

    return FIELD_NAMES.get(word.lower(), word.lower())


def columns_of(names: Sequence[str], view: str) -> tuple[str, ...]:
    """The columns that were asked for, each once; those of the customer list by their own names."""
    columns = tuple(field_of(name) if view == "customers" else name for name in names)
    for word, column in zip(names, columns, strict=True):
        first = names[columns.index(column)]
        if columns.count(column) > 1 and word != first:
            raise UsageError(f"--columns: '{first}' and '{word}' are the same column: name one of them")
        if names.count(word) > 1:
            raise UsageError(f"--columns: '{word}' stands there twice: name it once")
    return columns


def names_of(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def metrics_of(text: str) -> tuple[str, ...]:
    """Metrics between commas, by id or as `retention.*`. Raises UsageError."""
    from holdfast.metrics.registry import ids_named  # noqa: PLC0415

    if not (names := names_of(text)):
        raise UsageError("--metric: write an id such as retention.customers, or retention.* for a family")
    try:
        return ids_named(names)
    except UsageError as error:
        raise UsageError(f"--metric: {error}") from None


def sort_keys(text: str) -> tuple[SortKey, ...]:
    """Fields between commas, those after a dash falling. Raises UsageError."""
    from holdfast.query import SortKey  # noqa: PLC0415
    from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS  # noqa: PLC0415

    keys = tuple(
        SortKey(field_of(name.removeprefix("-")), descending=name.startswith("-")) for name in names_of(text)
    )
    for key in keys:
        if key.field in COMPUTED_FOR_VISIBLE_ROWS:
            raise UsageError(f"--sort: customers cannot be sorted by '{key.field}'")
    return keys


def limit_of(text: str) -> int:
    """A number of rows. Raises UsageError."""
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"--limit {text}: write a whole number, such as 20")
    return int(text[:12])


def horizon_days(text: str) -> int:
    """Days of a backtest, as `90d` or `90`. Raises UsageError."""
    number = text.lower().removesuffix("d")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= MOST_DAYS:
        raise UsageError(f"--horizon {text}: write days, such as 90d, at most {MOST_DAYS}")
    return int(number)


def months_back(text: str) -> int:
    """Month-ends of a backtest. Raises UsageError."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_MONTHS:
        raise UsageError(f"--months {text}: write a whole number of month-ends, at most {MOST_MONTHS}")
    return int(text)


def plan_days(text: str) -> int:
    """Days of a plan of calls. Raises UsageError."""
    from holdfast.views.today.plan.hours import LONGEST  # noqa: PLC0415 - as above

    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= LONGEST:
        raise UsageError(f"--days {text}: write a whole number of days, at most {LONGEST}")
    return int(text)


def amount_of(text: str) -> float:
    """Money in currency units, as `50k` or `48000`. Raises UsageError."""
    plain = text.lower().replace(",", "").strip()
    times = {"k": 1_000, "m": 1_000_000}.get(plain[-1:], 1)
    digits = plain.removesuffix("k").removesuffix("m")
    if not digits.isascii() or not digits.replace(".", "", 1).isdigit():
        raise UsageError(f"--flagged {text}: write an amount, such as 50k or 48000")
    return float(digits[:15]) * times


def accounts_of(text: str) -> int:
    """How many customers a rep may hold. Raises UsageError."""
    if not text.isascii() or not text.isdigit() or not int(text[:7]):
        raise UsageError(f"--accounts {text}: write how many customers a rep may hold, such as 40")
    return int(text[:7])
