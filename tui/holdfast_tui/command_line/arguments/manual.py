"""What `--help` says: usage, purpose and examples of every command."""

from __future__ import annotations

from typing import Final

USAGE: Final = {
    "": """\
holdfast [BOOK ...] [--plain] [--as-of DAY] [--period PERIOD] [--where FILTER] [--fresh]
       holdfast COMMAND [--help]""",
    "demo": "holdfast demo [--plain] [--as-of DAY] [--period PERIOD] [--where FILTER] [--fresh]",
    "brief": """\
holdfast brief [BOOK ...] [--format text|md|html] [options]
       holdfast brief [BOOK ...] --customer CUSTOMER [options]
       holdfast brief [BOOK ...] --since DAY|yesterday|last [options]""",
    "today": "holdfast today [BOOK ...] [--rep NAME|all] [--format text|table|json|csv|md] [options]",
    "show": "holdfast show VIEW [BOOK ...] [--format table|json|csv|md] [options]",
    "plan": "holdfast plan [BOOK ...] [--rep REP] [--accounts N] [--output FILE] [options]",
    "check": "holdfast check [BOOK ... | --presets] [--format table|json|md]",
    "init": "holdfast init [BOOK] [--output FILE] [--force]",
    "explain": "holdfast explain [ID] [BOOK ...] [--lang en|fr|it|ar] [--thresholds PRESET|FILE]",
    "keys": "holdfast keys [--format table|json|md]",
    "where": "holdfast where [--prune] [--format table|json]",
    "views": "holdfast views [BOOK ...] [--as-of DAY] [--format table|json]",
    "schema": "holdfast schema holdfast.toml|config.toml",
    "completion": "holdfast completion bash|zsh|fish|man",
    "help": "holdfast help [TOPIC | COMMAND | WORD ...] [--format text|md]",
    "tour": "holdfast tour [--format text|md]",
    "note": "holdfast note BOOK CUSTOMER TEXT [--flag FLAG] [options]",
    "task": "holdfast task BOOK CUSTOMER TEXT [--due DAY] [--flag FLAG] [options]",
    "done": "holdfast done BOOK CUSTOMER [TEXT] [--task ID] [options]",
    "snooze": "holdfast snooze BOOK CUSTOMER [TEXT] [--until DAY] [--flag FLAG] [options]",
    "log": "holdfast log BOOK CUSTOMER [TEXT] [--outcome OUTCOME] [--channel CHANNEL] [options]",
    "journal": """\
holdfast journal export BOOK [--format jsonl|csv] [--output FILE]
       holdfast journal import BOOK FILE ... [--other-books]
       holdfast journal rename BOOK OLD NEW""",
    "draft": "holdfast draft BOOK CUSTOMER [--template ID] [--lang en|fr|it|ar] [--output FILE] [options]",
    "diff": "holdfast diff [BOOK ...] DAY1 DAY2 [--where FILTER] [--format table|json|csv|md] [options]",
    "build": "holdfast build SOURCE ... --into DIR [--where FILTER] [--config FILE] [--as-of DAY] [options]",
    "why": "holdfast why ID [BOOK ...] --from DAY [--to DAY] [--by WORD] [--customer CUSTOMER] [options]",
    "bisect": "holdfast bisect [BOOK ...] [--segment S | --rep R | --flag F | --by WORD] [options]",
    "verify": "holdfast verify SEAL|FILE [BOOK ...] [--where FILTER] [--period PERIOD] [--by WORD] [options]",
    "pool": """\
holdfast pool show [BOOK ...] [--as-of DAY] [--format table|json|csv|md]
       holdfast pool export [BOOK ...] [--as-of DAY] [--epsilon E] [--output FILE] [options]""",
    "report": "holdfast report [BOOK ...] [--for book|team|REP] [--period P] [--format FORMAT] [options]",
}

