"""The brief as plain text for 80 columns, as Markdown and as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from holdfast.export import markdown_cell, to_markdown
from holdfast_tui.command_line.grids import aligned
from holdfast_tui.safe_text import SafeText, cell_width

if TYPE_CHECKING:
    from holdfast_tui.command_line.brief import Brief

WIDTH: Final = 80

NOBODY: Final = "Nobody: no flag is open for these customers."
_FLAG_TITLES: Final = ("Severity", "Flag", "Customers", "Money", "Play")
_FIGURE_TITLES: Final = ("Figure", "Value", "Before")
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid #ccc;vertical-align:top}li{margin-bottom:.75rem}.muted{color:#555}"
)


def as_text(page: Brief) -> str:
    """Plain text, wrapped at 80 columns."""
    lines = [page.title, *_wrapped(page.scope, 0), "", "FIGURES", *_table(page.figures, words=0)]
    lines += ["", "RISK FLAGS", *(_table(page.flags, words=-1) or ["  none open"]), "", "TO CALL"]
    for number, call in enumerate(page.calls, 1):
        title = f"{number}. {call.severity} {call.name} · {call.stake}"
        lines += _wrapped(title, 5, first=max(3 - len(str(number)), 0))
        lines += _wrapped(call.evidence, 5)
        lines += _wrapped(f"→ {call.play}" if call.play else "", 7, first=5)
    lines += [] if page.calls else [f"  {NOBODY}"]
    lines += _wrapped(page.more, 2)
    lines += ["", "REPS", *(line for text in page.reps for line in _wrapped(text, 4, first=2))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def as_markdown(page: Brief) -> str:
    """Markdown as GitHub shows it."""
    calls = [
        f"{number}. **{markdown_cell(call.name)}** {markdown_cell(f'{call.severity} · {call.stake}')}"
        + "".join(f"  \n   {markdown_cell(text)}" for text in (call.evidence, call.play) if text)
        for number, call in enumerate(page.calls, 1)
    ]
    parts = [
        f"# {markdown_cell(page.title)}",
        markdown_cell(page.scope),
        "## Figures",
        to_markdown(_FIGURE_TITLES, page.figures, [False, False, False]).rstrip(),
        "## Risk flags",
        to_markdown(_FLAG_TITLES, page.flags, [False, False, False, True, False]).rstrip()
        if page.flags
        else "None open.",
        "## To call",
        "\n".join(calls) or NOBODY,
        *([markdown_cell(page.more)] if page.more else []),
        "## Reps",
        "\n".join(f"- {markdown_cell(line)}" for line in page.reps),
    ]
    return "\n\n".join(parts) + "\n"


def as_html(page: Brief) -> str:
    """A page that stands alone: no script, nothing fetched, every text escaped."""
    calls = "".join(
        f"<li><strong>{escape(call.name)}</strong> {escape(call.severity)} · {escape(call.stake)}"
        f"<br>{escape(call.evidence)}<br><em>{escape(call.play)}</em></li>\n"
        for call in page.calls
    )
    more = f"<p class='muted'>{escape(page.more)}</p>\n" if page.more else ""
    reps = "".join(f"<li>{escape(line)}</li>\n" for line in page.reps)
    flags = _html_table(_FLAG_TITLES, page.flags) if page.flags else "<p>None open.</p>\n"
    return (
        "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width'>\n"
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(page.title)}</h1>\n<p class='muted'>{escape(page.scope)}</p>\n"
        f"<h2>Figures</h2>\n{_html_table(_FIGURE_TITLES, page.figures)}"
        f"<h2>Risk flags</h2>\n{flags}"
        f"<h2>To call</h2>\n{f'<ol>{calls}</ol>' if page.calls else f'<p>{NOBODY}</p>'}\n{more}"
        f"<h2>Reps</h2>\n<ul>\n{reps}</ul>\n</body>\n</html>\n"
    )


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


def _wrapped(text: str, indent: int, first: int | None = None) -> Iterator[str]:
    """Lines of at most 80 cells; `first` is the indent of the first line where it differs."""
    line, room = " " * (indent if first is None else first), WIDTH
    start = len(line)
    for word in text.split():
        if len(line) > start and cell_width(line) + 1 + cell_width(word) > room:
            yield line
            line, start = " " * indent, indent
        line += word if len(line) == start else f" {word}"
    if line.strip():
        yield line
