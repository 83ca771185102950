"""The first rows of a file, and what the cells of its columns look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import EMPTY_WORDS
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import SAMPLE_ROWS, UnsoundFileError, guarded
from holdfast.intake.recognise.synonyms import plain
from holdfast.intake.recognise.weigh.readings import speaks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.intake.config import TableMapping
    from holdfast.intake.opened import Opened
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.read.source import SourceFile
    from holdfast.schema.tables import Column

_LOOKED_AT: Final = 200
"""Different texts of a column that are looked at."""
_MOSTLY: Final = 0.5
"""Share of the filled cells from which on a column holds what its header says."""
_NARROW: Final = 2
"""Columns up to which a row with a single cell may be a row of data."""
_NEARLY_ALL: Final = 0.9
"""Share of the rows that have an id in a list: footers have none."""
_YES_OR_NO: Final = ({"0", "1"}, {"true", "false"}, {"yes", "no"}, {"y", "n"})
_SORTS: Final = ("net", "netto", "gross", "brutto")
"""Headers of amounts below which 0 and 1 only say of which sort the other amounts are."""
_STATES: Final = ("state", "stato", "estado")
_PLACES: Final = ("city", "country", "zip", "postal", "region", "citta", "paese", "ciudad", "pais")
"""Columns beside which a state is a part of a country, not a status."""


@dataclass(frozen=True, eq=False)
class Cells:
    """What the sampled cells of one column look like, each side of it found out when it is first asked for.

    `filled` cells, `distinct` texts among them; shares are of the first different `texts`.
    """

    filled: int
    distinct: int
    texts: pl.Series

    @cached_property
    def dates(self) -> float:
        """The share that could be days."""
        return self._share(lambda text: bool(dates.detect_formats([text], day_first=True)))

    @cached_property
    def numbers(self) -> float:
        """The share that could be numbers."""
        return self._share(lambda text: numbers.looks_numeric([text]))

    @cached_property
    def mails(self) -> float:
        """The share that could be e-mail addresses."""
        return self._share(lambda text: "@" in text)

    @property
    def low(self) -> float:
        """The smallest of its plain numbers, or 0."""
        return _number_or_zero(self._figures.min())

    @property
    def high(self) -> float:
        """The largest of its plain numbers, or 0."""
        return _number_or_zero(self._figures.max())

    @property
    def fractions(self) -> bool:
        """Whether some of its numbers lie between 0 and 1."""
        return bool(((self._figures > 0) & (self._figures < 1)).any())

    @cached_property
    def _seen(self) -> list[str]:
        return self.texts.head(_LOOKED_AT).to_list()

    @cached_property
    def _figures(self) -> pl.Series:
        bare = self.texts.str.replace_all(r"[^0-9.,-]", "")
        return bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).drop_nulls()

    def _share(self, is_one: Callable[[str], bool]) -> float:
        return sum(map(is_one, self._seen)) / max(len(self._seen), 1)


@dataclass(frozen=True, eq=False)
class Head:
    """The first rows of one file as text (null where nothing stands), without blank lines and titles.

    `whole` where these are all rows.
    """

    file: SourceFile
    raw: RawFile
    rows: pl.DataFrame
    whole: bool
    _looks: dict[str, Cells] = field(default_factory=dict, repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's own columns."""
        return self.raw.columns

    def cells(self, header: str) -> Cells:
        """What the cells below this header look like."""
        if header not in self._looks:
            self._looks[header] = _looks(self.rows[header])
        return self._looks[header]

    def fits(self, column: Column, header: str) -> bool:
        """Whether most cells below the header could be days or amounts; empty ones say nothing.

        Words may stand for other figures: of satisfaction, of agreement.
        """
        if column.name == "status" and plain(header) in _STATES:
            return not any(speaks_of(other, _PLACES) for other in self.columns)
        cells = self.cells(header)
        if not cells.filled and column.name in ("amount", "customer_id") and self.rows.height:
            return False
        if column.name == "amount" and plain(header) in _SORTS and cells.texts.is_in(["0", "1"]).all():
            return False
        if not cells.filled or column.type not in ("date", "timestamp", "money"):
            return True
        return (cells.dates if column.type in ("date", "timestamp") else cells.numbers) >= _MOSTLY

    def says_yes_or_no(self, header: str) -> bool:
        """Whether nothing but a word for yes and one for no stands below the header."""
        told = set(self.rows[header].drop_nulls().str.to_lowercase().unique())
        return len(told) == 2 and told in _YES_OR_NO

    def is_unique(self, header: str) -> bool:
        """Whether (nearly) every row has a value there, and each its own."""
        cells = self.cells(header)
        return cells.distinct == cells.filled > _NEARLY_ALL * self.rows.height

    def repeats(self, header: str) -> bool:
        """Whether some value stands there twice, in the whole file where the first rows leave it open."""
        cells = self.cells(header)
        if cells.distinct < cells.filled or self.whole:
            return cells.distinct < cells.filled
        filled, different = self.counted(header)
        return different < filled

    def counted(self, header: str) -> tuple[int, int]:
        """How many cells of the whole column are filled, and how many different texts they hold."""
        if self.whole:
            return self.cells(header).filled, self.cells(header).distinct
        text = pl.col(header).cast(pl.String)
        filled = text.filter(text.is_not_null() & (text != ""))
        found = self.raw.frame.select(filled.len().alias("filled"), filled.n_unique().alias("different"))
        row = found.collect(engine="streaming").row(0)
        return int(row[0]), int(row[1])


def head_of(file: SourceFile, mapping: TableMapping, opened: Opened) -> Head:
    """The head of a file. Raises UnreadableFileError where it is no table."""
    raw = opened.open(file, mapping)
    try:
        rows = _first_rows(raw)
    except UnsoundFileError:
        raw = opened.open(file, mapping, checked=True)
        rows = _first_rows(raw)
    return Head(file, raw, _of_data(rows.head(SAMPLE_ROWS)), whole=rows.height <= SAMPLE_ROWS)


def _first_rows(raw: RawFile) -> pl.DataFrame:
    with guarded(raw):
        schema = raw.frame.collect_schema()
        texts = [as_text(pl.col(name), schema[name]).str.strip_chars().alias(name) for name in raw.columns]
        # polars notices a row with too many fields only when it reads every column.
        rows = raw.head.select(texts)
        filled = {name: ~pl.col(name).str.to_lowercase().is_in(list(EMPTY_WORDS)) for name in raw.columns}
        return rows.select(pl.when(one).then(pl.col(name)).alias(name) for name, one in filled.items())


def _of_data(rows: pl.DataFrame) -> pl.DataFrame:
    cells = pl.sum_horizontal(pl.all().is_not_null())
    return rows.filter(cells > (1 if rows.width > _NARROW else 0)) if rows.width else rows


def _looks(column: pl.Series) -> Cells:
    filled = column.drop_nulls()
    texts = filled.unique(maintain_order=True)
    return Cells(filled.len(), texts.len(), texts)


def _number_or_zero(value: object) -> float:
    return value if isinstance(value, float) else 0.0
