"""`python -m tests.fuzz`: tries the program on damage of every kind, from a seed and within a time.

Prints every fault with what brings it out again; the status is 1 where there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Final

PARTS: Final = ("settings", "mappings", "files", "keys", "typing")
"""Modules beside this one, each with `run(seed, seconds)`: a line per fault. Quick ones leave time over."""

SEED: Final = 9
SECONDS: Final = 1_200.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every part, or those that are asked for, each for its share of the time."""
    asked = _parser().parse_args(arguments)
    parts = asked.only or PARTS
    end = time.monotonic() + asked.seconds
    found = 0
    for place, part in enumerate(parts):
        # What one part leaves over, those after it may use.
        share = (end - time.monotonic()) / (len(parts) - place)
        for fault in import_module(f"tests.fuzz.{part}").run(asked.seed, share):
            found += 1
            print(fault, flush=True)
    print(f"{found:,} {'fault' if found == 1 else 'faults'}, seed {asked.seed}")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed tries the same cases")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="all parts together")
    parser.add_argument("--only", nargs="*", choices=PARTS, help="these parts")
    return parser


if __name__ == "__main__":
    sys.exit(main())
