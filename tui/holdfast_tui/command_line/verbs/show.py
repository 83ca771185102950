"""`holdfast show`: one view as a table for people, or as a file for everything else."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl

from holdfast.answers.moment import Moment
from holdfast.errors import UsageError
from holdfast.export.results import (
    GROUP_KEYS,
    METRIC_KEYS,
    Format,
    markdown_cell,
    metrics_document,
    render,
    table_document,
    to_csv,
    to_json,
)
from holdfast.export.sealed import SEAL
from holdfast.filters.errors import did_you_mean
from holdfast.risk.states import flag_states
from holdfast.views.results import FigureRows, TableView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.command_line import book
from holdfast_tui.command_line.grids import TextTable, view_grid
from holdfast_tui.command_line.options import OF_PANES, Options
from holdfast_tui.command_line.progress import told_on_stderr
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.look import present
from holdfast_tui.look.present import total_words
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.views.seals.made import Sealing

PLAIN_WIDTH: Final = 100
"""Prose is wrapped here where no terminal says how wide it is."""

BINARY: Final = ("xlsx", "parquet")
"""Formats that no terminal can show."""

_METRIC_TEXT: Final = ("id", "unit", "status", "note", "group", "knowable", "seal")


def run(options: Options) -> int:
    """Prints one view. Raises UsageError."""
    engine = book.open_engine(options)
    nobody = engine.nobody(options.query)
    if nobody is not None:
        tell(nobody)
    if options.view == "metrics" and options.rows is None:
        return _show_metrics(engine, options, nobody)
    view = _VIEWS["rows" if options.rows else options.view](engine, options)
    print_table(view, options, nobody, sealing_of(engine, options))
    return 0


def sealing_of(engine: Engine, options: Options) -> Sealing | None:
    """What seals a list, where it is asked for and in every file that says where its rows come from.

    Raises UsageError for what is printed to be read: it has no place for the seal of a list.
    """
    if options.seal and options.format in ("table", "md"):
        raise UsageError("--seal seals a list that is kept: --format csv, json, xlsx or parquet")
    return engine.sealing(options.query) if options.seal or options.format in BINARY else None


def print_table(
    view: TableView, options: Options, nobody: str | None = None, sealing: Sealing | None = None
) -> None:
    """Prints what was asked for of a view, its notes on stderr. Raises UsageError."""
    for note in view.notes:
        tell(note)
    print_view(_narrowed(view, options), options, nobody, sealing)


def heading(moment: Moment) -> str:
    """One line that says whose figures these are, of when, and for how many customers."""
    parts = [
        moment.book,
        phrase("as of {day}", day=present.plain_day(moment.as_of)),
        present.period(moment.period),
        phrase(
            "{shown} of {total} customers", shown=number_text(moment.shown), total=number_text(moment.total)
        ),
    ]
    where = [phrase("where {filter}", filter=moment.where)] if moment.where else []
    return safe(" · ".join([*parts, *where]))


def _show_metrics(engine: Engine, options: Options, nobody: str | None) -> int:
    moment = engine.moment(options.query)
    figures = engine.metrics(options.query, options.metrics)[: options.limit]
    grouped = options.by is not None
    document = metrics_document(moment, figures, grouped, nobody)
    seals = {}
    if options.seal:
        seals = dict(zip(figures, engine.sealed(options.query, figures, options.by), strict=True))
        for figure, entry in zip(figures, document["metrics"], strict=True):
            entry[SEAL] = seals[figure]
    known = (*METRIC_KEYS, *(GROUP_KEYS if grouped else ()), *([SEAL] if seals else []))
    keys = options.columns or known
    for name in keys:
        _require(name, known)
    document["metrics"] = [{name: entry[name] for name in keys} for entry in document["metrics"]]
    if options.format == "json":
        sys.stdout.write(to_json(document))
    elif options.format == "csv":
        sys.stdout.write(to_csv(_figures_frame(document["metrics"], keys)))
    elif options.format in BINARY:
        _write_file(TableView("metrics", moment, _figures_frame(document["metrics"], keys)), options)
    else:
        # Here as below a view imports what it needs: all of it together takes longer than most answers.
        from holdfast_tui.command_line.figures import entries_grid, figures_grid, locked_lines  # noqa: PLC0415

        if options.columns:
            _print_grid(entries_grid(figures, keys, moment.currency, seals), moment, options, nobody)
        else:
            _print_grid(figures_grid(figures, moment.currency, grouped, seals), moment, options, nobody)
            _print_paragraphs(locked_lines(figures))
    return 0


def _print_paragraphs(paragraphs: Sequence[str]) -> None:
    for paragraph in paragraphs:
        lines = textwrap.wrap(paragraph, table_width() or PLAIN_WIDTH, subsequent_indent="  ")
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def _figures_frame(entries: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> pl.DataFrame:
    dtypes = {name: pl.String if name in _METRIC_TEXT else pl.Float64 for name in keys}
    return pl.DataFrame(
        {name: [entry[name] for entry in entries] for name in keys}, schema=dtypes, strict=False
    )


def _customers(engine: Engine, options: Options) -> TableView:
    return engine.customers(options.query)


def _frequency(engine: Engine, options: Options) -> TableView:
    return engine.frequency(options.query)


def _flags(engine: Engine, options: Options) -> TableView:
    view = engine.flags(options.query)
    if options.since is not None or not view.moment.shown:
        return view
    # No row does not mean that all is clear.
    states = flag_states(engine.flag_summaries(options.query))
    return replace(view, notes=(*view.notes, phrase("Flags of customers: {states}", states=states)))


def _reps(engine: Engine, options: Options) -> TableView:
    return engine.reps(options.query, at_loss=options.attribution == "at-loss")


def _departures(engine: Engine, options: Options) -> TableView:
    return engine.departures(options.query)


def _cohorts(engine: Engine, options: Options) -> TableView:
    asked = options.period is not None
    return engine.cohorts(options.query, options.grain, options.kind, limit_to_period=asked)


def _survival(engine: Engine, options: Options) -> TableView:
    return engine.survival(options.query, options.of)


def _movements(engine: Engine, options: Options) -> TableView:
    return engine.movements(options.query, options.grain, options.movements)


def _pipeline(engine: Engine, options: Options) -> TableView:
    return engine.pipeline(options.query)


def _contracts(engine: Engine, options: Options) -> TableView:
    return engine.contracts(options.query)


def _losses(engine: Engine, options: Options) -> TableView:
    return engine.losses(options.query)


def _voice(engine: Engine, options: Options) -> TableView:
    return engine.voice(options.query)


def _money(engine: Engine, options: Options) -> TableView:
    return engine.money(options.query)


def _forecast(engine: Engine, options: Options) -> TableView:
    return engine.forecast(options.query)


def _backtest(engine: Engine, options: Options) -> TableView:
    from holdfast.risk.past.backtest import USUAL, BacktestPlan  # noqa: PLC0415

    horizon = USUAL.horizon if options.horizon is None else timedelta(days=options.horizon)
    with told_on_stderr("looking at past month-ends") as watch:
        return engine.backtest(options.query, BacktestPlan(horizon, options.months or USUAL.months), watch)


def _today(engine: Engine, options: Options) -> TableView:
    from holdfast_tui.command_line.verbs.today.asked import asked_for  # noqa: PLC0415

    return engine.today_rows(options.query, asked_for(engine, options))


def _week(engine: Engine, options: Options) -> TableView:
    from holdfast.views.today.plan.hours import WEEK  # noqa: PLC0415
    from holdfast_tui.command_line.verbs.today.asked import asked_for  # noqa: PLC0415

    return engine.week(options.query, asked_for(engine, options), options.days or WEEK)


def _regret(engine: Engine, options: Options) -> TableView:
    from holdfast.views.today.plan.hours import WEEK  # noqa: PLC0415
    from holdfast_tui.command_line.verbs.today.asked import asked_for  # noqa: PLC0415

    with told_on_stderr("living past month-ends through again") as watch:
        return engine.regret(options.query, asked_for(engine, options), options.days or WEEK, watch)


def _plays(engine: Engine, options: Options) -> TableView:
    with told_on_stderr("looking at past month-ends") as watch:
        return engine.plays(options.query, book.own_settings().hold_out, watch)


def _done(engine: Engine, options: Options) -> TableView:
    from holdfast_tui.command_line.verbs.today.asked import asked_for  # noqa: PLC0415

    return engine.done(options.query, asked_for(engine, options))


def _what_if(engine: Engine, options: Options) -> TableView:
    return engine.what_if(options.query)


def _of_pane(engine: Engine, options: Options) -> TableView:
    return engine.pane_table(options.query, options.view)


def _rows(engine: Engine, options: Options) -> TableView:
    """The rows behind one figure, one play, or what else is under a cursor, as a table."""
    asked = options.rows or ""
    if options.view == "rows":
        if options.behind is None:
            raise UsageError("the rows behind what? X at the desk says it for every list: --behind 'PART'")
        return _as_table(engine.selected(options.query, options.behind))
    if options.view == "plays":
        from holdfast.views.selection import PlayPart  # noqa: PLC0415

        return _as_table(
            engine.customers_of(options.query, PlayPart(asked, hold_out=book.own_settings().hold_out))
        )
    return _as_table(engine.rows_behind(options.query, asked))


def _as_table(found: FigureRows) -> TableView:
    adds = () if found.total is None else ("amount",)
    names = dict.fromkeys((*(name for name, _ in found.columns), *adds))
    values = found.rows.fetch(0, len(found.rows), list(names))
    frame = pl.DataFrame({name: list(values[name]) for name in names}, strict=False)
    said = [f"{found.title}: {found.sentence}"]
    if total := total_words(found):
        said.append(total)
    titles = dict(found.columns)
    return TableView("rows", found.moment, frame, tuple(said), found.kinds, titles, found.total)


_VIEWS: Final[Mapping[str, Callable[[Engine, Options], TableView]]] = {
    "customers": _customers,
    "frequency": _frequency,
    "flags": _flags,
    "reps": _reps,
    "departures": _departures,
    "cohorts": _cohorts,
    "survival": _survival,
    "movements": _movements,
    "pipeline": _pipeline,
    "contracts": _contracts,
    "losses": _losses,
    "voice": _voice,
    "money": _money,
    "forecast": _forecast,
    "backtest": _backtest,
    "today": _today,
    "week": _week,
    "regret": _regret,
    "plays": _plays,
    "rows": _rows,
    "done": _done,
    "what-if": _what_if,
    **dict.fromkeys(OF_PANES, _of_pane),
}


def _narrowed(view: TableView, options: Options) -> TableView:
    """The columns and rows that were asked for."""
    frame = view.frame
    if options.columns and view.view != "customers":
        for name in options.columns:
            _require(name, frame.columns)
        # Columns that were asked for by name are those of the contract, ids and all.
        view = replace(view, told=None)
        frame = frame.select(options.columns)
    if options.limit is None or options.limit >= frame.height:
        return replace(view, frame=frame)
    told = view.told if view.told is None else view.told.head(options.limit)
    total = view.total and replace(view.total, said=f"{view.total.said}, all {frame.height:,} rows")
    return replace(view, frame=frame.head(options.limit), total=total, told=told)


def _require(name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or f": the columns are {', '.join(known)}"
        raise UsageError(f"--columns: there is no column '{name}'{hint}")


def print_view(view: TableView, options: Options, nobody: str | None, sealing: Sealing | None = None) -> None:
    """Prints a view in the format that was asked for. Raises UsageError for one no terminal can show."""
    if options.format in BINARY:
        _write_file(view, options, sealing)
    elif sealing is not None:
        sys.stdout.write(render(view, cast("Format", options.format), sealing=sealing).decode())
    elif options.format == "json":
        sys.stdout.write(to_json(table_document(view, nobody)))
    elif options.format == "csv":
        sys.stdout.write(to_csv(view.frame))
    else:
        _print_grid(view_grid(view, glyphs_of_output()), view.moment, options, nobody)


def _write_file(view: TableView, options: Options, sealing: Sealing | None = None) -> None:
    """A file of bytes on the standard output. Raises UsageError where that is a terminal."""
    if sys.stdout.isatty():
        ending = options.format
        raise UsageError(
            f"a {ending} file is not for the terminal: add > {view.view}.{ending} to the command"
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(render(view, cast("Format", options.format), sealing=sealing))


def _print_grid(grid: TextTable, moment: Moment, options: Options, nobody: str | None) -> None:
    if options.format == "md":
        said = "" if nobody is None else f"{markdown_cell(nobody)}\n\n"
        sys.stdout.write(f"{said}{grid.as_markdown()}")
    else:
        said = "" if nobody is None else f"{safe(nobody)}\n\n"
        sys.stdout.write(f"{heading(moment)}\n\n{said}{grid.as_text(table_width())}")
