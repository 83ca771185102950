"""The filter grammar: text to tree, tree to mask, and completion.

`compile_filter` lives in `holdfast.filters.compile`, because it needs polars and the filter bar, which is
drawn before polars is there, does not.
"""

from holdfast.filters.complete import Completion, complete
from holdfast.filters.errors import FilterError
from holdfast.filters.nodes import Node
from holdfast.filters.parser import parse
from holdfast.filters.printer import combine, is_exactly, quote, to_text

__all__ = [
    "Completion",
    "FilterError",
    "Node",
    "combine",
    "complete",
    "is_exactly",
    "parse",
    "quote",
    "to_text",
]
