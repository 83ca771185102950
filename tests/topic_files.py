"""Writes the topic `json-rows`, which says which keys the rows of each view have, from the views.

`make topics`. The columns are those of the sample book's own answers; the file travels with the package.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

import holdfast_tui
from holdfast.engine import Engine, open_book
from holdfast.export.results import METRIC_KEYS
from holdfast.query import Query
from holdfast.views.changes.results import CUSTOMER_SCHEMA, FIGURE_SCHEMA
from holdfast.views.today.plan.hours import WEEK
from holdfast.views.today.results import Asked
from holdfast_tui.command_line.options import OF_PANES

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.views.results import TableView

TOPIC: Final = Path(holdfast_tui.__file__).parent / "help" / "topics" / "json-rows.md"
HEAD: Final = """\
# The rows of each view in JSON: their keys and what each holds

What else a document says of itself stands in `holdfast help json`. Not known is null.

"""
WIDTH: Final = 118

_DAY: Final = date(2025, 6, 30)


def _of_pane(name: str, engine: Engine) -> TableView:
    return engine.pane_table(Query(), name)


_VIEWS: Final[Mapping[str, Callable[[Engine], TableView]]] = {
    "customers": lambda engine: engine.customers(Query()),
    "frequency --by FIELD": lambda engine: engine.frequency(Query(by="segment")),
    "flags": lambda engine: engine.flags(Query()),
    "flags --since DAY": lambda engine: engine.flags(Query(since=date(2025, 5, 31))),
    "reps": lambda engine: engine.reps(Query()),
    "departures": lambda engine: engine.departures(Query()),
    "cohorts": lambda engine: engine.cohorts(Query()),
    "survival": lambda engine: engine.survival(Query()),
    "movements": lambda engine: engine.movements(Query()),
    "pipeline": lambda engine: engine.pipeline(Query()),
    "contracts": lambda engine: engine.contracts(Query()),
    "losses": lambda engine: engine.losses(Query()),
    "voice": lambda engine: engine.voice(Query()),
    "money": lambda engine: engine.money(Query()),
    "backtest": lambda engine: engine.backtest(Query()),
    "today": lambda engine: engine.today_rows(Query(), Asked(_DAY)),
    "week": lambda engine: engine.week(Query(), Asked(_DAY), WEEK),
    "regret": lambda engine: engine.regret(Query(), Asked(_DAY), WEEK),
    "plays": lambda engine: engine.plays(Query()),
    "done": lambda engine: engine.done(Query(), Asked(_DAY)),
    "what-if": lambda engine: engine.what_if(Query()),
    **{name: partial(_of_pane, name) for name in OF_PANES},
}


def written(engine: Engine) -> str:
    """The topic, from an engine over the sample book."""
    parts = [_paragraph("show metrics", ", ".join(f"`{name}`" for name in METRIC_KEYS))]
    parts += [_paragraph(f"show {view}", _columns(ask(engine).frame.schema)) for view, ask in _VIEWS.items()]
    parts.append(_paragraph("diff, in `customers`", _columns(CUSTOMER_SCHEMA)))
    parts.append(_paragraph("diff, in `metrics`", _columns(FIGURE_SCHEMA)))
    return HEAD + "\n".join(parts)


def _paragraph(name: str, told: str) -> str:
    return "\n".join(textwrap.wrap(f"**{name}**: {told}", WIDTH, break_on_hyphens=False)) + "\n"


def _columns(schema: pl.Schema) -> str:
    return ", ".join(_told(schema))


def _told(schema: pl.Schema) -> Iterator[str]:
    for name, dtype in schema.items():
        yield f"`{name}` {_word(dtype)}"


def _word(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "count"
    if dtype.is_float():
        return "number"
    if dtype == pl.Boolean:
        return "yes or no"
    return "day" if dtype == pl.Date else "list" if dtype.is_nested() else "text"


def main() -> int:
    """Write it."""
    sample = Path(__file__).parents[1] / "sample_data"
    engine = Engine(open_book([sample]))
    TOPIC.write_text(written(engine), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
