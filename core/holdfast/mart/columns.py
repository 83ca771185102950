"""Columns as blocks of bytes and back: what is read often is mapped as it lies, what seldom is packed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from mmap import mmap
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import PolarsError

from holdfast.mart import arrow
from holdfast.mart.layout import NO_BLOCK, NO_NULLS, Stored, StoredColumn
from holdfast.mart.memory import address
from holdfast.mart.text import views_of, within

if TYPE_CHECKING:
    from holdfast.mart.mapping import MappedBlocks

Keep = Callable[[bytes | memoryview], int]
"""Writes bytes as a block, unless they are there already: its number."""

TYPES: Final[Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "boolean": pl.Boolean(),
        "int8": pl.Int8(),
        "int16": pl.Int16(),
        "int32": pl.Int32(),
        "int64": pl.Int64(),
        "uint8": pl.UInt8(),
        "uint16": pl.UInt16(),
        "uint32": pl.UInt32(),
        "uint64": pl.UInt64(),
        "float32": pl.Float32(),
        "float64": pl.Float64(),
        "date": pl.Date(),
        "datetime": pl.Datetime("us"),
        "text": pl.String(),
    }
)
"""The types that a word says whole."""

CATEGORICAL: Final = "categorical"
ENUM: Final = "enum"
OTHER: Final = "other"

_NAMES: Final = {str(dtype): name for name, dtype in TYPES.items()}

FORMATS: Final[Mapping[str, tuple[bytes, int]]] = MappingProxyType(
    {
        "int8": (b"c", 1),
        "int16": (b"s", 2),
        "int32": (b"i", 4),
        "int64": (b"l", 8),
        "uint8": (b"C", 1),
        "uint16": (b"S", 2),
        "uint32": (b"I", 4),
        "uint64": (b"L", 8),
        "float32": (b"f", 4),
        "float64": (b"g", 8),
        "date": (b"tdD", 4),
        "datetime": (b"tsu:", 8),
    }
)
"""How Arrow calls them, and the bytes of one value."""

WIDEST: Final = 16
"""Bytes of one value of the widest type: a view of a text."""

_MOST_WORDS: Final = 4096
"""Of more categories, a manifest becomes slower to read than a packed column."""


def stored(column: pl.Series, keep: Keep, *, packed: bool, views: bool) -> StoredColumn:
    """Write a column.

    `packed`: whatever it is, in as few bytes as possible. `views`: text as it is mapped; else it is packed.
    """
    name, kind = column.name, type_of(column.dtype)
    if column.null_count() == column.len() and kind in TYPES:
        how: Stored = "views" if kind == "text" else "plain"
        blocks = (NO_BLOCK,) * (3 if kind == "text" else 2) if column.len() else ()
        return StoredColumn(name, kind, how, blocks)
    if kind == "text" and views and not packed and (found := views_of(column.fill_null(""))):
        views_block, rest = found
        return StoredColumn(name, kind, "views", (_validity(column, keep), keep(views_block), keep(rest)))
    if kind in FORMATS and not packed:
        values = arrow.Exported(column.to_physical().fill_null(0))
        return StoredColumn(
            name, kind, "plain", (_validity(column, keep), keep(values.values(FORMATS[kind][1])))
        )
    if kind == "boolean":
        bits = arrow.Exported(column.fill_null(value=False)).bits()
        return StoredColumn(name, kind, "plain", (_validity(column, keep), keep(bits)))
    if kind in (CATEGORICAL, ENUM) and (coded := _coded(column, kind, keep)):
        return coded
    words = tuple(column.dtype.categories) if isinstance(column.dtype, pl.Enum) else ()
    return StoredColumn(name, kind, "packed", (keep(_parquet(column)),), words)


def type_of(dtype: pl.DataType) -> str:
    """The word of a type, as in a manifest."""
    if isinstance(dtype, pl.Categorical):
        return CATEGORICAL if dtype == pl.Categorical() else OTHER
    return ENUM if isinstance(dtype, pl.Enum) else _NAMES.get(str(dtype), OTHER)


def dtype_of(column: StoredColumn) -> pl.DataType | None:
    """The type of a column that is not read yet; None where only reading it tells."""
    if column.type == CATEGORICAL:
        return pl.Categorical()
    return pl.Enum(column.words) if column.type == ENUM else TYPES.get(column.type)


def nothing(name: str, kind: str, height: int, memory: mmap) -> pl.Series:
    """A column of nothing but nulls, over zeros (memory.py)."""
    zero = address(memory)
    if kind == "text":
        return arrow.series(name, b"vu", height, (zero, zero, zero), memory)
    return arrow.series(name, FORMATS[kind][0], height, (zero, zero), memory)


def read(column: StoredColumn, height: int, blocks: MappedBlocks) -> pl.Series:
    """A column as it was written, but for one that is looked up. Raises DamagedError."""
    try:
        found = _READERS[column.stored](column, height, blocks)
    except (PolarsError, KeyError, IndexError, ValueError, TypeError) as error:
        raise blocks.damaged(f"column {column.name} cannot be read") from error
    if found.len() != height or dtype_of(column) not in (None, found.dtype):
        raise blocks.damaged(f"column {column.name} is not what the manifest says")
    return found


def _validity(column: pl.Series, keep: Keep) -> int:
    return keep(arrow.Exported(column.is_not_null()).bits()) if column.null_count() else NO_NULLS


def _coded(column: pl.Series, kind: str, keep: Keep) -> StoredColumn | None:
    """Categories as numbers of their words, the number after the last for null; None for too many of them."""
    if isinstance(column.dtype, pl.Enum):
        words = column.dtype.categories.to_list()
    else:
        words = column.cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    if len(words) > _MOST_WORDS:
        return None
    numbers = pl.int_range(len(words), dtype=pl.UInt32, eager=True)
    codes = column.cast(pl.String).replace_strict(
        pl.Series(words, dtype=pl.String), numbers, default=len(words), return_dtype=_codes_dtype(len(words))
    )
    width = FORMATS[type_of(codes.dtype)][1]
    return StoredColumn(
        column.name, kind, "codes", (keep(arrow.Exported(codes).values(width)),), tuple(words)
    )


def _codes_dtype(words: int) -> pl.DataType:
    return pl.UInt8() if words < 2**8 else pl.UInt16()


def _parquet(column: pl.Series) -> bytes:
    packed = io.BytesIO()
    # In one group: fewer bytes, and the same ones whatever polars thinks of the machine.
    group = max(1, column.len())
    column.to_frame().write_parquet(packed, compression="zstd", statistics=False, row_group_size=group)
    return packed.getvalue()


def _plain(column: StoredColumn, height: int, blocks: MappedBlocks) -> pl.Series:
    if not height:
        return pl.Series(column.name, [], dtype=TYPES[column.type])
    validity, values = column.blocks
    if column.type == "boolean":
        kind, size = b"b", (height + 7) // 8
    else:
        kind, width = FORMATS[column.type]
        size = height * width
    return arrow.series(
        column.name, kind, height, (_bits(validity, height, blocks), blocks.address(values, size)), blocks
    )


def _views(column: StoredColumn, height: int, blocks: MappedBlocks) -> pl.Series:
    if not height:
        return pl.Series(column.name, [], dtype=pl.String)
    validity, views, rest = column.blocks
    if validity == NO_BLOCK:
        return nothing(column.name, column.type, height, blocks.zeros)
    places = (_bits(validity, height, blocks), blocks.address(views, height * WIDEST))
    longer = blocks.length(rest)
    if views != NO_BLOCK and not within(
        arrow.series("", b"L", 2 * height, (None, places[1]), blocks), longer
    ):
        raise ValueError("a text lies elsewhere")
    sizes = arrow.sizes(longer)
    buffers = (*places, blocks.address(rest, longer), arrow.address_of(sizes))
    # As text only after polars has found it to be such: it believes what it is handed.
    return arrow.series(column.name, b"vz", height, buffers, (blocks, sizes)).cast(pl.String)


def _codes(column: StoredColumn, height: int, blocks: MappedBlocks) -> pl.Series:
    dtype = _codes_dtype(len(column.words))
    kind, width = FORMATS[type_of(dtype)]
    (values,) = column.blocks
    words = pl.Series(column.name, [*column.words, None], dtype=dtype_of(column))
    if not height:
        return words.clear()
    codes = arrow.series("", kind, height, (None, blocks.address(values, height * width)), blocks)
    return words.gather(codes)


def _packed(column: StoredColumn, _height: int, blocks: MappedBlocks) -> pl.Series:
    (number,) = column.blocks
    return pl.read_parquet(io.BytesIO(blocks.content(number))).get_column(column.name)


def _bits(validity: int, height: int, blocks: MappedBlocks) -> int | None:
    return None if validity == NO_NULLS else blocks.address(validity, (height + 7) // 8)


_READERS: Final[Mapping[Stored, Callable[[StoredColumn, int, MappedBlocks], pl.Series]]] = MappingProxyType(
    {"plain": _plain, "views": _views, "codes": _codes, "packed": _packed}
)
