"""Phrases as most people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.words.phrases.written import written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.views.losses.sayings.gathered import PhrasedTexts


def as_most_write(
    said: PhrasedTexts, pairs: pl.DataFrame, phrases: Sequence[int]
) -> Mapping[int, tuple[str, str]]:
    """By phrase (UInt64): as most customers write it, and its words as they are compared.

    `pairs`: `phrase`, `saying` as `phrases_of`.
    """
    found = {}
    spelled = said.phrases.spelled(pl.Series(list(phrases), dtype=pl.UInt64))
    for phrase, words in zip(phrases, spelled, strict=True):
        sayings = pairs.filter(pl.col("phrase") == phrase).get_column("saying")
        rows = said.said[sayings]
        ways = (
            rows.select("customer", written(rows.get_column("said"), words.split(" ")))
            .drop_nulls()
            .group_by("written")
            .agg(pl.col("customer").n_unique())
            .sort("customer", "written", descending=[True, False])
        )
        found[phrase] = (str(ways.item(0, "written")) if ways.height else words, words)
    return found
