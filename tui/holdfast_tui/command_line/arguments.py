"""Command line words → `Options`. Imports nothing heavy: `--help` must answer at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NoReturn, cast, get_args

from holdfast.errors import UsageError
from holdfast.filters import FilterError, parse
from holdfast.filters.errors import UnknownFieldError, did_you_mean
from holdfast.query import SortKey
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS, DIMENSIONS, FIELD_NAMES, FIELDS
from holdfast.schema.sources import refuse_hosts
from holdfast.timeline import MONTHS_IN, Grain, parse_day, parse_period
from holdfast.version import version
from holdfast.words.languages import LANGUAGES
from holdfast_tui.command_line import manual
from holdfast_tui.command_line.journal.arguments import ENTRIES, add_entry, add_exchange
from holdfast_tui.command_line.options import VIEWS, CommandName, Options
from holdfast_tui.command_line.pages.arguments import add_draft, add_report

COMMANDS: Final = tuple(name for name in get_args(CommandName) if name != "desk")

_OVER_TIME: Final = ("cohorts", "movements")
MOST_DAYS: Final = 730
MOST_MONTHS: Final = 240
"""Limits of a backtest: what lies further back is another business."""

_NO_DATE: Final = date(2000, 1, 1)
_FROM_HOSTS: Final = ("build",)
"""Commands that may read over the network. An address is refused before it can stand in a message: it may
hold a password."""
# `--where -flag:overdue` and `--sort -revenue` are what people type; argparse would see an option.
_MAY_START_WITH_DASH: Final = ("--where", "--sort")
_GIVEN_FOR: Final = {
    "rows": ("metrics", "plays"),
    "since": ("flags",),
    "sort": ("customers",),
    "movements": ("movements",),
    "kind": ("cohorts",),
    "attribution": ("reps",),
    "of": ("survival",),
    "horizon": ("backtest",),
    "months": ("backtest",),
    "by": ("metrics", "survival", *_OVER_TIME),
    "rep": ("today",),
}


class _Parser(argparse.ArgumentParser):
    """Complains by raising UsageError, so that every complaint is one line of the same kind."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


