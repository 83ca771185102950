"""What is known and under way when the desk itself is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.own.user import Configured
from holdfast_tui.look.looks import Looks
from holdfast_tui.sitting.left_out import LeftOut

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast_tui.start.curtain import Curtain


@dataclass(frozen=True)
class Started:
    """The looks, what of the user's own is left out, how the book is read, the settings, and the skeleton."""

    looks: Looks
    left_out: LeftOut
    read: Callable[[], Book]
    user: Configured = field(default_factory=Configured)
    curtain: Curtain | None = None

    def give_up(self) -> None:
        """Put the terminal back: there will be no desk."""
        if self.curtain is not None:
            self.curtain.drop()


def looks_of(
    environ: Mapping[str, str], left_out: LeftOut, *, isatty: bool, wanted: str | None = None
) -> Looks:
    """The looks for this terminal; themes that cannot be read are left out. Raises UsageError."""
    return Looks.of(environ, isatty=isatty, wanted=wanted, told=partial(left_out.add, "themes"))


def read_book(sources: Sequence[Path], config: Path | None, use_cache: bool = True) -> Book:
    """The book, with polars. Raises UsageError."""
    from holdfast.engine import open_or_ask  # noqa: PLC0415 - polars comes after the first paint

    return open_or_ask(sources, config, use_cache=use_cache)
