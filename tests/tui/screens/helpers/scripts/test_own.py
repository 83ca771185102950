"""The user's own commands at the desk: by key and palette, on one row and on many, and what is refused."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.core.books import make_book
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_run import desk_app
from tests.tui.desk_story import Story

from holdfast.engine import Engine
from holdfast.own.commands import OwnCommand
from holdfast_tui.commands.declared import Keys, help_lines, hints
from holdfast_tui.commands.own import with_own
from holdfast_tui.commands.situation import Situation
from holdfast_tui.screens.helpers.scripts import own as running
from holdfast_tui.terminal import programs

NAMES = ("Acme", "-rf *", "two\nlines")


def engine() -> Engine:
    return Engine(
        make_book(
            customers=[
                {"customer_id": f"C{number}", "name": name, "industry": "Mills" if number else None}
                for number, name in enumerate(NAMES)
            ],
            orders=[
                {"customer_id": f"C{number}", "order_date": "2025-06-30", "amount": 100 - number}
                for number in range(len(NAMES))
            ],
        )
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Prints its arguments, each between angle brackets."""
    path = tmp_path / "program"
    path.write_text('#!/bin/sh\nfor word in "$@"; do printf "<%s>\\n" "$word"; done\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@asynccontextmanager
async def desk(*commands: OwnCommand) -> AsyncIterator[Story]:
    app = desk_app(engine(), keys=with_own(Keys(), commands, lambda _: None))
    app.session.user = app.session.user.__class__(commands=commands)
    app.session.prepares_ahead = False
    async with app.run_test(size=(120, 40)) as pilot:
        story = Story(app, pilot)
        await story.settled()
        yield story


def own(*argv: str, keys: tuple[str, ...] = ("Z",), show: bool = False) -> OwnCommand:
    return OwnCommand("try", argv, "Try it", keys, show=show)


async def told(story: Story, wanted: str) -> None:
    """Wait for a program that runs beside the desk."""
    for _ in range(600):
        if wanted in screen_text(story.app):
            return
        await story._pilot.pause(0.05)
    raise AssertionError(screen_text(story.app))


@pytest.mark.thorough
async def test_it_runs_by_its_key_and_its_output_is_shown_where_that_is_asked_for(program: Path) -> None:
    async with desk(own(str(program), "{name}", "as of {as_of}", "--", "{customer_id}", show=True)) as story:
        await story.press("home").sees("Z try it")
        await story.press("Z")
        await told(story, "<Acme>")
        await story.sees("<as of 2025-06-30>", "<-->", "<C0>")
        await story.press("escape", "?").types("try it").sees("Try it: Run")
        await story.press("escape", ":").types("try it").sees("Try it")


@pytest.mark.thorough
async def test_on_marked_rows_it_asks_first_and_runs_once_for_each(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(programs, "start", ran.append)
    async with desk(own(str(program), "--", "{name}")) as story:
        await story.press("M", "Z").sees("Try it: run 3 times?")
        await story.press("enter")
        assert ran == []
        await story.press("Z", "down", "enter")
        assert sorted(argv[2] for argv in ran) == sorted(NAMES)
        assert story.app.room.bars.footer.said == "Started Try it 3 times."
        monkeypatch.setattr(running, "MOST_RUNS", 2)
        await story.press("Z")
        assert story.app.room.bars.footer.said == "3 customers are marked, and Try it runs on 2 at most."


@pytest.mark.thorough
async def test_nothing_is_run_where_a_value_is_missing_or_would_be_an_option(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(programs, "start", ran.append)
    async with desk(own(str(program), "{name}", "{industry}")) as story:
        await story.press("home", "Z")
        assert story.app.room.bars.footer.said == "Try it is not run: {industry} not on file of Acme."
        await story.press("down", "Z")
        assert (
            "{name} is '-rf *', which the program would take for an option" in story.app.room.bars.footer.said
        )
        assert ran == []
        await story.press("4", "Z")
        assert "works on customers and reps only" in story.app.room.bars.footer.said


@pytest.mark.thorough
async def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    async with desk(own(str(tmp_path / "absent"), "{name}")) as story:
        await story.press("home", "Z")
        assert "Try it cannot be run" in story.app.room.bars.footer.said
        assert "No such file" in story.app.room.bars.footer.said


def test_a_key_that_is_taken_is_left_out_and_the_command_stays() -> None:
    said: list[str] = []
    keys = with_own(
        Keys(), [own("x", keys=("n", "Z", "not a key")), OwnCommand("b", ("y",), "B", ("Z",))], said.append
    )
    first, second = keys.own
    assert (first.keys, second.keys) == (("Z",), ())
    assert said == [
        "[commands] try: n is taken by Note (note)",
        "[commands] try: 'not a key' is not a key: write x, X, ctrl+x, f1 …",
        "[commands] b: Z is taken by Try it (own.try)",
    ]
    assert ("Z", "try it") in hints(Situation(), keys)
    assert help_lines("desk", keys)[-1][0] == "Your own commands"


def test_a_placeholder_that_is_none_leaves_its_command_out_with_the_nearest() -> None:
    said: list[str] = []
    commands = [own("x", word) for word in ("{nmae}", "{why}", "{x.plan}", "{email}")]
    assert len(with_own(Keys(), commands, said.append).own) == 2
    assert said[0] == "[commands] try: there is no placeholder {nmae}: did you mean {name}?"
    assert "there is no placeholder {why}" in said[1]


def test_output_is_taken_without_the_terminal_and_for_a_while_only(tmp_path: Path) -> None:
    ended = programs.output_of(["sh", "-c", "echo out; echo err >&2; cat; exit 3"])
    assert (ended.status, ended.output) == (3, "out\nerr\n")
    assert programs.output_of(["sleep", "5"], patience=0.05).status is None
    much = programs.output_of(["head", "-c", "200000", "/dev/zero"])
    assert len(much.output) == programs.MOST_BYTES
    with pytest.raises(FileNotFoundError):
        programs.start([os.fspath(tmp_path / "absent")])
