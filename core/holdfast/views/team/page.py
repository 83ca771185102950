"""One rep on one page, for the talk: the book, what is flagged, prompts, plays, thanks and private notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.reps import visible_reps
from holdfast.money import MONEY_SCALE
from holdfast.plays.catalog import plays_of
from holdfast.plays.progress import runs_of
from holdfast.risk.catalog import FLAGS, REP_FLAGS
from holdfast.risk.names import PROMPT
from holdfast.risk.summary import flag_rows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.figures.figures import metric_figures
from holdfast.views.reps.pane import reps_pane
from holdfast.views.reps.prompts import prompt_rows
from holdfast.views.results import FigureRows
from holdfast.views.selection import FlagOfCustomer, FlagOfRep, PageOfRep, PlanOfRep, RepCustomers
from holdfast.views.team.handover.drills import fire_drill
from holdfast.views.team.handover.left_behind import rep_called
from holdfast.views.team.results import PageLine, PagePart, RepPage
from holdfast.views.team.thanks import thanks
from holdfast.views.team.words import drill_sentences
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.interface.sentences import worded
from holdfast.words.numerals import interval_text, number_text, percent_text
from holdfast.words.wording import day_text, money_text, plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure
    from holdfast.journal.entry import Entry
    from holdfast.views.reps.results import RepRow
    from holdfast.views.selection import Selection

MOST_FLAGGED: Final = 5
"""So many flagged customers stand on the page, those of most money first."""

MOST_NOTES: Final = 8
VOICE: Final = "enps.reps"
CAUTION: Final = f"{PROMPT}: what a page cannot know is what the talk is for"

PAGE_COLUMNS: Final = (("part", "About"), ("why", "In words"))


def rep_page(store: FactsStore, answer: Answer, rep: str, writer: str | None = None) -> RepPage:
    """The page of a rep (id or name), here or gone, over the chosen customers.

    Notes on people are private: with `writer` only those of that writer. Raises UsageError.
    """
    rep_id = rep_called(answer, rep)
    row = next((one for one in reps_pane(store, answer).rows if one.rep_id == rep_id), None)
    name = row.name if row else _name(answer, rep_id)
    told = store.book.log.about(answer.facts.as_of, "rep", rep_id)
    team = row.team if row else None
    voice = _voice(store, answer, team)
    return RepPage(
        answer.moment,
        rep_id,
        name,
        _headline(store, answer, rep_id),
        (
            PagePart("Book", _book(answer, row), "holds and left no customers"),
            PagePart("If they left", _drill(store, answer, row), "nothing would be left behind"),
            PagePart("Flagged", _flagged(answer, rep_id), "no open flag among the customers held"),
            PagePart("Prompts", _prompts(answer, rep_id), "nothing to talk about on this day"),
            PagePart("Plays", _plays(store, answer, rep_id), "no play was started"),
            PagePart("Team voice", _voice_lines(voice), "no team on file"),
            PagePart("Thanks", _thanks(store, answer, rep_id, told), "nothing on record, nothing stands out"),
            PagePart("Notes", _notes(told, writer), "no note of yours"),
        ),
        CAUTION,
        voice,
    )


def page_rows(store: FactsStore, answer: Answer, asked: PageOfRep) -> FigureRows:
    """The page as rows for a screen; each opens what it speaks of. Raises UsageError as `rep_page`."""
    page = rep_page(store, answer, asked.rep_id, asked.writer)
    lines = [
        (
            worded(part.title),
            _in_one(line) or worded(part.nothing),
            line.opens or RepCustomers(page.rep_id, "held"),
        )
        for part in page.parts
        for line in part.lines or (PageLine("", ""),)
    ]
    frame = pl.DataFrame(
        [line[:2] for line in lines], schema=dict.fromkeys(dict(PAGE_COLUMNS), pl.String), orient="row"
    )
    caution = worded(page.caution)
    sentence = f"{worded(page.headline)}. {caution[0].upper()}{caution[1:]}."
    rows = _PageRows(frame, [line[2] for line in lines])
    return FigureRows(answer.moment, "", page.name, sentence, "prompt", PAGE_COLUMNS, rows)


def _in_one(line: PageLine) -> str:
    """A line of the page in one text: its severity, what it is about, what it says."""
    severity = f"{tr(line.severity, 'severity')}: " if line.severity else ""
    return f"{severity}{worded(line.label)}: {worded(line.text)}" if line.text else ""


class _PageRows(FrameRows):
    """The lines of a page; each opens what it speaks of."""

    def __init__(self, frame: pl.DataFrame, opens: Sequence[Selection]) -> None:
        super().__init__(frame)
        self._opens = opens

    def selection_at(self, index: int) -> Selection:
        """What a line opens."""
        return self._opens[index]


def _name(answer: Answer, rep_id: str) -> str:
    found = answer.facts.reps.filter(pl.col("rep_id") == rep_id).get_column("name")
    return str(found[0]) if found.len() else rep_id


def _headline(store: FactsStore, answer: Answer, rep_id: str) -> str:
    """Team, region, background, since when and for how long."""
    facts = answer.facts.reps.filter(pl.col("rep_id") == rep_id)
    if facts.is_empty():
        return "not in the reps table"
    row = facts.row(0, named=True)
    listed = visible_reps(store.book, answer.facts.as_of).filter(pl.col("rep_id") == rep_id)
    background = listed.item(-1, "background") if "background" in listed.columns else None
    parts = [row["team"], row["region"], background]
    if row["hire_date"] is not None:
        since = day_text(row["hire_date"])
        if row["tenure_days"] is None:
            parts.append(phrase("here since {since}", since=since))
        else:
            years = number_text(row["tenure_days"] / 365.25, 1)
            parts.append(phrase("here since {since} ({years} years)", since=since, years=years))
    if row["end_date"] is not None:
        parts.append(phrase("gone from {since}", since=day_text(row["end_date"])))
    return " · ".join(str(part) for part in parts if part)


def _book(answer: Answer, row: RepRow | None) -> tuple[PageLine, ...]:
    if row is None:
        return ()
    currency = answer.moment.currency
    held, answered = RepCustomers(row.rep_id, "held"), RepCustomers(row.rep_id, "answered")
    lines = []
    if row.customers:
        words = counted(
            "{n} customer with {money} in 12 months|{n} customers with {money} in 12 months",
            row.customers,
            money=_money(row.revenue, currency),
        )
        lines.append(PageLine("held", words, opens=held))
    if row.orphaned:
        money = _money(row.orphaned_revenue, currency)
        words = counted(
            "{n} customer with {money} left without a rep|{n} customers with {money} left without a rep",
            row.orphaned,
            money=money,
        )
        lines.append(PageLine("left behind", words, opens=held))
    if row.held_at_start:
        lines.append(PageLine("kept", _kept(row), opens=answered))
    if row.flags:
        words = counted("{n} open flag among them|{n} open flags among them", row.flags)
        lines.append(PageLine("flags", words, row.worst, held))
    return tuple(lines)


def _kept(row: RepRow) -> str:
    kept = row.kept
    said = phrase(
        "{kept} of {at_start} active at the start", kept=int(kept.numerator or 0), at_start=row.held_at_start
    )
    if kept.value is not None and kept.low is not None and kept.high is not None:
        said += f", {percent_text(kept.value)} {interval_text(100 * kept.low, 100 * kept.high)}"
    if row.kept_adjusted is not None:
        said += phrase("; for its mix of segments {share}", share=percent_text(row.kept_adjusted))
    if row.churn_oe is not None and row.oe_low is not None and row.oe_high is not None:
        times, low, high = (number_text(one, 2) for one in (row.churn_oe, row.oe_low, row.oe_high))
        said += phrase(
            "; lost {times} times what is expected [{low} to {high}]", times=times, low=low, high=high
        )
    return said


def _drill(store: FactsStore, answer: Answer, row: RepRow | None) -> tuple[PageLine, ...]:
    if row is None or not store.book.has("assignments"):
        return ()
    drill, effect = fire_drill(store, answer, row.rep_id)
    if not drill.customers:
        return ()
    names = ("left behind", "expected loss", "by one thread")
    said = drill_sentences(drill, effect, answer.moment.currency)
    plan = PlanOfRep(row.rep_id)
    return tuple(PageLine(name, words, opens=plan) for name, words in zip(names, said, strict=True))


def _flagged(answer: Answer, rep_id: str) -> tuple[PageLine, ...]:
    """The worst flag of each flagged customer, the worst first."""
    own = answer.chosen.filter(pl.col("rep_id") == rep_id)
    rows = flag_rows(own, answer.facts.raised, answer.moment.currency).unique(
        "subject", keep="first", maintain_order=True
    )
    named = own.select("customer", "customer_id", pl.coalesce("name", "customer_id").alias("name"))
    told = rows.join(named, left_on="subject", right_on="customer_id", how="left", maintain_order="left")
    lines = [
        PageLine(
            name, f"{tr(FLAGS[flag].name, 'flag')}: {said}", str(severity), FlagOfCustomer(flag, customer)
        )
        for flag, severity, said, customer, name in told.select(
            "flag", pl.col("severity").cast(pl.String), "evidence", "customer", "name"
        ).head(MOST_FLAGGED).iter_rows()
    ]  # fmt: skip
    if rows.height > MOST_FLAGGED:
        more = counted(
            "{n} more customer with an open flag|{n} more customers with an open flag",
            rows.height - MOST_FLAGGED,
        )
        lines.append(PageLine("and", more, opens=RepCustomers(rep_id, "held")))
    return tuple(lines)


def _prompts(answer: Answer, rep_id: str) -> tuple[PageLine, ...]:
    rows = prompt_rows(answer.facts.rep_flags, answer.moment.currency).filter(pl.col("subject") == rep_id)
    return tuple(
        PageLine(
            tr(REP_FLAGS[flag].name, "flag"),
            f"{said}{_since(since)}. {tr(play, 'play')}",
            severity,
            FlagOfRep(flag, rep_id),
        )
        for flag, severity, said, since, play in rows.select(
            "flag", pl.col("severity").cast(pl.String), "evidence", "first_seen", "play"
        ).iter_rows()
    )


def _since(day: date | None) -> str:
    return phrase("; open since {since}", since=day_text(day)) if day else ""


def _plays(store: FactsStore, answer: Answer, rep_id: str) -> tuple[PageLine, ...]:
    """Plays under way or ended among the customers held, by play."""
    as_of = answer.facts.as_of
    own = set(answer.chosen.filter(pl.col("rep_id") == rep_id).get_column("customer_id"))
    entries = [entry for entry in store.book.log.until(as_of) if entry.subject_id in own]
    if not entries:
        return ()
    counts: dict[str, list[int]] = {}
    for run in runs_of(entries, plays_of(answer.thresholds.preset), as_of):
        counts.setdefault(run.title, [0, 0])[0 if run.ended is None else 1] += 1
    return tuple(
        PageLine(title, f"{running} under way, {ended} ended", opens=RepCustomers(rep_id, "held"))
        for title, (running, ended) in sorted(counts.items())
    )


def _voice(store: FactsStore, answer: Answer, team: str | None) -> Figure | None:
    """ENPS of the team, never of one person; hidden below 5 answers."""
    if team is None:
        return None
    found = (one for one in metric_figures(store, answer, "team", (VOICE,)) if one.group == team)
    return next(found, None)


def _voice_lines(voice: Figure | None) -> tuple[PageLine, ...]:
    if voice is None:
        return ()
    if voice.value is None:
        return (PageLine("eNPS", voice.note or "cannot be told"),)
    bounds = ""
    if voice.low is not None and voice.high is not None:
        bounds = f" {interval_text(voice.low, voice.high, signed=True)}"
    answers = plural(int(voice.denominator or 0), "answer")
    return (PageLine("eNPS", f"{number_text(voice.value, signed=True)}{bounds} of {answers} in the team"),)


def _thanks(store: FactsStore, answer: Answer, rep_id: str, told: Sequence[Entry]) -> tuple[PageLine, ...]:
    """Recognitions on record, and what deserves one."""
    days = answer.facts.reps.filter(pl.col("rep_id") == rep_id).get_column("unrecognised_days")
    lines = []
    if days.len() and days[0] is not None:
        lines.append(PageLine("last", f"recognised {plural(int(days[0]), 'day')} ago"))
    lines += [PageLine("thanked", _entry_words(entry)) for entry in told if entry.kind == "recognition"]
    deserved = next((row.deserved for row in thanks(store, answer).rows if row.rep_id == rep_id), ())
    lines += [PageLine(one.merit, f"{one.evidence[0].upper()}{one.evidence[1:]}") for one in deserved]
    return tuple(lines)


def _notes(told: Sequence[Entry], writer: str | None) -> tuple[PageLine, ...]:
    """What was written about the rep, the newest first: for whoever wrote it."""
    notes = [entry for entry in reversed(told) if entry.kind == "note" and writer in (None, entry.writer)]
    return tuple(PageLine(day_text(entry.day), _entry_words(entry)) for entry in notes[:MOST_NOTES])


def _entry_words(entry: Entry) -> str:
    return f"{entry.text} ({entry.writer})" if entry.text else f"({entry.writer})"


def _money(amount: float, currency: str) -> str:
    return money_text(round(amount * MONEY_SCALE), currency)
