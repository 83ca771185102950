"""`holdfast plan`: who takes over from whom if a rep leaves; without a rep, a fire drill of all of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.export.results import write_file
from holdfast.views.team.handover.successors import PlanLimits
from holdfast.views.team.words import drill_sentences
from holdfast_tui.command_line import book
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.show import print_view

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.views.results import TableView
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Prints the plan, or writes it into a file. Raises UsageError."""
    engine = book.open_engine(options)
    limits = PlanLimits(options.accounts, options.flagged, options.without)
    view = _of_rep(engine, options, limits) if options.rep else _of_all(engine, options, limits)
    for note in view.notes:
        tell(note)
    if options.output in (None, "-"):
        print_view(view, options, engine.nobody(options.query))
        return 0
    path = Path(options.output or "")
    # A CSV goes into the CRM, which reads no comments.
    told = path.suffix.lower() != ".csv"
    sealing = engine.sealing(options.query) if told else None
    write_file(replace(view, notes=()), path, options.force, provenance=told, sealing=sealing)
    tell(f"{view.frame.height} lines written to {path}")
    return 0


def _of_all(engine: Engine, options: Options, limits: PlanLimits) -> TableView:
    return engine.fire_drill(options.query, limits)


def _of_rep(engine: Engine, options: Options, limits: PlanLimits) -> TableView:
    rep = options.rep or ""
    plan = engine.handover_plan(options.query, rep, limits)
    if not len(plan.rows):
        raise UsageError(plan.sentence)
    for sentence in drill_sentences(plan.drill, plan.effect, plan.moment.currency):
        tell(sentence)
    return engine.plan(options.query, rep, limits)
