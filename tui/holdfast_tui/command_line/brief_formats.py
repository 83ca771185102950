"""The brief as plain text for 80 columns, as Markdown and as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from holdfast.charts.lines import sparkline
from holdfast.export.results import markdown_cell, to_markdown
from holdfast.words.interface.catalogue import tr
from holdfast_tui.command_line.grids import aligned
from holdfast_tui.command_line.pages.as_html import stands_alone
from holdfast_tui.safe_text import SafeText, cell_width

if TYPE_CHECKING:
    from holdfast_tui.command_line.brief_page import Brief, Call

WIDTH: Final = 80

_FLAG_TITLES: Final = ("Severity", "Flag", "Customers", "Money", "Play")
_FIGURE_TITLES: Final = ("Figure", "Value", "Before")


def _titles(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(tr(title, "column") for title in titles)


def as_text(page: Brief) -> str:
    """Plain text, wrapped at 80 columns."""
    about = wrapped(page.nobody, 0) if page.nobody else _text_of(page)
    lines = [page.title, *wrapped(page.scope, 0), "", *about]
    if page.reps:
        lines += ["", tr("REPS"), *(line for text in page.reps for line in wrapped(text, 4, first=2))]
    if page.seals:
        lines += ["", tr("SEALS"), *_table(page.seals, words=-1)]
        lines += [line for text in page.seals_beside for line in wrapped(text, 2)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _text_of(page: Brief) -> list[str]:
    """What is about customers."""
    lines = [tr("FIGURES"), *_table(page.figures, words=0)]
    lines += [
        "",
        tr("RISK FLAGS"),
        *_table(page.flags, words=-1),
        *wrapped(page.told, 4, first=2),
        "",
        tr("TO CALL"),
    ]
    for number, call in enumerate(page.calls, 1):
        title = f"{number}. {call.severity} {call.name} · {call.stake}"
        lines += wrapped(title, 5, first=max(3 - len(str(number)), 0))
        lines += wrapped(call.evidence, 5)
        lines += wrapped(f"→ {call.play}" if call.play else "", 7, first=5)
    return [*lines, *wrapped(page.more, 2)]


def as_markdown(page: Brief) -> str:
    """Markdown as GitHub shows it."""
    parts = [f"# {markdown_cell(page.title)}", markdown_cell(page.scope)]
    parts += [markdown_cell(page.nobody)] if page.nobody else _markdown_of(page)
    if page.reps:
        parts += [f"## {tr('Reps', 'pane')}", "\n".join(f"- {markdown_cell(line)}" for line in page.reps)]
    if page.seals:
        codes = "\n".join(f"- {code} {markdown_cell(name)}" for code, name in page.seals)
        parts += [f"## {tr('Seals')}", codes, *map(markdown_cell, page.seals_beside)]
    return "\n\n".join(parts) + "\n"


def _markdown_of(page: Brief) -> list[str]:
    calls = [
        f"{number}. **{markdown_cell(call.name)}** {markdown_cell(f'{call.severity} · {call.stake}')}"
        + "".join(f"  \n   {markdown_cell(text)}" for text in (call.evidence, call.play) if text)
        for number, call in enumerate(page.calls, 1)
    ]
    flags = to_markdown(_titles(_FLAG_TITLES), page.flags, [False, False, False, True, False]).rstrip()
    return [
        f"## {tr('Figures', 'pane')}",
        to_markdown(_titles(_FIGURE_TITLES), page.figures, [False, False, False]).rstrip(),
        f"## {tr('Risk flags', 'pane')}",
        *([flags] if page.flags else []),
        markdown_cell(page.told),
        f"## {tr('To call')}",
        *(["\n".join(calls)] if calls else []),
        *([markdown_cell(page.more)] if page.more else []),
    ]


def as_html(page: Brief) -> str:
    """A page that stands alone: no script, nothing fetched, every text escaped."""
    about = f"<p>{escape(page.nobody)}</p>\n" if page.nobody else _html_of(page)
    reps = "".join(f"<li>{escape(line)}</li>\n" for line in page.reps)
    team = f"<section>\n<h2>{tr('Reps', 'pane')}</h2>\n<ul>\n{reps}</ul>\n</section>\n" if reps else ""
    return stands_alone("Brief", page.title, page.scope, f"{about}{team}{_seals(page)}")


def _seals(page: Brief) -> str:
    if not page.seals:
        return ""
    rows = "".join(f"<dt>{escape(code)}</dt><dd>{escape(name)}</dd>\n" for code, name in page.seals)
    told = "".join(f"<p class='muted'>{escape(text)}</p>\n" for text in page.seals_beside)
    return f"<section>\n<h2>{tr('Seals')}</h2>\n<dl>\n{rows}</dl>\n{told}</section>\n"


def _html_of(page: Brief) -> str:
    calls = "".join(
        f"<li>{_trend(call)}<strong>{escape(call.name)}</strong> "
        f"{escape(call.severity)} · {escape(call.stake)}"
        f"<br>{escape(call.evidence)}<br><em>{escape(call.play)}</em></li>\n"
        for call in page.calls
    )
    more = f"<p class='muted'>{escape(page.more)}</p>\n" if page.more else ""
    flags = _html_table(_titles(_FLAG_TITLES), page.flags) if page.flags else ""
    figures = _html_table(_titles(_FIGURE_TITLES), page.figures)
    return "".join(
        f"<section>\n<h2>{title}</h2>\n{content}</section>\n"
        for title, content in (
            (tr("Figures", "pane"), figures),
            (tr("Risk flags", "pane"), f"{flags}<p class='muted'>{escape(page.told)}</p>\n"),
            (tr("To call"), f"{f'<ol>{calls}</ol>' if calls else ''}\n{more}"),
        )
    )


def _trend(call: Call) -> str:
    """The last twelve months of a customer, as the list of the desk draws them."""
    if not any(call.trend):
        return ""
    return f"<span class='trend'>{sparkline(call.trend, 'Revenue by month, the last 12')}</span>"


def _html_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"


def _table(rows: Sequence[tuple[SafeText, ...]], words: int) -> list[str]:
    """Aligned lines; the column of `words` is cut so that they have at most 80 cells."""
    if not rows:
        return []
    columns = range(len(rows[0]))
    may_be_cut = [place == columns[words] for place in columns]
    return [f"  {line}" for line in aligned(rows, [False] * len(columns), may_be_cut, WIDTH - 2)]


def wrapped(text: str, indent: int, first: int | None = None) -> Iterator[str]:
    """Lines of at most 80 cells; `first` is the indent of the first line where it differs."""
    line, room = " " * (indent if first is None else first), WIDTH
    start = len(line)
    for word in filter(None, text.split(" ")):
        if len(line) > start and cell_width(line) + 1 + cell_width(word) > room:
            yield line
            line, start = " " * indent, indent
        line += word if len(line) == start else f" {word}"
    if line.strip():
        yield line
