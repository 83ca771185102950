"""What was asked on the command line, as one frozen value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from holdfast.engines.workplace import EngineName
    from holdfast.filters.references import Expanded
    from holdfast.query import Basis, Query, SortKey
    from holdfast.timeline import Grain
    from holdfast.words.languages import Language

CommandName = Literal[
    "desk",
    "demo",
    "brief",
    "today",
    "show",
    "plan",
    "check",
    "init",
    "explain",
    "keys",
    "where",
    "views",
    "schema",
    "note",
    "task",
    "done",
    "snooze",
    "log",
    "journal",
    "draft",
    "report",
    "diff",
    "build",
    "completion",
    "why",
    "bisect",
    "verify",
    "pool",
    "help",
    "tour",
]

_FOR_PEOPLE: Final = ("text", "table")
"""Formats that are read; the others are kept, sent or read by programs."""
_FOR_PROGRAMS: Final = ("init", "schema", "completion", "journal")
"""Commands that print a file, whatever its format is called."""

OF_PANES: Final = (
    "team-years",
    "orphans",
    "thanks",
    "win-back",
    "competitors",
    "topics",
    "recurring",
    "words",
    "conduct",
    "detractors",
    "comments",
    "scores",
    "satisfaction",
    "loss-years",
    "revenue-months",
    "missing",
)
"""Views that are one pane of a room each: `views/by_pane/catalog.py`."""

COMPARING: Final = ("metrics", "reps", "plays")
"""Views whose intervals may hold at every look together: `--always-valid`."""

VIEWS: Final = (
    "metrics",
    "customers",
    "frequency",
    "flags",
    "reps",
    "departures",
    "cohorts",
    "survival",
    "movements",
    "pipeline",
    "contracts",
    "losses",
    "voice",
    "money",
    "forecast",
    "backtest",
    "today",
    "week",
    "regret",
    "plays",
    "done",
    "rows",
    "what-if",
    *OF_PANES,
)
"""Every view of `show`."""


class Options(NamedTuple):
    """One command with everything that was asked of it; None where an option was left out.

    `where` is the filter as it is read, `typed` what was typed where that names saved views.
    `by` is a dimension, `grain` what `--by` says for views over time. `metrics` are the ids of those wanted,
    `rows` that of the one whose rows are, `behind` what else has rows behind it, `horizon` (days) and
    `months` how far a backtest looks, `days` how far a plan of calls does, `subject` what to explain and
    `language` in which, `output` a file or `-`, `thresholds` a preset or a file in the place of the user's
    own, `prune` whether to clear the cache, `presets` whether to list the known exports.
    `rep` is whose customers are handed over, or whose list of today it is (`all`: everybody's), `accounts`,
    `flagged` and `without` what the successors may hold. `template`, `sender` and `sender_address` are of a
    draft, `whom` to whom it goes; `addresses` are the sources of a mart, `into` its folder, `engine` what
    sorts and sums; `whose` is what a report is about: `book`, `team`, or a rep;
    `shell` which one is to complete our words; `until_day` the later of two days that are compared;
    `fresh` whether the desk opens as for the first time; `words` what help is asked about; `news_since` what
    is new since when: a day, or a word for one; `plain`: lines of text instead of the desk; `sealed`: a seal,
    or a file with seals, `seal`: whether figures are printed with theirs; `always_valid`:
    intervals that hold at every look together; `epsilon` what an export for a pool may spend, and
    `flags_a_customer` under how many flags a customer counts in it; `part`: the one segment, rep or flag
    that is asked about.
    """

    command: CommandName
    sources: tuple[Path, ...] = ()
    config: Path | None = None
    thresholds: str | None = None
    as_of: date | None = None
    period: str | None = None
    where: str = ""
    typed: Expanded | None = None
    view: str = ""
    by: str | None = None
    grain: Grain = "month"
    columns: tuple[str, ...] = ()
    format: str = "table"
    rows: str | None = None
    behind: str | None = None
    metrics: tuple[str, ...] | None = None
    movements: Literal["endpoint", "events"] = "endpoint"
    kind: Literal["exact", "on_or_after"] = "exact"
    attribution: Literal["90d", "at-loss"] = "90d"
    of: Literal["customers", "second", "reps"] = "customers"
    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
    horizon: int | None = None
    months: int | None = None
    days: int | None = None
    subject: str | None = None
    language: Language | None = None
    output: str | None = None
    since: date | None = None
    basis: Basis | None = None
    force: bool = False
    prune: bool = False
    presets: bool = False
    no_journal: bool = False
    customer: str = ""
    text: str = ""
    due: str | None = None
    until: str | None = None
    channel: str | None = None
    whom: str | None = None
    outcome: str | None = None
    direction: str | None = None
    flags: tuple[str, ...] = ()
    task: str | None = None
    action: str = ""
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    template: str | None = None
    sender: str | None = None
    sender_address: str | None = None
    whose: str = "book"
    other_books: bool = False
    rep: str | None = None
    part: str | None = None
    accounts: int | None = None
    flagged: float | None = None
    without: tuple[str, ...] = ()
    shell: str = ""
    fresh: bool = False
    news_since: str | None = None
    addresses: tuple[str, ...] = ()
    into: Path | None = None
    engine: EngineName | None = None
    until_day: date | None = None
    plain: bool = False
    always_valid: bool = False
    epsilon: str | None = None
    flags_a_customer: int | None = None
    sealed: str = ""
    seal: bool = False

    @property
    def for_programs(self) -> bool:
        """Whether what is printed or written is no text for people, who may know ASCII alone."""
        return bool(self.output) or self.format not in _FOR_PEOPLE or self.command in _FOR_PROGRAMS

    @property
    def query(self) -> Query:
        """The question to the engine; columns only where they are fields of the customer list."""
        from holdfast.query import DEFAULT_PERIOD, Query  # noqa: PLC0415 - `--help` asks nothing

        return Query(
            as_of=self.until_day or self.as_of,
            period=self.period or DEFAULT_PERIOD,
            where=self.where,
            by=self.by,
            sort=self.sort,
            columns=self.columns if self.view == "customers" else (),
            since=self.since,
            basis=self.basis,
            always_valid=self.always_valid,
        )
