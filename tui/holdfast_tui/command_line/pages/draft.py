"""`holdfast draft`: a letter to one customer, printed or written as a file, and kept in the journal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.drafts.mail import as_mail, as_note
from holdfast.drafts.templates import every_template
from holdfast.errors import NotSavedError, UsageError
from holdfast.journal.entry import Draft
from holdfast.query import Query
from holdfast.words.folding import OBEYED_BY_TERMINALS, REPLACEMENT
from holdfast.words.languages import Language, language_of
from holdfast_tui.command_line import book
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.journal.opened import customer_of, open_journal, refuse_past
from holdfast_tui.command_line.pages.output import write_file
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from holdfast.drafts.drafting import DraftText
    from holdfast_tui.command_line.journal.opened import OpenJournal
    from holdfast_tui.command_line.options import Options

_TITLES: Final = ("Template", "What it is for", "Flags", "Languages", "From")


def run(options: Options) -> int:
    """Prints or writes the draft; without a template, lists those there are. Raises UsageError."""
    opened = open_journal(options)
    number, customer_id, name = customer_of(opened.engine, options.customer)
    query = Query(as_of=opened.as_of)
    if options.template is None:
        sys.stdout.write(_listed(opened, query, number))
        return 0
    draft = opened.engine.drafted(
        query,
        number,
        options.template,
        options.language or _of_reader(options.template),
        sender=options.sender or book.own_settings().rep or None,
        contact=options.whom,
    )
    if options.output is None:
        sys.stdout.write(OBEYED_BY_TERMINALS.sub(REPLACEMENT, as_note(draft)))
    else:
        write_file(options.output, _bytes(draft, opened, options), force=options.force)
    if draft.attach:
        tell(f"attach {draft.attach} before you send it")
    if not options.no_journal:
        _keep(opened, customer_id, name, draft)
    return 0


def _of_reader(template: str) -> Language:
    """The language that the environment asks for, where the template has it; else English."""
    asked = language_of(os.environ)
    known = every_template().get(template)
    return asked if known is None or asked in known.wordings else "en"


def _bytes(draft: DraftText, opened: OpenJournal, options: Options) -> bytes:
    """The draft in the format that the ending of the file asks for. Raises UsageError."""
    match Path(options.output or "").suffix.lower():
        case ".eml":
            return as_mail(draft, opened.as_of, options.sender_address)
        case ".txt":
            return as_note(draft).encode()
    raise UsageError(f"{options.output}: end the file's name in .eml or .txt")


def _keep(opened: OpenJournal, customer_id: str, name: str, draft: DraftText) -> None:
    """Write down that there is a draft; one that cannot be written down is there all the same."""
    fields = {
        "template": draft.template,
        "language": draft.language,
        "to": (draft.to.address or draft.to.name) if draft.to is not None else "",
        "subject": draft.subject,
    }
    try:
        refuse_past(opened)
        opened.journal.write(
            [Draft("draft", "customer", customer_id, opened.as_of, draft.body, dict(fields))]
        )
    except NotSavedError as error:
        tell(f"the draft is not in the journal: {error}")
        return
    tell(f"drafted, not sent: {safe(name)}")


def _listed(opened: OpenJournal, query: Query, number: int) -> str:
    """Every template, those first that answer an open flag of the customer."""
    open_flags = {flag.flag for flag in opened.engine.customer(query, number).flags}
    templates = sorted(every_template().values(), key=lambda one: (open_flags.isdisjoint(one.flags), one.id))
    rows = tuple(
        (
            safe(one.id),
            safe(one.title),
            literal(" ".join(f"{flag}!" if flag in open_flags else flag for flag in one.flags)),
            literal(" ".join(one.wordings)),
            safe(one.source),
        )
        for one in templates
    )
    columns = len(_TITLES)
    table = TextTable(
        tuple(map(literal, _TITLES)), rows, (False,) * columns, (False, True, False, False, False)
    )
    return table.as_text(table_width())
