"""`holdfast.toml` as typed values; everything it says wrongly is refused with the key and what is there."""

from __future__ import annotations

import codecs
import difflib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from holdfast.errors import UsageError
from holdfast.intake.read import files
from holdfast.intake.wording import listing, suggestion
from holdfast.own.settings import MOST_CALLS
from holdfast.schema.assumptions import RISING, assumptions, declared
from holdfast.schema.pool.mapped import pool_of
from holdfast.schema.settings import MAPPING_NAME, BookSettings, OwnColumn, flattened
from holdfast.schema.tables import TABLES, Column
from holdfast.timeline import Duration, parse_day, parse_duration
from holdfast.toml_files import parsed_toml, text_of
from holdfast.words.statuses import status_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

T = TypeVar("T")

CONFIG_NAME: Final = MAPPING_NAME

AUXILIARY: Final[dict[str, tuple[Column, ...]]] = {
    "orders": (
        Column("payment_status", "text"),
        Column("cancelled_at", "text"),
        Column("document_type", "text"),
        Column("voided", "text"),
    ),
    "invoices": (Column("document_type", "text"), Column("voided", "text")),
    "subscriptions": (
        Column("amount", "money"),
        Column("interval", "text"),
        Column("quantity", "float"),
        Column("status", "text"),
        Column("period_start", "date"),
        Column("period_end", "date"),
    ),
    "tickets": (Column("first_reply_minutes", "float"),),
}
"""Columns that may be mapped but are only read to work out canonical ones."""

LINE_COLUMNS: Final = ("product", "category", "quantity")
"""Columns of order_lines that a file of order lines may map beside those of orders."""

_NEAR_MISS: Final = 0.8


