from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass

import pyte
import pytest
from tests.examples import each, some_by_day
from tests.hostile import HOSTILE_CELLS
from tests.pty_run import Terminal

from holdfast_tui.safe_text import cell_width
from holdfast_tui.terminal import sgr, shadow
from holdfast_tui.terminal.sgr import PLAIN, Sgr, applied, change
from holdfast_tui.terminal.shadow import NotUnderstoodError, Shadow
from holdfast_tui.terminal.wire import ENTER, SYNC_END, SYNC_START, Wire, driver_class

Look = tuple[str, str, str, bool, bool, bool, bool, bool]

COLOURS = ("", "38;2;200;30;30", "38;2;9;99;199", "38;5;77", "31", "95", "39")
GROUNDS = ("", "48;2;10;20;30", "48;2;40;44;60", "48;5;238", "44", "103", "49")
CONTROL = re.compile("[\x00-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\\[[0-9;]*m)")
"""What a frame must not hold; colours are no harm."""
WORDS = (
    "Acme GmbH",
    "€84.2k",
    "▂▃▅▂▁",
    "‼ ",
    "   ",
    "          ",
    "日本",
    "e\u0301",
    "│",
    "─" * 9,
    "x",
    "👍",
)


def looks(screen: pyte.Screen) -> list[list[Look]]:
    """What can be seen in every cell: of a space only its ground, unless something else shows there."""
    return [
        [look(screen.buffer[row][column]) for column in range(screen.columns)] for row in range(screen.lines)
    ]


def look(cell: pyte.screens.Char) -> Look:
    drawn = cell.underscore or cell.strikethrough or cell.reverse
    if cell.data == " " and not drawn:
        return " ", "", cell.bg, False, False, False, False, False
    return (
        cell.data,
        cell.fg,
        cell.bg,
        cell.bold,
        cell.italics,
        cell.underscore,
        cell.strikethrough,
        cell.reverse,
    )


@dataclass
class Pair:
    """The same frames on a terminal as they are, and on another through the wire."""

    columns: int
    rows: int
    erases: bool

    def __post_init__(self) -> None:
        self.stock = pyte.Screen(self.columns, self.rows)
        self.lean = pyte.Screen(self.columns, self.rows)
        self.stock_stream = pyte.Stream(self.stock)
        self.lean_stream = pyte.Stream(self.lean)
        self.wire = Wire(self.columns, self.rows, erases_in_colour=self.erases)
        self.write("\x1b[?7l")

    def write(self, data: str) -> str:
        written = self.wire.feed(data)
        self.stock_stream.feed(data)
        self.lean_stream.feed(written)
        return written

    def resize(self, columns: int, rows: int) -> None:
        self.stock.resize(rows, columns)
        self.lean.resize(rows, columns)
        self.columns, self.rows = columns, rows
        self.wire.resize(columns, rows)

    def assert_same(self) -> None:
        assert looks(self.lean) == looks(self.stock)
        assert (self.lean.cursor.x, self.lean.cursor.y) == (self.stock.cursor.x, self.stock.cursor.y)


def style(chance: random.Random) -> str:
    codes = [str(code) for code in (1, 2, 3, 4, 7, 9) if chance.random() < 0.15]
    codes += [code for code in (chance.choice(COLOURS), chance.choice(GROUNDS)) if code]
    return ";".join(codes)


def strip(chance: random.Random, width: int) -> str:
    """One line of a widget, exactly `width` cells, as Textual renders it: each style set and reset."""
    pieces, left = [], width
    while left:
        text = chance.choice(WORDS)
        while cell_width(text) > left:
            text = text[:-1] or " "
        left -= cell_width(text)
        codes = style(chance)
        pieces.append(f"\x1b[{codes}m{text}\x1b[0m" if codes else text)
    return "".join(pieces)


