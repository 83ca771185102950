"""The seal of the figure whose entry of the glossary is open, found by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.jobs import Answer, hand_over

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast_tui.screens.dialogs.glossary import GlossaryReader
    from holdfast_tui.sitting.session import Engine, Session

_KIND: Final = "seal"


def seal_entry(
    entry: GlossaryReader, session: Session, engine: Engine, subject: str, figure: Figure | None
) -> None:
    """Show the seal of a figure in its entry: of that on show, else of the one whose rows are on show."""
    # The registry needs polars, which is there once the book is read.
    from holdfast.metrics.registry import METRICS  # noqa: PLC0415

    query = session.store.query
    rows_of_it = session.store.state.here.room == "figure"
    if subject not in METRICS or (not rows_of_it if figure is None else figure.status == "needs"):
        return

    def seal() -> str:
        figures = engine.metrics(query, (subject,)) if figure is None else (figure,)
        return next(iter(engine.sealed(query, figures)), "")

    def told(answer: Answer[str]) -> None:
        hand_over(answer, entry.show_seal, lambda _: None)

    session.jobs.ask(_KIND, seal, while_open(entry, told))
