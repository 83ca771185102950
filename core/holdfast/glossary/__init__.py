"""The glossary: what figures, flags, practices and concepts mean, in four languages, found by any name.

A definition is written once: English formula, population, rule and source come from the declarations of
`metrics/registry.py` and `risk/catalog.py`. The files beside this module hold words only: `en.toml` worked
examples and synonyms, the other languages names and wording too, `concepts/` the terms of the trade.
`practices.toml` and `concepts/links.toml` say what practices and concepts rest on.
Rule and guard of a flag name its limits, `{watch}`, in every language: an entry states those in force.
To add a metric or flag, add its id to each of the four languages; `missing` names what is left to say.
"""

from holdfast.glossary.completeness import missing
from holdfast.glossary.entries import GlossaryEntry, entries, entry
from holdfast.glossary.lookup import find, hits, search
from holdfast.glossary.subjects import names

__all__ = ["GlossaryEntry", "entries", "entry", "find", "hits", "missing", "names", "search"]
