"""Results as CSV, Excel, Parquet, JSON and Markdown: exact, reproducible, harmless where they are opened.

The JSON documents are the contract of `holdfast show … --format json`. Files carry their provenance.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import polars as pl
import polars.selectors as cs

from holdfast.answers.moment import Moment
from holdfast.errors import UsageError
from holdfast.export.json_rows import rows_text
from holdfast.export.sealed import cells_text, document_text, sealed_lines
from holdfast.export.spreadsheet import sheet_cells, workbook
from holdfast.figures import Figure
from holdfast.own.files import private_file
from holdfast.version import version
from holdfast.views.figures.prospects import knowable_key
from holdfast.views.results import TableView
from holdfast.words.folding import OBEYED_BY_TERMINALS, REPLACEMENT, starts_formula
from holdfast.words.interface.forms import NUMBER_SPACES
from holdfast.words.numerals import MINUS

if TYPE_CHECKING:
    from holdfast.views.seals.made import Sealing

Format = Literal["csv", "xlsx", "parquet", "json", "md"]
FORMATS: Final[tuple[str, ...]] = get_args(Format)

_ENDINGS: Final = f"{', '.join(f'.{name}' for name in FORMATS[:-1])} or .{FORMATS[-1]}"

METRIC_KEYS: Final = (
    "id", "value", "low", "high", "numerator", "denominator", "unit", "status", "note", "previous",
)  # fmt: skip
"""Keys of one figure in `metrics_document`, in order; grouped ones add GROUP_KEYS.

