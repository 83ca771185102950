"""The glossary: what every metric, flag and practice means, in four languages, found by id or synonym.

A definition is written once: English formula, population, rule and source come from the declarations of
`metrics/registry.py` and `risk/catalog.py`. The files beside this module hold words only: `en.toml` worked
examples and synonyms, the other languages names and wording too, `practices.toml` what practices rest on.
Rule and guard of a flag name its limits, `{watch}`, in every language: an entry states those in force.
To add a metric or flag, add its id to each of the four languages; `missing` names what is left to say.
"""

from holdfast.glossary.entries import Entry, entries, entry, find, missing

__all__ = ["Entry", "entries", "entry", "find", "missing"]