@dataclass(frozen=True)
class TableMapping:
    """How the rows of some files become rows of one canonical table.

    `columns` is None where the header synonyms decide; `key` names the section in error messages;
    `statuses` says what words of the status column mean. `history`: rows are changes of who owns a customer.
    `layout` is None where the file tells it.
    Without `files` it holds for what is recognised as its table; `with_others`: files that no section names
    are recognised beside its own. `recognised`: nobody stated the columns. `amount_from`: the table whose
    rows make the amounts of these. `invoiced`: orders that are read from invoices, whose words say so.
    `not_used`: headers that nothing is to come of, whatever they look like.
    """

    table: str
    key: str
    files: tuple[str, ...] = ()
    preset: str | None = None
    grain: Literal["row", "line"] = "row"
    separator: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    date_format: str | None = None
    header: bool = True
    layout: Literal["rows", "groups", "months", "levels"] | None = None
    fill_down: tuple[str, ...] = ()
    columns: Mapping[str, str] | None = None
    derive: Mapping[str, str] = field(default_factory=dict)
    where: str | None = None
    one_per_key: Literal["first", "last"] | None = None
    equal_rows: Literal["once", "each"] | None = None
    match: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    end_is_last_day: bool = False
    amount_from: Literal["order_lines"] | None = None
    recognised: bool = False
    with_others: bool = False
    statuses: Mapping[str, str] = field(default_factory=dict)
    history: Literal["changes"] | None = None
    invoiced: bool = False
    not_used: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it names no files: those that are recognised as its table are meant."""
        return not self.files and self.preset is None

    @property
    def form(self) -> tuple[object, ...]:
        """What decides how a file is read, whatever its columns mean."""
        return self.separator, self.encoding, self.header, self.layout, self.fill_down


@dataclass(frozen=True)
class Config:
    """One mapping file. `trusted` when it was named absolutely on the command line."""

    path: Path
    text: str
    settings: BookSettings
    tables: tuple[TableMapping, ...]
    trusted: bool


def targets(table: str, grain: str) -> dict[str, Column]:
    """Every column a mapping of this table may fill, by name."""
    columns = {column.name: column for column in TABLES[table].columns}
    columns |= {column.name: column for column in AUXILIARY.get(table, ())}
    if grain == "line":
        lines = TABLES["order_lines"]
        # A line without a product still belongs to its order.
        columns |= {
            one.name: replace(one, required=False) for one in lines.columns if one.name in LINE_COLUMNS
        }
    return columns


def load_config(path: Path, default_name: str, *, trusted: bool) -> Config:
    """The mapping file at `path`. Raises UsageError naming the key and the nearest spelling."""
    return config_of(path, text_of(path, files.printable(path.name)), default_name, trusted=trusted)


def config_of(path: Path, text: str, default_name: str, *, trusted: bool) -> Config:
    """The mapping that a text makes at `path`, be it there or not. Raises UsageError."""
    file = files.printable(path.name)
    document = parsed_toml(text, file)
    _known(document, {"book", "tables", "assumptions", "thresholds", "own", "team", "pool"}, file, "")
    tables: list[TableMapping] = []
    for name, entry in _expect(document.get("tables", {}), dict, "a table", file, "[tables]").items():
        if name not in TABLES:
            raise UsageError(
                f"{file}: [tables.{name}] is not a table{suggestion(name, TABLES)} (known: {listing(TABLES)})"
            )
        entries = entry if isinstance(entry, list) else [entry]
        tables += [table_mapping(name, item, file) for item in entries]
    _check_agreement(tables)
    _check_open(tables, file)
    settings = _settings(document, file, default_name)
    pool = pool_of(document.get("pool", {}), path, file, trusted=trusted)
    return Config(path, text, replace(settings, **pool), tuple(tables), trusted)


def _check_agreement(tables: list[TableMapping]) -> None:
    """Several sections may fill one table, but its rows must be of one kind."""
    first: dict[str, TableMapping] = {}
    for mapping in tables:
        other = first.setdefault(mapping.table, mapping)
        for key in ("grain", "one_per_key", "equal_rows", "history", "amount_from"):
            if getattr(mapping, key) != getattr(other, key):
                raise UsageError(f"{mapping.key}: every section of {mapping.table} must have the same {key}")


def _check_open(tables: list[TableMapping], file: str) -> None:
    """At most one section of a table can do without files."""
    seen: set[str] = set()
    for table in (mapping.table for mapping in tables if mapping.is_open):
        if table in seen:
            raise UsageError(f"{file}: [[tables.{table}]]: only one section of {table} can do without files")
        seen.add(table)


def table_mapping(name: str, entry: object, file: str, base: TableMapping | None = None) -> TableMapping:
    """One `[tables.name]` section, on top of `base` where a preset gives one. Raises UsageError."""
    key = f"[tables.{name}]"
    section = _expect(entry, dict, "a section", file, key)
    _known(section, set(_READERS), file, key)
    values: dict[str, Any] = {
        item: _READERS[item](value, file, f"{key} {item}") for item, value in section.items()
    }
    start = base or TableMapping(name, f"{file}: {key}")
    if base is not None:
        for merged in ("columns", "derive", "match", "statuses"):
            if merged in values:
                values[merged] = {**(getattr(base, merged) or {}), **values[merged]}
    mapping = replace(start, table=name, key=f"{file}: {key}", **values)
    if mapping.is_open and base is None and mapping.form != TableMapping(name, key).form:
        raise UsageError(f'{file}: {key} says how files are written but names none: add files = ["name.csv"]')
    if mapping.grain == "line" and name != "orders":
        raise UsageError(f'{file}: {key} grain = "line" is only possible for orders')
    if mapping.amount_from and name != "orders":
        raise UsageError(f"{file}: {key} amount_from is only possible for orders")
    if mapping.history and name != "assignments":
        raise UsageError(f'{file}: {key} history = "changes" is only possible for assignments')
    _check_targets(mapping)
    _check_statuses(mapping)
    return mapping


def _check_targets(mapping: TableMapping) -> None:
    """Refuse targets that look like a misspelt canonical column; other names are extra text columns."""
    known = targets(mapping.table, mapping.grain)
    given = {**(mapping.columns or {}), **mapping.derive}
    free = [name for name in known if name not in given]
    for name in given:
        close = [] if name in known else difflib.get_close_matches(name, free, 1, _NEAR_MISS)
        if close:
            raise UsageError(
                f"{mapping.key}: '{name}' is not a column of {mapping.table}; did you mean '{close[0]}'?"
            )
        if name.startswith("__"):
            raise UsageError(f"{mapping.key}: the column name '{name}' is reserved: do not begin it with __")
    for name in mapping.match:
        if name not in known:
            raise UsageError(
                f"{mapping.key} match: '{name}' is not a column of {mapping.table}{suggestion(name, known)}"
            )


def _check_statuses(mapping: TableMapping) -> None:
    """Refuse meanings that no word of this table can have."""
    known = [name for (table, _), column in status_columns().items() if table == mapping.table
             for name in column.meanings]  # fmt: skip
    for word, meaning in mapping.statuses.items():
        if not known:
            raise UsageError(f"{mapping.key} statuses: {mapping.table} has no status that decides anything")
        if meaning not in known:
            raise UsageError(
                f"{mapping.key} statuses: '{word}' cannot mean '{meaning}'{suggestion(meaning, known)} "
                f"(known: {listing(dict.fromkeys(known))})"
            )


def _settings(document: dict[str, Any], file: str, default_name: str) -> BookSettings:
    section = _expect(document.get("book", {}), dict, "a section", file, "[book]")
    _known(section, set(_BOOK_READERS), file, "[book]")
    values: dict[str, Any] = {
        key: _BOOK_READERS[key](value, file, f"[book] {key}") for key, value in section.items()
    }
    stated = {
        "assumed": _assumed(document, file),
        "thresholds": _thresholds(document, file),
        "own": _own(document, file),
        **_team(document, file),
    }
    return BookSettings(**{"name": default_name, "mapping": file, **stated, **values})


def _thresholds(document: dict[str, Any], file: str) -> tuple[tuple[str, Any], ...]:
    """The `[thresholds]` section as leaves; what they mean and may be is for the flags to say."""
    key = "[thresholds]"
    section = _expect(document.get("thresholds", {}), dict, "a section", file, key)
    flags = {name: value for name, value in section.items() if name != "preset"}
    preset = {"preset": _text(section["preset"], file, f"{key} preset")} if "preset" in section else {}
    return tuple({**preset, **flattened(flags, f"{file}: {key}")}.items())


def _team(document: dict[str, Any], file: str) -> dict[str, Any]:
    """The `[team]` section: what the reps of the book can do on one day."""
    section = _expect(document.get("team", {}), dict, "a section", file, "[team]")
    _known(section, set(_TEAM_READERS), file, "[team]")
    return {key: _TEAM_READERS[key](value, file, f"[team] {key}") for key, value in section.items()}


def _own(document: dict[str, Any], file: str) -> tuple[tuple[str, OwnColumn], ...]:
    """The `[own]` section: the columns of one's own by their words, each with what is said of it."""
    key = "[own]"
    section = _expect(document.get("own", {}), dict, "a section", file, key)
    found = []
    for word, entry in section.items():
        where = f"{key} {word}"
        told = _expect(entry, dict, 'a list of what it is, as in { kind = "text" }', file, where)
        _known(told, set(_OWN_READERS), file, where)
        read = {name: _OWN_READERS[name](value, file, f"{where}.{name}") for name, value in told.items()}
        found.append((word, OwnColumn(**{_OWN_NAMES.get(name, name): value for name, value in read.items()})))
    return tuple(found)


