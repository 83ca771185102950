"""How a forecast was made and how earlier ones fared, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from holdfast.views.forecast.view import KINDS
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text, percent_text, rounded_amount_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.views.forecast.history import ForecastKind
    from holdfast.views.forecast.path import Method
    from holdfast.views.forecast.results import ForecastLine, ForecastMade, ForecastRecord, ForecastView

_SUBJECTS: Final[dict[ForecastKind, str]] = {"revenue": "Revenue", "customers": "Customers"}

_METHODS: Final[dict[Method, str]] = {
    "last year": (
        "as the last 12 months went for {followed} customers of a year ago, month by month, so the season is "
        "in it"
    ),
    "order model": "by the model of orders (BG/NBD); under 24 months of data the season is not known",
    "contract model": "by how long subscriptions last; under 24 months of data the season is not known",
}


def told(view: ForecastView) -> tuple[str, ...]:
    """Every sentence, first of revenue, then of customers."""
    return tuple(sentence for kind in KINDS for sentence in of_kind(view, kind))


def of_kind(view: ForecastView, kind: ForecastKind) -> Iterator[str]:
    """Method, the forecast of a year ago and the record of one kind; or what is lacking."""
    subject = phrase(_SUBJECTS[kind])
    if (lacking := view.lacking.get(kind)) is not None:
        yield phrase("{subject}: no forecast: {lacking}.", subject=subject, lacking=lacking)
        return
    made = view.now[kind]
    method = phrase(_METHODS[made.method], followed=number_text(made.followed))
    yield phrase("{subject}: {method}; {band}.", subject=subject, method=method, band=_band(made))
    ago = view.year_ago.get(kind)
    if ago is not None:
        yield year_ago(ago, kind, view.moment.currency)
    elif (unchecked := view.unchecked.get(kind)) is not None:
        yield phrase("{subject}: no forecast of a year ago: {why}.", subject=subject, why=unchecked)
    yield from record(view.record[kind])


def _band(made: ForecastMade) -> str:
    if not made.checked:
        return phrase(
            "the band is that of chance and usual drift alone, as no earlier forecast can be checked"
        )
    return phrase(
        "the band is at least as wide as earlier forecasts would have needed in {checked} months",
        checked=number_text(made.checked),
    )


def whole(made: ForecastMade, kind: ForecastKind) -> ForecastLine | None:
    """The line that sums a forecast up: revenue of 12 months, customers after them."""
    return made.line(kind, "all", 0 if kind == "revenue" else 12)


def year_ago(made: ForecastMade, kind: ForecastKind, currency: str) -> str:
    """What was said a year ago, what came, and in how many months the band held."""
    line = whole(made, kind)
    if line is None or line.came is None:
        return ""
    said, came = (
        rounded_amount_text(value, currency) if kind == "revenue" else number_text(round(value))
        for value in (line.value, line.came)
    )
    months = [each.held for each in made.lines if each.part == "all" and each.h]
    return phrase(
        "On {day} it said {said}; {came} came ({off}), {verdict} its 80 % band, which held {held} of {months} "
        "months.",
        day=day_text(made.made_on),
        said=said,
        came=came,
        off=percent_text(line.came / line.value - 1, 1, signed=True) if line.value else "–",
        verdict=phrase("inside") if line.held else phrase("outside"),
        held=number_text(sum(bool(held) for held in months)),
        months=number_text(len(months)),
    )


def record(found: ForecastRecord) -> Iterator[str]:
    """How all earlier forecasts that were made in the same way fared."""
    if found.months:
        yield phrase(
            "Earlier forecasts: inside the 80 % band lay {years_held} of {years} of a whole year and {months_held} "
            "of {months} of a month.",
            years=number_text(found.years),
            years_held=number_text(found.years_held),
            months=number_text(found.months),
            months_held=number_text(found.months_held),
        )
