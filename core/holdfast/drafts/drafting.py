"""A template and what is known of one customer → the text of a draft, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from holdfast.drafts.fields import DRAFT_FIELDS
from holdfast.drafts.template import PLACEHOLDER, Template
from holdfast.drafts.values import FieldValue, written
from holdfast.errors import UsageError
from holdfast.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUOTED: Final = 60


class DraftRefusedError(UsageError):
    """No draft can be made. `missing`: the fields that nothing fills; empty where another reason stands."""

    def __init__(self, message: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


@dataclass(frozen=True)
class Addressee:
    """To whom a draft goes: the name as the text has it, and the address, None where none is on file."""

    name: str
    address: str | None = None
    contact_id: str | None = None


@dataclass(frozen=True)
class DraftSource:
    """What a book knows of one customer for a draft.

    `state`: the field of that name, None where nobody can tell. `values`: by the names of
    DRAFT_FIELDS, None where nothing is on file. `refused`: why nobody there may be written to,
    None where somebody may.
    """

    customer_id: str
    name: str
    to: Addressee | None
    values: Mapping[str, FieldValue | None] = field(default_factory=dict)
    state: str | None = None
    refused: str | None = None


@dataclass(frozen=True)
class DraftText:
    """A draft that is ready to be read, edited and sent by hand; no field is left open.

    `sender`: the name it is signed with. `attach`: what has to be attached by hand, "" for nothing.
    """

    template: str
    language: Language
    customer_id: str
    to: Addressee | None
    sender: str
    subject: str
    body: str
    attach: str = ""


def filled(template: Template, language: Language, source: DraftSource) -> DraftText:
    """The draft of a template in a language. Raises DraftRefusedError: what is missing, and what fills it."""
    if source.refused is not None:
        raise DraftRefusedError(f"no draft to {source.name[:_QUOTED]}: {source.refused}")
    if language not in template.wordings:
        there = ", ".join(template.wordings)
        raise DraftRefusedError(
            f"the template '{template.id}' has no text in {LANGUAGES[language]} ({language}): it has {there}"
        )
    if source.state is not None and source.state not in template.states:
        whom = " or ".join(template.states)
        raise DraftRefusedError(
            f"the draft '{template.id}' is for customers who are {whom}: "
            f"{source.name[:_QUOTED]} is {source.state}"
        )
    wording = template.wordings[language]
    values = {name: written(source.values.get(name), language) for name in wording.fields}
    missing = tuple(name for name, text in values.items() if not text)
    if missing:
        raise DraftRefusedError(_lacking(template, source, missing), missing)
    # In one pass: what a value holds is never read for fields again.
    subject, body = (
        PLACEHOLDER.sub(lambda found: values[found[1]], text) for text in (wording.subject, wording.body)
    )
    sender = written(source.values.get("sender"), language)
    return DraftText(
        template.id, language, source.customer_id, source.to, sender, subject, body, template.attach
    )


def _lacking(template: Template, source: DraftSource, missing: tuple[str, ...]) -> str:
    needs = "; ".join(
        f"{{{name}}}, {DRAFT_FIELDS[name].title} (filled by {DRAFT_FIELDS[name].filled_by})"
        for name in missing
    )
    return f"the draft '{template.id}' to {source.name[:_QUOTED]} lacks {needs}"