DESCRIPTION: Final = {
    "": """\
Holdfast keeps customers, and the people who keep customers. It reads a folder of CSV or
Parquet exports (a book) and shows who is at risk and why, how many customers and how much
revenue stay, and whether the sales team stays. It works offline and never writes into a book
unless told to.

Without a command it opens the desk. Where the output is no terminal, it prints the brief. Without
a BOOK the desk asks which of those opened last it shall open; every command takes the last one.
With --plain it answers words in sentences, at a terminal or from a pipe: today, list, risk, open 3,
filter rep:ana, help. A terminal that draws nothing (TERM=dumb) gets these, too.

commands:
  demo        open the desk on a made-up book
  tour        the sample book's five questions, key by key at the desk
  brief       whom to call and the headline figures, one page about one customer, or what is new
              since a day, as text, Markdown or HTML
  report      a period on a page: figures, what opened and cleared, losses, team, plays
  draft       a letter to one customer from a template, as text or as a mail that is not sent
  today       what is due, for a person in the morning and for a timer
  show        one view as a table, JSON, CSV or Markdown:
              metrics, customers, frequency, flags, reps, departures, cohorts, survival,
              movements, pipeline, contracts, losses, voice, money, backtest, today, plays,
              done, and what single panes of the desk show (holdfast help json)
  diff        what changed between two days: customers, flags, figures
  why         what moved a figure, a flag or a health between two days, by whom
  bisect      on which day a segment, a rep's book or a flag broke from its usual
  verify      whether a book makes a sealed figure again, or which input is not what it was
  pool        loss rates of other books behind a small one, and those of one's own for others, as
              counts under noise
  plan        if a rep left today: what would be left behind, and who takes over which customer
  check       what became of every row of the exports
  init        write holdfast.toml from what was detected
  build       a mart for a team: the finished book in one folder, opened by many, of all
              customers or of some
  explain     what a metric, a flag, a practice or a play means, with example and source
  keys        every command of the desk, its keys and its name in keys.toml
  where       the folders with your own files and the cache; --prune clears the cache
  views       the saved views; with a book, how many customers each is about
  schema      what an editor checks holdfast.toml or config.toml by
  help        how things are done, by topic; any word is searched for
  completion  what bash, zsh or fish read to complete these words; or the manual page

  note, task, done, snooze, log
              write into your journal about one customer, as the keys of the desk do
  journal     the journal as text, entries from elsewhere, a customer's new id""",
    "demo": "Opens the desk on a made-up book that comes with Holdfast.",
    "brief": """\
Prints whom to call, why, and the headline figures. With --customer it prints one page to prepare
a call or a review by: people, revenue by month, usual basket, range beside like customers, open
tickets and loops, contract, what they said, what was promised, flags, and three questions to ask.
HTML is one file without scripts that fetches nothing and can be printed; it is not for the customer.

With --since it prints what is new since the close of a day: flags that opened and cleared, customers
who came, left and returned, tasks that are due, figures that moved beyond chance. 'yesterday' is the
day before the as-of date; 'last' that of the last such page of this book, kept in the folder state.""",
    "diff": """\
Prints what changed from the close of DAY1 to that of DAY2: customers who came, left or returned, who
have another rep, state or risk; flags that opened, worsened, eased or cleared; and every figure on
both days, with the difference and whether the intervals of both lie apart. Customers are those of the
filter on DAY2. Active on DAY1 + new + returned − lost is active on DAY2.""",
    "report": """\
Prints a period on a page: headline figures with intervals beside the period before, movements,
flags that opened and cleared, what was saved, losses by reason, the team, plays and what they
achieved, cohorts and survival. About the book, the team, or the customers of one rep. Figures are
those of 'show metrics'; the same files, journal and options give the same bytes. A workbook
(--format xlsx --output FILE) holds its lists as sheets.""",
    "draft": """\
Prints a letter to one customer, filled with what the book knows; --output writes it as a mail that
is not sent (.eml) or as text (.txt). What is missing is said, and then nothing is written. Nobody is
written to who opted out: a column such as opt_out, unsubscribed or do_not_contact of customers or
contacts says so. It is kept in the journal as a draft. Your own templates are TOML files in the
folder drafts/ beside config.toml; 'holdfast where' says where that is.""",
    "today": """\
Prints what is due, one line a customer: whom to call, what is at stake, why now, which play and
its next step. Overdue tasks stand first, then tasks of today, then what can no longer be done
after 14 days, then open flags by priority. Tasks, snoozes and what was done are the journal's.

Due are: tasks of today and before; notice, cut-off, renewal or end of a contract within 14 days;
open flags, prompts about reps among them, that nobody handled in the last 14 days or snoozed.
Contracts that come up later and customers to win back stand last in 'show today', and are not due.

The list is everybody's, or that of one rep: --rep NAME, else 'rep = "NAME"' under [me] in
config.toml in the folder that 'holdfast where' calls config. Today is the as-of date where one is
given, by --as-of or the book; else the day of the calendar.""",
    "show": """\
Prints one view: metrics, customers, frequency, flags, reps, departures, cohorts, survival,
movements, pipeline, contracts, losses, voice, money, backtest, today, plays or done.

Panes of the desk that list something of their own are views too: team-years, orphans, thanks,
win-back, competitors, topics, recurring, conduct, detractors, comments, scores, satisfaction,
loss-years, what-if, revenue-months, missing. Rows prints the rows behind a cell or a bar:
X copies the command there.

Frequency counts every value of one column (--by): its customers, their share and revenue, and how
many of them stay. Each row has the filter that keeps just its customers; the rows add up to all.""",
    "why": """\
Prints what moved a figure between two days, the number of customers under a flag, or the health of a
customer: by customer and by every dimension that the outcome does not decide, or --by one of them.
What moved it the wrong way stands first. Within each dimension the effects add up to the change.

Of a rate an effect has two sides: the rate of the part itself (of its rate), and how much weight it
has among all (of the mix). A part that is not above or below the usual rate has no effect by its
weight. The filter holds on both days, as of each. What is no sum and no rate of its rows, such as a
median, is refused: its rows on both days say more.""",
    "bisect": """\
Prints on which day the losses of a segment, of a rep's book or of a part of any dimension broke from
their usual beside all others, or in which month a flag came to be raised more or less often: the
likeliest day, the first and the last that may be it, the rates before and since with their chance.

Parts of one kind are judged together: in a book in which nothing changed some part is said to have
broken in no more than 5 % of cases. With too few losses nothing is said but how many are needed.""",
    "verify": """\
Makes a sealed figure again from a book, and prints it, or which input is not what it was: the day, the
period, the filter, the data, settings, thresholds, journal, or the version of Holdfast. A seal tells its
day and period itself; a filter and a range of days have to be said again (--where, --period), unless
the file that was exported is given in its place: then its rows or words are looked at, too. The status
is 0 where all is the same, 1 where something differs, 2 where nothing can be verified.""",
    "pool": """\
pool show prints what the files of [pool] in holdfast.toml say of each flag, beside what the book has
seen itself, and for how many customers that counts. pool export tells how often customers under each
flag were lost to whoever reads the file: as counts under noise that hide each customer with all of its
rows (differential privacy), and nothing else. Without --output it says what would leave; with it, it
prints what leaves, writes it, and writes down what that spends of the budget of the book ([pool]
budget). Beyond the budget it refuses. A file is never overwritten.""",
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
    "build": """\
Reads the sources and writes the finished book into DIR, as one file that any number of desks map
read-only: 'holdfast DIR', and every command that takes a BOOK, open it without the sources. DIR can
be copied anywhere; what users wrote about the book goes with it by its id, not by its place.

With --where nobody else's rows are in the mart, in no table, list, sentence or receipt: who may read
DIR is who may read these customers. Reps are told by name only, but for those who hold one of them.

An older mart in DIR stays whole until the new one takes its place, whatever interrupts the building,
and stays open for whoever has it open: R opens the new one. Where nothing has changed nothing is
written. A DIR that holds anything else is refused. A mart of another version of Holdfast is refused
when it is opened, with the command that builds it again; passwords are never stored.""",
    "keys": """\
Prints every command of the desk with the keys that work now, what it does, and the name it has
in keys.toml. That file lies in the folder that 'holdfast where' calls config.""",
    "where": """\
Prints the folders that Holdfast keeps your own files in, what they are for and how much lies
there. Nothing of a book is lost with the cache: what is missing is made again.""",
    "views": """\
Prints the saved views: room, period, filter; of a book that is named, the customers of each and how
many more or fewer they are than at the last visit. The key v of the desk saves, opens, renames and
deletes them. Each is a TOML file in the folder views/ beside config.toml, to be handed on; @NAME in
a filter stands for the filter of a view.""",
    "schema": """\
Prints the JSON schema of holdfast.toml or of config.toml: every key, what may stand there and, of
settings, what for. An editor that knows TOML completes and checks by it while you type.""",
    "completion": """\
Prints what bash, zsh or fish has to read to complete commands, views, options and their words; `man`
prints the manual page. Nothing is installed by it: write it where the shell looks.""",
    "help": """\
Prints a topic (filters, data, plays, scripts …), what a command takes, or every place that tells of a
word: topics, commands, keys, fields, figures, flags, the glossary. Without a word it lists the topics.
In a pipe, or with --format md, it is Markdown.""",
    "tour": """\
Walks through five questions at the desk, over the sample book: whom to call today, whether customers
and revenue stay, where it leaks, whether the team stays, whether the export is sound. Nothing of
yours is read or written. Without a terminal it prints the tour, with commands that answer the same.""",
    "note": "Writes a note about a customer into your journal; prints its id.",
    "task": "Writes down what is to be done for a customer, and by when; prints its id.",
    "done": "Says that a task of a customer is done: its only open one, or the one named.",
    "snooze": "Lets the open flags of a customer rest until a day, or until something changes.",
    "log": """\
Logs a contact with a customer. It counts as an interaction: a call in which somebody was reached
clears flags about silence, and is shown as your own log wherever it counts.""",
    "journal": """\
Exports everything that was written about a book, imports such an export, or puts what was written
about a customer under its new id. Importing twice changes nothing. The files themselves lie in
the folder that 'holdfast where' calls data; copying one merges it.""",
}