def _assumed(document: dict[str, Any], file: str) -> tuple[tuple[str, float], ...]:
    """The `[assumptions]` section: numbers within the limits that `assumptions.toml` declares."""
    key = "[assumptions]"
    section = _expect(document.get("assumptions", {}), dict, "a section", file, key)
    known = declared()
    _known(section, set(known), file, key)
    for name, value in section.items():
        low, high = known[name].low, known[name].high
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not low <= value <= high:
            raise UsageError(
                f"{file}: {key} {name} must be a number from {low:g} to {high:g} ({known[name].label}), "
                f"not {value!r}"
            )
    stated = tuple((name, float(value)) for name, value in section.items())
    in_force = assumptions(stated)
    for names in RISING:
        values = [getattr(in_force, name) for name in names]
        if values != sorted(values):
            shown = ", ".join(f"{name} {value:g}" for name, value in zip(names, values, strict=True))
            raise UsageError(f"{file}: {key} must not fall from one to the next: {shown}")
    return stated


def _known(section: dict[str, Any], known: set[str], file: str, where: str) -> None:
    for key in section:
        if key not in known:
            place = f"{where} " if where else ""
            raise UsageError(
                f"{file}: {place}'{key}' is not a known key{suggestion(key, known)} "
                f"(known: {listing(sorted(known))})"
            )