A comparison adds `knowable`; where intervals were to hold at every look, `always_valid` says which do.
"""

GROUP_KEYS: Final = ("difference", "difference_low", "difference_high", "knowable", "needed", "group")
"""Of a group: its share minus that of the rest with the interval, when they can be told apart, its name."""

ALWAYS_VALID: Final = "always-valid"
"""What a document and a file say of their `intervals` where they hold at every look together."""

# In text a minus is a minus sign, in data for programs a hyphen: sentences have it, names and comments stay.
_SENTENCES: Final = cs.string() & cs.by_name("evidence", "why", require_all=False)
_ASCII_MINUS: Final = _SENTENCES.str.replace_all(MINUS, "-", literal=True)
_BREAKABLE: Final = re.compile(rf"[^\S{NUMBER_SPACES}]+")
_MARKDOWN_MARKS: Final = re.compile(r"([\\`*_\[\]<>|&#~])")


def metrics_document(
    moment: Moment, figures: Sequence[Figure], grouped: bool = False, nobody: str | None = None
) -> dict[str, Any]:
    """The document of `show metrics`; with `grouped` every entry also names its group.

    `nobody`: why no customer is shown, said as `note` of the document where a filter leaves nobody.
    """
    return {
        **_heading(moment, nobody),
        "metrics": [_entry(figure, grouped, moment.always_valid) for figure in figures],
    }


def table_document(view: TableView, nobody: str | None = None) -> dict[str, Any]:
    """The document of every other view: its moment and its rows, in the columns of the view.

    `nobody` as in `metrics_document`.
    """
    rows = _plain(view.frame).with_columns(_ASCII_MINUS)
    return {**_heading(view.moment, nobody), **_total(view), "rows": rows}


def _total(view: TableView) -> dict[str, Any]:
    """What the rows behind a figure come to."""
    if view.total is None:
        return {}
    value = _number(view.total.value, whole=view.total.unit == "count")
    return {"total": {"said": view.total.said, "value": value, "unit": view.total.unit}}


def to_json(document: Mapping[str, Any]) -> str:
    """A document as text: two spaces, readable letters, full precision; never NaN or infinity.

    A frame in it is a list of its rows.
    """
    return "".join((*_laid_out(document, "\n"), "\n"))


_NESTED: Final = frozenset((dict, list, tuple, pl.DataFrame))


def _laid_out(value: Any, line: str) -> Iterator[str]:
    """A value as `json.dumps(indent=2)` writes it; `line` begins a line as deep as the value stands.

    With an indent the standard library encodes by itself, ten times slower than by its part in C: that knows
    none, but takes any text between two items, which is all that a row of plain values needs.
    """
    within = line + "  "
    if isinstance(value, pl.DataFrame):
        yield from rows_text(value, line, lambda item, deep: "".join(_laid_out(item, deep)))
        return
    if not isinstance(value, (dict, list, tuple)) or not value:
        yield _encoded(value, within)
        return
    held = value.values() if isinstance(value, dict) else value
    if _NESTED.isdisjoint(map(type, held)):
        text = _encoded(value, within)
        yield f"{text[0]}{within}{text[1:-1]}{line}{text[-1]}"
        return
    names = (f"{_encoded(name, within)}: " for name in value) if isinstance(value, dict) else repeat("")
    opens, closes = "{}" if isinstance(value, dict) else "[]"
    between = opens + within
    for name, item in zip(names, held, strict=False):
        yield between + name
        yield from _laid_out(item, within)
        between = "," + within
    yield line + closes


def _encoded(value: Any, within: str) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=("," + within, ": "))
    # An escape means the same letter to every reader of JSON, and nothing to a terminal.
    return OBEYED_BY_TERMINALS.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)


def to_csv(frame: pl.DataFrame, provenance: Moment | None = None) -> str:
    """A frame as CSV text with a header; lists are joined by spaces, numbers keep full precision.

    Text that a spreadsheet would run as a formula gets a leading apostrophe. With `provenance`, comment
    lines that begin with `# ` say where the rows come from.
    """
    comments = "".join(map(_comment, _lines(provenance_of(provenance)))) if provenance else ""
    joined = cs.list().list.eval(pl.element().cast(pl.String)).list.join(" ", ignore_nulls=True)
    # Lists are numbers, so they are joined after text has been guarded.
    plain = _plain(frame).with_columns(_ASCII_MINUS)
    texts = [_without_formulas(_shown(pl.col(name))) for name in plain.select(cs.string()).columns]
    return comments + plain.with_columns(texts).with_columns(joined).write_csv()


def _comment(line: str) -> str:
    """A comment of a CSV file; a spreadsheet takes what stands between its commas for cells."""
    parts = pl.DataFrame({"part": re.split(r"([,;\t])", line)})
    return f"# {''.join(parts.select(_without_formulas(pl.col('part')))['part'])}\n"


def _shown(text: pl.Expr) -> pl.Expr:
    """Text that no terminal acts upon."""
    return text.str.replace_all(OBEYED_BY_TERMINALS.pattern, REPLACEMENT)


def _without_formulas(text: pl.Expr) -> pl.Expr:
    """Text that no spreadsheet runs: a leading apostrophe makes it text there too."""
    return pl.when(starts_formula(text)).then("'" + text).otherwise(text).name.keep()


def to_markdown(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]) -> str:
    """A GitHub table of cells that are text already; `right` says which columns are set to the right."""
    rule = ["---:" if to_the_right else "---" for to_the_right in right]
    lines = [
        "| " + " | ".join(cells) + " |"
        for cells in (
            [markdown_cell(title) for title in header],
            rule,
            *([markdown_cell(cell) for cell in row] for row in rows),
        )
    ]
    return "\n".join(lines) + "\n"


def markdown_cell(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKDOWN_MARKS.sub(r"\\\1", " ".join(_BREAKABLE.split(text.strip())))


def render(
    view: TableView, file_format: Format, provenance: bool = True, sealing: Sealing | None = None
) -> bytes:
    """A view as the bytes of a file (UTF-8), with its provenance unless told otherwise, and its seal."""
    about = provenance_of(view.moment) if provenance else ()
    match file_format:
        case "csv":
            rows = to_csv(view.frame)
            told = (*about, *sealed_lines(sealing, view.view, rows))
            return ("".join(map(_comment, _lines(told))) + rows).encode()
        case "json":
            document = table_document(view)
            rows = "" if sealing is None else document_text(document)
            seal = dict(sealed_lines(sealing, view.view, rows))
            return to_json({**document, **seal}).encode()
        case "md":
            table = _frame_markdown(view.frame)
            told = (*about, *sealed_lines(sealing, view.view, table))
            head = "".join(f"{markdown_cell(line)}  \n" for line in _lines(told))
            return (f"{head}\n{table}" if told else table).encode()
        case "xlsx":
            frame = view.frame.with_columns(_ASCII_MINUS)
            total = _total_row(view)
            cells = "" if sealing is None else cells_text(sheet_cells(frame), total)
            told = (*about, *sealed_lines(sealing, view.view, cells))
            return workbook(frame, view.view, view.moment.as_of, told, total)
        case "parquet":
            buffer = io.BytesIO()
            rows = "" if sealing is None else to_csv(view.frame)
            told = (*about, *sealed_lines(sealing, view.view, rows))
            view.frame.write_parquet(buffer, metadata=dict(told) or None)
            return buffer.getvalue()


def _total_row(view: TableView) -> dict[str, Any] | None:
    """The last line of a sheet of rows behind a figure: what they come to, under what they bring."""
    if view.total is None or view.total.value is None or "amount" not in view.frame.columns:
        return None
    return {view.frame.columns[0]: view.total.said, "amount": view.total.value}


def write_file(
    view: TableView,
    path: Path,
    overwrite: bool = False,
    provenance: bool = True,
    sealing: Sealing | None = None,
) -> None:
    """Writes a view in the format of the file's ending, sealed; a new file is for nobody else to read.

    Raises UsageError for another ending or a file that is already there, OSError where writing fails.
    """
    ending = path.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise UsageError(f"{path.name}: end the file's name in {_ENDINGS}")
    data = render(view, cast("Format", ending), provenance, sealing)
    try:
        private_file(path, exist_ok=overwrite).write_bytes(data)
    except FileExistsError:
        raise UsageError(f"{path} is already there: choose another name") from None


def _heading(moment: Moment, nobody: str | None) -> dict[str, Any]:
    note = {"note": nobody} if nobody is not None and moment.where else {}
    return {
        "book": moment.book,
        "as_of": moment.as_of.isoformat(),
        "period": {"start": moment.period.start.isoformat(), "end": moment.period.end.isoformat()},
        "where": moment.where,
        "currency": moment.currency,
        **({"journals": list(moment.journals)} if moment.journals else {}),
        **({"intervals": ALWAYS_VALID} if moment.always_valid else {}),
        **note,
    }


def _entry(figure: Figure, grouped: bool, always_valid: bool) -> dict[str, Any]:
    counted = figure.unit == "count"
    whole = {"numerator": True, "denominator": True}
    entry = {name: getattr(figure, name) for name in METRIC_KEYS}
    for name in ("value", "low", "high", "numerator", "denominator", "previous"):
        entry[name] = _number(entry[name], whole.get(name, counted))
    entry["note"] = None if figure.note is None else figure.note.replace(MINUS, "-")
    if always_valid:
        entry["always_valid"] = figure.always_valid
    if grouped:
        entry |= _beside(figure)
    elif figure.knowable is not None:
        entry["knowable"] = knowable_key(figure.knowable)
    return entry


def _beside(figure: Figure) -> dict[str, Any]:
    beside = figure.beside
    if beside is None:
        return {**dict.fromkeys(GROUP_KEYS), "group": figure.group}
    ends = (_number(end, whole=False) for end in (beside.value, beside.low, beside.high))
    told = (*ends, knowable_key(beside.knowable), beside.knowable.needed, figure.group)
    return dict(zip(GROUP_KEYS, told, strict=True))


def _number(value: float | None, whole: bool) -> float | int | None:
    """A number without -0.0; `whole` ones lose their `.0`. NaN and infinity are None."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if whole and value == int(value) else value + 0.0


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame in text, numbers, booleans and lists: dates ISO, categories text, no NaN, no -0.0."""
    return frame.with_columns(
        _finite(cs.float()),
        cs.date().dt.to_string("iso"),
        cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S"),
        (cs.categorical() | cs.enum()).cast(pl.String),
        cs.list(cs.float()).list.eval(_finite(pl.element())),
    )


def _finite(number: pl.Expr) -> pl.Expr:
    return pl.when(number == 0).then(number.abs()).when(number.is_finite()).then(number)


def provenance_of(moment: Moment) -> tuple[tuple[str, str], ...]:
    """Where rows come from: name and value, in the order in which files say it."""
    return (
        ("book", moment.book),
        ("as_of", moment.as_of.isoformat()),
        ("period", str(moment.period)),
        ("where", moment.where),
        ("customers", f"{moment.shown} of {moment.total}"),
        ("currency", moment.currency),
        *([("intervals", ALWAYS_VALID)] if moment.always_valid else []),
        *([("thresholds", moment.thresholds)] if moment.thresholds else []),
        ("holdfast", version()),
        *([("files", ", ".join(moment.files))] if moment.files else []),
    )


def _lines(told: Sequence[tuple[str, str]]) -> list[str]:
    # A book is named by whoever wrote its mapping: a line break in it must not start a row of data.
    return [f"{name}: {_one_line(value)}".rstrip() for name, value in told]


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _frame_markdown(frame: pl.DataFrame) -> str:
    plain = _plain(frame).with_columns(
        cs.list().list.eval(pl.element().cast(pl.String)).list.join(" ", ignore_nulls=True)
    )
    text = plain.with_columns(pl.all().cast(pl.String).fill_null("").pipe(_shown))
    return to_markdown(text.columns, text.rows(), [dtype.is_numeric() for dtype in plain.dtypes])
