"""Parts of topics that are made from what is declared, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast import glossary
from holdfast.errors import UsageError
from holdfast.intake.recognise.presets import presets as known_exports
from holdfast.metrics.registry import METRICS
from holdfast.own.settings import settings_markdown
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.schema.fields import FIELDS
from holdfast_tui.command_line.verbs.presets import presets_markdown
from holdfast_tui.commands.declared import Keys, keys_markdown
from holdfast_tui.commands.keymap import load_keys
from holdfast_tui.commands.standing import SPOTS


def keys() -> str:
    """Every command of the desk by place, with the keys in force."""
    try:
        return keys_markdown(load_keys())
    except UsageError:  # whoever reads about keys.toml may be here because of it
        return keys_markdown(Keys())


def figures() -> str:
    """Every figure: its id, its name and the room it stands in."""
    rows = [(f"`{one}`", glossary.entry(one).name, _room(one)) for one in METRICS]
    return _table(("id", "figure", "room"), rows)


def _room(metric: str) -> str:
    spot = SPOTS.get(metric)
    return "by its name (`:`)" if spot is None else spot.words


def flags() -> str:
    """Every flag: its id, its word in a filter, its name, and when it is raised."""
    entries = [glossary.entry(one) for one in ALL_FLAGS]
    rows = [(one.id, _filter_of(one), one.name, one.text("rule") or "") for one in entries]
    return _table(("id", "in a filter", "name", "raised when"), rows)


def _filter_of(entry: glossary.GlossaryEntry) -> str:
    said = entry.text("filter")
    return f"`{said}`" if said else ""


def fields() -> str:
    """Every declared field of a customer: its word, its kind, what it says."""
    rows = [(f"`{field.name}`", field.kind, field.description) for field in FIELDS.values()]
    return _table(("field", "kind", "what it says"), rows)


def settings() -> str:
    """The table of settings."""
    return settings_markdown()


def presets() -> str:
    """The table of known exports, those of the user's own among them. Raises UsageError for a wrong one."""
    return presets_markdown(known_exports().values())


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    # Of our own words only a bar could be taken for something else.
    cells = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *cells)) + "\n"
