"""The words of `holdfast build`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast_tui.command_line.arguments.words import day_of

if TYPE_CHECKING:
    from holdfast.engines.workplace import EngineName

ENGINES: Final[tuple[EngineName, ...]] = ("polars", "duckdb", "spark")


def add_build(parser: argparse.ArgumentParser) -> None:
    """Sources, the folder of the mart, whose rows, by what engine."""
    parser.add_argument(
        "addresses",
        metavar="SOURCE",
        nargs="+",
        help="folders, files, Delta and Iceberg tables, postgresql://, s3://, or one mart",
    )
    parser.add_argument("--into", type=Path, metavar="DIR", required=True, help="the folder of the mart")
    parser.add_argument(
        "--where", metavar="FILTER", help="only these customers: nobody else's rows are in the mart"
    )
    parser.add_argument("--engine", choices=ENGINES, help="what sorts and sums; polars unless told otherwise")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a mapping to use instead of SOURCE's own"
    )
    parser.add_argument(
        "--as-of",
        type=day_of,
        metavar="DAY",
        help="the day that the mart is looked at from, and --where told on",
    )
    parser.add_argument("--force", action="store_true", help="write it even where nothing has changed")
