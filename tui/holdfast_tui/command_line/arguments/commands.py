"""The words that each command takes, declared once: reading, help, completion and man page follow."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from holdfast.words.languages import LANGUAGES, LETTERS
from holdfast_tui.command_line.arguments.parts import (
    Parser,
    ShowVersion,
    add_basis,
    add_book,
    add_day,
    add_format,
    add_fresh,
    add_no_journal,
    add_query,
    add_seal,
    add_thresholds,
    add_where,
    new_parser,
)
from holdfast_tui.command_line.arguments.words import (
    accounts_of,
    amount_of,
    day_of,
    horizon_days,
    limit_of,
    metrics_of,
    months_back,
    names_of,
    plan_days,
    sort_keys,
    view_of,
)
from holdfast_tui.command_line.bisect.arguments import add_bisect
from holdfast_tui.command_line.build.arguments import add_build
from holdfast_tui.command_line.changes.arguments import add_days, since_of
from holdfast_tui.command_line.journal.arguments import ENTRIES, add_entry, add_exchange
from holdfast_tui.command_line.options import VIEWS
from holdfast_tui.command_line.pages.arguments import add_draft, add_report
from holdfast_tui.command_line.pool.arguments import add_pool
from holdfast_tui.command_line.shell import FILES
from holdfast_tui.command_line.verbs.own.schema import FILES as SCHEMAS
from holdfast_tui.command_line.verify.arguments import add_verify
from holdfast_tui.command_line.why.arguments import add_why


def _desk() -> Parser:
    parser = new_parser("")
    add_book(parser)
    add_query(parser)
    add_fresh(parser)
    _add_plain(parser)
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="print the version and stop")
    parser.set_defaults(format="text")
    return parser


def _demo() -> Parser:
    parser = new_parser("demo")
    add_query(parser)
    add_fresh(parser)
    _add_plain(parser)
    parser.set_defaults(format="text")
    return parser


def _add_plain(parser: Parser) -> None:
    parser.add_argument(
        "--plain",
        action="store_true",
        help="words in, sentences out: for screen readers and slow lines",
    )


def _brief() -> Parser:
    parser = new_parser("brief")
    add_book(parser)
    add_query(parser)
    add_format(parser, "text", "md", "html")
    parser.add_argument(
        "--limit", type=limit_of, metavar="N", help="customers to call, 10 unless told otherwise"
    )
    parser.add_argument(
        "--customer", metavar="CUSTOMER", help="one page about this customer instead: an id, or a whole name"
    )
    parser.add_argument(
        "--since",
        dest="news_since",
        type=since_of,
        metavar="DAY|yesterday|last",
        help="what is new since instead: since a day, the day before, or the last time this was asked",
    )
    return parser


def _today() -> Parser:
    parser = new_parser("today")
    add_book(parser)
    add_day(parser)
    add_where(parser)
    add_thresholds(parser)
    add_no_journal(parser)
    add_format(parser, "text", "table", "json", "csv", "md")
    add_seal(parser, "the list with its seal, as text, json or csv")
    _add_rep(parser)
    parser.add_argument("--limit", type=limit_of, metavar="N", help="no more than N lines; 10 of the text")
    return parser


def _add_rep(parser: Parser) -> None:
    parser.add_argument(
        "--rep",
        metavar="NAME|all",
        help="today, week, done: the list of this rep, instead of that of your settings",
    )


def _show() -> Parser:
    parser = new_parser("show")
    parser.add_argument("view", metavar="VIEW", type=view_of, help=", ".join(VIEWS))
    add_book(parser)
    add_query(parser)
    add_format(parser, "table", "json", "csv", "md", "xlsx", "parquet")
    parser.add_argument(
        "--by",
        metavar="WORD",
        help="metrics, survival: a dimension; frequency: a column; cohorts, movements: month, quarter, year",
    )
    parser.add_argument(
        "--metric",
        dest="metrics",
        type=metrics_of,
        metavar="ID,ID",
        help="metrics: these alone, which takes less time; retention.* is a family",
    )
    parser.add_argument("--columns", type=names_of, metavar="A,B", help="these columns, in this order")
    parser.add_argument("--sort", type=sort_keys, metavar="A,-B", help="customers: by A, then by B falling")
    parser.add_argument("--limit", type=limit_of, metavar="N", help="no more than N rows")
    _add_rep(parser)
    parser.add_argument(
        "--horizon",
        type=horizon_days,
        metavar="DAYS",
        help="backtest: losses within this many days (default 90)",
    )
    parser.add_argument(
        "--months", type=months_back, metavar="N", help="backtest: at most N past month-ends (default 36)"
    )
    add_seal(parser, "every figure with its seal, a list with that of its rows")
    parser.add_argument(
        "--days",
        type=plan_days,
        metavar="N",
        help="week, regret: calls of so many days (default 7; 30 is the month)",
    )
    parser.add_argument(
        "--rows",
        metavar="METRIC",
        help="metrics: the rows that made this figure; plays: the starts of this play",
    )
    parser.add_argument(
        "--behind",
        metavar="PART",
        help="rows: behind what, such as 'cohort-cell cohort=2025-01 offset=3'; X at the desk says it",
    )
    parser.add_argument(
        "--since", type=day_of, metavar="DAY", help="flags: what opened, worsened, eased or cleared since"
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
    parser.add_argument(
        "--always-valid",
        action="store_true",
        default=None,
        help="metrics, reps, plays: intervals that hold however often you look, not for one look",
    )
    return parser


def _plan() -> Parser:
    parser = new_parser("plan")
    add_book(parser)
    add_query(parser)
    add_format(parser, "table", "csv", "json", "md", "xlsx", "parquet")
    parser.add_argument("--rep", metavar="REP", help="whose customers are handed over: an id or a name")
    parser.add_argument(
        "--accounts", type=accounts_of, metavar="N", help="a successor may hold so many customers"
    )
    parser.add_argument(
        "--flagged", type=amount_of, metavar="AMOUNT", help="… and so much revenue a year under high flags"
    )
    parser.add_argument("--without", type=names_of, metavar="A,B", help="nothing is given to these reps")
    parser.add_argument("--output", metavar="FILE", help="write there; its ending says the format")
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
    return parser


def _check() -> Parser:
    parser = new_parser("check")
    add_book(parser)
    parser.add_argument(
        "--presets", action="store_true", help="list the exports of other tools that are known, no book"
    )
    add_format(parser, "table", "json", "md")
    return parser


def _init() -> Parser:
    parser = new_parser("init")
    add_book(parser)
    parser.add_argument("--output", metavar="FILE", help="write there instead; - prints it")
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
    return parser


def _explain() -> Parser:
    parser = new_parser("explain")
    parser.add_argument(
        "subject",
        metavar="ID",
        nargs="?",
        help="a metric, flag or practice by id, name or synonym; without it, all are listed",
    )
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="with the thresholds of this book")
    add_thresholds(parser)
    parser.add_argument(
        "--lang",
        dest="language",
        choices=tuple(LANGUAGES),
        help="en, fr, it, ar or de; as LANG says if left out",
    )
    add_format(parser, "table", "json")
    return parser


def _keys() -> Parser:
    parser = new_parser("keys")
    add_format(parser, "table", "json", "md")
    return parser


def _where() -> Parser:
    parser = new_parser("where")
    parser.add_argument("--prune", action="store_true", help="clear the cache and say what that freed")
    add_format(parser, "table", "json")
    return parser


def _views() -> Parser:
    parser = new_parser("views")
    add_book(parser)
    add_day(parser)
    add_no_journal(parser)
    add_thresholds(parser)
    add_format(parser, "table", "json")
    return parser


def _schema() -> Parser:
    parser = new_parser("schema")
    parser.add_argument(
        "subject", metavar="FILE", choices=tuple(SCHEMAS), help="holdfast.toml or config.toml"
    )
    parser.set_defaults(format="json")
    return parser


def _completion() -> Parser:
    parser = new_parser("completion")
    parser.add_argument("shell", metavar="SHELL", choices=tuple(FILES), help="bash, zsh, fish; or man")
    parser.set_defaults(format="text")
    return parser


def _help() -> Parser:
    parser = new_parser("help")
    parser.add_argument("words", metavar="TOPIC", nargs="*", help="a topic, a command, or any word")
    add_format(parser, "text", "md")
    return parser


def _tour() -> Parser:
    parser = new_parser("tour")
    add_format(parser, "text", "md")
    return parser


def _entry(command: str) -> Parser:
    parser = new_parser(command)
    add_entry(parser, command)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    parser.add_argument("--as-of", type=day_of, metavar="DAY", help="the day that is looked at")
    add_format(parser, "text", "json")
    return parser


def _draft() -> Parser:
    parser = new_parser("draft")
    add_draft(parser)
    parser.add_argument(
        "--lang",
        dest="language",
        choices=tuple(LETTERS),
        help="en, fr, it or ar; as LANG says if left out",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    add_day(parser)
    add_thresholds(parser)
    parser.set_defaults(format="text")
    return parser


def _report() -> Parser:
    parser = new_parser("report")
    add_book(parser)
    add_query(parser)
    add_format(parser, "text", "md", "html", "xlsx")
    add_report(parser)
    return parser


def _diff() -> Parser:
    parser = new_parser("diff")
    add_days(parser)
    parser.add_argument(
        "--period",
        metavar="PERIOD",
        help="of the figures on either day: 12m, 90d, 2025 (default 12m)",
    )
    add_where(parser)
    add_basis(parser)
    add_thresholds(parser)
    add_no_journal(parser)
    add_format(parser, "table", "json", "csv", "md")
    add_seal(parser, "with its seal, and on a page with those of its figures")
    return parser


def _build() -> Parser:
    parser = new_parser("build")
    add_build(parser)
    add_format(parser, "text", "json")
    return parser


def _journal() -> Parser:
    parser = new_parser("journal")
    add_exchange(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    parser.add_argument("--as-of", type=day_of, metavar="DAY", help="the day that is looked at")
    add_format(parser, "jsonl", "csv")
    return parser


def _why() -> Parser:
    parser = new_parser("why")
    add_why(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    add_query(parser)
    add_format(parser, "table", "json", "csv", "md", "xlsx", "parquet")
    add_seal(parser, "both figures with their seals; json and csv with that of their rows")
    return parser


def _bisect() -> Parser:
    parser = new_parser("bisect")
    add_bisect(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    add_query(parser)
    add_format(parser, "table", "json", "csv", "md", "xlsx", "parquet")
    add_seal(parser, "json and csv with the seal of their rows")
    return parser


def _verify() -> Parser:
    parser = new_parser("verify")
    add_verify(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    add_query(parser)
    parser.set_defaults(format="text")
    return parser


def _pool() -> Parser:
    parser = new_parser("pool")
    add_pool(parser)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a mapping to use instead of the book's")
    add_day(parser)
    add_thresholds(parser)
    add_format(parser, "table", "json", "csv", "md")
    return parser


PARSERS: Final[dict[str, Callable[[], Parser]]] = {
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
    "views": _views,
    "schema": _schema,
    "completion": _completion,
    "help": _help,
    "tour": _tour,
    "journal": _journal,
    "draft": _draft,
    "report": _report,
    "diff": _diff,
    "build": _build,
    "why": _why,
    "bisect": _bisect,
    "verify": _verify,
    "pool": _pool,
    **{command: partial(_entry, command) for command in ENTRIES},
}
