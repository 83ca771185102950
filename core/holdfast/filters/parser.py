"""Filter text → tree: a recursive descent over the text itself, so that every error has its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.filters.errors import FilterError, UnknownFieldError, did_you_mean
from holdfast.filters.nodes import FLAG_FIELD, And, Everything, Node, Not, Or, Text
from holdfast.filters.values import WrittenValue, condition, flag_condition
from holdfast.schema.field_set import DECLARED, Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# Deeper nesting than anybody writes would otherwise end in the interpreter's recursion limit.
_DEEPEST: Final = 40

_SPACE: Final = re.compile(r"\s*")
_KEYWORD: Final = re.compile(r"(and|or|not)(?=[\s()\"]|$)", re.IGNORECASE)
# Comparisons may stand apart (`revenue > 10k`). A colon may not, or `rep: flag:overdue`, with the value
# still to be typed, would silently mean a rep called "flag:overdue".
_FIELD: Final = re.compile(
    r"(?P<name>[^\W\d]\w*(?:\.\w+)?)(?:\s*(?P<sign>>=|<=|>|<|=|~)\s*|:(?P<after>>=|<=|>|<|=|~)?)"
)
_WORD: Final = re.compile(r"[^\s()\"]+")
_ITEM: Final = re.compile(r"[^\s,()\"]+")
_COMMA: Final = re.compile(r"\s*,\s*")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(["\\])')
_OPERATOR_SIGN: Final = re.compile(r"[:<>=~]")


def parse(text: str, fields: Fields = DECLARED, blank: Callable[[], Collection[str]] = tuple) -> Node:
    """Filter text → tree; blank text → `Everything`. `fields` are those of the book. Raises FilterError.

    `blank` tells, where a field is unknown, of which fields nothing is on file: they were not meant.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:  # bytes of a command line that are no text in its encoding
        raise FilterError("the filter holds bytes that are not text", error.start, error.end) from None
    if not text.strip():
        return Everything()
    return _FilterParser(text, fields, blank).parse()


