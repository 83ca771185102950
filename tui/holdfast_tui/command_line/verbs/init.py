"""`holdfast init`: writes down what was detected, so that it can be corrected and kept."""

from __future__ import annotations

import sys
from pathlib import Path

from holdfast.errors import UsageError
from holdfast.intake import mapping_toml, read_book
from holdfast.shared.opened import refuse_sealed
from holdfast.toml_files import inert
from holdfast_tui.command_line import book
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import tell


def run(options: Options) -> int:
    """Writes the mapping into the folder of the book, or where `--output` says. Raises UsageError.

    This is the one explicit wish to write into a book; a file that is there stays unless forced.
    """
    chosen = book.with_book(options)
    refuse_sealed(chosen.sources)
    if options.output == "-":
        sys.stdout.write(inert(_mapping(chosen, _folder(chosen) or Path())))
        return 0
    target = _target(chosen)
    if target.exists() and not options.force:
        raise UsageError(f"{target} is already there: --force replaces it, --output - prints instead")
    target.write_text(_mapping(chosen, target.parent), encoding="utf-8")
    tell(f"wrote {target}")
    return 0


def _mapping(options: Options, base: Path) -> str:
    """The mapping as it must read in a file inside `base`: the paths in it are relative to that."""
    intake = read_book(options.sources, options.config)
    book.tell_receipt(intake.receipt, options)
    return mapping_toml(intake, base)


def _target(options: Options) -> Path:
    if options.output is not None:
        return Path(options.output)
    folder = _folder(options)
    if folder is None:
        raise UsageError(
            "init writes into the folder of a book: name one folder, or a file with --output FILE"
        )
    return folder / "holdfast.toml"


def _folder(options: Options) -> Path | None:
    """The folder of the book, or None where the book is made of files."""
    return options.sources[0] if len(options.sources) == 1 and options.sources[0].is_dir() else None
