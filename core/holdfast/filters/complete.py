"""What could stand at the cursor of a half-typed filter."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from holdfast.filters.nodes import ANY_FLAG, FLAG_FIELD, NO_FLAG
from holdfast.filters.printer import quote
from holdfast.filters.values import BLANK, ValueKind, value_kind
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.schema.field_set import DECLARED, OWN_PREFIX, Fields, shortest
from holdfast.schema.fields import SEVERITIES, Field
from holdfast.search.loose import Rank, Wanted, key
from holdfast.words.folding import fold

MOST: Final = 600
"""No more completions than anybody scrolls through; a list at the cursor shows a few, and counts the rest."""

ValuesOf: TypeAlias = Callable[[str], Sequence[str]]
"""What a book has, the most frequent first: values of a dimension, months of a date, slugs of FLAG_FIELD."""


@dataclass(frozen=True)
class Completion:
    """Text that may replace the characters `start` to `end` (exclusive), and what it means.

    `is_guess`: it does not read as what is typed there, and may be meant.
    """

    text: str
    start: int
    end: int
    description: str
    is_guess: bool = False


@dataclass(frozen=True)
class _Offer:
    """A completion before its place is known; `word` is what the typed part is compared with."""

    word: str
    text: str
    description: str


_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
# The clause the cursor stands in, from its field to the cursor: `rep:ana,"Luc T`.
_CLAUSE: Final = re.compile(
    rf"""(?P<name>[^\W\d]\w*(?:\.\w+)?)(?:\s*(?P<sign>>=|<=|>|<|=|~)\s*|:(?P<after>>=|<=|>|<|=|~)?)
    (?P<done>(?:(?:{_QUOTED}|[^\s,()"]+)\s*,\s*)*)
    (?P<typed>"(?:[^"\\]|\\.)*|[^\s,()"]*)$""",
    re.VERBOSE,
)
_WORD: Final = re.compile(r'-*(?P<typed>[^\s()"]*)$')
_REST_OF_VALUE: Final = re.compile(r'[^\s,()"]*')
_REST_OF_QUOTED: Final = re.compile(r'(?:[^"\\]|\\.)*"?')
_REST_OF_WORD: Final = re.compile(r"[\w.]*")
_QUOTATION_MARK: Final = re.compile(r'(?<!\\)"')
_CLAUSE_START: Final = re.compile(r"(?:^|[\s(])-*(?=[^\W\d])")

_OPERATORS: Final[dict[ValueKind, tuple[str, ...]]] = {
    "text": (":", "=", "~"),
    "dimension": (":", "=", "~"),
    "boolean": (":",),
    "severity": (">=", ":", "<="),
    "number": (">", ">=", "<", "<=", ":"),
    "date": (":", ">=", "<="),
}
_MEANING: Final = {
    ":": "is, or lies between: a,b or a..b",
    "=": "is exactly",
    "~": "holds this part",
    ">": "more than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
}


def complete(
    text: str,
    cursor: int,
    values: ValuesOf,
    fields: Fields = DECLARED,
    blank: Collection[str] = (),
) -> tuple[Completion, ...]:
    """At most `MOST` completions at a cursor, best first: fields, operators, values, flags, severities.

    `values` answers the values of a dimension, `fields` are those of the book, of `blank` no customer has
    anything: they are not offered. Text that does not parse yet completes all the same. Where nothing reads
    as what is typed, what may be meant is offered as a guess.
    """
    cursor = max(0, min(cursor, len(text)))
    before = text[:cursor]
    if clause := _clause(before, fields):
        return _complete_value(text, cursor, clause, values, fields)
    if _in_quotes(before):
        return ()
    word = _WORD.search(before)
    typed = word["typed"] if word else ""
    start = cursor - len(typed)
    rest = _REST_OF_WORD.match(text, cursor)
    end = rest.end() if rest and typed else cursor
    offers = list(_words(typed, fields, blank))
    # A word that is no field looks for a name: letters in some order say nothing of what it means.
    return _best(typed, offers, start, end) or _guessed(typed, offers, start, end, Rank.SLIP)


def unknown(text: str, cursor: int, fields: Fields = DECLARED) -> str:
    """What to say where nothing completes a value of which a few are known; "" elsewhere."""
    clause = _clause(text[: max(0, cursor)], fields)
    typed = clause["typed"].strip('"') if clause else ""
    if not clause or not typed:
        return ""
    name = clause["name"].lower()
    if name == FLAG_FIELD:
        return f"no flag is called '{typed}'"
    field = fields[fields.words[name]]
    known = value_kind(field) in ("dimension", "severity")
    return f"no {field.title.lower()} is called '{typed}'" if known else ""


def begun(field: Field) -> str:
    """A condition on a field as far as its operator, the most usual one; its bare name where it has none."""
    operators = _OPERATORS.get(value_kind(field), ("",))
    return f"{shortest(field)}{operators[0]}"


def _clause(before: str, fields: Fields) -> re.Match[str] | None:
    """The field condition whose values the cursor is in."""
    for start in _CLAUSE_START.finditer(before):
        match = _CLAUSE.match(before, start.end())
        known = match and (match["name"].lower() in fields.words or match["name"].lower() == FLAG_FIELD)
        if known and not _in_quotes(before[: start.end()]):
            return match
    return None


def _in_quotes(before: str) -> bool:
    return len(_QUOTATION_MARK.findall(before)) % 2 == 1


def _complete_value(
    text: str, cursor: int, clause: re.Match[str], values: ValuesOf, fields: Fields
) -> tuple[Completion, ...]:
    typed = clause["typed"]
    quoted = typed.startswith('"')
    rest = (_REST_OF_QUOTED if quoted else _REST_OF_VALUE).match(text, cursor)
    end = rest.end() if rest else cursor
    name = clause["name"].lower()
    operator = clause["sign"] or clause["after"] or ":"
    taken = {fold(one.strip().strip('"')) for one in clause["done"].split(",")}
    offers = [one for one in _values(name, operator, values, fields) if fold(one.word) not in taken]
    needle, start = typed.removeprefix('"'), clause.start("typed")
    return _best(needle, offers, start, end) or _guessed(needle, offers, start, end, Rank.LETTERS)


def _values(name: str, operator: str, values: ValuesOf, fields: Fields) -> Iterator[_Offer]:
    is_list = operator in (":", "=", "~")
    if name == FLAG_FIELD:
        if is_list:
            yield from _flags("", values(FLAG_FIELD))
            yield _Offer(ANY_FLAG, ANY_FLAG, "has an open flag")
            yield _Offer(NO_FLAG, NO_FLAG, "has no open flag")
        return
    field = fields[fields.words[name]]
    kind = value_kind(field)
    if kind == "severity":
        yield from (_Offer(word, word, field.description) for word in reversed(SEVERITIES))
        return
    if field.kind == "dimension":
        yield from (_Offer(value, quote(value), field.title) for value in values(field.name))
    elif kind == "date":
        yield from (_Offer(month, month, field.title) for month in values(field.name))
    elif kind == "boolean":
        yield from (_Offer(word, word, field.description) for word in ("yes", "no"))
    if is_list and kind != "none":
        yield _Offer(BLANK, BLANK, f"without {field.title}")


def _words(typed: str, fields: Fields, blank: Collection[str]) -> Iterator[_Offer]:
    """What may begin a condition; operators come first once a field's name is complete."""
    exact = typed.lower()
    for field in fields:
        if field.name in blank:
            continue
        operators = _OPERATORS.get(value_kind(field), ())
        for name in _offered_names(field, exact):
            if operators and name == exact:
                yield from (_Offer(name, f"{name}{one}", _MEANING[one]) for one in operators)
            elif operators:
                yield _Offer(name, f"{name}{operators[0]}", field.description)
    yield _Offer(FLAG_FIELD, f"{FLAG_FIELD}:", "Has this risk flag")
    if typed:
        yield from _flags(f"{FLAG_FIELD}:")
        yield _Offer("or", "or ", "either of two conditions")
        yield _Offer("not", "not ", "leaves out what follows")


def _offered_names(field: Field, typed: str) -> tuple[str, ...]:
    """The names of a field; of an own column the plain one alone until somebody types the other."""
    is_own = field.name.startswith(OWN_PREFIX)
    return field.aliases if is_own and field.aliases and not typed.startswith(OWN_PREFIX) else field.names


def _flags(prefix: str, frequent: Sequence[str] = ()) -> Iterator[_Offer]:
    """Those that are raised most first, then the others as declared."""
    places = {slug: place for place, slug in enumerate(frequent)}
    for flag in sorted(CUSTOMER_FLAGS, key=lambda flag: places.get(flag.slug, len(places))):
        yield _Offer(flag.slug, f"{prefix}{flag.slug}", f"{flag.name}: {flag.play}")


def _best(typed: str, offers: Iterable[_Offer], start: int, end: int) -> tuple[Completion, ...]:
    """Offers that hold the typed part, those that begin with it first, otherwise in the order given."""
    needle = fold(typed)
    ranked = [(_rank(needle, fold(offer.word)), offer) for offer in offers]
    suitable = sorted((pair for pair in ranked if pair[0] is not None), key=lambda pair: pair[0] or 0)
    texts = {offer.text: Completion(offer.text, start, end, offer.description) for _, offer in suitable}
    return tuple(texts.values())[:MOST]


def _guessed(
    typed: str, offers: Sequence[_Offer], start: int, end: int, furthest: Rank
) -> tuple[Completion, ...]:
    """Offers that differ from what is typed by a slip; else, as far as wanted, those with its letters."""
    asked = Wanted(typed)
    if not asked.phrase:
        return ()
    ranked = [(asked.guess(key(offer.word)), offer) for offer in offers]
    best = min((rank for rank, _ in ranked if rank is not None), default=None)
    if best is None or best > furthest:
        return ()
    found = {offer.text: offer for rank, offer in ranked if rank is best}
    return tuple(
        Completion(text, start, end, offer.description, is_guess=True) for text, offer in found.items()
    )


def _rank(needle: str, word: str) -> int | None:
    if word == needle:
        return 0
    if word.startswith(needle):
        return 1
    return 2 if needle in word else None
