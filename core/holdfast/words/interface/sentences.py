"""Sentences that the program keeps in English, such as the note of a figure, in the language of the reader.

What travels in files for programs is made in English, numbers and days included, and translated at the door
to the screen: by the catalogue, whose templates have named places (`{gone} of {all} went on`). What stands in
a place is taken over as it is, but for a number, an amount, a share or a day, which is written as the reader
writes it. A sentence without its template stays English, whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Final, NamedTuple

from holdfast.words.interface.catalogue import table_of
from holdfast.words.interface.chosen import InterfaceLanguage, form, language
from holdfast.words.interface.forms import ENGLISH, FORMS, NUMBER_SPACES, Form, spaced

TABLES: Final = ("note", "page")
"""Tables whose keys are whole sentences, and templates of them."""
FAULTS: Final = "error"
"""The table of what is wrong with something that was typed: it quotes that, so numbers in it stay."""
REMARKS: Final = "check"
"""The table of what is said of files and rows."""
_OF_PLACES: Final = (FAULTS, REMARKS)
"""Tables of sentences that may begin with where something is: a file, a line, a key, a table."""
_AFTER_PLACE: Final = ": "
_TYPED: Final = frozenset(("text", "word", "key", "path", "example"))
"""Places of such sentences for what somebody typed: it is quoted, whatever it means elsewhere."""
BETWEEN: Final = "; "
"""What parts the statements of a note: each is one for itself."""

_NUMBERS: Final = frozenset(
    ("n", "m", "all", "others", "open", "lost", "a", "b", "c", "d", "e", "share", "months")
)
"""Places that hold a number or a share, and nothing else."""
_KINDS_OF_PLACE: Final = {
    **dict.fromkeys(_NUMBERS, rf"[+−-]?\d(?:[\d.,{NUMBER_SPACES}]*\d)?(?:[ {NUMBER_SPACES}]?%)?"),
    "day": r"\d[\d./-]*\.?|\d{1,2} \w{3} \d{4}",
    "value": r"(?=\D{0,6}\d)[^;]{1,24}",
    **dict.fromkeys(("key", "column"), r"(?:(?!: |; ).)+?"),
}
_ANYTHING: Final = rf"(?:(?!{BETWEEN}).)+?"
"""What any other place may hold: never the next statement."""
_NAMED: Final = re.compile(r"\{\w+\}")
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")
_NUMBER: Final = re.compile(r"([+−-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_SHARE: Final = re.compile(rf"(≈?[<>]?{_NUMBER.pattern}) ?%")
_AMOUNT: Final = re.compile(r"(−?)([€$£¥]|[A-Z]{3} )(\d[\d,]*(?:\.\d+)?)(k|M|m|bn)?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_IN_WORDS: Final = re.compile(rf"(\d{{1,2}}) ({'|'.join(ENGLISH.months)}) (\d{{4}})")
_BOUNDS: Final = re.compile(r"\[([^\[\]]+?)(–|, )([^\[\]]+)\]")


def translated(text: str, table: str = "") -> str:
    """A sentence of the program in the language chosen, or several with `; ` between; English for none.

    `table`: one of an area whose sentences alone are known then, in places too; else those of `TABLES`.
    """
    spoken = language()
    return (
        text if spoken == "en" or not text else _translated(text, _known(spoken, table), FORMS[form().locale])
    )


def worded(text: str, table: str = "") -> str:
    """The same for a sentence whose numbers stay as they are: those of the reader, or what is typed."""
    spoken = language()
    if spoken == "en" or not text:
        return text
    # Numbers of the reader's own form would be taken for others: 3.027 is no 3,027.
    told = _translated(text, _known(spoken, table), ENGLISH)
    # What a book lacks is said by panes too, and refuses a command.
    return _translated(text, _known(spoken, ""), ENGLISH) if told == text and table == FAULTS else told


def _translated(text: str, known: _Sentences, form: Form) -> str:
    whole = known.found(text, form)
    if whole is not None or BETWEEN not in text:
        return text if whole is None else whole
    return known.between.join(known.found(part, form) or part for part in text.split(BETWEEN))


def translated_after(name: str, text: str, table: str) -> str:
    """What is said of a name that stands before it; its sentence may have words with the name alone."""
    told = translated(text, table)
    return translated(f"{name} {text}", table).removeprefix(f"{name} ") if told == text else told


def told_in(spoken: InterfaceLanguage, text: str, table: str, form: Form) -> str:
    """The same in any language and form of numbers, whatever this process speaks."""
    return text if spoken == "en" or not text else _translated(text, _known(spoken, table), form)


def lacks(text: str, spoken: InterfaceLanguage, table: str = "") -> tuple[str, ...]:
    """The statements of a sentence that a language has no words for."""
    known, form = _known(spoken, table), FORMS[spoken]
    if known.found(text, form) is not None:
        return ()
    return tuple(part for part in text.split(BETWEEN) if known.found(part, form) is None)


class _Template(NamedTuple):
    """A sentence with places. `rank`: those with most words of their own are tried first.

    `sign`: a word that stands in every text it fits, between spaces or at an end; nothing where it has none.
    """

    rank: int
    sign: str
    english: str
    told: str


class _Sentences(NamedTuple):
    """Whole sentences, and templates by the word they are known by: looked at are a few, not hundreds."""

    whole: Mapping[str, str]
    by_sign: Mapping[str, Sequence[_Template]]
    between: str
    colon: str
    begin_with_places: bool

    def found(self, text: str, form: Form) -> str | None:
        """A sentence in words of the language, its numbers in a form; None where it has none."""
        if text in self.whole:
            return self.whole[text]
        for template in self.that_may_fit(text):
            if (match := _pattern(template.english).fullmatch(text)) is not None:
                # A place may hold a sentence of its own.
                parts = {name: self._in_place(name, part, form) for name, part in match.groupdict().items()}
                return template.told.format(**parts)
        return self._after_its_place(text, form) if self.begin_with_places else None

    def _after_its_place(self, text: str, form: Form) -> str | None:
        """`holdfast.toml: line 3: …`: the place stays, unless it has words of its own; the rest is told."""
        place, sign, rest = text.partition(_AFTER_PLACE)
        told = self.found(rest, form) if sign and rest else None
        return None if told is None else f"{self.found(place, form) or place}{self.colon}{told}"

    def _in_place(self, name: str, part: str, form: Form) -> str:
        """What stands in a place: a sentence or a list of them, a number, or what data say."""
        if self.begin_with_places and name in _TYPED:
            return part
        # A list first: a template of one of its items could swallow the others.
        listed = [self.found(one, form) for one in part.split(", ")]
        if None not in listed:
            return ", ".join(one for one in listed if one is not None)
        whole = self.found(part, form)
        return localised(part, form) if whole is None else whole

    def that_may_fit(self, text: str) -> list[_Template]:
        """Templates whose word stands in a text, and those known by none, in the order they are tried."""
        found = [template for word in {"", *text.split()} for template in self.by_sign.get(word, ())]
        return sorted(found, key=_RANK) if len(found) > 1 else found


_RANK: Final = attrgetter("rank")


@cache
def _known(spoken: InterfaceLanguage, table: str) -> _Sentences:
    # What was read of a file refuses a command too, and is said of what was left out: own words go first.
    others = tuple(one for one in _OF_PLACES if one != table) if table in _OF_PLACES else ()
    tables = (*others, table) if table else TABLES
    words = {english: told for one in tables for english, told in table_of(spoken, one).items()}
    templates = [english for english in words if "{" in english]
    templates.sort(key=lambda one: (-len(_NAMED.sub("", one)), one))
    by_sign: dict[str, list[_Template]] = {}
    for rank, english in enumerate(templates):
        found = _Template(rank, _sign_of(english), english, words[english])
        by_sign.setdefault(found.sign, []).append(found)
    whole = {english: told for english, told in words.items() if "{" not in english}
    before = " " if spoken == "fr" else ""
    between, colon = (spaced(before + sign, spoken) for sign in (BETWEEN, _AFTER_PLACE))
    return _Sentences(whole, by_sign, between, colon, begin_with_places=table in _OF_PLACES)


def _sign_of(english: str) -> str:
    """The longest word of a template that touches no place."""
    return max((word for word in english.split() if "{" not in word and "}" not in word), key=len, default="")


@cache
def _pattern(english: str) -> re.Pattern[str]:
    """What a declared template fits, made when one is looked at: all of them take a sixth of a second."""
    return re.compile(_PLACE.sub(_pattern_of, re.escape(english)), re.DOTALL)


def _pattern_of(place: re.Match[str]) -> str:
    return f"(?P<{place[1]}>{_KINDS_OF_PLACE.get(place[1], _ANYTHING)})"


def localised(text: str, form: Form) -> str:
    """A number, amount, share, day or bounds of the program, as a locale writes them; all else stays."""
    if form is ENGLISH:
        return text
    for pattern, written in _WRITTEN:
        if (match := pattern.fullmatch(text)) is not None:
            return written(match, form)
    value, _, bounds = text.partition(" ")
    return f"{localised(value, form)} {localised(bounds, form)}" if _BOUNDS.fullmatch(bounds) else text


def _amount(match: re.Match[str], form: Form) -> str:
    return f"{match[1]}{form.sized(form.digits(match[3]), match[4] or '', match[2])}"


def _day_in_words(match: re.Match[str], form: Form) -> str:
    return form.day_text(date(int(match[3]), ENGLISH.months.index(match[2]) + 1, int(match[1])))


def _bounds(match: re.Match[str], form: Form) -> str:
    between = form.between if match[2] == ", " else match[2]
    return f"[{localised(match[1], form)}{between}{localised(match[3], form)}]"


_WRITTEN: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Form], str]], ...]] = (
    (_NUMBER, lambda match, form: form.digits(match[0])),
    (_SHARE, lambda match, form: f"{form.digits(match[1])}{form.percent}"),
    (_AMOUNT, _amount),
    (_DAY, lambda match, form: form.day_text(date.fromisoformat(match[0]))),
    (_DAY_IN_WORDS, _day_in_words),
    (_BOUNDS, _bounds),
)
"""How each kind is written where it is read."""
