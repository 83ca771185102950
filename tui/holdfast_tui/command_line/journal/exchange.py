"""`holdfast journal export|import|rename`: a journal as text, entries from elsewhere, and a new id."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.journal.entry import Draft
from holdfast.journal.exchange import entries_in, to_csv, to_json_lines
from holdfast.own.files import private_file
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.toml_files import text_of
from holdfast_tui.command_line.journal.opened import OpenJournal, customer_named, open_journal, refuse_past
from holdfast_tui.command_line.streams import tell
from holdfast_tui.look import present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.journal.entry import Entry
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Does what was asked. Raises UsageError."""
    return _ACTIONS[options.action](options)


def _export(options: Options) -> int:
    """Everything that was ever written, what was taken back included: an import elsewhere is equal."""
    entries = open_journal(options).engine.book.log.written
    text = to_csv(entries) if options.format == "csv" else to_json_lines(entries)
    if options.output in (None, STANDARD_INPUT):
        sys.stdout.write(text)
        return 0
    path = Path(options.output or "")
    try:
        private_file(path, exist_ok=options.force).write_bytes(text.encode())
    except FileExistsError:
        raise UsageError(f"{path} is already there: choose another name, or add --force") from None
    tell(f"{_entries(len(entries))} written to {path}")
    return 0


def _import(options: Options) -> int:
    if not options.names:
        raise UsageError(
            "journal import BOOK FILE: name the file that was exported, or - for what is piped in"
        )
    opened = open_journal(options)
    entries = [entry for name in options.names for entry in _entries_of(name)]
    _refuse_others(opened, entries, options)
    new = opened.journal.keep(entries)
    there = len({entry.id for entry in entries}) - new
    tell(f"{_entries(new)} imported{f', {there:,} already there' if there else ''}")
    return 0


def _entries_of(name: str) -> Sequence[Entry]:
    text = sys.stdin.read() if name == STANDARD_INPUT else text_of(Path(name), name)
    try:
        return entries_in(text)
    except UsageError as error:
        raise UsageError(f"{name}, {error}") from None


def _refuse_others(opened: OpenJournal, entries: Sequence[Entry], options: Options) -> None:
    """Raises UsageError where entries of another book would be mixed in without being asked for."""
    own = opened.journal.books
    others = sorted({entry.book for entry in entries if entry.book not in own})
    if others and not options.other_books:
        count = _entries(sum(entry.book not in own for entry in entries))
        raise UsageError(
            f"{count} of another book ({', '.join(others)}), this is {opened.journal.book}: nothing was "
            f"imported; --other-books takes them as entries of this one"
        )


def _rename(options: Options) -> int:
    if len(options.names) != 2:
        raise UsageError("journal rename BOOK OLD NEW: name the customer's id before and its id now")
    opened = open_journal(options)
    refuse_past(opened)
    old, new = options.names
    log = opened.engine.book.log
    written = len(log.about(opened.as_of, "customer", old))
    if not written:
        raise UsageError(f"nothing is written about '{old}': nothing was renamed")
    if not options.force and old in opened.engine.book.customers.get_column("customer_id"):
        raise UsageError(f"'{old}' is still a customer of the book: --force renames its entries all the same")
    _, new, name = customer_named(opened, new)
    opened.journal.write([Draft("rename", "customer", new, opened.as_of, fields={"old": old, "new": new})])
    stand = f"{_entries(written)} about {old} now stand under {new}, {name}"
    tell(stand if written > 1 else f"1 entry about {old} now stands under {new}, {name}")
    return 0


_ACTIONS: Final = {"export": _export, "import": _import, "rename": _rename}


def _entries(count: int) -> str:
    return str(present.plural(count, "entry", "entries"))
