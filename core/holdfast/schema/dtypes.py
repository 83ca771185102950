"""The polars types of canonical columns, declared once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import MONEY_DTYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.schema.tables import ColumnType

DTYPES: Final[Mapping[ColumnType, pl.DataType]] = MappingProxyType(
    {
        "text": pl.String(),
        "date": pl.Date(),
        "timestamp": pl.Datetime("us"),
        "integer": pl.Int64(),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "money": MONEY_DTYPE(),
    }
)