EXAMPLES: Final = {
    "": """\
examples:
  holdfast exports/                                open the desk on a folder of exports
  holdfast brief exports/ --where rep:freja        whom Freja should call, and why
  echo today | holdfast --plain exports/           whom to call, in sentences
  holdfast show metrics exports/ --by segment      retention and the rest, by segment
  holdfast show customers exports/ --where 'risk>=high revenue>10k' --format csv
  holdfast show metrics exports/ --as-of 2025-06-30 --period 2025Q2 --format json

filters (--where):
  segment:smb,enterprise   -region:"Baltics & Poland"   revenue>10k   created:2025-01..2025-06
  rep:fre   A word begins so, in any case.   rep="Freja Lindahlsen"   All.   rep~dahl   A part.
  flag:overdue   risk>=high   kurhaus   (tier:A or tier:B)   Dashes exclude, spaces mean and.
  x.COLUMN:VALUE   A column of your own; COLUMN:VALUE where no field is called so.
  @smb-at-risk   The filter of a saved view (holdfast views).

exit status: 0 fine; 1 the data have problems (check only) or differ (verify only); 2 wrong usage or
unusable input; 3 something is due (today only).""",
    "demo": "",
    "brief": """\
examples:
  holdfast brief exports/ --where rep:freja --format html > freja.html
  holdfast brief exports/ --customer C0012
  holdfast brief exports/ --customer "Kurhaus Distelfähre" --format html > kurhaus.html
  holdfast brief exports/ --since yesterday
  holdfast brief exports/ --since last --format html > news.html

exit status: 0 whether or not anything is new; 2 wrong usage or unusable input.""",
    "diff": """\
examples:
  holdfast diff exports/ 2025-05-31 2025-06-30
  holdfast diff exports/ 2024-12-31 2025-06-30 --where rep:freja --format md
  holdfast diff exports/ 2025-05-31 2025-06-30 --format json""",
    "report": """\
examples:
  holdfast report exports/ --period 2025Q2
  holdfast report exports/ --for team --period 2025 --format html --output team.html
  holdfast report exports/ --for "Freja Lindahlsen" --period 2025-06 --format xlsx --output freja.xlsx""",
    "draft": """\
examples:
  holdfast draft exports/ C0012                    the templates, those first that fit an open flag
  holdfast draft exports/ C0012 --template usual-basket
  holdfast draft exports/ "Kurhaus Distelfähre" --template detractor --lang fr --output kurhaus.eml

a template of your own, drafts/hello.toml:
  title = "Hello"
  flags = ["F29"]
  [en]
  subject = "Hello from {sender}"
  body = \"\"\"
  Dear {contact},
  ...
  {sender}\"\"\"""",
    "today": """\
examples:
  holdfast today exports/                          the first ten lines
  holdfast today exports/ --rep "Freja Lindahlsen" --limit 40
  holdfast today exports/ --rep all --format json
  holdfast today exports/ > due.txt; [ $? -eq 3 ] && mail -s "Due" ana@example.com < due.txt

exit status: 0 nothing is due; 3 something is due; 2 wrong usage or unusable input.""",
    "show": """\
examples:
  holdfast show metrics exports/ --by segment
  holdfast show metrics exports/ --metric 'retention.*,mrr.churn'
  holdfast show metrics exports/ --rows retention.customers
  holdfast show frequency exports/ --by industry
  holdfast show customers exports/ --columns name,rep,revenue --sort -revenue --limit 20
  holdfast show movements exports/ --by quarter --movements events
  holdfast show cohorts exports/ --kind on_or_after --format csv
  holdfast show survival exports/ --by segment
  holdfast show plays exports/ --rows detractor    what became of those it was started for
  holdfast show survival exports/ --of reps --format json
  holdfast show week exports/ --days 30            whom to call on which day of the month
  holdfast show regret exports/                    what such weeks had reached in the past
  holdfast show backtest exports/ --horizon 90d --months 24""",
    "why": """\
examples:
  holdfast why retention.customers exports/ --from 2025-03-31
  holdfast why retention.revenue.net exports/ --from 2025-03-31 --to 2025-06-30 --by rep
  holdfast why overdue exports/ --from 2025-05-31 --where segment:smb
  holdfast why health exports/ --customer C0012 --from 2025-03-31""",
    "bisect": """\
examples:
  holdfast bisect exports/                         every segment
  holdfast bisect exports/ --rep "Luc Tessier"     one rep's book, with its evidence
  holdfast bisect exports/ --by flag --where segment:smb
  holdfast bisect exports/ --by region --format json""",
    "verify": """\
examples:
  holdfast show metrics exports/ --seal                     every figure with its seal
  holdfast verify 8XJQ-0K7C-… exports/                      the same figure again, or what differs
  holdfast verify customers-2025-06-30.csv exports/         a list that was exported
  holdfast verify report.html exports/                      every figure of a page

exit status:
  0 reproduced   1 something differs   2 cannot be verified""",
    "pool": """\
examples:
  holdfast pool show exports/                               the pool beside the book's own rates
  holdfast pool export exports/ --as-of 2025-06-30          what would leave, and what it would spend
  holdfast pool export exports/ --as-of 2025-06-30 --epsilon 0.5 --output ours.toml""",
    "plan": """\
examples:
  holdfast plan exports/                           what each rep would leave behind
  holdfast plan exports/ --rep R12                 who takes over from R12, and why
  holdfast plan exports/ --rep "Freja Lindahlsen" --accounts 50 --without R03 --output handover.csv

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
    "build": """\
examples:
  holdfast build exports/ --into /srv/holdfast/all
  holdfast build /srv/holdfast/all --into /srv/holdfast/freja --where rep:freja
  holdfast /srv/holdfast/freja

exit status: 0 the mart stands in DIR; 2 wrong usage or unusable input, the older mart stands as it was.
Problems of the data are told, and stand in the mart: 'holdfast check DIR' prints them and exits with 1.""",
    "keys": 'example of a keys.toml:\n  undo = ["ctrl+z"]\n  "sort.add" = ["O", "ctrl+o"]',
    "where": "exit status: 2 where not all of the cache could be cleared.",
    "views": """\
examples:
  holdfast views exports/
  holdfast show customers exports/ --where '@smb-at-risk revenue>10k'

a view of your own, views/smb-at-risk.toml:
  room = "desk"
  period = "12m"
  where = "segment:smb risk>=high"
  sort = ["-revenue"]
  columns = ["name", "rep", "revenue"]""",
    "schema": """\
example:
  holdfast schema config.toml > ~/.config/holdfast/config.schema.json

and as the first line of config.toml, for editors that use taplo:
  #:schema ./config.schema.json""",
    "completion": """\
examples:
  holdfast completion bash > ~/.local/share/bash-completion/completions/holdfast
  holdfast completion zsh > ~/.zfunc/_holdfast      with fpath+=~/.zfunc before compinit in .zshrc
  holdfast completion fish > ~/.config/fish/completions/holdfast.fish
  holdfast completion man > ~/.local/share/man/man1/holdfast.1""",
    "help": """\
examples:
  holdfast help                                    the topics, one a line
  holdfast help filters
  holdfast help show                               what the command show takes
  holdfast help win back                           where these words stand""",
    "tour": "",
    "note": "example:\n  holdfast note exports/ C0012 'Wants a second site quoted'",
    "task": "example:\n  holdfast task exports/ 'Kurhaus Distelfähre' 'Send the offer' --due fri",
    "done": "example:\n  holdfast done exports/ C0012 'Sent by mail'",
    "snooze": "example:\n  holdfast snooze exports/ C0012 'Closed in August' --until 2025-09-01",
    "log": """\
examples:
  holdfast log exports/ C0012 'Renews in July' --with 'Mara Klein'
  holdfast log exports/ C0012 --outcome 'no answer'""",
    "journal": """\
examples:
  holdfast journal export exports/ --output ana.jsonl
  holdfast journal import exports/ ana.jsonl
  holdfast journal rename exports/ C0012 ACME-1""",
}
