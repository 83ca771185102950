"""What `--help` says: usage, purpose and examples of every command."""

from __future__ import annotations

from typing import Final

USAGE: Final = {
    "": """\
holdfast [BOOK ...] [--as-of DAY] [--period PERIOD] [--where FILTER]
       holdfast COMMAND [--help]""",
    "demo": "holdfast demo [--as-of DAY] [--period PERIOD] [--where FILTER]",
    "brief": "holdfast brief [BOOK ...] [--format text|md|html] [options]",
    "show": "holdfast show VIEW [BOOK ...] [--format table|json|csv|md] [options]",
    "plan": "holdfast plan [BOOK ...] [--rep REP] [--accounts N] [--output FILE] [options]",
    "check": "holdfast check [BOOK ... | --presets] [--format table|json|md]",
    "init": "holdfast init [BOOK] [--output FILE] [--force]",
    "explain": "holdfast explain [ID] [BOOK ...] [--lang en|fr|it|ar] [--thresholds PRESET|FILE]",
    "keys": "holdfast keys [--format table|json|md]",
    "where": "holdfast where [--prune] [--format table|json]",
}

DESCRIPTION: Final = {
    "": """\
Holdfast keeps customers, and the people who keep customers. It reads a folder of CSV or
Parquet exports (a book) and shows who is at risk and why, how many customers and how much
revenue stay, and whether the sales team stays. It works offline and never writes into a book
unless told to.

Without a command it opens the desk. Where the output is no terminal, it prints the brief.

commands:
  demo        open the desk on a made-up book
  brief       whom to call and the headline figures, as text, Markdown or HTML
  show        one view as a table, JSON, CSV or Markdown:
              metrics, customers, flags, reps, departures, cohorts, survival, movements,
              pipeline, contracts, losses, voice, money, backtest, plays
  plan        if a rep left today: what would be left behind, and who takes over which customer
  check       what became of every row of the exports
  init        write holdfast.toml from what was detected
  explain     what a metric, a flag, a practice or a play means, with example and source
  keys        every command of the desk, its keys and its name in keys.toml
  where       the folders with your own files and the cache; --prune clears the cache""",
    "demo": "Opens the desk on a made-up book that comes with Holdfast.",
    "brief": "Prints whom to call, why, and the headline figures.",
    "show": """\
Prints one view: metrics, customers, flags, reps, departures, cohorts, survival, movements,
pipeline, contracts, losses, voice, money, backtest or plays.""",
    "plan": """\
Prints who takes over each customer of a rep who leaves or has left: by background, region and
segment, within what each successor may hold. Proposed successors of the journal are kept. With
--output it is written as a file for the CRM (.csv, .xlsx, .json, .md, .parquet). Without --rep it
prints what every rep would leave behind today.""",
    "check": """\
Prints what became of every row: used, left out, or in quarantine with the reason. With --presets
it prints which exports of which tools are known by their header, and how each tool makes them.""",
    "init": "Writes holdfast.toml into the folder of the book, from what was detected.",
    "explain": """\
Prints what a metric, a flag or a practice means: formula, population, worked example, source,
synonyms, in English, French, Italian or Arabic. Any name or synonym in any of them will do.
Of a play it prints the steps; the id of one that is a word of a flag too is written play:ID.""",
    "keys": """\
Prints every command of the desk with the keys that work now, what it does, and the name it has
in keys.toml. That file lies in the folder that 'holdfast where' calls config.""",
    "where": """\
Prints the folders that Holdfast keeps your own files in, what they are for and how much lies
there. Nothing of a book is lost with the cache: what is missing is made again.""",
}

EXAMPLES: Final = {
    "": """\
examples:
  holdfast exports/                                open the desk on a folder of exports
  holdfast brief exports/ --where rep:ana          whom Ana should call, and why
  holdfast show metrics exports/ --by segment      retention and the rest, by segment
  holdfast show customers exports/ --where 'risk>=high revenue>10k' --format csv
  holdfast show metrics exports/ --as-of 2025-06-30 --period 2025Q2 --format json

filters (--where):
  segment:smb,enterprise   -region:"North East"   revenue>10k   created:2025-01..2025-06
  flag:overdue   risk>=high   acme   (a or b)   Dashes exclude, spaces mean and.
  plan_kind:pro   x.status:trial   parent:acme   Your own columns; x. where a name is taken.

exit status: 0 fine; 1 the data have problems (check only); 2 wrong usage or unusable input.""",
    "demo": "",
    "brief": "example:\n  holdfast brief exports/ --where rep:ana --format html > ana.html",
    "show": """\
examples:
  holdfast show metrics exports/ --by segment
  holdfast show metrics exports/ --rows retention.customers
  holdfast show customers exports/ --columns name,rep,revenue --sort -revenue --limit 20
  holdfast show movements exports/ --by quarter --movements events
  holdfast show cohorts exports/ --kind on_or_after --format csv
  holdfast show survival exports/ --by segment
  holdfast show plays exports/ --rows detractor    what became of those it was started for
  holdfast show survival exports/ --of reps --format json
  holdfast show backtest exports/ --horizon 90d --months 24""",
    "plan": """\
examples:
  holdfast plan exports/                           what each rep would leave behind
  holdfast plan exports/ --rep R12                 who takes over from R12, and why
  holdfast plan exports/ --rep "Ana Ruiz" --accounts 50 --without R03 --output handover.csv

limits:
  Unless told otherwise a successor holds at most 1.5 times the median of the team, in customers and
  in revenue under high flags: the numbers of flag R3, which the thresholds can change.""",
    "check": "exit status: 1 where any row is in quarantine.",
    "init": "example:\n  holdfast init exports/ --output -",
    "explain": """\
examples:
  holdfast explain retention.customers
  holdfast explain F01 exports/                    a flag with the thresholds of a book
  holdfast explain F01 --thresholds insurance
  holdfast explain play:overdue                    the steps of a play
  holdfast explain attrition --lang fr
  holdfast explain 'tasso di abbandono' --lang it""",
    "keys": 'example of a keys.toml:\n  undo = ["ctrl+z"]\n  "sort.add" = ["O", "ctrl+o"]',
    "where": "exit status: 2 where not all of the cache could be cleared.",
}