def frame(chance: random.Random, columns: int, rows: int, *, full: bool) -> str:
    """A frame as Textual writes it: whole widgets, or lines of some of them, then the cursor."""
    edges = [0, columns // 3, columns // 2, columns]
    lines = []
    last = 0
    for row in range(rows):
        if not full and chance.random() < 0.6:
            continue
        spans = [
            f"\x1b[{row + 1};{start + 1}H{strip(chance, end - start)}"
            for start, end in itertools.pairwise(edges)
            if full or chance.random() < 0.5
        ]
        if spans:
            lines.append("".join(spans))
            last = row
    joiner = "\n" if last < rows else ""
    return joiner.join(lines) + f"\x1b[{chance.randrange(rows) + 1};{chance.randrange(columns) + 1}H"


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(range(40), by_day=8))
@pytest.mark.parametrize("erases", [False, True])
def test_the_screen_is_the_same_cell_for_cell(seed: int, erases: bool) -> None:
    chance = random.Random(seed)
    pair = Pair(chance.choice([30, 41, 80]), chance.choice([3, 8]), erases)
    pair.write(frame(chance, pair.columns, pair.rows, full=True))
    pair.assert_same()
    for step in range(12):
        if step == 6:
            pair.resize(pair.columns + chance.randint(-6, 6), pair.rows + chance.randint(-1, 3))
            pair.write(frame(chance, pair.columns, pair.rows, full=True))
        pair.write(frame(chance, pair.columns, pair.rows, full=False))
        pair.assert_same()


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(10))
def test_small_changes_keep_the_screen_the_same(seed: int) -> None:
    chance = random.Random(seed)
    pair = Pair(40, 4, erases=True)
    lines = [list("." * 40) for _ in range(4)]
    for _ in range(60):
        row, column = chance.randrange(4), chance.randrange(40)
        for offset in range(chance.choice([1, 1, 2, 20])):
            if column + offset < 40:
                lines[row][column + offset] = chance.choice(" .ab")
        ground = chance.choice(["48;2;1;2;3", "48;2;1;2;3", ""])
        text = "".join(lines[row])
        pair.write(f"\x1b[{row + 1};1H" + (f"\x1b[{ground}m{text}\x1b[0m" if ground else text) + "\x1b[1;1H")
        pair.assert_same()


def test_the_comparison_can_fail() -> None:
    pair = Pair(10, 1, erases=False)
    pair.write("\x1b[1;1H\x1b[31mabc\x1b[0m")
    pair.lean_stream.feed("\x1b[1;1Hx")
    with pytest.raises(AssertionError):
        pair.assert_same()


def test_nothing_is_written_for_a_frame_that_changes_nothing() -> None:
    wire = Wire(80, 24)
    picture = frame(random.Random(1), 80, 24, full=True)
    assert wire.feed(picture)
    written = [wire.feed(data) for data in (SYNC_START, picture, SYNC_END)]
    assert written == ["", "", ""]


def test_only_the_changed_letters_are_written() -> None:
    wire = Wire(40, 2)
    wire.feed("\x1b[1;1H\x1b[1;31mAcme GmbH overdue\x1b[0m\x1b[1;1H")
    assert wire.feed("\x1b[1;1H\x1b[1;31mAcme GmbH overdXe\x1b[0m\x1b[1;1H") == "\x1b[15CX\r"


def test_a_blank_needs_no_colour_of_its_own() -> None:
    wire = Wire(20, 1)
    written = wire.feed("\x1b[1;1H\x1b[31;44ma\x1b[0m\x1b[32;44m \x1b[0m\x1b[31;44mb\x1b[0m")
    assert written == "\x1b[H\x1b[;31;44ma b"


def test_long_blanks_are_erased_where_the_terminal_keeps_the_ground() -> None:
    line = "\x1b[1;1H\x1b[44mab" + " " * 78 + "\x1b[0m\x1b[1;1H"
    assert Wire(80, 1, erases_in_colour=True).feed(line) == "\x1b[H\x1b[;44mab\x1b[K\r"
    assert len(Wire(80, 1).feed(line)) > 80


def test_a_colour_is_sent_once_for_several_lines_where_that_is_shorter() -> None:
    colours = "38;2;200;30;30", "38;2;9;99;199", "38;2;90;120;130"
    line = "".join(f"\x1b[{colour}m{colour[-6:]}\x1b[0m" for colour in colours)
    picture = "".join(f"\x1b[{row};1H{line}" for row in range(1, 9)) + "\x1b[1;1H"
    written = Wire(30, 8).feed(picture)
    assert [written.count(colour) for colour in colours] == [1, 1, 1]
    pair = Pair(30, 8, erases=False)
    pair.write(picture)
    pair.assert_same()


def test_many_lines_are_painted_from_the_top_down() -> None:
    # A slow line must not show the whole screen in one colour first.
    lines = {
        row: "".join(f"\x1b[38;2;1;2;{code}m{name}{row}\x1b[0m" for code, name in enumerate("abcd"))
        for row in range(10, 50)
    }
    written = Wire(30, 40).feed("".join(f"\x1b[{row - 9};1H{line}" for row, line in lines.items()))
    assert max(written.index(f"{name}15") for name in "abcd") < min(written.index(f"{n}40") for n in "abcd")


