"""What is new: the newest sections of CHANGELOG.md, which travels with the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.resources import bundled

CHANGELOG = "CHANGELOG.md"
_HEADING = re.compile(r"^## (?:\[?v?)(\d+(?:\.\d+)*)\]?(.*)$")


class Release(NamedTuple):
    """What one version brought. `lead`: its first sentence; `text`: all of it, as Markdown."""

    version: str
    lead: str
    text: str


def releases(text: str | None = None) -> tuple[Release, ...]:
    """The releases of the changelog, the newest first; none where an installation came without it."""
    return tuple(_releases(_shipped() if text is None else text))


def newest_changes() -> str:
    """The newest section as Markdown."""
    told = releases()
    return told[0].text if told else "This installation came without its list of changes."


def since(version: str, told: tuple[Release, ...]) -> tuple[Release, ...]:
    """The sections of versions after one, the newest first; none for a word that is no version."""
    seen = _number(version)
    return tuple(one for one in told if seen and _number(one.version) > seen)


def _number(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _shipped() -> str:
    import holdfast_tui  # noqa: PLC0415 - what lies beside the package is found from it

    try:
        return bundled(str(holdfast_tui.__file__), CHANGELOG).read_text(encoding="utf-8")
    except OSError:
        return ""


def _releases(text: str) -> Iterator[Release]:
    version, held = "", list[str]()
    for line in [*text.splitlines(), "## 0"]:
        if not (found := _HEADING.match(line)):
            held.append(line)
            continue
        if version:
            yield Release(version, _lead(held[1:]), "\n".join(held).strip() + "\n")
        version, held = found[1], [line]


def _lead(lines: list[str]) -> str:
    """The first paragraph that is no list, else the first item."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=- )", "\n".join(lines).strip())]
    plain = next((one for one in paragraphs if one and not one.startswith("- ")), "")
    return plain or next((one.removeprefix("- ") for one in paragraphs if one), "")


def items(release: Release) -> tuple[str, ...]:
    """What a release brought, an item each without the marks of Markdown, its first sentence before them."""
    paragraphs = re.split(r"\n\s*\n|\n(?=- )", release.text)[1:]
    plain = (" ".join(re.sub(r"[`*]", "", one).split()).removeprefix("- ") for one in paragraphs)
    return tuple(one for one in plain if one)
