"""Figures in words: counts first where they are few, the interval always beside the rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from holdfast.export.results import GROUP_KEYS
from holdfast.export.sealed import SEAL
from holdfast.figures import Figure
from holdfast.metrics.registry import METRICS, family_of, family_title
from holdfast.statistics.sequential.prospect import HORIZON_YEARS, Knowable
from holdfast.words.currencies import digits_of
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import interval_text, number_text, percent_text
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, safe

NO_SEALS: Final[Mapping[Figure, str]] = MappingProxyType({})

_WITHOUT_VALUE: Final = ("n/a", "needs", "hidden", "uncalibrated")


def figure_words(figure: Figure, currency: str) -> SafeText:
    """`75.0% [30.1–95.4]`; `3 of 4 (75%) [30.1–95.4]` where it rests on few; the status where it has none."""
    if figure.value is None or figure.status in _WITHOUT_VALUE:
        return literal(figure.status if figure.status in _WITHOUT_VALUE else "n/a")
    value = value_words(figure, figure.value, currency)
    if figure.status == "few" and (counts := present.counts(figure, currency)):
        value = f"{counts} ({value_words(figure, figure.value, currency).replace('.0%', '%')})"
    unfinished = "~" if figure.status == "incomplete" else ""
    return literal(f"{unfinished}{value}{_interval(figure, currency)}")


def figures_grid(
    figures: Sequence[Figure], currency: str, grouped: bool, seals: Mapping[Figure, str] = NO_SEALS
) -> TextTable:
    """One line a figure that can be told, by family; grouped ones begin with their group.

    `seals`: the seal of each, where they are to be shown.
    """
    sealed = ("Seal",) if seals else ()
    titles = ("Figure", "Value", "Counts", "Before", "Id", *sealed, "Note")
    told = sorted(
        (figure for figure in figures if figure.status != "needs"), key=lambda figure: family_of(figure.id)
    )
    headings = _headings(told)
    rows = [
        (
            literal(METRICS[figure.id].name if figure.id in METRICS else figure.id),
            figure_words(figure, currency),
            present.counts(figure, currency),
            _before(figure, currency),
            literal(figure.id),
            *(literal(seals[figure]) for _ in sealed),
            safe(figure.said),
        )
        for figure in told
    ]
    plain = tuple(False for _ in sealed)
    right = (False, False, False, True, False, *plain, False)
    prose = (True, False, False, False, False, *plain, True)
    if not grouped:
        return TextTable(tuple(map(literal, titles)), tuple(rows), right, prose, headings)
    with_group = [
        (safe(figure.group or "none"), *row, _beside(figure, "difference"), _beside(figure, "knowable"))
        for figure, row in zip(told, rows, strict=True)
    ]
    return TextTable(
        tuple(map(literal, ("Group", *titles, "From the rest", "Told apart"))),
        tuple(with_group),
        (False, *right, True, False),
        (True, *prose, False, False),
        headings,
    )


def _headings(figures: Sequence[Figure]) -> dict[int, SafeText]:
    """The heading of each family, by the line of its first figure."""
    families = [family_of(figure.id) for figure in figures]
    return {
        line: literal(family_title(family))
        for line, family in enumerate(families)
        if line == 0 or families[line - 1] != family
    }


def entries_grid(
    figures: Sequence[Figure], keys: Sequence[str], currency: str, seals: Mapping[Figure, str] = NO_SEALS
) -> TextTable:
    """Chosen `keys` of the document of `show metrics`, each value in the unit of its figure."""
    columns = [
        [literal(seals[one]) if key == SEAL else _entry(one, key, currency) for one in figures]
        for key in keys
    ]
    return TextTable(
        tuple(safe(key.capitalize()) for key in keys),
        tuple(zip(*columns, strict=True)),
        tuple(key in (*_IN_UNIT, *_COUNTED, *_BESIDE, "needed") for key in keys),
        tuple(key not in (*_IN_UNIT, *_COUNTED, *_BESIDE, "needed", "knowable") for key in keys),
    )


_IN_UNIT: Final = ("value", "low", "high", "previous")
_COUNTED: Final = ("numerator", "denominator")


_BESIDE: Final = {"difference": "value", "difference_low": "low", "difference_high": "high"}


def _entry(figure: Figure, key: str, currency: str) -> SafeText:
    if key in GROUP_KEYS and key != "group":
        return _beside(figure, key)
    found = getattr(figure, key)
    if found is None or key not in (*_IN_UNIT, *_COUNTED):
        return safe(found)
    return present.number(found) if key in _COUNTED else safe(value_words(figure, found, currency))


def _beside(figure: Figure, key: str) -> SafeText:
    """What stands beside a group of what it is compared with."""
    if figure.beside is None:
        return literal("")
    if key in _BESIDE:
        points = number_text(100 * getattr(figure.beside, _BESIDE[key]), 1, signed=True)
        return literal(phrase("{value} points", value=points))
    return knowable_short(figure.beside.knowable) if key == "knowable" else _needed(figure.beside.knowable)


def _needed(knowable: Knowable) -> SafeText:
    return literal("") if knowable.needed is None else present.number(knowable.needed)


def knowable_short(knowable: Knowable | None) -> SafeText:
    """In a cell: `told apart`, the day by which it can be told, that it takes too long, or `too few`."""
    if knowable is None:
        return literal("")
    if knowable.day is not None:
        return present.plain_day(knowable.day)
    if knowable.prospect == "never" and knowable.needed is not None:
        return literal(phrase("not in {years} years", years=HORIZON_YEARS))
    return literal(tr(_SHORT[knowable.prospect]))


_SHORT: Final = {"told": "told apart", "never": "never", "few": "too few"}


def locked_lines(figures: Sequence[Figure]) -> list[SafeText]:
    """One paragraph for each missing table: what it would bring, and the ids it would unlock."""
    by_reason: dict[str, list[str]] = {}
    for figure in figures:
        if (
            figure.status == "needs"
            and figure.said
            and figure.id not in by_reason.setdefault(figure.said, [])
        ):
            by_reason[figure.said].append(figure.id)
    return [
        literal(phrase("Locked: {ids}. {reason}.", ids=", ".join(ids), reason=reason))
        for reason, ids in by_reason.items()
    ]


def _before(figure: Figure, currency: str) -> SafeText:
    return literal("") if figure.previous is None else literal(value_words(figure, figure.previous, currency))


def value_words(figure: Figure, value: float, currency: str) -> str:
    """A value of a figure, its own or a bound of it, in its unit."""
    match figure.unit:
        case "ratio":
            return _share(figure, value)
        case "money":
            return present.money_exact(value, currency)
        case "score":
            return present.figure_score(replace(figure, value=value))
        case "days":
            return f"{number_text(value, 1)} d".replace(".0 d", " d")
        case "count":
            return present.count(value)
        case "per_year":
            return phrase("{value} a year", value=number_text(value, 2))


def _share(figure: Figure, value: float) -> str:
    if _is_difference(figure):
        return phrase("{value} points", value=number_text(100 * value, 1, signed=True))
    return percent_text(value, 1)


def _is_difference(figure: Figure) -> bool:
    return figure.id in METRICS and METRICS[figure.id].difference


def _interval(figure: Figure, currency: str) -> str:
    if figure.low is None or figure.high is None:
        return ""
    scale = 100 if figure.unit == "ratio" else 1
    decimals = digits_of(currency) if figure.unit == "money" else 1
    return (
        f" {interval_text(scale * figure.low, scale * figure.high, decimals, signed=_is_difference(figure))}"
    )