def test_frames_behind_a_skeleton_are_shown_as_what_they_add_to_it() -> None:
    wire = Wire(20, 2)
    assert "Holdfast" in wire.painted_ahead("\x1b[1;1HHoldfast\x1b[2;1Hfooter")
    assert wire.feed(ENTER) == ""
    assert wire.feed("\x1b[?1004h") == "\x1b[?1004h"
    # A desk comes up in several frames, the first of them empty.
    assert wire.feed("\x1b[1;1H        \x1b[2;1H      ") == ""
    assert wire.feed("\x1b[1;1HHoldfast\x1b[2;1Hfooter 2") == ""
    assert wire.shown() == " 2"
    assert wire.feed("\x1b[1;1HH\x1b[1;1H") == "\x1b[H"


def test_big_frames_are_shown_at_once_and_small_ones_go_without_markers() -> None:
    wire = Wire(80, 24)
    picture = frame(random.Random(2), 80, 24, full=True)
    written = [wire.feed(data) for data in (SYNC_START, picture, SYNC_END)]
    assert written[1].startswith(SYNC_START)
    assert written[2] == SYNC_END
    small = [wire.feed(data) for data in (SYNC_START, "\x1b[1;1Hzzz", SYNC_END)]
    assert SYNC_START not in small[1]
    assert "zzz" in small[1]
    assert small[2] == ""


@pytest.mark.parametrize(
    "data",
    [
        "\x1b]52;c;ZXhwb3J0\x07",
        "\x1b[?1000h",
        "\x1b[?1003h\x1b[?1006h",
        "\x1b[?2026$p",
        "\x1b[>1u",
        "\x1b[<u",
        "\x1b]22;text\x07",
        "\x07",
        "\x1b[?25l",
    ],
)
def test_what_is_no_frame_passes_and_nothing_is_forgotten(data: str) -> None:
    wire = Wire(20, 2)
    wire.feed("\x1b[1;1Habc\x1b[1;1H")
    assert wire.feed(data) == data
    assert wire.feed("\x1b[1;1Habc\x1b[1;1H") == ""


@pytest.mark.parametrize(
    "odd",
    [
        "\x1b[1;1H\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
        "\x1b[2J",
        "\x1b[1;1Hbell\x07",
        "\x1b[1;1Ha\u200db",
        "\x1b[1;18Hbeyond the edge",
        "\x1b[9;1Hbelow",
        "\x1b[2;1Hscroll\n",
        "\x1b[1;1H\x1b[38;9mx",
        "\x1b[1;1H\x1b[4:3mx",
        *(f"\x1b[1;1H{cell[:30]}" for cell in HOSTILE_CELLS if CONTROL.search(cell[:30])),
    ],
)
def test_a_frame_that_is_not_understood_is_written_as_it_is(odd: str) -> None:
    pair = Pair(20, 2, erases=True)
    pair.write("\x1b[1;1H\x1b[44mabc\x1b[0m\x1b[1;1H")
    assert pair.write(odd).endswith(odd)
    # Whatever it did, the next whole frame is written in full and both screens agree again.
    pair.write("\x1b[0m" + frame(random.Random(3), 20, 2, full=True))
    pair.assert_same()


def test_leaving_and_entering_the_screen_repaints() -> None:
    wire = Wire(20, 2)
    wire.feed("\x1b[1;1Habc\x1b[1;1H")
    assert wire.feed("\x1b[?1049h") == "\x1b[m\x1b[?1049h"
    assert "abc" in wire.feed("\x1b[1;1Habc\x1b[1;1H")


def test_a_wide_character_cut_in_two_leaves_a_blank() -> None:
    model = Shadow(6, 1)
    model.paint("\x1b[1;1Ha日b\x1b[1;1H")
    assert model.paint("\x1b[1;3Hx\x1b[1;1H") == "\x1b[C x\r"
    model.paint("\x1b[1;1Ha日b\x1b[1;1H")
    assert model.paint("\x1b[1;2Hy\x1b[1;1H") == "\x1b[Cy \r"


def test_after_a_wide_character_the_cursor_is_placed_anew() -> None:
    written = Shadow(20, 1).paint("\x1b[1;1H日ab")
    assert "日\x1b[1;3Hab" in written


def test_the_fast_way_takes_only_characters_of_one_cell() -> None:
    single = [chr(code) for code in range(0x3000) if shadow._SINGLE.fullmatch(chr(code))]
    assert {cell_width(character) for character in single} == {1}


def test_a_mark_without_a_character_is_not_guessed_at() -> None:
    with pytest.raises(NotUnderstoodError):
        Shadow(10, 1).paint("\x1b[1;1H\u0301a")


@each("seed", range(300))
def test_a_change_of_style_ends_in_the_style_wanted(seed: int) -> None:
    chance = random.Random(seed)
    before, after = (applied(PLAIN, style(chance)) for _ in range(2))
    assert before is not None
    assert after is not None
    sequence = change(before, after)
    reached = applied(before, sequence[2:-1]) if sequence else before
    assert reached == after
    assert applied(PLAIN, change(None, after)[2:-1]) == after


