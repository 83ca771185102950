"""Small harm to TOML documents: odd values, keys and sections in place of sound ones, harm to their bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from tests.fuzz.mutations import ODD_CELLS, mutated_bytes

from holdfast.toml_files import basic_string

Values = Mapping[str, Sequence[str]]
"""Values of the right kind by key, `""` for keys that are not named: what gets past the first check."""

ODD_VALUES: Final = (
    *(
        "0",
        "-1",
        "1.5",
        "1e400",
        "-inf",
        "nan",
        "9" * 30,
        "true",
        "false",
        "''",
        '""',
        "[]",
        "{}",
        "[[]]",
        "[1]",
    ),
    *("2025-06-30", "2025-06-30T10:00:00Z", "10:00:00", "0001-01-01", "9999-12-31", '"2025-13-45"', '"a"'),
    *("[" * 30 + "]" * 30, "[" * 500 + "]" * 500, "{ a = " * 60 + "1" + " }" * 60, '["a", 1, true, {}]'),
    *(
        r'"\u0000"',
        r'"\""',
        r'"\t"',
        '"é"',
        '"\\\\"',
        "'\"'",
        '" "',
        r'"\n"',
        r'"\u202e"',
        '"' + "x" * 5_000 + '"',
    ),
)
ODD_KEYS: Final = (
    *(
        "files",
        "columns",
        "derive",
        "where",
        "name",
        "watch",
        "high",
        "amount",
        "order_id",
        "custmer_id",
        "end",
    ),
    *(
        "__row",
        '""',
        '"a b"',
        '"\\u202e"',
        "a.b.c",
        ".".join("a" * 30),
        ".".join("a" * 1_200),
        "1",
        "-",
        "true",
    ),
)
_PAIR: Final = re.compile(
    r"(?P<key>[\w.]+|\"[\w.]+\") = (?P<value>\"[^\"\n]*\"|\[[^\n\]]*\]|\{[^\n}]*\}|[^\s,{}\[\]]+)"
)
_SECTION: Final = re.compile(r"(?m)^\[+[\w.]+\]+$")


def quoted(*texts: str) -> tuple[str, ...]:
    """Texts as TOML has them."""
    return tuple(map(basic_string, texts))


def mutated_document(rng: random.Random, text: str, values: Values) -> tuple[bytes, str]:
    """The document with one to a few changes, as bytes, and what they are."""
    told = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        change = rng.choice(_CHANGES)
        text, what = change(rng, text, values)
        told.append(what)
    data = text.encode("utf-8", "replace")
    if rng.random() < 0.05:
        data, harm = mutated_bytes(rng, data)
        told.append(harm)
    return data, "; ".join(told)


def _fitting_value(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    pairs = [pair for pair in _PAIR.finditer(text) if pair["key"] in values]
    if not pairs:
        return _odd_value(rng, text, values)
    pair = rng.choice(pairs)
    return _replaced(text, pair, f"{pair['key']} = {rng.choice(values[pair['key']])}")


def _odd_value(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    value = rng.choice([*ODD_VALUES, *quoted(*rng.sample(ODD_CELLS, 9))])
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return text, "nothing"
    pair = rng.choice(pairs)
    return _replaced(text, pair, f"{pair['key']} = {value}")


def _odd_key(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return text, "nothing"
    pair = rng.choice(pairs)
    return _replaced(text, pair, f"{rng.choice([*ODD_KEYS, *values])} = {pair['value']}")


def _section(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    sections = list(_SECTION.finditer(text))
    if not sections:
        return text, "nothing"
    section = rng.choice(sections)
    return _replaced(text, section, rng.choice([other[0] for other in sections] + ["[x]", "[]", "[[book]]"]))


def _line_out(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    lines = text.splitlines() or [""]
    gone = lines.pop(rng.randrange(len(lines)))
    return "\n".join(lines) + "\n", f"without {gone[:60]}"


def _line_again(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    lines = text.splitlines() or [""]
    line = rng.choice(lines)
    lines.insert(rng.randrange(len(lines) + 1), line)
    return "\n".join(lines) + "\n", f"{line[:60]} again"


def _new_line(rng: random.Random, text: str, values: Values) -> tuple[str, str]:
    lines = text.splitlines()
    key = rng.choice(list(values) or ["a"])
    line = f"{key} = {rng.choice(values.get(key, ODD_VALUES))}"
    lines.insert(rng.randrange(len(lines) + 1), line)
    return "\n".join(lines) + "\n", f"new {line[:60]}"


def _replaced(text: str, part: re.Match[str], new: str) -> tuple[str, str]:
    return text[: part.start()] + new + text[part.end() :], new[:80]


_Change = Callable[[random.Random, str, Values], tuple[str, str]]
_CHANGES: Final[tuple[_Change, ...]] = (
    *[_fitting_value] * 24, _odd_value, _odd_key, _section, _line_out, _line_out, _line_again, _new_line,
)  # fmt: skip
