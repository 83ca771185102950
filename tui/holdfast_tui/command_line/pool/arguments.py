"""The words of `holdfast pool`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_pool(parser: argparse.ArgumentParser) -> None:
    """What is done with which book, and how much it may tell."""
    parser.add_argument("action", choices=("show", "export"), help="show the pool, or export for another")
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="a folder of exports, files, or a mart")
    parser.add_argument(
        "--epsilon",
        metavar="E",
        help="export: how much of the budget it may spend, 0.01 to 10 (default 1): less is more noise",
    )
    parser.add_argument(
        "--flags-a-customer",
        type=int,
        metavar="K",
        help="export: under so many flags a customer counts at most (default 3): fewer is less noise",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="export: write there, which spends; without it, only what would leave is told",
    )
