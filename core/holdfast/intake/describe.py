"""What was detected, written as a `holdfast.toml` that reads the same way again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.intake.config import CONFIG_NAME
from holdfast.intake.read.source import mapping_name
from holdfast.schema.settings import BookSettings
from holdfast.toml_files import basic_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from holdfast.intake.config import TableMapping
    from holdfast.schema.exports import Intake
    from holdfast.schema.receipt import FileReceipt, Receipt

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_GLOB: Final = re.compile(r"([*?\[])")
_PRESET: Final = re.compile(r"\(preset ([^)]+)\)$")
LAST_DAY_NOTE: Final = "ends are last days: one day is added"
"""Note of a file whose header says that its ends are the last day inside."""


def mapping_toml(intake: Intake, base: Path) -> str:
    """The text of a mapping that gives the same tables from the folder `base`.

    A book that already has a mapping keeps it word for word.
    """
    own = base / CONFIG_NAME
    if own.is_file() and any(file.found_by == "mapping" for file in intake.receipt.files):
        return own.read_text(encoding="utf-8-sig")
    return "\n".join([_book(intake.settings), sections_toml(intake.receipt)])


def sections_toml(receipt: Receipt) -> str:
    """The sections that read all files as they were read."""
    groups: dict[tuple[object, ...], list[FileReceipt]] = {}
    for file in receipt.files:
        if file.columns:
            groups.setdefault(_form(file), []).append(file)
    repeated = [table for table, *_ in groups]
    return "\n".join(_section(files, several=repeated.count(files[0].table) > 1) for files in groups.values())


def section_toml(receipt: Receipt, table: str, file: str) -> str:
    """The section of a mapping that reads a file as it was read, with the files that were read the same way.

    Where the file was not read, it names nothing but the file.
    """
    read = next((one for one in receipt.files if (one.table, one.file) == (table, file)), None)
    if read is None or not read.columns:
        return f"[tables.{table}]\nfiles = [{_entry(file)}]\n"
    alike = [one for one in receipt.files if _form(one) == _form(read)]
    return _section(alike, several=False)


def _form(file: FileReceipt) -> tuple[object, ...]:
    """What files have in common that one section can read."""
    return file.table, file.columns, file.settings, _preset(file), LAST_DAY_NOTE in file.notes


def file_entry(file: str) -> str:
    """What the receipt calls a file, as an entry of `files` that means it alone."""
    return _GLOB.sub(r"[\1]", mapping_name(file))


def _entry(file: str) -> str:
    return basic_string(file_entry(file))


def settings_of(mapping: TableMapping) -> tuple[tuple[str, str], ...]:
    """What a mapping says beside files, columns and expressions, as keys and TOML."""
    texts = {
        "layout": mapping.layout if mapping.layout in ("months", "levels") else None,
        "grain": mapping.grain if mapping.grain != "row" else None,
        "amount_from": mapping.amount_from,
        "one_per_key": mapping.one_per_key,
        "equal_rows": mapping.equal_rows,
        "decimal": mapping.decimal,
        "date_format": mapping.date_format,
        "where": mapping.where,
    }
    stated = [(key, basic_string(text)) for key, text in texts.items() if text]
    if mapping.match:
        found = {name: f"{table}.{column}" for name, (table, column) in mapping.match.items()}
        stated.append(("match", _inline(found)))
    if mapping.statuses:
        stated.append(("statuses", _inline(mapping.statuses)))
    if mapping.not_used:
        stated.append(("not_used", _listed(mapping.not_used)))
    return tuple(stated)


def _preset(file: FileReceipt) -> str | None:
    found = next((_PRESET.search(note) for note in file.notes if _PRESET.search(note)), None)
    return found[1] if found else None


def _book(settings: BookSettings) -> str:
    lines = ["[book]", f"name = {basic_string(settings.name)}"]
    if settings.currency:
        lines.append(f"currency = {basic_string(settings.currency)}")
    lines.append(f"active_window = {basic_string(str(settings.active_window))}")
    if settings.not_used:
        lines.append(f"not_used = {_listed(settings.not_used)}")
    return "\n".join(lines) + "\n"


def _section(files: list[FileReceipt], *, several: bool) -> str:
    first = files[0]
    header = f"[[tables.{first.table}]]" if several else f"[tables.{first.table}]"
    names = ", ".join(_entry(file.file) for file in files)
    lines = [header, f"files = [{names}]"]
    if preset := _preset(first):
        lines.append(f"preset = {basic_string(preset)}")
    else:
        columns = {name: source for name, source in first.columns if name not in first.derived}
        lines.append(f"columns = {_inline(columns)}")
        if first.derived:
            derive = {name: source for name, source in first.columns if name in first.derived}
            lines.append(f"derive = {_inline(derive)}")
        lines += [f"{key} = {value}" for key, value in first.settings]
    if LAST_DAY_NOTE in first.notes:
        lines.append("end_is_last_day = true")
    return "\n".join(lines) + "\n"


def _inline(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_key(name)} = {basic_string(value)}" for name, value in values.items()) + " }"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(basic_string, texts))}]"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else basic_string(name)