def test_styles_are_read_as_terminals_read_them() -> None:
    assert applied(PLAIN, "") == PLAIN
    assert applied(Sgr("31", "", frozenset({1})), "0;4") == Sgr("", "", frozenset({4}))
    assert applied(PLAIN, "1;38;2;1;2;3;48;5;7") == Sgr("38;2;1;2;3", "48;5;7", frozenset({1}))
    assert applied(Sgr("31", "44", frozenset({1, 2, 4})), "22;39") == Sgr("", "44", frozenset({4}))
    assert applied(PLAIN, "38;2;1") is None
    assert applied(PLAIN, "77") is None
    assert change(Sgr("31"), Sgr("32")) == "\x1b[32m"
    assert sgr.blank(Sgr("31", "44", frozenset({1}))) == Sgr("", "44")


def test_the_stock_driver_can_be_asked_for() -> None:
    assert driver_class({"HOLDFAST_WIRE": "stock"}) is None
    assert driver_class({"TEXTUAL_DRIVER": "x:Y"}) is None


DESK = """
import os, sys
from textual.app import App
from textual.widgets import Input, Static
from textual.containers import Horizontal, Vertical
from holdfast_tui.look.loading import load_themes, theme_folders
from holdfast_tui.terminal.wire import driver_class

class Filter(Input):
    def on_mount(self):
        self.cursor_blink = False

class Desk(App):
    CSS = '''
    Screen { background: $background; color: $text; }
    .pane { border: round $border; background: $surface; width: 1fr; height: 1fr; }
    .pane:focus { border: round $border-focus; }
    Static.at { background: $cursor; color: $cursor-text; }
    '''
    def compose(self):
        yield Filter(id="filter")
        with Horizontal():
            for pane in range(2):
                with Vertical(classes="pane"):
                    for row in range(30):
                        text = f"Customer {row:03} 日本 {row * 977 % 1000}k ▂▃▅"
                        yield Static(text, id=f"r{pane}-{row}")
    def __init__(self):
        super().__init__(driver_class=driver_class())
        self.register_theme(load_themes(theme_folders({}))["dark"].textual())
        self.theme = "dark"
    def on_mount(self):
        self.at = 0
        self.show()
    def show(self):
        for row in range(30):
            self.query_one(f"#r0-{row}").set_class(row == self.at, "at")
    def on_key(self, event):
        if event.key == "down":
            self.at += 1
            self.show()
        if event.key == "escape":
            self.exit()
    def on_input_changed(self, event):
        for row in range(30):
            self.query_one(f"#r1-{row}").update(f"Found {row * 31 % 17} for {event.value}")

Desk().run()
"""
KEYS = ("\x1b[B", "\x1b[B", "a", "b", "\x7f", "\x1b[B")


PATIENCE = 50
"""So often a slow machine is given another moment to draw the last frame."""


def play(wire: str) -> tuple[pyte.Screen, list[int]]:
    """The desk after `KEYS` at two sizes, and the bytes written for the start and each key."""
    screen = pyte.Screen(120, 40)
    stream = pyte.ByteStream(screen)
    sizes = []
    environ = {"HOLDFAST_WIRE": wire, "TEXTUAL_ANIMATIONS": "none"}
    with Terminal(DESK, environ) as terminal:
        written = terminal.read_until([b"Customer 029"])
        sizes.append(len(written))
        stream.feed(without_private(written))
        for key in KEYS:
            terminal.press(key)
            written = terminal.read_until(quiet=0.3)
            sizes.append(len(written))
            stream.feed(without_private(written))
        terminal.resize(100, 36)
        screen.resize(36, 100)
        terminal.press("c")
        for _ in range(PATIENCE):
            more = terminal.read_until(quiet=0.3)
            stream.feed(without_private(more))
            if not more and all("for ac" in line for line in screen.display[4:-2]):
                break
    return screen, sizes


def without_private(data: bytes) -> bytes:
    """Keyboard and mode sequences that pyte takes for something else."""
    return re.sub(rb"\x1b\[[>=<][0-9;]*u|\x1b\[\?[0-9;]*\$p", b"", data)


def test_a_running_desk_looks_the_same_and_writes_a_fraction() -> None:
    stock, stock_sizes = play("stock")
    lean, lean_sizes = play("lean")
    assert "Customer 029" not in lean.display[0]
    assert any("Found" in line for line in lean.display)
    assert looks(lean) == looks(stock)
    assert lean_sizes[0] < stock_sizes[0] / 2
    assert max(lean_sizes[1:3]) < 1500
    assert sum(lean_sizes[1:]) < sum(stock_sizes[1:]) / 5, (stock_sizes, lean_sizes)
