"""Reports with group rows: a customer alone on a row, its transactions below, and their total after them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read.native import as_text
from holdfast.intake.wording import count

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

TOTAL: Final = re.compile(
    r"(?:grand\s+|sub-?\s*|net\s+)?totals?\b(?:\s+(?:for|of|pour|für|di|de)\b)?|(?:gesamt(?:summe|betrag)?|(?:zwischen)?summe"
    r"|somme|totale)\b(?:\s+(?:für|pour|di)\b)?",
    re.IGNORECASE,
)
"""How a row of totals begins; what it is a total of may follow."""
_TOTAL_LAST: Final = re.compile(r"(.*\S)\s+(?:sub)?totals?", re.IGNORECASE)
_CUSTOMER: Final = re.compile(r"customer|client|kunde|debitor|debtor|cliente|عميل", re.IGNORECASE)
_LABEL: Final = re.compile(rf"(?:{_CUSTOMER.pattern})\w*(?:\s+name)?\s*:\s*(.+)", re.IGNORECASE)
_LABEL_ALONE: Final = re.compile(rf"(?:{_CUSTOMER.pattern})\w*(?:\s+name)?\s*:", re.IGNORECASE)
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
    shapes = [_shape(cells) for cells in rows]
    data = [len(places) > 1 and not _is_total(name) for places, name in shapes]
    taken = {place for (places, _), is_data in zip(shapes, data, strict=True) if is_data for place in places}
    groups: list[str] = []
    apart = started = named = 0
    for row, (places, name) in enumerate(shapes):
        if data[row] and not groups:
            return False
        if len(places) == 1 and not data[row]:
            follows = row + 1 < len(rows) and data[row + 1]
            started += follows
            apart += follows and places[0] not in taken
            groups.append(name)
        elif len(places) > 1 and not data[row]:
            named += _subject(name) in map(_folded, groups)
    return started > 0 and (named > 0 or apart > 1)


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row holds one name, or a label and a name, and nothing else."""
    return len(_shape(cells)[0]) == 1


def _shape(cells: Sequence[str]) -> tuple[list[int], str]:
    """The places of a row that are filled, and what stands in the first; a label and its value are one."""
    places = [place for place, cell in enumerate(cells) if cell.strip()]
    name = cells[places[0]].strip() if places else ""
    if len(places) == 2 and _LABEL_ALONE.fullmatch(name):
        return places[:1], f"{name} {cells[places[1]].strip()}"
    return places, name


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
    first, second = listed.list.get(0, null_on_oob=True), listed.list.get(1, null_on_oob=True)
    labelled = (listed.list.len() == 2) & first.str.contains(rf"(?i)^(?:{_LABEL_ALONE.pattern})$")
    shape = cells.select(
        pl.when(labelled).then(1).otherwise(listed.list.len()).alias("filled"),
        pl.when(labelled).then(first + " " + second).otherwise(first).fill_null("").alias("name"),
        pl.concat_list(pl.all() != "").list.arg_max().alias("place"),
    )
    several = shape["filled"] > 1
    total = pl.Series([_is_total(name) for name in shape["name"]], dtype=pl.Boolean) & several
    data = several & ~total
    taken = cells.filter(data).select((pl.all() != "").any()).row(0) if data.any() else ()
    free = next((place for place, is_taken in enumerate(taken) if is_taken), 0)
    alone = (shape["filled"] == 1) & (shape["place"] < max(free, 1))
    current = _groups(shape["name"], alone, total, apart=free > 0)
    structure = pl.Series([group is not None for group in current], dtype=pl.Boolean)
    kept = ((shape["filled"] > 0) & ~structure).arg_true().to_list()
    marked = pl.Series("group", current, dtype=pl.String).forward_fill().fill_null("")[kept]
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


def _groups(names: pl.Series, alone: pl.Series, total: pl.Series, *, apart: bool) -> list[str | None]:
    """The group that is open from each row of structure on, "" for none; null for other rows.

    Unless groups stand `apart`, in a column that no row fills, a total that names no group may be data.
    """
    current: list[str | None] = [None] * len(names)
    totalled = {_subject(name) for name in names.filter(total)}
    opened: list[str] = []
    ended = False
    for row in (alone | total).arg_true().to_list():
        name = str(names[row])
        subject, is_open = _subject(name), _subject(name) in map(_folded, opened)
        if _is_total(name) and (not subject or is_open):
            # A total of everything closes the report: what stands below it names no group.
            ended = ended or not (opened or subject)
            opened = _closed(opened, subject)
        elif total[row] and not apart:
            continue
        elif not (total[row] or ended) and _begins(name, opened, totalled):
            label = _LABEL.fullmatch(name)
            opened.append(label[1].strip() if label else name)
        current[row] = opened[-1] if opened else ""
    return current


def _begins(name: str, opened: Sequence[str], totalled: Container[str]) -> bool:
    """Whether a lonely cell begins a group: one that no total names is a remark in a group that one does."""
    return not opened or _folded(opened[-1]) not in totalled or _folded(name) in totalled


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
