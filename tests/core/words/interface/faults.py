"""The sentences that errors are raised with and that `tell` says, from their code, each as it could be said.

An error is any class that comes of `UsageError`: what one is made with passes the door to the reader. A place
(`{path}`) is filled with a number, which every place of a translation takes; a constant, a branch of a
condition and what a name was given in the same function with what they say. What another function words is
its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from typing import Final, NamedTuple

ANYTHING: Final = "7"
_MOST: Final = 64
_CLASS: Final = re.compile(r"^class (\w+)\((\w+)\)", re.MULTILINE)
Doors = Mapping[str, tuple[int, str]]
_SHUT: Final = (99, "")
_REMARKS: Final = {"Finding": (2,), "UnusedFile": (1, 3), "Question": (2,)}
"""What the receipt is made of → which of its arguments are sentences."""
_DOORS: Final[Doors] = {
    "tell": (0, ""),
    "refuse": (1, "7 "),
    "refuse_word": (3, "7 "),
    "refuse_unknown": (2, ""),
}
"""Functions beside the errors → which of their arguments is said, and after what."""
_COUNTS: Final = frozenset(("count", "plural"))
_HINTS: Final = frozenset(("suggestion", "did_you_mean"))
"""Functions whose answer is another statement, or nothing: it has its words once."""
_WORD: Final = re.compile(r"[A-Za-z-]{2,}")
_THROUGH: Final = frozenset(("safe", "str"))


class Fault(NamedTuple):
    """One sentence, and where it is said."""

    place: str
    said: str


def faults_in(*roots: Path) -> Iterator[Fault]:
    """Every sentence that the modules of some packages refuse something with, or tell."""
    return _through(_DOORS, "UsageError", *roots)


def remarks_in(*roots: Path) -> Iterator[Fault]:
    """Every sentence that the intake says of files and rows."""
    for name, places in _REMARKS.items():
        for place in places:
            yield from _through({name: (place, "")}, "", *roots)


def _through(named: Doors, error: str, *roots: Path) -> Iterator[Fault]:
    texts = {file: (root, file.read_text("utf-8")) for root in roots for file in sorted(root.rglob("*.py"))}
    errors = _comes_of(error, [text for _, text in texts.values()]) if error else ()
    doors = {**dict.fromkeys(errors, (0, "")), **named}
    said = re.compile(rf"\b(?:{'|'.join(sorted(doors))})\(")
    for file, (root, text) in texts.items():
        lines = {number for number, line in enumerate(text.splitlines(), 1) if said.search(line)}
        if lines:
            yield from _of_module(file, root, ast.parse(text), doors, lines)


def _comes_of(name: str, texts: list[str]) -> set[str]:
    parents = {below: above for text in texts for below, above in _CLASS.findall(text)}
    found = {name}
    while more := {below for below, above in parents.items() if above in found} - found:
        found |= more
    return found


def _of_module(file: Path, root: Path, tree: ast.Module, doors: Doors, lines: set[int]) -> Iterator[Fault]:
    module = ".".join(file.relative_to(root.parent).with_suffix("").parts)
    helpers = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    for function in _functions(tree):
        if lines.isdisjoint(range(function.lineno, (function.end_lineno or 0) + 1)):
            continue
        own = list(_own(function))
        for one in (True, False):
            reader = _Reader(module, helpers, _given(own), one=one)
            for node in own:
                place, before = doors.get(_name(node.func), _SHUT) if isinstance(node, ast.Call) else _SHUT
                if isinstance(node, ast.Call) and len(node.args) > place:
                    for said in islice(reader.said(node.args[place]), _MOST):
                        if not _is_passed_on(said):
                            yield Fault(f"{file.relative_to(root)}:{node.lineno}", f"{before}{said}")


def _is_passed_on(said: str) -> bool:
    """Whether a sentence is another's, behind a word for the place at most; or its end is given elsewhere."""
    return len(_WORD.findall(said)) <= 1 or said.endswith(": ")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        if isinstance(node, ast.stmt):
            yield from _functions(node)


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, but for functions inside of it."""
    left = list(ast.iter_child_nodes(function))
    while left:
        node = left.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            left += ast.iter_child_nodes(node)


def _given(nodes: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """What names are given in a function."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign([ast.Name(given)], value) | ast.AnnAssign(
                ast.Name(given), _, ast.expr() as value
            ):
                found.setdefault(given, []).append(value)
            case ast.Assign([ast.Tuple(names)], ast.IfExp(test, ast.Tuple(ones), ast.Tuple(others))):
                for target, this, that in zip(names, ones, others, strict=True):
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(ast.IfExp(test, this, that))
            case ast.NamedExpr(ast.Name(given), value):
                found.setdefault(given, []).append(value)
    return found