def _expect(value: object, kind: type, wanted: str, file: str, key: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UsageError(f"{file}: {key} must be {wanted}, not {value!r}")
    return value


def _text(value: object, file: str, key: str) -> str:
    return str(_expect(value, str, "text in quotes", file, key))


def _flag(value: object, file: str, key: str) -> bool:
    return bool(_expect(value, bool, "true or false", file, key))


def _names(value: object, file: str, key: str) -> dict[str, str]:
    section = _expect(value, dict, 'a list of names, as in { customer_id = "Customer ID" }', file, key)
    return {name: _text(item, file, f"{key}.{name}") for name, item in section.items()}


def _files(value: object, file: str, key: str) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else _expect(value, list, "a list of file names", file, key)
    return tuple(_text(item, file, key) for item in items)


def _columns(value: object, file: str, key: str) -> tuple[str, ...]:
    items = _expect(value, list, 'a list of columns, as in ["Customer"]', file, key)
    return tuple(_text(item, file, key) for item in items)


def _sentences(value: object, file: str, key: str) -> tuple[str, ...]:
    """Sentences of remarks, each with `*` for what may change."""
    items = _expect(value, list, "a list of sentences, as `holdfast check` prints them", file, key)
    return tuple(_text(item, file, key) for item in items)


def _choice(*allowed: str) -> Callable[[object, str, str], str]:
    def read(value: object, file: str, key: str) -> str:
        text = _text(value, file, key)
        if text not in allowed:
            raise UsageError(
                f"{file}: {key} must be {' or '.join(repr(item) for item in allowed)}, "
                f"not '{text}'{suggestion(text, allowed)}"
            )
        return text

    return read


def _separator(value: object, file: str, key: str) -> str:
    text = _text(value, file, key)
    if len(text) != 1 or not text.isascii() or text in '"\r\n':
        raise UsageError(f"{file}: {key} must be one character, such as ',' or ';' or '\\t', not {text!r}")
    return text


def _encoding(value: object, file: str, key: str) -> str:
    text = _text(value, file, key)
    try:
        # Some codecs are no encodings of text (base64), others cannot skip what they cannot read (idna).
        b"\xff".decode(text, errors="replace")
        return codecs.lookup(text).name
    except (LookupError, ValueError):
        raise UsageError(
            f"{file}: {key} '{text}' is not an encoding: write utf-8, utf-16 or cp1252"
        ) from None


def _match(value: object, file: str, key: str) -> dict[str, tuple[str, str]]:
    found = {}
    for name, target in _names(value, file, key).items():
        table, _, column = target.partition(".")
        if table not in TABLES or not column:
            raise UsageError(
                f"{file}: {key}.{name} must name a table and a column, as in 'customers.name', not '{target}'"
                f"{suggestion(table, TABLES) if table not in TABLES else ''}"
            )
        found[name] = (table, column)
    return found


def _day(value: object, file: str, key: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _parsed(parse_day, value, file, key)


def _month(value: object, file: str, key: str) -> int:
    month = int(_expect(value, int, "a month from 1 to 12", file, key))
    if not 1 <= month <= 12:
        raise UsageError(f"{file}: {key} must be a month from 1 to 12, not {month}")
    return month


def _calls(value: object, file: str, key: str) -> tuple[tuple[str, int], ...]:
    """Calls a day by the name or id of a rep."""
    section = _expect(value, dict, 'calls a day by rep, as in { "Ana Ruiz" = 8 }', file, key)
    for rep, calls in section.items():
        if isinstance(calls, bool) or not isinstance(calls, int) or not 0 <= calls <= MOST_CALLS:
            raise UsageError(f"{file}: {key}.{rep} must be a whole number to {MOST_CALLS}, not {calls!r}")
    return tuple(section.items())


def _number(low: float, high: float, words: str) -> Callable[[object, str, str], float]:
    def read(value: object, file: str, key: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise UsageError(f"{file}: {key} must be {words}, not {value!r}")
        return float(value)

    return read


def _currency(value: object, file: str, key: str) -> str:
    text = _text(value, file, key).strip().upper()
    if len(text) != 3 or not text.isalpha():
        raise UsageError(f"{file}: {key} must be a three-letter code such as EUR, not '{value}'")
    return text


def _duration(value: object, file: str, key: str) -> Duration:
    return _parsed(parse_duration, value, file, key)


def _parsed(parse: Callable[[str], T], value: object, file: str, key: str) -> T:
    """What a text means; where it means nothing, the key is named too."""
    text = _text(value, file, key)
    try:
        return parse(text)
    except UsageError as error:
        raise UsageError(f"{file}: {key}: {error}") from None


_READERS: Final[dict[str, Callable[[object, str, str], object]]] = {
    "files": _files,
    "preset": _text,
    "grain": _choice("row", "line"),
    "separator": _separator,
    "encoding": _encoding,
    "decimal": _choice(".", ","),
    "date_format": _text,
    "header": _flag,
    "layout": _choice("rows", "groups", "months", "levels"),
    "fill_down": _columns,
    "columns": _names,
    "derive": _names,
    "where": _text,
    "one_per_key": _choice("first", "last"),
    "equal_rows": _choice("once", "each"),
    "match": _match,
    "end_is_last_day": _flag,
    "amount_from": _choice("order_lines"),
    "with_others": _flag,
    "statuses": _names,
    "history": _choice("changes"),
    "not_used": _columns,
}

_OWN_READERS: Final[dict[str, Callable[[object, str, str], Any]]] = {
    "hide": _flag,
    "title": _text,
    "kind": _choice("text", "number", "date", "boolean"),
}
_OWN_NAMES: Final = {"hide": "hidden"}

_TEAM_READERS: Final[dict[str, Callable[[object, str, str], object]]] = {"calls": _calls}

_BOOK_READERS: Final[dict[str, Callable[[object, str, str], object]]] = {
    "name": _text,
    "id": _text,
    "currency": _currency,
    "active_window": _duration,
    "fiscal_year_start": _month,
    "merge_same_day_orders": _flag,
    "include_trials": _flag,
    "reactivation_window": _duration,
    "churn_date": _choice("service_end", "cancel_requested"),
    "as_of": _day,
    "known": _sentences,
    "not_used": _files,
    "discount_rate": _number(0, 1, "a share a year from 0 to 1, such as 0.1"),
    "assumed_margin_pct": _number(0, 100, "a percentage from 0 to 100"),
}
