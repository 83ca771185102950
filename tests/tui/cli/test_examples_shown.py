"""Every filter, customer and rep that the program shows as an example is there in the sample book."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise

import pytest

from holdfast.engine import Engine
from holdfast.filters import FilterError, parse
from holdfast.glossary import entries
from holdfast.query import Query
from holdfast_tui.command_line.arguments.manual import EXAMPLES
from holdfast_tui.commands.declared import COMMANDS

_WHERE = re.compile(r"^\s*where = \"(.*)\"$", re.MULTILINE)
_CLAUSE = re.compile(r"-?[a-z_]+(?:[:=~]|[<>]=?)(?:\"[^\"]*\"|[^\s\"()]+)+")
_NAMED = {"--rep": "rep", "--for": "rep", "--customer": "name"}


def _commands() -> Iterator[list[str]]:
    for text in EXAMPLES.values():
        for line in text.splitlines():
            if line.strip().startswith("holdfast "):
                yield shlex.split(re.split(r" {3,}|[|>;] ", line.strip())[0])


def _wheres() -> Iterator[str]:
    """Filters after `--where`, of views, in the paragraph on filters, of commands and of the glossary."""
    for words in _commands():
        after = pairwise(words)
        yield from (where for option, where in after if option == "--where" and "@" not in where)
    yield from (where for text in EXAMPLES.values() for where in _WHERE.findall(text))
    told = EXAMPLES[""].partition("filters (--where):")[2].partition("exit status")[0]
    yield from (clause for clause in _CLAUSE.findall(told) if not clause.isupper() and ":VALUE" not in clause)
    for command in COMMANDS.values():
        yield from _CLAUSE.findall(command.why)
    for entry in entries():
        if where := entry.text("filter"):
            yield where


@pytest.mark.thorough
def test_every_filter_shown_is_read_and_those_of_the_manual_keep_somebody(sample_engine: Engine) -> None:
    shown = list(dict.fromkeys(_wheres()))
    assert len(shown) > 40
    for where in shown:
        parse(where, sample_engine.book.fields)
        if not where.startswith("flag:"):
            assert sample_engine.moment(Query(where=where)).shown, where


def test_every_customer_and_rep_of_the_manual_is_in_the_sample(sample_engine: Engine) -> None:
    customers = sample_engine.book.customers
    known = {*customers["name"], *customers["customer_id"]}
    reps = sample_engine.book.tables["reps"]
    known |= {*reps["name"], *reps["rep_id"], "all", "team", "lead"}
    said = [
        value
        for words in _commands()
        for option, value in pairwise(words)
        if option in _NAMED or (option == "exports/" and words[1] in ("draft", "task", "note"))
    ]
    assert len(said) > 8
    assert [value for value in said if value not in known and not value.startswith("-")] == []


def test_the_example_of_the_filter_bar_keeps_somebody(sample_engine: Engine) -> None:
    example = sample_engine.example()
    assert example == "rep:freja segment:smb revenue>9k"
    assert sample_engine.moment(Query(where=example)).shown


WRITES = {
    "revenue:x": "revenue>10",
    "created:x": "created:2025Q3",
    "flag>overdue": "flag:overdue",
    "orders~1": "orders:1",
    "risk:x": "risk:critical",
}
"""A filter that is wrong, and one that its error tells to write."""


def test_what_an_error_tells_to_write_is_read(sample_engine: Engine) -> None:
    for wrong, right in WRITES.items():
        with pytest.raises(FilterError) as caught:
            parse(wrong, sample_engine.book.fields)
        told = str(caught.value).replace(":value", ":1")
        assert right.partition(":")[2] in told or right in told, told
        parse(right, sample_engine.book.fields)
