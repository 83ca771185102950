"""Rows and headers as finished lines, without an app."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.examples import each
from tests.hostile import HOSTILE_CELLS

from holdfast.query import SortKey
from holdfast_tui.grid import paint
from holdfast_tui.grid.columns import customer_columns, place
from holdfast_tui.look.loading import load_themes
from holdfast_tui.safe_text import cell_width, safe
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs

DARK = load_themes((Path(__file__).resolve().parents[3] / "themes",))["dark"]
COLUMNS = customer_columns(())
VALUES = (
    "critical",
    "Acme GmbH",
    "Ana Ruiz",
    84_213.5,
    [1.0] * 11 + [8.0],
    "Last order 86 d ago: 2.9× overdue",
)


NAMES = ("Ana Ruiz", "Petra Hollermann", "Region 12 north", "Maximiliane-Auguste Zu")


def text(line: paint.Line) -> str:
    return "".join(piece.text for piece in line)


def row(values: tuple[object, ...], width: int, glyphs: Glyphs = UNICODE) -> str:
    return text(paint.row_line(COLUMNS, place(COLUMNS, width), values, "EUR", glyphs))


def test_a_row_reads_from_severity_to_reason() -> None:
    assert row(VALUES, 126).rstrip() == (
        "‼ critical  Acme GmbH                 Ana Ruiz             €84.2k  ▂▂▂▂▂▂▂▂▂▂▂█  "
        "Last order 86 d ago: 2.9× overdue"
    )


def test_severity_has_a_glyph_of_its_own_on_ascii_terminals() -> None:
    assert row(VALUES, 126, ASCII).startswith("X critical  ")


def test_the_cursor_lies_under_what_names_a_row_alone() -> None:
    line = [paint.span("‼ ", "severity-critical"), paint.span("Acme GmbH", "text"), paint.span("  €84k")]
    assert paint.named_cells(line) == (2, 11)
    drawn = paint.strip_at_cursor(line, 20, DARK.style, "cursor", paint.named_cells(line))
    grounds = {
        piece.text.strip(): piece.style.bgcolor for piece in drawn if piece.style and piece.text.strip()
    }
    surface, cursor = (DARK.style("text", ground).bgcolor for ground in ("surface", "cursor"))
    assert grounds == {"‼": surface, "Acme GmbH": cursor, "€84k": surface}
    assert drawn.cell_length == 20


def test_a_row_of_marks_alone_shows_the_cursor_throughout() -> None:
    assert paint.named_cells([paint.span("‼ "), paint.span("x")]) == (0, 3)


def test_the_header_shows_the_order_of_the_sort() -> None:
    sort = (SortKey("rep"), SortKey("revenue", descending=True))
    line = paint.header_line(COLUMNS, place(COLUMNS, 126), sort, 1, UNICODE)
    assert "Rep 1▲" in text(line)
    assert "Revenue 2▼" in text(line)
    assert "Rep 1^" in text(paint.header_line(COLUMNS, place(COLUMNS, 126), sort, 1, ASCII))


def test_the_current_column_stands_out_in_the_header() -> None:
    line = paint.header_line(COLUMNS, place(COLUMNS, 126), (), 2, UNICODE)
    assert [piece.text.strip() for piece in line if "underline" in piece.style] == ["Rep"]


def test_a_narrow_trend_says_how_many_months_it_shows() -> None:
    assert " 6m " in text(paint.header_line(COLUMNS, place(COLUMNS, 67), (), 1, UNICODE))
    assert " 12 months " in text(paint.header_line(COLUMNS, place(COLUMNS, 126), (), 1, UNICODE))


def test_a_name_too_long_for_its_column_keeps_the_first_name() -> None:
    column = next(column for column in COLUMNS if column.name == "rep")
    shown = [paint.cell(column, name, 10, "EUR", UNICODE).text.strip() for name in NAMES]
    assert shown == ["Ana Ruiz", "Petra H.", "Region…", "Maximilia…"]


def test_where_there_is_no_rep_the_former_one_stands_dimmed_in_brackets() -> None:
    column = next(column for column in COLUMNS if column.name == "rep")
    former = paint.cell(column, paint.Instead("Luc Tessier"), 10, "EUR", UNICODE)
    assert (former.text, former.style) == ("– (Luc T.)", "muted")
    assert paint.cell(column, paint.Instead("Sabine Kreutz"), 10, "EUR", UNICODE).text == "– (Sabine)"
    assert paint.cell(column, paint.Instead("Luc Tessier"), 16, "EUR", UNICODE).text == "– (Luc Tessier) "
    assert paint.cell(column, None, 10, "EUR", UNICODE).text == " " * 10


def test_missing_numbers_are_dashes_and_missing_words_are_blank() -> None:
    line = row(("none", "Acme", None, None, None, None), 126)
    assert line.split() == ["none", "Acme", "–"]


@each("hostile", HOSTILE_CELLS)
def test_hostile_cells_keep_their_column_and_send_nothing_to_the_terminal(hostile: str) -> None:
    strip = paint.strip(
        paint.row_line(
            COLUMNS, place(COLUMNS, 126), ("high", hostile, hostile, 1.0, None, hostile), "EUR", UNICODE
        ),
        126,
        DARK.style,
    )
    shown = strip.text
    assert cell_width(shown) == 126
    assert all(character.isprintable() for character in shown)
    revenue = place(COLUMNS, 126).placed[3]
    assert cell_width(shown[: shown.index("€1 ")]) == revenue.x + revenue.width - 2


def test_a_severity_that_is_no_severity_is_shown_as_text() -> None:
    assert "\x1b" not in row(("\x1b[31m", "Acme", None, None, None, None), 126)


def test_a_strip_fills_its_width_on_one_ground() -> None:
    strip = paint.strip([paint.span("Acme", "severity-high")], 20, DARK.style, "cursor")
    assert strip.cell_length == 20
    grounds = {segment.style.bgcolor for segment in strip if segment.style}
    assert len(grounds) == 1


def test_a_cut_line_ends_in_an_ellipsis() -> None:
    assert text(paint.fitted([paint.span("Acme GmbH")], 6)) == "Acme …"


def test_two_sides_share_a_line() -> None:
    assert text(paint.beside([paint.span("left")], [paint.span("right")], 20)) == "left           right"
    assert (
        text(paint.beside([paint.span("a long left side")], [paint.span("right")], 16)) == "a long le… right"
    )


def test_words_wrap_without_being_lost() -> None:
    sentence = safe("Last order 86 d ago; usual every 30 d (3 gaps): 2.9× overdue")
    lines = paint.wrapped(sentence, 22)
    assert " ".join(lines) == sentence
    assert all(cell_width(line) <= 22 for line in lines)


def test_a_sentence_without_spaces_is_broken_not_lost() -> None:
    sentence = safe("日本語の顧客名はとても長いので切られません")
    lines = paint.wrapped(sentence, 9)
    assert "".join(lines) == sentence
    assert all(cell_width(line) <= 9 for line in lines)


def test_dates_fit_their_column() -> None:
    columns = customer_columns(("name", "last_order"))
    line = paint.row_line(columns, place(columns, 60), ("Acme", date(2025, 6, 30)), "EUR", UNICODE)
    assert text(line).endswith("30 Jun 2025")
