"""Writes the pool of public data that travels with Holdfast, from copies of the data sets.

    python -m tests.public_pool FOLDER

FOLDER holds `online_retail_1` and `cdnow_sample`, each with the files of its source and a holdfast.toml.
Only counts come of it: how many customers were active at past month-ends, under which flag, and how many of
them were lost, each once a horizon, as `holdfast show backtest` counts them. Sets of invented customers are
left out: what nobody did is no experience.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from holdfast.engine import open_by
from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.backtest import Backtest, backtest
from holdfast.risk.past.history import History
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.pool.counts import KeptAndLost, PoolBook
from holdfast.schema.pool.document import PUBLIC_FILE, written

WINDOW: Final = "90d"
"""For how long an order keeps a customer active: the sets are of a year or little more."""

SETS: Final = {
    "online_retail_1": (
        "Online Retail, a wholesaler of gifts in the United Kingdom, December 2010 to December 2011: "
        "Chen, D. (2015), UCI Machine Learning Repository, doi 10.24432/C5BW33",
        "CC BY 4.0; changed: counted by flag",
    ),
    "cdnow_sample": (
        "CDNOW, first orders of early 1997 at a shop for music, one in ten, up to June 1998: "
        "Fader, P. S. and Hardie, B. G. S. (2001), Interfaces 31(3), brucehardie.com",
        "no licence stated; published for research and teaching; only counts are taken",
    ),
}
"""Source and licence of each set, as its folder and its publisher state them."""

COMMENTS: Final = (
    'Loss rates by flag of public data, for [pool] files = ["public"], made by tests/public_pool.py.',
    "Counts alone, without noise, as the data are public: who was active at a past month-end, and who",
    f"was lost within 90 days; an order keeps a customer active for {WINDOW}.",
    "",
)


def main(folder: Path) -> None:
    """Write the file."""
    PUBLIC_FILE.write_text(written(tuple(_books(folder)), COMMENTS), encoding="utf-8", newline="\n")


def _books(folder: Path) -> Iterator[PoolBook]:
    for name, (source, licence) in SETS.items():
        mapping = folder / name / "holdfast.toml"
        text = re.sub(r'active_window = "\w+"', f'active_window = "{WINDOW}"', mapping.read_text("utf-8"))
        book = open_by((folder / name,), mapping, text)
        assert str(book.settings.active_window) == WINDOW
        tested = backtest(History(book, default_thresholds()), book.default_as_of)
        flags = tested.flags.filter((pl.col("flagged") > 0) & (pl.col("in_time") > 0))
        yield PoolBook(
            file="",
            year=book.default_as_of.year,
            everybody=_everybody(tested),
            flags={
                flag: KeptAndLost(flagged - lost, lost)
                for flag, flagged, lost in flags.select(
                    pl.col("flag").cast(pl.String), "flagged", "lost"
                ).iter_rows()
                if flag in FLAGS
            },
            thresholds="default",
            window=WINDOW,
            source=source,
            licence=licence,
        )


def _everybody(tested: Backtest) -> KeptAndLost:
    lost = round((tested.base_rate or 0.0) * tested.active)
    return KeptAndLost(tested.active - lost, lost)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
