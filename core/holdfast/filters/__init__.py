"""The filter grammar: text to tree, tree to mask, and completion.

`compile_filter` lives in `holdfast.filters.compile`, because it needs polars and the filter bar, which is
drawn before polars is there, does not; completion in `holdfast.filters.complete`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from holdfast.filters.errors import FilterError

if TYPE_CHECKING:
    from holdfast.filters.nodes import Node
    from holdfast.filters.parser import parse
    from holdfast.filters.printer import combine, is_exactly, quote, to_text

__all__ = [
    "FilterError",
    "Node",
    "combine",
    "is_exactly",
    "parse",
    "quote",
    "to_text",
]

_HOMES: Final = {
    "Node": "nodes",
    "combine": "printer",
    "is_exactly": "printer",
    "parse": "parser",
    "quote": "printer",
    "to_text": "printer",
}


def __getattr__(name: str) -> Any:
    """What is asked for, from its module: most of what is printed has no filter."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
