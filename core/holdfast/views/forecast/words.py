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
        "existing customers do as the {followed} of a year ago did, month by month; new ones as of late"
    ),
    "order model": "existing customers by the model of orders, new ones as of late; the season is not known",
    "contract model": (
        "existing customers by how long subscriptions last, new ones as of late; the season is not known"
    ),
}


def told(view: ForecastView) -> tuple[str, ...]:
    """Every sentence, first of revenue, then of customers."""
    return tuple(sentence for kind in KINDS for sentence in of_kind(view, kind))


def of_kind(view: ForecastView, kind: ForecastKind) -> Iterator[str]:
    """The forecast of a year ago, how this one is made, the record of one kind; or what is lacking."""
    subject = phrase(_SUBJECTS[kind])
    if (lacking := view.lacking.get(kind)) is not None:
        yield phrase("{subject}: no forecast: {lacking}.", subject=subject, lacking=lacking)
        return
    made, ago = view.now[kind], view.year_ago.get(kind)
    if ago is not None:
        yield year_ago(ago, kind, view.moment.currency)
    elif (unchecked := view.unchecked.get(kind)) is not None:
        yield phrase("{subject}: no forecast of a year ago: {why}.", subject=subject, why=unchecked)
    method = phrase(_METHODS[made.method], followed=number_text(made.followed))
    yield phrase("{subject}: {method}; {band}.", subject=subject, method=method, band=_band(made))
    yield from record(view.record[kind])


def _band(made: ForecastMade) -> str:
    if not made.has_band:
        return phrase("no band: too short a history")
    return phrase("band by {checked} earlier forecasts", checked=number_text(made.checked))


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
    return phrase(
        "{subject}: {said} said on {day}, {came} came ({off}), {verdict}; {months}.",
        subject=phrase(_SUBJECTS[kind]),
        day=day_text(made.made_on),
        said=said,
        came=came,
        off=percent_text(line.came / line.value - 1, 1, signed=True) if line.value else "–",
        verdict=verdict(line),
        months=months_held(made),
    )


def verdict(line: ForecastLine) -> str:
    """Whether what came lay in the band."""
    if line.held is None:
        return phrase("without a band, for too short a history")
    return phrase("inside its 80 % band") if line.held else phrase("outside its 80 % band")


def months_held(made: ForecastMade) -> str:
    """In how many months of a forecast what came lay in the band."""
    months = [line.held for line in made.lines if line.part == "all" and line.h and line.held is not None]
    if not months:
        return phrase("no month had a band")
    return phrase(
        "the band held {held} of {months} months",
        held=number_text(sum(months)),
        months=number_text(len(months)),
    )


def record(found: ForecastRecord) -> Iterator[str]:
    """How the forecasts of the last 12 month-ends fared."""
    if not found.months:
        return
    held, months = number_text(found.months_held), number_text(found.months)
    share = percent_text(found.months_held / found.months)
    if found.years:
        yield phrase(
            "Of all forecasts of the last 12 month-ends, the 80 % band held {held} of {months} months "
            "({share}) and {years_held} of {years} whole years.",
            held=held,
            months=months,
            share=share,
            years=number_text(found.years),
            years_held=number_text(found.years_held),
        )
    else:
        yield phrase(
            "Of all forecasts of the last 12 month-ends, the 80 % band held {held} of {months} months "
            "({share}).",
            held=held,
            months=months,
            share=share,
        )
