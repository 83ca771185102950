"""Sections of a mapping that name no files: answers about what was recognised, not a mapping of their own."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.intake.config import TableMapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OWN: Final = ("table", "files", "recognised")


def is_answer(mapping: TableMapping) -> bool:
    """Whether a section says something of a table without saying which files are it."""
    return not mapping.files and mapping.preset is None


def answered(mapping: TableMapping, answers: Sequence[TableMapping]) -> TableMapping:
    """What was recognised, with what the answers about its table say in its place."""
    for answer in answers:
        if answer.table == mapping.table:
            mapping = _laid_over(mapping, answer)
    return mapping


def check_heard(answers: Sequence[TableMapping], tables: Sequence[str]) -> None:
    """Raises UsageError for an answer about a table that no file was recognised as."""
    for answer in answers:
        if answer.table not in tables:
            raise UsageError(
                f"{answer.key} names no files, and none was recognised as {answer.table}: "
                'add files = ["name.csv"]'
            )


def _laid_over(mapping: TableMapping, answer: TableMapping) -> TableMapping:
    said: dict[str, Any] = {
        field.name: value
        for field in fields(TableMapping)
        if field.name not in _OWN and (value := getattr(answer, field.name)) != _default(field)
    }
    for name in ("columns", "derive", "match", "statuses"):
        if name in said:
            said[name] = {**(getattr(mapping, name) or {}), **said[name]}
    # A column that is answered is no longer worked out, and the other way round.
    derived: Mapping[str, str] = said.get("derive", mapping.derive)
    said["derive"] = {name: sql for name, sql in derived.items() if name not in (answer.columns or {})}
    return replace(mapping, **said)


def _default(field: Any) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default