class _Version(argparse.Action):
    """Looks the version up when it is asked for, not on every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        sys.stdout.write(f"holdfast {version()}\n")
        parser.exit()


def read_arguments(words: Sequence[str]) -> Options:
    """The words after `holdfast` → options.

    Raises UsageError for wrong usage and SystemExit after `--help` and `--version`.
    """
    words = _joined(words)
    command = words[0] if words and words[0] in COMMANDS else "desk"
    parser = _PARSERS[command]()
    given = parser.parse_intermixed_args(words if command == "desk" else words[1:])
    options = _options(cast("CommandName", command), given)
    _check_query(options)
    return options


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _MAY_START_WITH_DASH:
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined


def _options(command: CommandName, given: argparse.Namespace) -> Options:
    words: dict[str, object] = {name: value for name, value in vars(given).items() if value is not None}
    if command not in _FROM_HOSTS and "sources" in words:
        refuse_hosts(given.sources)
    words["sources"] = tuple(Path(word) for word in given.sources) if "sources" in words else ()
    for name in ("flags", "names"):
        if name in words:
            words[name] = tuple(getattr(given, name))
    view = getattr(given, "view", "")
    for name, views in _GIVEN_FOR.items():
        if name in words and view and view not in views:
            raise UsageError(f"--{name} goes with 'show {' or '.join(views)}', not with '{view}'")
    if "by" in words:
        by = str(words.pop("by"))
        words |= {"grain": _grain(by)} if view in _OVER_TIME else {"by": _dimension(by)}
    if "columns" in words:
        words["columns"] = _columns(given.columns, view)
    if "rows" in words and "by" in words:
        raise UsageError("--rows lists the rows of one figure: leave out --by")
    return Options(command, **words)  # type: ignore[arg-type]  # argparse's namespace has no types


def _check_query(options: Options) -> None:
    """Refuses a wrong filter or period before a book is read, but for fields that only the book may know."""
    try:
        parse(options.where)
    except UnknownFieldError:
        pass
    except FilterError as error:
        raise located(error) from None
    if options.period is not None:
        parse_period(options.period, options.as_of or _NO_DATE)


def located(error: FilterError) -> UsageError:
    """A fault of the filter as a fault of the command line, with its place in `--where`."""
    return UsageError(f"--where, character {error.start + 1}: {error.message}")


def _view(word: str) -> str:
    if word not in VIEWS:
        hint = did_you_mean(word, VIEWS) or f": the views are {', '.join(VIEWS)}"
        raise UsageError(f"there is no view '{word}'{hint}")
    return word


def _grain(word: str) -> Grain:
    if word not in MONTHS_IN:
        raise UsageError(f"--by {word}: write month, quarter or year")
    return word


def _dimension(word: str) -> str:
    name = _field(word)
    if name in FIELDS and name not in DIMENSIONS:
        hint = did_you_mean(word, DIMENSIONS) or f": choose one of {', '.join(DIMENSIONS)}"
        raise UsageError(f"--by {word}: figures cannot be split by it{hint}")
    return name


def _field(word: str) -> str:
    """The field that a word means; of other words the book has to say what they are."""
    return FIELD_NAMES.get(word.lower(), word.lower())


def _columns(names: Sequence[str], view: str) -> tuple[str, ...]:
    """The columns that were asked for, each once; those of the customer list by their own names."""
    columns = tuple(_field(name) if view == "customers" else name for name in names)
    for word, column in zip(names, columns, strict=True):
        first = names[columns.index(column)]
        if columns.count(column) > 1 and word != first:
            raise UsageError(f"--columns: '{first}' and '{word}' are the same column: name one of them")
        if names.count(word) > 1:
            raise UsageError(f"--columns: '{word}' stands there twice: name it once")
    return columns


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _sort(text: str) -> tuple[SortKey, ...]:
    keys = tuple(
        SortKey(_field(name.removeprefix("-")), descending=name.startswith("-")) for name in _names(text)
    )
    for key in keys:
        if key.field in COMPUTED_FOR_VISIBLE_ROWS:
            raise UsageError(f"--sort: customers cannot be sorted by '{key.field}'")
    return keys


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"--limit {text}: write a whole number, such as 20")
    return int(text[:12])


def _horizon(text: str) -> int:
    number = text.lower().removesuffix("d")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= MOST_DAYS:
        raise UsageError(f"--horizon {text}: write days, such as 90d, at most {MOST_DAYS}")
    return int(number)


def _months(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_MONTHS:
        raise UsageError(f"--months {text}: write a whole number of month-ends, at most {MOST_MONTHS}")
    return int(text)


def _amount(text: str) -> float:
    plain = text.lower().replace(",", "").strip()
    times = {"k": 1_000, "m": 1_000_000}.get(plain[-1:], 1)
    digits = plain.removesuffix("k").removesuffix("m")
    if not digits.isascii() or not digits.replace(".", "", 1).isdigit():
        raise UsageError(f"--flagged {text}: write an amount, such as 50k or 48000")
    return float(digits[:15]) * times


def _accounts(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text[:7]):
        raise UsageError(f"--accounts {text}: write how many customers a rep may hold, such as 40")
    return int(text[:7])


def _new(command: str) -> _Parser:
    return _Parser(
        prog=f"holdfast {command}".strip(),
        usage=manual.USAGE[command],
        description=manual.DESCRIPTION[command],
        epilog=manual.EXAMPLES[command],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_book(parser: _Parser) -> None:
    parser.add_argument(
        "sources", metavar="BOOK", nargs="*", help="a folder of exports, or files; - is what is piped in"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a mapping to use instead of BOOK/holdfast.toml"
    )


def _add_day(parser: _Parser) -> None:
    parser.add_argument(
        "--as-of", type=parse_day, metavar="DAY", help="the day to look from, such as 2025-06-30"
    )


def _add_where(parser: _Parser) -> None:
    parser.add_argument("--where", metavar="FILTER", help="only these customers, as in the filter bar")


def _add_query(parser: _Parser) -> None:
    _add_day(parser)
    parser.add_argument(
        "--period", metavar="PERIOD", help="12m, 90d, 2025, 2025Q3, 2025-07, DAY..DAY (default 12m)"
    )
    _add_where(parser)
    parser.add_argument(
        "--basis",
        choices=("mrr", "orders"),
        help="what retention of revenue is measured on; the one that covers most of it unless told otherwise",
    )
    _add_thresholds(parser)
    _add_no_journal(parser)


def _add_no_journal(parser: _Parser) -> None:
    parser.add_argument(
        "--no-journal", action="store_true", help="figures of the export alone, without what you wrote"
    )


def _add_thresholds(parser: _Parser) -> None:
    parser.add_argument(
        "--thresholds",
        metavar="PRESET|FILE",
        help="raise flags by a preset or a file instead of your own thresholds; default leaves yours out",
    )


def _add_format(parser: _Parser, *formats: str) -> None:
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"{formats[0]} unless told otherwise"
    )


def _desk() -> _Parser:
    parser = _new("")
    _add_book(parser)
    _add_query(parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    parser.set_defaults(format="text")
    return parser


def _demo() -> _Parser:
    parser = _new("demo")
    _add_query(parser)
    parser.set_defaults(format="text")
    return parser


def _brief() -> _Parser:
    parser = _new("brief")
    _add_book(parser)
    _add_query(parser)
    _add_format(parser, "text", "md", "html")
    parser.add_argument(
        "--limit", type=_limit, metavar="N", help="customers to call, 10 unless told otherwise"
    )
    parser.add_argument(
        "--customer", metavar="CUSTOMER", help="one page about this customer instead: an id, or a whole name"
    )
    return parser


def _today() -> _Parser:
    parser = _new("today")
    _add_book(parser)
    _add_day(parser)
    _add_where(parser)
    _add_thresholds(parser)
    _add_no_journal(parser)
    _add_format(parser, "text", "table", "json", "csv", "md")
    _add_rep(parser)
    parser.add_argument("--limit", type=_limit, metavar="N", help="no more than N lines; 10 of the text")
    return parser


def _add_rep(parser: _Parser) -> None:
    parser.add_argument(
        "--rep", metavar="NAME|all", help="today: the list of this rep, instead of that of your settings"
    )


def _show() -> _Parser:
    parser = _new("show")
    parser.add_argument("view", metavar="VIEW", type=_view, help=", ".join(VIEWS))
    _add_book(parser)
    _add_query(parser)
    _add_format(parser, "table", "json", "csv", "md", "xlsx", "parquet")
    parser.add_argument(
        "--by",
        metavar="WORD",
        help="metrics, survival: a dimension; cohorts, movements: month, quarter, year",
    )
    parser.add_argument("--columns", type=_names, metavar="A,B", help="these columns, in this order")
    parser.add_argument("--sort", type=_sort, metavar="A,-B", help="customers: by A, then by B falling")
    parser.add_argument("--limit", type=_limit, metavar="N", help="no more than N rows")
    _add_rep(parser)
    parser.add_argument(
        "--horizon", type=_horizon, metavar="DAYS", help="backtest: losses within so many days (default 90)"
    )
    parser.add_argument(
        "--months", type=_months, metavar="N", help="backtest: at most N past month-ends (default 36)"
    )
    parser.add_argument(
        "--rows",
        metavar="METRIC",
        help="metrics: the rows that made this figure; plays: the starts of this play",
    )
    parser.add_argument(
        "--since", type=parse_day, metavar="DAY", help="flags: what opened, worsened, eased or cleared since"
    )
    parser.add_argument(
        "--movements", choices=("endpoint", "events"), help="movements: how changes are counted"
    )
    parser.add_argument(
        "--of",
        choices=("customers", "second", "reps"),
        help="survival: of customers until lost, of first orders until the second, of reps",
    )
    parser.add_argument(
        "--kind", choices=("exact", "on_or_after"), help="cohorts: active in, or in and after"
    )
    parser.add_argument(
        "--attribution",
        choices=("90d", "at-loss"),
        help="reps: a loss belongs to the rep of 90 days before it, or of the day before",
    )
    return parser


def _plan() -> _Parser:
    parser = _new("plan")
    _add_book(parser)
    _add_query(parser)
    _add_format(parser, "table", "csv", "json", "md", "xlsx", "parquet")
    parser.add_argument("--rep", metavar="REP", help="whose customers are handed over: an id or a name")
    parser.add_argument(
        "--accounts", type=_accounts, metavar="N", help="a successor may hold so many customers"
    )
    parser.add_argument(
        "--flagged", type=_amount, metavar="AMOUNT", help="… and so much revenue a year under high flags"
    )
    parser.add_argument("--without", type=_names, metavar="A,B", help="nothing is given to these reps")
    parser.add_argument("--output", metavar="FILE", help="write there; its ending says the format")
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
    return parser


def _check() -> _Parser:
    parser = _new("check")
    _add_book(parser)
    parser.add_argument(
        "--presets", action="store_true", help="list the exports of other tools that are known, no book"
    )
    _add_format(parser, "table", "json", "md")
    return parser


def _init() -> _Parser:
    parser = _new("init")
    _add_book(parser)
    parser.add_argument("--output", metavar="FILE", help="write there instead; - prints it")
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
    return parser


def _explain() -> _Parser:
    parser = _new("explain")
    parser.add_argument(
        "subject",
        metavar="ID",
        nargs="?",
        help="a metric, flag or practice by id, name or synonym; without it, all are listed",
    )
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="with the thresholds of this book")
    _add_thresholds(parser)
    parser.add_argument(
        "--lang", dest="language", choices=tuple(LANGUAGES), help="en, fr, it or ar; as LANG says if left out"
    )
    _add_format(parser, "table", "json")
    return parser


def _keys() -> _Parser:
    parser = _new("keys")
    _add_format(parser, "table", "json", "md")
    return parser


def _where() -> _Parser:
    parser = _new("where")
    parser.add_argument("--prune", action="store_true", help="clear the cache and say what that freed")
    _add_format(parser, "table", "json")
    return parser


def _entry(command: str) -> _Parser:
    parser = _new(command)
    add_entry(parser, command)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    parser.add_argument("--as-of", type=parse_day, metavar="DAY", help="the day that is looked at")
    _add_format(parser, "text", "json")
    return parser


def _draft() -> _Parser:
    parser = _new("draft")
    add_draft(parser)
    parser.add_argument(
        "--lang", dest="language", choices=tuple(LANGUAGES), help="en, fr, it or ar; as LANG says if left out"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    _add_day(parser)
    _add_thresholds(parser)
    parser.set_defaults(format="text")
    return parser


def _report() -> _Parser:
    parser = _new("report")
    _add_book(parser)
    _add_query(parser)
    _add_format(parser, "text", "md", "html", "xlsx")
    add_report(parser)
    return parser


def _journal() -> _Parser:
    parser = _new("journal")
    add_exchange(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    parser.add_argument("--as-of", type=parse_day, metavar="DAY", help="the day that is looked at")
    _add_format(parser, "jsonl", "csv")
    return parser


_PARSERS: Final[dict[str, Callable[[], _Parser]]] = {
    "desk": _desk,
    "demo": _demo,
    "brief": _brief,
    "today": _today,
    "show": _show,
    "plan": _plan,
    "check": _check,
    "init": _init,
    "explain": _explain,
    "keys": _keys,
    "where": _where,
    "journal": _journal,
    "draft": _draft,
    "report": _report,
    **{command: partial(_entry, command) for command in ENTRIES},
}
