"""What to do about a flag, in a few words: by the industry whose preset is in force, else as for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from holdfast.risk.names import FLAG_NAMES
from holdfast.toml_files import read_toml

FILE: Final = Path(__file__).with_name("advice.toml")


def advice(flag_id: str, preset: str) -> str:
    """What to do about a flag under a preset."""
    return by_industry().get(preset, {}).get(flag_id, FLAG_NAMES[flag_id].advice)


@cache
def by_industry() -> Mapping[str, Mapping[str, str]]:
    """What each preset says otherwise, by flag."""
    return MappingProxyType({name: MappingProxyType(said) for name, said in read_toml(FILE).items()})
