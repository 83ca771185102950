"""`holdfast help`: topics that are whole and short, whose commands run, and a search in what is declared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.cli.shown import commands_of, stdout_of

from holdfast.own.settings import settings_markdown
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.schema.fields import FIELDS
from holdfast_tui.command_line.arguments.commands import PARSERS
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.help.topics import GENERATED, topics

from .conftest import Run

TOPICS = sorted(topics())
ONCE = ("check", "init", "show", "explain", "brief", "diff", "week", "where")
"""Commands that change nothing."""
_RUN: set[tuple[str, ...]] = set()
"""What of them was run by day."""


def told_by(words: list[str]) -> set[tuple[str, ...]]:
    """What a command shows beside its values: its verb or view, and each of its options."""
    return {
        tuple(words[: 2 if words[0] == "show" else 1]),
        *((words[0], word) for word in words if word.startswith("--")),
    }


@pytest.mark.thorough
@pytest.mark.usefixtures("run")  # for an empty folder of its own
@pytest.mark.parametrize("name", TOPICS)
@pytest.mark.parametrize("alike", some_by_day((False, True)), ids=("each word", "all"))
def test_every_command_that_a_topic_shows_runs(name: str, alike: bool, sample_read: Path) -> None:
    """By day each view and each option of a verb once, by night with all values."""
    Path("sample_data").symlink_to(sample_read)  # it is found read; no topic shows what writes there
    for words in commands_of(topics()[name].written):
        if words and words[0] in ONCE and not alike and ">" not in words:
            if told_by(words) <= _RUN:
                continue
            _RUN.update(told_by(words))
        written = words.index(">") if ">" in words else len(words)
        told = stdout_of(words[:written])
        for file in words[written + 1 :]:
            Path(file).write_bytes(told)


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_a_short_page_whose_links_lead_somewhere(name: str) -> None:
    written = topics()[name].written
    assert re.match(r"# \S.*\S\n\n", written), "the first line is its title"
    told = [line for line in written.splitlines() if line and not line.startswith("|")]
    assert len(told) <= 150, "tables are looked up, all else is read"
    assert max(map(len, re.sub(r"(?m)^\|.*", "", written).splitlines())) <= 120
    assert set(topics()[name].made_of) <= set(GENERATED)
    named = set(re.findall(r"`holdfast help ([a-z-]+)`", written))
    assert named <= {*topics(), *PARSERS}, "a topic that is named is there"


def test_without_a_word_the_topics_are_listed_one_a_line(run: Run) -> None:
    ran = run("help")
    assert (ran.status, ran.err) == (0, "")
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")]
    assert listed == TOPICS
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_pipe_gets_markdown_with_the_generated_parts_in_it(run: Run) -> None:
    fields = run("help", "fields")
    assert fields.status == 0
    assert fields.out.startswith("# Fields")
    assert [name for name in FIELDS if f"| `{name}` |" not in fields.out] == []
    assert "{{" not in fields.out
    flags = run("help", "FLAGS", "--format", "md").out
    assert [name for name in ALL_FLAGS if f"| {name} |" not in flags] == []
    assert settings_markdown() in run("help", "settings").out


def test_a_command_prints_what_it_takes(run: Run) -> None:
    assert run("help", "show").out == run("show", "--help").out


def test_any_other_word_is_searched_in_everything(run: Run) -> None:
    found = run("help", "orphaned")
    assert found.status == 0
    assert "→ `holdfast explain F19`" in found.out
    assert "→ `holdfast help fields`" in found.out
    keys = run("help", "saved", "views").out
    assert COMMANDS["views"].why in keys


def test_a_word_that_nothing_tells_of_is_refused_with_the_nearest_topic(run: Run) -> None:
    refused = run("help", "flgs")
    assert (refused.status, refused.out) == (2, "")
    assert "did you mean 'flags'?" in refused.err
    assert run("help", "xyzzyq").err.endswith("'holdfast help' lists the topics\n")
