"""A page of HTML that stands alone: no script, nothing fetched, every text escaped, ready to be printed."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from holdfast.charts.svg import STYLE as CHART_STYLE
from holdfast_tui.command_line.pages.document import Drawing, Headlines, Pairs, Paragraph, Points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast_tui.command_line.grids import TextTable
    from holdfast_tui.command_line.pages.document import Block, HandOut, Headline, PageSection

_STYLE: Final = (
    "html{font-size:15px}:root{--ink:#1c2430;--faint:#5a6472;--accent:#1f4e79;--rule:#d5dae1;--paper:#fff;color-scheme:light}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:#eef1f5;color:var(--ink);"
    "font:1rem/1.5 system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}"
    "main{max-width:56rem;margin:2rem auto;background:var(--paper);padding:2.5rem 3rem;"
    "border-top:6px solid var(--accent);box-shadow:0 1px 4px rgba(0,0,0,.12)}"
    "header{border-bottom:1px solid var(--rule);padding-bottom:1rem;margin-bottom:1.25rem}"
    "h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .3rem}"
    "h2{font-size:.82rem;letter-spacing:.08em;text-transform:uppercase;color:var(--accent);margin:0 0 .5rem}"
    "p{margin:.25rem 0}.kind{color:var(--accent);font-weight:600}"
    ".muted,footer{color:var(--faint);font-size:.87rem}"
    "section{margin-bottom:1.5rem;padding-top:.4rem;min-width:0}.halves{columns:2 17rem;column-gap:2rem}"
    ".halves section{break-inside:avoid}"
    ".figures{display:flex;flex-wrap:wrap;gap:.7rem;margin:.6rem 0 1.4rem}"
    ".figure{flex:1 1 8.5rem;max-width:16rem;border:1px solid var(--rule);border-radius:4px}"
    ".figure{padding:.5rem .7rem}"
    ".figure b,.figure .line{display:block}.figure b{font-size:1.3rem;line-height:1.3}"
    ".figure svg{margin-top:.35rem}"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}"
    "th,td{text-align:left;padding:.28rem .6rem .28rem 0;"
    "border-bottom:1px solid var(--rule);vertical-align:top}"
    "th{color:var(--faint);font-weight:600}th.right,td.right{text-align:right;white-space:nowrap}"
    "th:last-child,td:last-child{padding-right:0}.wide{overflow-x:auto}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}"
    "dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}"
    ".trend{float:right;width:7.5rem;margin-left:1rem}"
    "ul,ol{margin:0;padding-left:1.2rem}li{margin-bottom:.45rem}"
    "blockquote{margin:.35rem 0;padding-left:.8rem;border-left:3px solid var(--rule);font-style:italic}"
    "footer{border-top:1px solid var(--rule);margin-top:2rem;padding-top:.8rem}"
    "@media(max-width:40rem){main{margin:0;padding:1.25rem;border-top-width:4px}"
    "h1{font-size:1.5rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}}"
    "@page{size:A4;margin:12mm 14mm}"
    "@media print{html{font-size:8.8pt}body{background:none;line-height:1.38}main{margin:0;padding:3mm 0 0;"
    "max-width:none;box-shadow:none;border-top-width:3px}header{padding-bottom:.5rem;margin-bottom:.7rem}"
    "section{margin-bottom:.9rem}.figures{gap:.5rem;margin:.4rem 0 .9rem}"
    "li{margin-bottom:.2rem}"
    "li,tr,.figure,blockquote,svg,.halves section{break-inside:avoid}h2{break-after:avoid}"
    "thead{display:table-header-group}footer{margin-top:.6rem}}"
)


def as_html(page: HandOut) -> str:
    """The whole document."""
    content = f"{''.join(map(_block, page.lead))}{''.join(_runs(page))}"
    return stands_alone(page.kind, page.title, page.scope, content, page.foot)


def stands_alone(kind: str, title: str, scope: str, content: str, foot: str = "") -> str:
    """A document around `content`, which is HTML; the rest is text."""
    end = f"<footer>{escape(foot)}</footer>\n" if foot else ""
    return (
        "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>\n"
        "<meta http-equiv='Content-Security-Policy'"
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name='referrer' content='no-referrer'>\n"
        f"<title>{escape(title)}: {escape(kind)}</title>\n"
        f"<style>{_STYLE}{CHART_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header>\n<p class='kind'>{escape(kind)}</p>\n<h1 dir='auto'>{escape(title)}</h1>\n"
        f"<p class='muted'>{escape(scope)}</p>\n</header>\n"
        f"{content}{end}</main>\n</body>\n</html>\n"
    )


def _runs(page: HandOut) -> Iterator[str]:
    """The sections in order; halves that follow each other share columns where there is room."""
    for half, run in groupby(page.sections, key=lambda section: section.half):
        told = "".join(map(_section, run))
        yield f"<div class='halves'>\n{told}</div>\n" if half else told


def _section(section: PageSection) -> str:
    content = "".join(map(_block, section.blocks))
    return f"<section>\n<h2>{escape(section.title)}</h2>\n{content}</section>\n"


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Points(points, numbered):
            name = "ol" if numbered else "ul"
            items = "".join(
                f"<li dir='auto'><strong>{escape(point.head)}</strong>"
                f"{''.join(f'<br>{escape(line)}' for line in point.lines)}</li>\n"
                for point in points
            )
            return f"<{name}>\n{items}</{name}>\n"
        case Pairs(rows):
            pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in rows)
            return f"<dl>\n{pairs}</dl>\n"
        case Headlines(figures):
            told = "".join(
                f"<div class='figure'><span class='muted'>{escape(one.name)}</span><b>{escape(one.value)}</b>"
                f"{_small(one.interval)}{_small(_beside(one))}{one.svg}</div>\n"
                for one in figures
            )
            return f"<div class='figures'>\n{told}</div>\n"
        case Drawing(svg, _):
            return f"{svg}\n"
    return _table(block)


def _small(text: str | None) -> str:
    return f"<span class='muted line'>{escape(text)}</span>" if text else ""


def _beside(one: Headline) -> str:
    """What stands beside a figure, with the mark that the drawing has for it."""
    return f"○ {one.beside}" if one.svg and one.beside else one.beside


def _paragraph(paragraph: Paragraph) -> str:
    text = escape(paragraph.text)
    if paragraph.kind == "quote":
        return f"<blockquote dir='auto'>{text}</blockquote>\n"
    return f"<p class='muted'>{text}</p>\n" if paragraph.kind else f"<p>{text}</p>\n"


def _table(table: TextTable) -> str:
    def row(cells: tuple[str, ...], name: str) -> str:
        told = "".join(
            f"<{name}{' class=right' if to_the_right else ''}>{escape(cell)}</{name}>"
            for cell, to_the_right in zip(cells, table.right, strict=True)
        )
        return f"<tr>{told}</tr>\n"

    head = row(table.titles, "th") if any(table.titles) else ""
    body = "".join(row(cells, "td") for cells in table.rows)
    return f"<div class='wide'><table>\n<thead>{head}</thead>\n<tbody>{body}</tbody>\n</table></div>\n"
