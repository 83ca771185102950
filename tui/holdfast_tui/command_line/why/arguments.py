"""The words of `holdfast why`."""

from __future__ import annotations

import argparse

from holdfast_tui.command_line.arguments.words import day_of, limit_of


def add_why(parser: argparse.ArgumentParser) -> None:
    """Which figure, from which day to which, by what, of whom."""
    parser.add_argument("subject", metavar="ID", help="a metric, a flag (F01, overdue), or health")
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="a folder of exports, files, or a mart")
    parser.add_argument(
        "--from", dest="since", type=day_of, metavar="DAY", required=True, help="the earlier day"
    )
    parser.add_argument(
        "--to", dest="until_day", type=day_of, metavar="DAY", help="the later day; the as-of date if left out"
    )
    parser.add_argument("--by", metavar="WORD", help="only by this dimension, or by customer")
    parser.add_argument(
        "--customer", metavar="CUSTOMER", help="health: of this customer, an id or a whole name"
    )
    parser.add_argument(
        "--limit", type=limit_of, metavar="N", help="no more than N parts of each split; 5 of a table"
    )
