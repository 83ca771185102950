"""`holdfast brief`: whom to call and why, with the headline figures, on one page."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.registry import METRICS
from holdfast.risk.states import flag_states
from holdfast_tui.command_line import book
from holdfast_tui.command_line.brief_formats import as_html, as_markdown, as_text
from holdfast_tui.command_line.brief_page import Brief, Call
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.figures import Figure
    from holdfast.risk.states import FlagSummary
    from holdfast.views.results import DeskView, RepsView
    from holdfast_tui.terminal.capabilities import Glyphs

CALLS: Final = 10
"""Customers to call unless `--limit` says otherwise: as many as one person reaches in a day."""

_REP_FIGURES: Final = ("retention.reps.original", "retention.reps.headcount", "turnover.reps")


def run(options: Options) -> int:
    """Prints the brief. Raises UsageError."""
    engine = book.open_engine(options)
    page = compose(engine, options, glyphs_of_output())
    if page.nobody:
        tell(page.nobody)
    sys.stdout.write({"text": as_text, "md": as_markdown, "html": as_html}[options.format](page))
    return 0


def compose(engine: Engine, options: Options, glyphs: Glyphs) -> Brief:
    """The page of one query. Raises UsageError."""
    desk = engine.desk(options.query)
    moment = desk.moment
    calls = _calls(engine, desk, options, glyphs)
    at_risk = sum(1 for _ in _at_risk(desk))
    scope = [
        f"as of {moment.as_of}",
        str(moment.period),
        f"{moment.shown:,} of {moment.total:,} customers",
        *([f"where {moment.where}"] if moment.where else []),
    ]
    rest = at_risk - len(calls)
    more = f"{rest:,} more have an open flag: holdfast show customers --where flag:any" if rest else ""
    if not at_risk:
        judged = any(flag.state == "clear" for flag in desk.flags)
        more = f"Nobody: no flag {'is open' if judged else 'could be judged'} for these customers."
    return Brief(
        title=safe(moment.book),
        scope=safe(" · ".join(scope)),
        nobody=safe(engine.nobody(options.query)),
        figures=tuple(
            _figure(figure, moment.currency) for figure in desk.figures.values() if figure.status != "needs"
        ),
        flags=tuple(_flag(flag, moment.currency, glyphs) for flag in desk.flags if flag.count),
        told=literal(f"{flag_states(desk.flags).capitalize()}."),
        calls=calls,
        more=literal(more),
        reps=_reps(desk.reps, moment.currency) if moment.shown or not moment.total else (),
    )


def _at_risk(desk: DeskView) -> list[str]:
    """Severities of the customers with an open flag, in the order of the list."""
    risks = desk.customers.fetch(0, len(desk.customers), ("risk",))["risk"]
    return [risk for risk in risks if risk not in (None, "none")]


def _calls(engine: Engine, desk: DeskView, options: Options, glyphs: Glyphs) -> tuple[Call, ...]:
    """The worst customers first, then those with the most revenue: the order of the customer list."""
    wanted = min(len(_at_risk(desk)), CALLS if options.limit is None else options.limit)
    names = ("customer_id", "name", "rep", "revenue", "risk", "why")
    columns = desk.customers.fetch(0, wanted, names)
    plays = _plays(engine.flags(options.query).frame, list(columns["customer_id"]))
    return tuple(
        Call(
            severity=present.severity(risk, glyphs),
            name=safe(name or customer),
            stake=safe(
                " · ".join(
                    [*([rep] if rep else []), f"{present.money(revenue, desk.moment.currency)} in 12 months"]
                )
            ),
            evidence=safe(why),
            play=safe(plays.get(customer)),
        )
        for customer, name, rep, revenue, risk, why in zip(*(columns[name] for name in names), strict=True)
    )


def _plays(flags: pl.DataFrame, customers: list[str]) -> dict[str, str]:
    """What to do about the worst flag of each customer; `flags` come worst first."""
    worst = flags.filter(pl.col("subject").is_in(customers)).unique(
        "subject", keep="first", maintain_order=True
    )
    return dict(zip(worst["subject"].to_list(), worst["play"].to_list(), strict=True))


def _figure(figure: Figure, currency: str) -> tuple[SafeText, SafeText, SafeText]:
    name = METRICS[figure.id].name if figure.id in METRICS else figure.id
    before = ""
    if figure.previous is not None and figure.value is not None:
        earlier = replace(figure, value=figure.previous, denominator=None)
        before = f"before {present.figure_value(earlier, currency)}"
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
        safe(f"{METRICS[name].name}: {figure_words(view.figures[name], currency)}")
        for name in _REP_FIGURES
        if name in view.figures and name in METRICS
    ]
    if view.departed:
        lines.append(safe(f"Left: {', '.join(view.departed)}"))
    behind = sum(row.orphaned for row in view.rows)
    if behind:
        money = present.money(sum(row.orphaned_revenue for row in view.rows), currency)
        lines.append(safe(f"Left behind: {present.plural(behind, 'customer')}, {money} in 12 months"))
    return tuple(lines)
