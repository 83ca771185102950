"""Dataclasses, declared as those of the standard library and made in a third of its time.

The standard library compiles each method of each class by itself, five or six a class: with some hundreds of
classes that was a third of every start. Here only `__init__` is compiled; the other methods are the same
functions for every class, over the names of its fields. What is asked of a class afterwards is the standard
library's own: `fields`, `replace` and `asdict` know no difference, and a type checker sees its `dataclass`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from holdfast.values.made import dataclass

__all__ = ("dataclass",)
