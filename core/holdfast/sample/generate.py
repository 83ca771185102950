"""`python -m holdfast.sample.generate FOLDER`: write the sample book, or a large book for benchmarks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.sample.book import DEFAULT_SEED, write_book
from holdfast.sample.large import write_large

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status: 0 written, 2 unusable arguments or folder."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.customers is None and asked.orders is None:
            if asked.format == "parquet":
                raise ValueError("the sample book is written as CSV; --format parquet needs --customers")
            write_book(asked.folder, asked.seed)
        else:
            customers = max(1, asked.orders // 10) if asked.customers is None else asked.customers
            orders = customers * 10 if asked.orders is None else asked.orders
            write_large(asked.folder, customers, orders, asked.seed, asked.format or "parquet")
    except (OSError, ValueError) as error:
        print(f"nothing usable was written to {asked.folder}: {error}", file=sys.stderr)
        return 2
    print(f"written to {asked.folder}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m holdfast.sample.generate",
        description="Write the synthetic sample book, or with --customers or --orders a large book.",
    )
    parser.add_argument("folder", type=Path, help="where to write; created when missing")
    parser.add_argument(
        "--customers", type=int, help="customers of the large book (default a tenth of its orders)"
    )
    parser.add_argument("--orders", type=int, help="orders of the large book (default 10 per customer)")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, another book")
    parser.add_argument("--format", choices=("parquet", "csv"), help="of the large book (default parquet)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
