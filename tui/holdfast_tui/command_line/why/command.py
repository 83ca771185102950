"""`holdfast why`: the change of a figure, a flag or a health, and the parts that add up to it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.metrics.registry import METRICS
from holdfast.views.why.health import HEALTH
from holdfast.views.why.table import why_table
from holdfast.views.why.words import moved
from holdfast_tui.command_line import book
from holdfast_tui.command_line.journal.opened import customer_of
from holdfast_tui.command_line.pages.sealed import beside, seals_of
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.show import print_view, sealing_of
from holdfast_tui.look import present
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.views.why.results import Why
    from holdfast_tui.command_line.options import Options
    from holdfast_tui.command_line.pages.sealed import Seals

FOR_PEOPLE: Final = ("table", "md")
PARTS: Final = 5
"""Parts of each split in a table unless `--limit` says otherwise: what moved a figure is rarely more."""


def run(options: Options) -> int:
    """Prints what moved. Raises UsageError."""
    engine = book.open_engine(options)
    nobody = engine.nobody(options.query)
    why = _asked(engine, options)
    tell(safe(moved(why)))
    for lacking in why.lacking:
        tell(lacking)
    seals = _seals(engine, options, why) if options.seal and why.id in METRICS else ()
    sealing = None if seals and options.format in FOR_PEOPLE else sealing_of(engine, options)
    limit = PARTS if options.limit is None and options.format in FOR_PEOPLE else options.limit
    print_view(why_table(why, limit), options, nobody, sealing)
    if sealing is None and seals:
        mark = "- " if options.format == "md" else ""
        told = [f"{mark}{code} {name}" for code, name in seals]
        sys.stdout.write("".join(f"{line}\n" for line in ("", *told, "", *beside(seals, why.moment))))
    return 0


def _seals(engine: Engine, options: Options, why: Why) -> Seals:
    """Those of the figure on both days."""
    days = [replace(options.query, as_of=day) for day in (why.since, why.moment.as_of)]
    return tuple(
        (code, safe(f"{name}, {present.day(query.as_of)}"))
        for query in days
        for code, name in seals_of(engine, query, engine.metrics(query, (why.id,)))
    )


def _asked(engine: Engine, options: Options) -> Why:
    since, subject = options.since, options.subject or ""
    if since is None:
        raise UsageError("--from is missing: name the earlier day, such as --from 2025-03-31")
    if subject != HEALTH:
        if options.customer:
            raise UsageError("--customer goes with 'why health'; filter others by --where")
        return engine.why_moved(options.query, subject, since, options.by)
    if not options.customer:
        raise UsageError("health is that of one customer: name it, as in --customer C0012")
    customer, _, _ = customer_of(engine, options.customer)
    return engine.why_health(options.query, customer, since)
