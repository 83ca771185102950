"""Which value of a filter the book does not have, and the nearest one that it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final, TypeAlias

from holdfast.filters.complete import Completion
from holdfast.filters.matching import matches
from holdfast.filters.nodes import And, Match, Node, Not, OneOf, Or
from holdfast.filters.parser import parse
from holdfast.filters.values import BLANK
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.schema.fields import Field
from holdfast.words.folding import fold

Complete: TypeAlias = Callable[[str, int], Sequence[Completion]]
"""What may stand at the cursor of a filter, for one book: `Engine.complete`."""

_ESCAPED: Final = re.compile(r'["\\]')
_ALSO: Final = {"rep": "former_rep", "former_rep": "rep"}
"""Who is no rep any more may have been one, and the other way round."""


def nearest(where: str, complete: Complete, fields: Fields = DECLARED) -> str | None:
    """A sentence on the first dimension value of `where` that no customer has; None where all are known.

    `fields` are those of the book that `complete` completes for. Raises FilterError.
    """
    for leaf in _leaves(parse(where, fields)):
        if isinstance(leaf, OneOf) and fields[leaf.field].kind == "dimension":
            for value in leaf.values:
                sentence = _unknown(fields[leaf.field], value, leaf.match, complete) if value else None
                if sentence is not None:
                    return sentence
    return None


def _leaves(node: Node) -> Iterator[Node]:
    """What has to hold; what is left out on purpose need not exist."""
    match node:
        case And(nodes) | Or(nodes):
            for child in nodes:
                yield from _leaves(child)
        case Not():
            return
        case _:
            yield node


def _unknown(field: Field, value: str, match: Match, complete: Complete) -> str | None:
    words = _offered(field.name, value, complete)
    if any(matches(value, _bare(word), match) for word in words):
        return None
    said = f"No customer has the {field.title.lower()} '{value}'"
    for name in (field.name, _ALSO.get(field.name)):
        if name is not None and (found := _offered(name, value, complete)):
            return f"{said}: did you mean {name}:{found[0]}?"
    alike = {word: offer for offer in _offered(field.name, "", complete) for word in _words_of(offer)}
    if near := get_close_matches(fold(value), alike, n=1):
        return f"{said}: did you mean {field.name}:{alike[near[0]]}?"
    return f"{said}."


def _words_of(offer: str) -> tuple[str, ...]:
    """A value as a whole and by its words, as a slip of the finger is compared with them."""
    whole = fold(_bare(offer))
    return (whole, *whole.split())


def _offered(field: str, value: str, complete: Complete) -> list[str]:
    # Completion looks for what was typed, in which a quotation mark is escaped: the part before it will do.
    text = f'{field}:"{_ESCAPED.split(value)[0]}'
    return [offer.text for offer in complete(text, len(text)) if offer.text != BLANK and not offer.is_guess]


def _bare(word: str) -> str:
    return word.removeprefix('"').removesuffix('"').replace('\\"', '"').replace("\\\\", "\\").lower()
