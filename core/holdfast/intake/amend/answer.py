"""A mapping changed by the answer to a question."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from holdfast.intake.amend.sections import TABLES_KEY, added, complete, merge, parsed, section_of, speaking_of

if TYPE_CHECKING:
    from holdfast.schema.receipt import Question, Receipt

_OF_FILES: Final = ("files", "with_others")


def with_answer(text: str, receipt: Receipt, question: Question, answer: str) -> str:
    """The mapping `text` with an answer (one of `question.answers`) in it. Raises UsageError."""
    document = complete(text, receipt)
    pasted = parsed(answer)
    if TABLES_KEY in pasted:
        for table, sections in pasted[TABLES_KEY].unwrap().items():
            for section in sections if isinstance(sections, list) else [sections]:
                _answer_in(document, table, section)
    elif question.table:
        section = section_of(document, receipt, question.table, question.file)
        merge(section, pasted.unwrap())
    else:
        merge(document, pasted.unwrap())
    return tomlkit.dumps(document)


def _answer_in(document: tomlkit.TOMLDocument, table: str, section: MutableMapping[str, Any]) -> None:
    """A pasted section: its keys go where its files are read already, so that no row is read twice."""
    named = [str(one) for one in section.get("files", [])]
    known = [found for name in named if (found := speaking_of(document, table, name)) is not None]
    if named and len(known) == len(named):
        for found in known:
            merge(found, {key: value for key, value in section.items() if key not in _OF_FILES})
    else:
        added(document, table, tomlkit.item(section))
