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
_DOORS: Final = {"tell": (0, ""), "refuse": (1, "7 "), "refuse_word": (3, "7 "), "refuse_unknown": (2, "")}
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
    texts = {file: (root, file.read_text("utf-8")) for root in roots for file in sorted(root.rglob("*.py"))}
    errors = _comes_of("UsageError", [text for _, text in texts.values()])
    doors = {**dict.fromkeys(errors, (0, "")), **_DOORS}
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


def _of_module(
    file: Path, root: Path, tree: ast.Module, doors: Mapping[str, tuple[int, str]], lines: set[int]
) -> Iterator[Fault]:
    module = ".".join(file.relative_to(root.parent).with_suffix("").parts)
    for function in _functions(tree):
        if lines.isdisjoint(range(function.lineno, (function.end_lineno or 0) + 1)):
            continue
        own = list(_own(function))
        named = _given(own)
        for node in own:
            argument, before = doors.get(_name(node.func), (9, "")) if isinstance(node, ast.Call) else (9, "")
            if isinstance(node, ast.Call) and len(node.args) > argument:
                for said in islice(_said(node.args[argument], named, module), _MOST):
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
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
                found.setdefault(name, []).append(value)
            case ast.NamedExpr(ast.Name(name), value):
                found.setdefault(name, []).append(value)
    return found


def _said(node: ast.expr, named: Mapping[str, list[ast.expr]], module: str) -> Iterator[str]:
    """What an expression may say; nothing where a function words it."""
    match node:
        case ast.Constant(value):
            yield str(value)
        case ast.JoinedStr(parts):
            told = [list(_in_place(part, named, module)) for part in parts]
            yield from ("".join(one) for one in product(*told))
        case ast.BinOp(left, ast.Add(), right):
            told = [list(_in_place(part, named, module)) for part in (left, right)]
            yield from ("".join(one) for one in product(*told))
        case ast.IfExp(_, one, other):
            yield from (*_said(one, named, module), *_said(other, named, module))
        case ast.BoolOp(_, values):
            yield from (text for value in values for text in _said(value, named, module))
        case ast.Name(name) if name in named:
            rest = {key: values for key, values in named.items() if key != name}
            yield from (text for value in named[name] for text in _said(value, rest, module))
        case ast.Name(name) if name.strip("_").isupper():
            constant = getattr(import_module(module), name, None)
            yield from [constant] if isinstance(constant, str) else []
        case ast.Call(function, [argument]) if _name(function) in _THROUGH:
            yield from _said(argument, named, module)
        case ast.Call(function, [_, ast.Constant(str() as noun)]) if _name(function) in _COUNTS:
            yield from (f"{ANYTHING} {noun}", f"{ANYTHING} {noun}s")
        case ast.Call(function) if _name(function) in _HINTS:
            yield ""


def _in_place(node: ast.expr, named: Mapping[str, list[ast.expr]], module: str) -> Iterator[str]:
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    yield from dict.fromkeys(_said(inner, named, module)) or (ANYTHING,)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
