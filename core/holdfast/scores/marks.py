"""What a customer can be marked with as loyal: names and answers, without what tells them."""

from __future__ import annotations

from typing import Final

import polars as pl

MARKS: Final = ("regular", "broad", "immune", "refers")
"""The marks, in the order in which they are shown."""

YES, NO, UNKNOWN = "yes", "no", "unknown"
MARK: Final = pl.Enum([YES, NO, UNKNOWN])
