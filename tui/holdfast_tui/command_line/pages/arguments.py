"""The words of the commands that make something to hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_draft(parser: argparse.ArgumentParser) -> None:
    """What `draft` takes."""
    parser.add_argument("sources", metavar="BOOK", nargs=1, help="a folder of exports, or a file")
    parser.add_argument("customer", metavar="CUSTOMER", help="an id, or a whole name")
    parser.add_argument("--template", metavar="ID", help="which text; without it, all are listed")
    parser.add_argument("--to", dest="whom", metavar="CONTACT", help="to whom: an id or a name")
    parser.add_argument("--sender", metavar="NAME", help="who signs; else you, else the rep of the customer")
    parser.add_argument(
        "--from", dest="sender_address", metavar="ADDRESS", help="your own address, for a mail (.eml)"
    )
    parser.add_argument("--output", metavar="FILE", help="write there: .eml for a mail program, or .txt")
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
    parser.add_argument("--no-journal", action="store_true", help="keep no note of it in your journal")


def add_report(parser: argparse.ArgumentParser) -> None:
    """What `report` takes besides the question to the book."""
    parser.add_argument(
        "--for",
        dest="whose",
        default="book",
        metavar="book|team|REP",
        help="about the whole book, the team, or one rep: an id, or a whole name (default book)",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write there instead of printing it; a workbook needs one"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is already there")