class _Reader:
    """What expressions of one function may say, where its numbers are one, or many."""

    def __init__(
        self,
        module: str,
        helpers: Mapping[str, ast.FunctionDef],
        named: Mapping[str, list[ast.expr]],
        *,
        one: bool,
    ) -> None:
        self._module, self._helpers, self._named, self._one = module, helpers, named, one

    def said(self, node: ast.expr) -> Iterator[str]:
        """Nothing where a function of another module words it."""
        match node:
            case ast.Constant(value):
                yield str(value)
            case ast.JoinedStr(parts):
                yield from self._joined(*parts)
            case ast.BinOp(left, ast.Add(), right):
                yield from self._joined(left, right)
            case ast.BinOp(ast.Constant("s" as ending), ast.Mult()):
                yield ending if self._one else ""
            case ast.IfExp(test, one, other):
                shown = [one, other]
                if _is_of_number(test):
                    shown = [one if self._one else other]
                yield from (text for value in shown for text in self.said(value))
            case ast.BoolOp(_, values):
                yield from (text for value in values for text in self.said(value))
            case ast.Name(name):
                yield from self._of_name(name)
            case ast.Call():
                yield from self._of_call(node)

    def _joined(self, *parts: ast.expr) -> Iterator[str]:
        told = [list(self._in_place(part)) for part in parts]
        yield from ("".join(one) for one in product(*told))

    def _in_place(self, node: ast.expr) -> Iterator[str]:
        inner = node.value if isinstance(node, ast.FormattedValue) else node
        yield from dict.fromkeys(self.said(inner)) or (ANYTHING,)

    def _of_name(self, name: str) -> Iterator[str]:
        if name in self._named:
            inner = self._with({key: values for key, values in self._named.items() if key != name})
            yield from (text for value in self._named[name] for text in inner.said(value))
        elif name.strip("_").isupper():
            constant = getattr(import_module(self._module), name, None)
            yield from [constant] if isinstance(constant, str) else []

    def _of_call(self, node: ast.Call) -> Iterator[str]:
        name = _name(node.func)
        match node.args:
            case [argument] if name in _THROUGH:
                yield from self.said(argument)
            case [_, ast.Constant(str() as noun), *more] if name in _COUNTS:
                many = str(more[0].value) if more and isinstance(more[0], ast.Constant) else f"{noun}s"
                yield f"{ANYTHING} {noun if self._one else many}"
            case _ if name in _HINTS:
                yield ""
            case _ if name in self._helpers:
                helper = self._helpers[name]
                own = list(_own(helper))
                given = dict(
                    zip((one.arg for one in helper.args.args), ([one] for one in node.args), strict=False)
                )
                rest = {key: value for key, value in self._helpers.items() if key != name}
                inner = _Reader(self._module, rest, {**_given(own), **given}, one=self._one)
                for one in own:
                    if isinstance(one, ast.Return) and one.value is not None:
                        yield from inner.said(one.value)

    def _with(self, named: Mapping[str, list[ast.expr]]) -> _Reader:
        return _Reader(self._module, self._helpers, named, one=self._one)


def _is_of_number(test: ast.expr) -> bool:
    match test:
        case ast.Compare(_, [ast.Eq()], [ast.Constant(1)]) | ast.Name("one"):
            return True
    return False


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
