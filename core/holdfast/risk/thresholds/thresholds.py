"""The numbers the risk rules use, in layers: defaults, the preset of an industry, the book, the user."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.risk.thresholds.limits import Value, Values, changed, limits_of, refuse_unknown
from holdfast.schema.settings import flattened
from holdfast.toml_files import read_toml

if TYPE_CHECKING:
    from holdfast.risk.flag import Flag, Limits
    from holdfast.schema.settings import BookSettings

FILE: Final = Path(__file__).with_name("default.toml")
"""Every threshold with its default, then the presets, each with what differs."""

NO_PRESET: Final = "default"
"""Asked for by name, it takes a preset back."""

DEFAULT, PRESET, BOOK, YOU = "default", "preset", "book", "you"
"""Where a threshold in force can be from; one of a file that was named is from that file's name."""

_WORDS: Final = {BOOK: "set by the book", YOU: "changed by you"}


@dataclass(frozen=True)
class Layer:
    """Thresholds that stand in the place of others, and perhaps a preset under them.

    `source` is BOOK, YOU or the name of a file; `where` begins the sentence that refuses a value.
    """

    source: str
    where: str
    preset: str | None = None
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return self.preset is None and not self.values

    def with_value(self, place: str, value: Value | None) -> Layer:
        """The layer with one leaf set; None takes it out."""
        values = {**dict(self.values), place: value}
        return replace(self, values=tuple((key, told) for key, told in values.items() if told is not None))


NOTHING_OF_YOURS: Final = Layer(YOU, "your thresholds:")
"""The layer of a user who has changed nothing."""


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Every number of the risk rules: `values` by their place, and the `layers` they are from.

    `preset` is the one in force, NO_PRESET where there is none. The last layer of `layers` that is not the
    book's is the user's own.
    """

    values: Values
    layers: tuple[Layer, ...] = ()
    preset: str = NO_PRESET
    _limits: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def of(self, flag: Flag[Limits]) -> Limits:
        """The limits of one flag."""
        if flag.id not in self._limits:
            self._limits[flag.id] = limits_of(flag, self.values)
        limits: Limits = self._limits[flag.id]
        return limits

    @property
    def name(self) -> str:
        """Where they are from, in words: `retail, 2 changed by you`."""
        counted = [
            f"{len(layer.values)} {_WORDS.get(layer.source, f'from {layer.source}')}"
            for layer in self.layers
            if layer.values
        ]
        return ", ".join([self.preset, *counted])

    @cached_property
    def digest(self) -> str:
        """The same for the same numbers, wherever they come from: for the keys of caches."""
        return hashlib.sha256(json.dumps(sorted(self.values.items())).encode()).hexdigest()[:16]

    @property
    def own(self) -> Layer:
        """What the user changed."""
        return next((layer for layer in reversed(self.layers) if layer.source != BOOK), NOTHING_OF_YOURS)

    def with_own(self, own: Layer) -> Thresholds:
        """The same book under another layer of the user. Raises UsageError."""
        return layered(*(layer for layer in self.layers if layer.source == BOOK), own)

    @cached_property
    def unchanged(self) -> Thresholds:
        """What would be in force under the preset the user chose, had the user changed no number."""
        return self.with_own(replace(self.own, values=()))

    def replaced(self, flag_id: str, key: str, value: Value) -> Thresholds:
        """With one threshold changed by the user; a tier is written `cadence_days.A`.

        A value that would be in force anyway is no change. Raises UsageError as for a file.
        """
        place = f"{flag_id}.{key}"
        # Checked as a change in any case: a value equal to the default can still be of the wrong type.
        replaced = self.with_own(self.own.with_value(place, value))
        if self.unchanged.values.get(place) == value:
            return self.with_own(self.own.with_value(place, None))
        return replaced

    def reset(self, flag_id: str, key: str) -> Thresholds:
        """Without the user's change of one threshold. Raises UsageError where what is left does not rise."""
        return self.with_own(self.own.with_value(f"{flag_id}.{key}", None))

    def under(self, preset: str) -> Thresholds:
        """With the preset the user chose. Raises UsageError for an unknown one."""
        return self.with_own(replace(self.own, preset=preset))

    def source(self, place: str) -> str:
        """Where a leaf in force is from: DEFAULT, PRESET, BOOK, YOU or the name of a file."""
        for layer in reversed(self.layers):
            if place in dict(layer.values):
                return layer.source
        return PRESET if place in presets().get(self.preset, {}) else DEFAULT


def layered(*layers: Layer) -> Thresholds:
    """The defaults, under a preset where a layer names one, under the layers; the later wins.

    Raises UsageError, which names the place and the key.
    """
    preset = NO_PRESET
    for layer in layers:
        if layer.preset is not None:
            if layer.preset not in preset_names():
                told = f"{layer.where} preset '{layer.preset}' is not a preset"
                refuse_unknown(layer.preset, preset_names(), told)
            preset = layer.preset
    values: Values = MappingProxyType({**default_thresholds().values, **presets().get(preset, {})})
    for layer in layers:
        values = changed(values, dict(layer.values), layer.where)
    return Thresholds(values, tuple(layer for layer in layers if not layer.empty), preset)


def thresholds_of(settings: BookSettings, own: Layer = NOTHING_OF_YOURS) -> Thresholds:
    """The thresholds of a book, with what the user changed for it. Raises UsageError."""
    stated = dict(settings.thresholds)
    preset = stated.pop("preset", None)
    book = Layer(BOOK, f"{settings.mapping}: [thresholds]", preset, tuple(stated.items()))
    return layered(book, own)


@cache
def default_thresholds() -> Thresholds:
    """The thresholds of the specification.

    They and the presets are ours, in the types that the rules declare: tests hold it, and who opens a book
    does not import every rule for it.
    """
    document = read_toml(FILE)
    document.pop("preset", None)
    return Thresholds(MappingProxyType(flattened(document, f"{FILE.name}:")))


@cache
def presets() -> Mapping[str, Values]:
    """What each preset changes, by its name."""
    found = read_toml(FILE).get("preset", {})
    return MappingProxyType(
        {name: flattened(sections, f"{FILE.name}: [preset.{name}]") for name, sections in found.items()}
    )


def preset_names() -> tuple[str, ...]:
    """Names that may be asked for, NO_PRESET first."""
    return NO_PRESET, *presets()


def read_layer(path: Path, source: str) -> Layer:
    """A file with some thresholds and perhaps `preset = "…"` → a layer. Raises UsageError."""
    where = f"{path}:"
    document = read_toml(path)
    preset = document.pop("preset", None)
    if preset is not None and not isinstance(preset, str):
        raise UsageError(f'{where} preset is {preset!r}: write its name, for example preset = "retail"')
    layer = Layer(source, where, preset, tuple(flattened(document, where).items()))
    layered(layer)
    return layer
