"""`holdfast pool`: shows the books that stand behind a small one, and exports one's own for others."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.own.files import private_file, write_private
from holdfast.pool.budget import Budget, budget_of
from holdfast.pool.export import USUAL_FLAGS, Export, limits_words
from holdfast.pool.exportable import LEFT_OUT, OWN_ROWS, exportable
from holdfast.risk.catalog import FLAGS
from holdfast.schema.pool.counts import HORIZON_DAYS, Noise
from holdfast.schema.pool.document import MOST_FLAGS, epsilon_of, epsilon_text
from holdfast.statistics.pooling.discrete_laplace import usual_error
from holdfast_tui.command_line import book
from holdfast_tui.command_line.pages.as_text import wrapped
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.show import print_table
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast_tui.command_line.options import Options

_THERE: Final = "{path} is already there, and is never overwritten: choose another name"


def run(options: Options) -> int:
    """Prints the pool of a book, or exports the book for one. Raises UsageError."""
    if options.action == "show":
        engine = book.open_engine(options)
        print_table(engine.pool(options.query), options, engine.nobody(options.query))
        return 0
    if options.format != "table":
        raise UsageError("pool export writes TOML, which people and Holdfast read alike: leave --format out")
    path = None if options.output in (None, "-") else Path(options.output or "")
    if path is not None and (path.exists() or path.is_symlink()):
        raise UsageError(_THERE.format(path=safe(path)))
    engine = book.open_exported(options)
    asked = Export(engine.book, engine.thresholds, _as_of(engine, options), _noise(engine, options))
    budget = budget_of(book.with_book(options).sources, engine.book.settings)
    if options.output is None:
        sys.stdout.write("".join(f"{safe(line)}\n" for line in _plan(asked, budget)))
        return 0
    _export(asked, budget, path)
    return 0


def _export(asked: Export, budget: Budget, path: Path | None) -> None:
    counts = asked.counted()
    number = budget.spend(asked.noise.epsilon, date.today())  # noqa: DTZ011 - the user's own calendar day
    try:
        text = asked.document(counts)
        if path is not None:
            _write(path, text)
    except (OSError, UsageError):
        # Nobody has seen the noise, so nothing was told.
        budget.take_back(number)
        raise
    sys.stdout.write(text)
    tell(_spent(budget))
    if path is not None:
        tell(f"written to {path}: to hand it on again costs nothing, to export again spends again")


def _write(path: Path, text: str) -> None:
    """A file of one's own, never in the place of another. Raises UsageError, OSError."""
    try:
        private_file(path)
    except FileExistsError:
        raise UsageError(_THERE.format(path=safe(path))) from None
    try:
        write_private(path, text)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _noise(engine: Engine, options: Options) -> Noise:
    epsilon = epsilon_of(options.epsilon or engine.book.settings.pool_epsilon, "--epsilon")
    flags = USUAL_FLAGS if options.flags_a_customer is None else options.flags_a_customer
    if not 1 <= flags <= MOST_FLAGS:
        raise UsageError(f"--flags-a-customer must be from 1 to {MOST_FLAGS}, not {flags}")
    return Noise(epsilon, flags)


def _as_of(engine: Engine, options: Options) -> date:
    """The day up to which counts go: said by somebody, as the last day with data is somebody's row."""
    said = options.as_of or engine.book.settings.as_of
    if said is None:
        raise UsageError(
            f"say up to which day: --as-of {engine.book.default_as_of} is the last day of this book, but as "
            "it is the day of somebody's row, Holdfast does not take it by itself"
        )
    return said


def _plan(asked: Export, budget: Budget) -> Iterator[str]:
    """What an export would tell, and what it would spend."""
    noise, flags = asked.noise, exportable(asked.book)
    yield "What would leave this book, as a TOML file to be read:"
    for sentence in (
        f"The year {asked.as_of.year}, the preset that flags are raised by "
        f"({limits_words(asked.thresholds)}), and for how long an order keeps a customer active "
        f"({asked.book.settings.active_window}).",
        f"How many customers stayed and how many were lost within {HORIZON_DAYS} days, of all and under "
        f"{len(flags)} flags: {', '.join(f'{flag} {FLAGS[flag].name}' for flag in flags)}.",
        f"Under noise: ε {epsilon_text(noise.epsilon)}, a customer under at most {noise.flags} flags; 19 of "
        f"20 counts lie within {usual_error(noise.scale)} of the truth.",
        f"Not the other flags: {_left_out(flags)}.",
        f"From the budget of this book: {_spent(budget)}; this would spend {epsilon_text(noise.epsilon)}.",
        f"Nothing is counted or spent yet: --as-of {asked.as_of} --output FILE does it.",
    ):
        yield from wrapped(f"- {sentence}", 4, first=2)


def _left_out(exported: Sequence[str]) -> str:
    why: dict[str, list[str]] = {}
    for flag, reason in LEFT_OUT.items():
        why.setdefault(reason, []).append(flag)
    told = [f"{reason} ({', '.join(flags)})" for reason, flags in why.items()]
    if lacking := [flag for flag in OWN_ROWS if flag not in exported]:
        told.append(f"tables are missing ({', '.join(lacking)})")
    return "; ".join(told)


def _spent(budget: Budget) -> str:
    exports = budget.exports()
    spent = epsilon_text(sum((one.epsilon for one in exports), Fraction(0)))
    times = "export" if len(exports) == 1 else "exports"
    return f"ε {spent} of {epsilon_text(budget.total)} spent by {len(exports)} {times}"
