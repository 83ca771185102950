"""Reports with group rows: a customer alone on a row, its transactions below, and their total after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read.native import as_text
from holdfast.intake.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOTAL: Final = re.compile(
    r"(?:grand\s+|sub-?\s*|net\s+)?totals?\b(?:\s+(?:for|of|pour|für|di|de)\b)?|(?:gesamt(?:summe|betrag)?|(?:zwischen)?summe"
    r"|somme|totale)\b(?:\s+(?:für|pour|di)\b)?",
    re.IGNORECASE,
)
"""How a row of totals begins; what it is a total of may follow."""
_TOTAL_LAST: Final = re.compile(r"(.*\S)\s+(?:sub)?totals?", re.IGNORECASE)
_CUSTOMER: Final = re.compile(r"customer|client|kunde|debitor|debtor|cliente|عميل", re.IGNORECASE)
_LABEL: Final = re.compile(rf"(?:{_CUSTOMER.pattern})\w*(?:\s+name)?\s*:\s*(.+)", re.IGNORECASE)
_ADDED: Final = re.compile(r"\s*(?:with sub-?customers|mit unterkunden)", re.IGNORECASE)
CUSTOMER: Final = "Customer"
GROUP: Final = "Group"


@dataclass(frozen=True, eq=False)
class Regrouped:
    """Rows with the group of each in a column; `kept` are their places among the rows before."""

    frame: pl.DataFrame
    kept: list[int]
    note: str


def are_grouped(rows: Sequence[Sequence[str]]) -> bool:
    """Whether these first rows below a header clearly are those of a report with group rows.

    There are no rows before the first group. Either a total names the group above it, or several groups
    stand in a column that the rows leave empty.
    """
    filled = [[place for place, cell in enumerate(cells) if cell.strip()] for cells in rows]
    names = [cells[places[0]].strip() if places else "" for cells, places in zip(rows, filled, strict=True)]
    data = [len(places) > 1 and not _is_total(name) for places, name in zip(filled, names, strict=True)]
    taken = {place for places, is_data in zip(filled, data, strict=True) if is_data for place in places}
    groups: list[str] = []
    apart = started = named = 0
    for place, (places, name) in enumerate(zip(filled, names, strict=True)):
        if data[place] and not groups:
            return False
        if len(places) == 1 and not data[place]:
            follows = place + 1 < len(rows) and data[place + 1]
            started += follows
            apart += follows and places[0] not in taken
            groups.append(name)
        elif len(places) > 1 and not data[place]:
            named += _subject(name) in map(_folded, groups)
    return started > 0 and (named > 0 or apart > 1)


def group_title(spoken: Iterable[str]) -> str:
    """What the column of groups is called, by what the titles and the name of a report say."""
    return CUSTOMER if any(_CUSTOMER.search(text) for text in spoken) else GROUP


def regrouped(frame: pl.DataFrame, title: str) -> Regrouped:
    """The rows of a report, each with its group; rows of groups and of totals are taken out.

    The group stands in the column that is empty in the rows below, under its own header where it has one;
    where there is none, in a new column called `title`.
    """
    texts = frame.select(as_text(pl.col(name), dtype).alias(name) for name, dtype in frame.schema.items())
    cells = texts.select(pl.all().fill_null("").str.strip_chars())
    listed = pl.concat_list(pl.all()).list.eval(pl.element().filter(pl.element() != ""))
    shape = cells.select(
        listed.list.len().alias("filled"),
        listed.list.first().fill_null("").alias("name"),
        pl.concat_list(pl.all() != "").list.arg_max().alias("place"),
    )
    several = shape["filled"] > 1
    total = pl.Series([_is_total(name) for name in shape["name"]], dtype=pl.Boolean) & several
    data = several & ~total
    taken = cells.filter(data).select((pl.all() != "").any()).row(0) if data.any() else ()
    free = next((place for place, is_taken in enumerate(taken) if is_taken), 0)
    alone = (shape["filled"] == 1) & (shape["place"] < max(free, 1))
    current = _groups(shape["name"], alone, total)
    kept = (data | ((shape["filled"] > 0) & ~alone & ~total)).arg_true().to_list()
    marked = pl.Series("group", current, dtype=pl.String).forward_fill()[kept]
    named = next((name for name in frame.columns[:free] if not re.fullmatch(r"column_\d+", name)), title)
    rest = frame.drop(frame.columns[:free])
    # A column of that name may be there already, with something else in it.
    while named in rest.columns:
        named = f"{named}_group"
    return Regrouped(
        frame=rest[kept].insert_column(0, marked.alias(named)),
        kept=kept,
        note=f"'{named}' stands on rows of its own: {_counted(marked)}; totals are not data",
    )


def _counted(groups: pl.Series) -> str:
    return count(groups.filter(groups != "").n_unique(), "group")


def _groups(names: pl.Series, alone: pl.Series, total: pl.Series) -> list[str | None]:
    """The group that is open from each row of structure on, "" for none; null for other rows."""
    current: list[str | None] = [None] * len(names)
    opened: list[str] = []
    ended = False
    if current:
        current[0] = ""
    for row in (alone | total).arg_true().to_list():
        name = str(names[row])
        subject = _subject(name)
        if total[row] or (_is_total(name) and (not subject or subject in map(_folded, opened))):
            # A total of everything closes the report: what stands below it names no group.
            ended = ended or not (opened or subject)
            opened = _closed(opened, subject)
        elif not ended:
            label = _LABEL.fullmatch(name)
            opened.append(label[1].strip() if label else name)
        current[row] = opened[-1] if opened else ""
    return current


def _closed(opened: list[str], subject: str) -> list[str]:
    """The groups still open after a total of `subject`, or of the innermost where it names none of them."""
    places = [place for place, name in enumerate(opened) if _folded(name) == subject]
    return opened[: places[-1]] if places else opened[:-1]


def _is_total(name: str) -> bool:
    return TOTAL.match(name) is not None or _TOTAL_LAST.fullmatch(name) is not None


def _subject(name: str) -> str:
    """What a total is of, folded: `Total for Acme` → `acme`."""
    last = _TOTAL_LAST.fullmatch(name)
    told = name[match.end() :] if (match := TOTAL.match(name)) else last[1] if last else ""
    return _folded(_ADDED.sub("", told))


def _folded(name: str) -> str:
    label = _LABEL.fullmatch(name)
    return " ".join((label[1] if label else name).casefold().split()).strip(" :-")
