"""`holdfast verify`: makes a sealed figure again, or names the input that is not what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.export.written import SealedFile, read_sealed
from holdfast.metrics.registry import METRICS
from holdfast.timeline import parse_period
from holdfast.views.seals.checked import asked_again
from holdfast.views.seals.parts import parts_in
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import worded
from holdfast_tui.command_line import book
from holdfast_tui.command_line.arguments.words import dimension_of
from holdfast_tui.command_line.figures import figure_words
from holdfast_tui.command_line.pages.as_text import wrapped
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.query import Query
    from holdfast.views.seals.checked import Verdict
    from holdfast.views.seals.parts import SealParts
    from holdfast_tui.command_line.options import Options

REPRODUCED: Final = 0
DIFFERS: Final = 1


def run(options: Options) -> int:
    """Prints what became of each seal; 0 where all were reproduced, else 1. Raises UsageError."""
    path = Path(options.sealed)
    # What stands on the command line is read before the book is: a slip of a finger is told at once.
    if path.is_file():
        told = read_sealed(path)
        codes = {code: parts_in(code) for code in (told.codes or (told.seal,))}
    elif path.suffix or len(path.parts) > 1:
        raise UsageError(f"{safe(path)}: there is no such file, and a seal looks otherwise")
    else:
        told, codes = SealedFile(), {options.sealed: parts_in(options.sealed)}
    options = options._replace(
        where=options.where or told.told.get("where", ""),
        by=None if options.by is None else dimension_of(options.by),
    )
    engine = book.open_engine(options)
    verdicts = [
        (code, _verdict(engine, options, found, told, is_content=code == told.seal))
        for code, found in codes.items()
    ]
    for number, (code, verdict) in enumerate(verdicts):
        sys.stdout.write(
            "".join(f"{line}\n" for line in (*([""] if number else []), *_lines(engine, code, verdict)))
        )
    return REPRODUCED if all(verdict.reproduced for _, verdict in verdicts) else DIFFERS


def _verdict(
    engine: Engine, options: Options, found: SealParts, told: SealedFile, *, is_content: bool
) -> Verdict:
    """Of one seal; `is_content`: it is about what stands in the file, not about a figure."""
    query = _query(options, found, told)
    if is_content:
        return engine.list_verified(query, found, told.content, told.told.get("data", ""))
    return engine.verified(query, found)


def _query(options: Options, found: SealParts, told: SealedFile) -> Query:
    query = asked_again(found, options.query, options.period)
    if options.period is None and found.period_text is None and (period := told.told.get("period")):
        parse_period(period, found.day)
        return replace(query, period=period)
    return query


def _lines(engine: Engine, code: str, verdict: Verdict) -> Iterator[str]:
    """What is said of one seal."""
    yield safe(code)
    said = "Reproduced" if verdict.reproduced else "Not reproduced"
    yield from wrapped(safe(worded(f"{said}: {_said(engine, verdict)}.")), 2)
    for sentence in verdict.differs:
        yield from wrapped(safe(f"- {worded(sentence)}."), 4, first=2)
    for sentence in verdict.remarks:
        yield from wrapped(safe(f"({worded(sentence)})"), 2)


def _said(engine: Engine, verdict: Verdict) -> str:
    figure = verdict.figure
    if not verdict.what:
        same = "what stands in the file is as it was written, and so is all that it is made of"
        return same if verdict.reproduced else "what stands in the file is not what this book would give"
    name = tr(METRICS[verdict.what].name, "metric")
    if figure is None:
        return f"{name} ({verdict.what})"
    group = f" of {safe(figure.group)}" if figure.group else ""
    return f"{name} ({verdict.what}){group} is {figure_words(figure, engine.book.settings.currency)}"
