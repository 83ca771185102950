"""The sentences that modules ask an area for, from their code: whoever writes one writes its words too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ASKS: Final = ("said", "counted")


def asked_in(*places: Path) -> set[str]:
    """Every constant that is the first argument of `said` or `counted`, by itself or by its name."""
    files = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else (place,))]
    return {text for file in files for text in _of_module(ast.parse(file.read_text("utf-8")))}


def _of_module(tree: ast.Module) -> Iterator[str]:
    named = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _ASKS and node.args:
            yield from _texts(node.args[0], named)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _constants(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                names, values = (
                    (target.elts, node.value.elts)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else ([target], [node.value])
                )
                for name, value in zip(names, values, strict=False):
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, set()).update(_texts(value, {}))
    yield from found.items()


def _texts(node: ast.expr, named: dict[str, set[str]]) -> Iterator[str]:
    match node:
        case ast.Constant(str() as text):
            yield text.strip()
        case ast.IfExp(_, one, other):
            yield from (*_texts(one, named), *_texts(other, named))
        case ast.Name(name):
            yield from named.get(name, ())
