"""Words about the words: help, explain, export and the end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from holdfast import glossary
from holdfast.errors import UsageError
from holdfast.plays.catalog import plays_of
from holdfast.plays.words import PREFIX, page_of
from holdfast.words.languages import glossary_language
from holdfast_tui.plain.told import Told, ToldRow, aside, rows_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast_tui.plain.conversation import Conversation


def explain(sitting: Conversation, rest: str) -> Told:
    """What a figure, a flag, a play, a practice or a term means; alone, the figure that was told last."""
    word = rest or sitting.shown.metric or ""
    if not word:
        raise UsageError("explain: name a figure, a flag or a term, such as explain retention.customers")
    thresholds = sitting.engine.thresholds
    plays = plays_of(thresholds.preset)
    if (play := plays.get(word.removeprefix(PREFIX))) is not None and glossary.find(word) is None:
        (first, title), *others = page_of(play)
        rows = (ToldRow(safe(f"{label}: {text}" if label else text)) for label, text in others)
        return Told((safe(f"{first}: {title}"),), rows_of(rows))
    language = glossary_language(sitting.journaling.user.language, os.environ)
    entry = glossary.entry(word, language, thresholds)
    rows = (ToldRow(safe(f"{label}: {text}")) for label, text in entry.labelled())
    return Told((safe(f"{entry.name} ({entry.id})."),), rows_of(rows),
                  metric=entry.id if entry.kind == "metric" else None)  # fmt: skip


def export(sitting: Conversation, rest: str) -> Told:
    """Write what the last answer lists to a new file where one started: csv, or parquet, json, md, xlsx."""
    from holdfast_tui.sitting.exporting import Listing, write_listing  # noqa: PLC0415 - most answers are not
    from holdfast_tui.sitting.files.targets import unused  # noqa: PLC0415 - as above

    table = sitting.shown.table
    if table is None:
        raise UsageError("export: the last answer is no list; ask for one first, such as list or losses")
    ending = rest.lower().removeprefix(".") or "csv"
    if ending not in FORMATS:
        raise UsageError(f"export {rest}: write one of {', '.join(FORMATS)}")
    engine, query, now = sitting.engine, sitting.query, sitting.moment
    asked = ("where", "as_of", "period")
    same = all(getattr(now, name) == getattr(table.moment, name) for name in asked)
    listing = Listing(
        table.moment,
        table.subject,
        table.frame,
        sealing=lambda: engine.sealing(query) if same else None,
    )
    written = write_listing(listing, unused(sitting.folder / f"{listing.stem}.{ending}"), sitting.sources)
    return aside(safe(said("Written: {what}.", what=written)))


FORMATS = ("csv", "parquet", "json", "md", "xlsx")


def help_with(sitting: Conversation, rest: str) -> Told:
    """The words of the line mode; with one of them, how it is written and what it does."""
    from holdfast_tui.plain.declared import WORDS, found_word  # noqa: PLC0415 - it declares this one too

    if rest:
        word = found_word(rest.split(maxsplit=1)[0])
        others = f" {said('Also: {words}.', words=', '.join(word.others))}" if word.others else ""
        return aside(safe(f"{word.usage}: {word.told}{others}"))
    told = safe(said("{n} words; help WORD says more of one. Start with today.", n=len(WORDS)))
    return aside(told, rows=rows_of(_usages()))


def _usages() -> Iterator[ToldRow]:
    from holdfast_tui.plain.declared import WORDS  # noqa: PLC0415

    for word in WORDS:
        yield ToldRow(safe(f"{word.usage}: {word.told}"))


def leave(sitting: Conversation, _rest: str) -> Told:
    """The end; nothing is written to the book."""
    sitting.ended = True
    return aside(safe(said("Left.")))
