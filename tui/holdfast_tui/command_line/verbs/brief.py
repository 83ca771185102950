"""`holdfast brief`: whom to call and why, with the headline figures, on one page."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.metrics.registry import METRICS
from holdfast.risk.past.backtest import HORIZON
from holdfast.risk.states import flag_states
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.command_line import book
from holdfast_tui.command_line.brief_formats import as_html, as_markdown, as_text
from holdfast_tui.command_line.brief_page import Brief, Call
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.journal.opened import customer_of
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.pages.customer.page import customer_page
from holdfast_tui.command_line.pages.sealed import SAID, beside, sealed_page, seals_of
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.today.asked import EVERYBODY, asked_for
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.engine import Engine
    from holdfast.figures import Figure
    from holdfast.risk.states import FlagSummary
    from holdfast.views.reps.results import RepsView
    from holdfast.views.results import DeskView
    from holdfast_tui.terminal.capabilities import Glyphs

CALLS: Final = 10
"""Customers to call unless `--limit` says otherwise: as many as one person reaches in a day."""

_REP_FIGURES: Final = ("retention.reps.original", "retention.reps.headcount", "turnover.reps")


def run(options: Options) -> int:
    """Prints the brief. Raises UsageError."""
    engine = book.open_engine(options)
    if options.customer and options.news_since:
        raise UsageError("--since is about the whole book: leave out --customer, or --since")
    if options.customer:
        return _of_customer(engine, options)
    if options.news_since:
        from holdfast_tui.command_line.changes import digest  # noqa: PLC0415 - the brief itself does without

        return digest.run(engine, options)
    page = compose(engine, options, glyphs_of_output())
    if page.nobody:
        tell(page.nobody)
    sys.stdout.write({"text": as_text, "md": as_markdown, "html": as_html}[options.format](page))
    return 0


def _of_customer(engine: Engine, options: Options) -> int:
    """Prints the page of one customer. Raises UsageError."""
    number, _, _ = customer_of(engine, options.customer)
    page = customer_page(engine.customer_review(options.query, number), glyphs_of_output())
    sys.stdout.write(sealed_page(engine, options.query, page, options.format))
    return 0


def compose(engine: Engine, options: Options, glyphs: Glyphs) -> Brief:
    """The page of one query. Raises UsageError."""
    # How likely each is to be lost is asked for as columns are: then the rows carry it.
    query = replace(options.query, columns=("active", "loss_rate", "rate_status", "priority"))
    desk = engine.desk(query, patient=True)
    moment = desk.moment
    first = _first_to_call(desk, CALLS if options.limit is None else options.limit)
    calls = _calls(engine, desk, first, options, glyphs)
    scope = [
        phrase("as of {day}", day=present.plain_day(moment.as_of)),
        present.period(moment.period),
        phrase(
            "{shown} of {total} customers", shown=number_text(moment.shown), total=number_text(moment.total)
        ),
        phrase("{due} due today", due=number_text(_due(engine, options))),
        *([phrase("where {filter}", filter=moment.where)] if moment.where else []),
    ]
    flagged = _flagged(desk)
    rest = flagged - sum(bool(call.severity) for call in calls)
    more = (
        phrase(
            "{rest} more have an open flag: holdfast show customers --where flag:any", rest=number_text(rest)
        )
        if rest
        else ""
    )
    if not flagged and not calls:
        judged = any(flag.state == "clear" for flag in desk.flags)
        open_or_told = "Nobody: no flag is open for these customers."
        more = tr(open_or_told if judged else "Nobody: no flag could be judged for these customers.")
    sealed = [figure for figure in desk.figures.values() if figure.status != "needs"]
    sealed += [desk.reps.figures[name] for name in _REP_FIGURES if name in desk.reps.figures]
    seals = seals_of(engine, options.query, sealed) if moment.shown else ()
    return Brief(
        title=safe(moment.book),
        scope=safe(" · ".join(scope)),
        nobody=safe(engine.nobody(options.query)),
        figures=tuple(
            _figure(figure, moment.currency) for figure in desk.figures.values() if figure.status != "needs"
        ),
        flags=tuple(_flag(flag, moment.currency, glyphs) for flag in desk.flags if flag.count),
        told=literal(f"{present.capital(flag_states(desk.flags))}."),
        calls=calls,
        more=literal(more),
        reps=_reps(desk.reps, moment.currency) if moment.shown or not moment.total else (),
        seals=seals,
        seals_beside=(literal(tr(SAID)), *beside(seals, moment)),
    )


def _due(engine: Engine, options: Options) -> int:
    """How many lines of the list of today are due, of all reps: as `holdfast today --rep all` counts them."""
    asked = asked_for(engine, options._replace(rep=EVERYBODY))
    return engine.today(options.query, asked, patient=True).counts.due


def _first_to_call(desk: DeskView, wanted: int) -> list[int]:
    """Positions in the list of the first customers there is a reason to call: who is gone gets none."""
    columns = desk.customers.fetch(0, len(desk.customers), ("active", "risk", "priority"))
    reasons = (
        position
        for position, (active, risk, priority) in enumerate(zip(*columns.values(), strict=True))
        if active and (risk not in (None, "none") or (priority or 0) > 0)
    )
    return list(islice(reasons, wanted))


def _flagged(desk: DeskView) -> int:
    """Customers with an open flag."""
    risks = desk.customers.fetch(0, len(desk.customers), ("risk",))["risk"]
    return sum(risk not in (None, "none") for risk in risks)


def _calls(
    engine: Engine, desk: DeskView, positions: Sequence[int], options: Options, glyphs: Glyphs
) -> tuple[Call, ...]:
    """Who to call, in the order of the customer list."""
    names = ("customer_id", "name", "rep", "revenue", "risk", "why", "loss_rate", "rate_status", "trend")
    fetched = desk.customers.fetch(0, max(positions, default=-1) + 1, names)
    columns = {name: [fetched[name][position] for position in positions] for name in names}
    plays = _plays(engine.flags(options.query).frame, columns["customer_id"])
    currency = desk.moment.currency
    return tuple(
        Call(
            severity=present.severity(risk, glyphs) if risk not in (None, "none") else literal(""),
            name=safe(name or customer),
            stake=safe(
                " · ".join(
                    part
                    for part in (
                        rep or "",
                        phrase("{revenue} in 12 months", revenue=present.money(revenue, currency)),
                        _likely(rate, status),
                    )
                    if part
                )
            ),
            evidence=safe(why or tr("No flag is open: the model of loss puts it here")),
            play=safe(plays.get(customer)),
            trend=tuple(trend or ()),
        )
        for customer, name, rep, revenue, risk, why, rate, status, trend in zip(
            *(columns[name] for name in names), strict=True
        )
    )


def _likely(rate: float | None, status: str | None) -> str:
    """How likely the customer is to be lost; nothing where too few were lost to say."""
    if rate is None:
        return ""
    about = "≈" if status == "shrunken" else ""
    return phrase(
        "{about}{rate} likely to be lost in {days} d",
        about=about,
        rate=present.chance(rate),
        days=HORIZON.days,
    )


def _plays(flags: pl.DataFrame, customers: list[str]) -> dict[str, str]:
    """What to do about the worst flag of each customer; `flags` come worst first."""
    worst = flags.filter(pl.col("subject").is_in(customers)).unique(
        "subject", keep="first", maintain_order=True
    )
    return dict(zip(worst["subject"].to_list(), worst["play"].to_list(), strict=True))


def _figure(figure: Figure, currency: str) -> tuple[SafeText, SafeText, SafeText]:
    name = tr(METRICS[figure.id].name, "metric") if figure.id in METRICS else figure.id
    before = ""
    if figure.previous is not None and figure.value is not None:
        earlier = replace(figure, value=figure.previous, denominator=None)
        before = phrase("before {earlier}", earlier=present.figure_value(earlier, currency))
    value = present.money(figure.value, currency) if figure.unit == "money" else None
    words = figure_words(figure, currency)
    return literal(name), value if value and figure.value is not None else words, literal(before)


def _flag(flag: FlagSummary, currency: str, glyphs: Glyphs) -> tuple[SafeText, ...]:
    return (
        present.severity(flag.severity, glyphs),
        literal(flag.name),
        present.plural(flag.count, "customer"),
        present.money(flag.money, currency),
        literal(flag.play),
    )


def _reps(view: RepsView, currency: str) -> tuple[SafeText, ...]:
    if view.locked:
        return (safe(view.locked),)
    lines = [
        safe(f"{tr(METRICS[name].name, 'metric')}: {figure_words(view.figures[name], currency)}")
        for name in _REP_FIGURES
        if name in view.figures and name in METRICS
    ]
    if view.departed:
        lines.append(safe(phrase("Left: {departed}", departed=", ".join(view.departed))))
    behind = sum(row.orphaned for row in view.rows)
    if behind:
        money = present.money(sum(row.orphaned_revenue for row in view.rows), currency)
        lines.append(
            safe(
                phrase(
                    "Left behind: {counted}, {money} in 12 months",
                    counted=present.plural(behind, "customer"),
                    money=money,
                )
            )
        )
    return tuple(lines)
