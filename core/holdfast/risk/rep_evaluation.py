"""What the flags of reps came to on a day, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.keeping import Keeper
from holdfast.risk.names import REP_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

REP_FLAG_ID: Final = pl.Enum([flag.id for flag in REP_NAMES])

_NOBODY: Final = pl.DataFrame(
    schema={
        "rep": pl.UInt32,
        "rep_id": pl.String,
        "name": pl.String,
        "revenue": pl.Int64,
        **{flag.column: pl.Int8 for flag in REP_NAMES},
        "worst": pl.Int8,
        "prompts": pl.UInt8,
        "worst_flag": REP_FLAG_ID,
    }
)


@dataclass(frozen=True, eq=False)
class RepEvaluation:
    """The flags of reps of one day.

    `levels` has one row per active rep, sorted by `rep_id`: `rep` UInt32 (its number), `rep_id`, `name`,
    `revenue` Int64 money of the customers held; per flag `flag_<id>` Int8 (index into SEVERITIES, 0 clear,
    null not evaluated); `worst` Int8, the worst of them, null where none could be evaluated; `prompts`
    UInt8, how many are open; `worst_flag` Enum of ids, the first in the order of the catalog as bad as that.
    `raised` holds what open flags saw, by flag id: `rep`, `rep_id`, `revenue`, `severity`, `since` and the
    numbers of the flag. `kept`: what was told of them.
    """

    levels: pl.DataFrame = field(default_factory=lambda: _NOBODY)
    raised: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    kept: Keeper = field(default_factory=Keeper, init=False, repr=False)
