"""The words of `holdfast verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Which seal, beside which book."""
    parser.add_argument(
        "sealed", metavar="SEAL|FILE", help="seven groups of four letters, or a file that was exported"
    )
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="a folder of exports, files, or a mart")
    parser.add_argument(
        "--by", metavar="WORD", help="the dimension by which the figure was split, where it is of a group"
    )
