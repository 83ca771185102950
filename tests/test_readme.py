"""README is what a newcomer reads whole: short, and whatever it names is there."""

from __future__ import annotations

import re
import shlex

from tests.conftest import REPOSITORY

from holdfast_tui.command_line.arguments.commands import PARSERS
from holdfast_tui.command_line.arguments.reading import read_arguments
from holdfast_tui.help.topics import topics

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
MOST_LINES = 250


def test_it_is_short() -> None:
    assert README.count("\n") <= MOST_LINES


def test_every_topic_and_command_that_it_names_is_there() -> None:
    table = README.partition("| topics of `holdfast help` | |\n")[2].partition("\n\n")[0]
    named = {*re.findall(r"`([a-z-]+)`", table), *re.findall(r"`holdfast help ([a-z-]+)`", README)}
    assert len(named) > 30
    assert named <= {*topics(), *PARSERS}
    shown = re.findall(r"^holdfast (.*?)(?: {2,}#.*)?$", README, re.MULTILINE)
    for words in shown + re.findall(r"`holdfast ([^`]+) sample_data`", README):
        read_arguments(shlex.split(words.replace("exports/", "sample_data")))


def test_every_file_that_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