class _FilterParser:
    """One pass over one text; `at` is the next character to read."""

    def __init__(self, text: str, fields: Fields, blank: Callable[[], Collection[str]]) -> None:
        self.text = text
        self.fields = fields
        self.blank = blank
        self.at = 0
        self.depth = 0

    def parse(self) -> Node:
        node = self._either()
        if self.at < len(self.text):
            raise FilterError("this ')' closes nothing", self.at, self.at + 1)
        return node

    def _either(self) -> Node:
        nodes = [self._all()]
        while self._keyword("or"):
            nodes.append(self._all())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _all(self) -> Node:
        nodes = [self._one()]
        while True:
            joined = self._keyword("and")
            if not joined and self._ends():
                return nodes[0] if len(nodes) == 1 else And(tuple(nodes))
            nodes.append(self._one())

    def _ends(self) -> bool:
        """Whether a run of clauses is over here: at the end, a closing parenthesis or `or`."""
        self._skip_space()
        return self.at >= len(self.text) or self.text[self.at] == ")" or self._sees("or")

    def _one(self) -> Node:
        self._skip_space()
        start = self.at
        if start >= len(self.text):
            raise FilterError("the filter stops short: a condition is missing", max(start - 1, 0), start)
        letter = self.text[start]
        if letter == "-":
            return self._excluded()
        if self._keyword("not"):
            return Not(self._deeper(self._one, start))
        if letter == "(":
            return self._parentheses()
        if letter == '"':
            return Text(self._quoted(), (start, self.at))
        return self._clause()

    def _deeper(self, read: Callable[[], Node], start: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FilterError(f"more than {_DEEPEST} levels of parentheses and negations", start, self.at)
        node = read()
        self.depth -= 1
        return node

    def _excluded(self) -> Node:
        start = self.at
        self.at += 1
        if not self.text[self.at : self.at + 1].strip():
            raise FilterError("'-' must touch what it excludes; to search for it, quote it", start, self.at)
        return Not(self._deeper(self._one, start))

    def _parentheses(self) -> Node:
        start = self.at
        self.at += 1
        self._skip_space()
        if self.text[self.at : self.at + 1] == ")":
            raise FilterError("nothing between the parentheses", start, self.at + 1)
        node = self._deeper(self._either, start)
        if self.text[self.at : self.at + 1] != ")":
            raise FilterError("this '(' is never closed", start, start + 1)
        self.at += 1
        return node

    def _clause(self) -> Node:
        """A field with its condition, or a bare word."""
        start = self.at
        if match := _FIELD.match(self.text, start):
            return self._condition(match)
        word = _WORD.match(self.text, start)
        if word is None:  # only ')' is left: `_ends` has dealt with every other place for it
            raise FilterError("a condition is missing before ')'", start, start + 1)
        if word[0].startswith("@"):
            raise FilterError(
                f"'{word[0]}' names a saved view, and none is known here; to search for this text, quote it",
                start,
                word.end(),
            )
        if sign := _OPERATOR_SIGN.search(word[0]):
            raise self._unknown_field(word[0][: sign.start()], start, word.end())
        if self._sees("and") or self._sees("or"):
            raise FilterError(f"a condition is missing before '{word[0]}'", start, word.end())
        self.at = word.end()
        return Text(word[0], (start, self.at))

    def _condition(self, match: re.Match[str]) -> Node:
        start, name = match.start(), match["name"].lower()
        operator = match["sign"] or match["after"] or ":"
        if name != FLAG_FIELD and name not in self.fields.words:
            raise self._unknown_field(match["name"], start, match.end())
        self.at = match.end()
        items = self._items(start)
        place = (start, self.at)
        if name == FLAG_FIELD:
            return flag_condition(operator, items, place)
        return condition(self.fields[self.fields.words[name]], operator, items, place)

    def _items(self, start: int) -> tuple[WrittenValue, ...]:
        items = [self._item(start)]
        while comma := _COMMA.match(self.text, self.at):
            self.at = comma.end()
            items.append(self._item(start))
        return tuple(items)

    def _item(self, start: int) -> WrittenValue:
        begin = self.at
        if self.text[begin : begin + 1] == '"':
            return WrittenValue(self._quoted(), True, (begin, self.at))
        word = _ITEM.match(self.text, begin)
        if word is None:
            written = self.text[start:begin].rstrip()
            raise FilterError(f"a value is missing right after '{written}'", start, begin)
        self.at = word.end()
        return WrittenValue(word[0], False, (begin, self.at))

    def _quoted(self) -> str:
        start = self.at
        match = _QUOTED.match(self.text, start)
        if match is None:
            raise FilterError("this quotation mark is never closed", start, len(self.text))
        if not match[1]:
            raise FilterError("nothing between the quotation marks", start, match.end())
        self.at = match.end()
        if self.at < len(self.text) and not re.match(r"[\s,()]", self.text[self.at]):
            raise FilterError("a space is missing after the quotation mark", start, self.at)
        return _ESCAPE.sub(r"\1", match[1])

    def _unknown_field(self, name: str, start: int, end: int) -> FilterError:
        if not name:
            return FilterError(
                f"the name of a field is missing before '{self.text[start]}'; to search for it, quote it",
                start,
                end,
            )
        blank = self.blank()
        on_file = (word for word, field in self.fields.words.items() if field not in blank)
        hint = did_you_mean(name, (*on_file, FLAG_FIELD)) or "; to search for this text, quote it"
        return UnknownFieldError(f"there is no field '{name}'{hint}", start, start + len(name))

    def _skip_space(self) -> None:
        if space := _SPACE.match(self.text, self.at):
            self.at = space.end()

    def _sees(self, keyword: str) -> bool:
        match = _KEYWORD.match(self.text, self.at)
        return match is not None and match[1].lower() == keyword

    def _keyword(self, keyword: str) -> bool:
        """Reads a keyword if it is next. A field of that name would be followed by its operator."""
        self._skip_space()
        if not self._sees(keyword):
            return False
        self.at += len(keyword)
        return True
