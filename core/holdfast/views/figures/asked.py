"""The figures of a query: from beside the book where they are kept, else computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.views.figures.newest import newest_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.figures import Figure


def figures_asked(store: FactsStore, answer: Answer, ids: Sequence[str] | None = None) -> tuple[Figure, ...]:
    """Every metric or those of `ids`, per group of the dimension of the query where it names one.

    Raises UsageError for a dimension that does not exist.
    """

    def made() -> tuple[Figure, ...]:
        # Every metric is imported with it, which takes longer than reading figures that are kept.
        from holdfast.views.figures.figures import metric_figures  # noqa: PLC0415

        return metric_figures(store, answer, by, ids)

    by = answer.query.by
    return newest_figures(store, answer, made) if by is None and ids is None else made()
