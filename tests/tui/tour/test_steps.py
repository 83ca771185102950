"""The tour as data and as text: every key it names is there, every command it shows answers its question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.tui.cli.shown import commands_of, stdout_of

from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.commands.places import PLACE_TITLES
from holdfast_tui.tour.steps import Done, as_markdown, questions, steps


def test_every_step_names_keys_that_are_there_and_a_place_that_can_be_reached() -> None:
    assert len(questions()) == 5
    for step in steps():
        named = re.findall(r"\{([^}]*)\}", step.text)
        assert named, "a step says which key to press"
        assert set(named) <= set(COMMANDS)
        assert step.done.room is None or step.done.room in PLACE_TITLES
    assert [step.done for step in steps() if step.done == Done()] == [steps()[-1].done]


def test_a_step_says_the_keys_of_whoever_changed_them() -> None:
    assert "`7`" in steps()[0].told(Keys())
    assert "`f7`" in steps()[0].told(Keys({"room.today": ("f7",)}))


def test_a_step_is_done_where_it_leads() -> None:
    assert Done(room="today").at("today", "")
    assert not Done(room="today").at("desk", "")
    assert Done(where="flag:overdue").at("desk", "rep:ana flag:overdue")
    assert not Done(without="flag:overdue").at("desk", "flag:overdue")
    assert Done(without="flag:overdue").at("desk", "")
    assert not Done().at("desk", "")


@pytest.mark.thorough
@pytest.mark.parametrize("number", range(5))
def test_the_commands_of_the_printed_tour_answer_its_questions(number: int, sample_read: Path) -> None:
    page = as_markdown(sample_read)
    asked = page.split("\n## ")[number + 1]
    commands = list(commands_of(asked))
    assert len(commands) == len(questions()[number].answers)
    for words in commands:
        assert stdout_of(words).count(b"\n") > 3
