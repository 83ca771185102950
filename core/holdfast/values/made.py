"""The methods of a dataclass: one compiled for it, the rest shared by all."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class _Factory:
    """Stands in a signature for a default that is made anew."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()
_GIVEN: Final = "_given_"
_MADE: Final = "_made_"
"""What stands before the name of a field for its default, and for what makes one."""


def dataclass(cls: type | None = None, /, *, frozen: bool = False, eq: bool = True) -> Any:
    """As `dataclasses.dataclass`, for what is declared here: with `frozen` and `eq`, without other words."""

    def made(cls: type) -> type:
        return _made(cls, frozen=frozen, eq=eq)

    return made if cls is None else made(cls)


def _made(cls: type, *, frozen: bool, eq: bool) -> type:
    # Its fields, defaults taken over from a base among them, as the standard library finds them.
    dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    told = fields(cls)
    methods: dict[str, Any] = {"__init__": _init(cls, told, frozen=frozen), "__repr__": _repr(told)}
    if eq:
        compared = _values(field.name for field in told if field.compare)
        methods |= {"__eq__": _eq(compared), "__hash__": _hash(compared) if frozen else None}
    for name, method in methods.items():
        if name not in vars(cls) or (name == "__hash__" and vars(cls)[name] is None):
            setattr(cls, name, method)
    if frozen:
        _freeze(cls, frozenset(field.name for field in told))
    return cls


def _init(cls: type, told: Iterable[Field[Any]], *, frozen: bool) -> Callable[..., None]:
    """`__init__` with the fields as its parameters, as the standard library writes it."""
    known: dict[str, Any] = {"_MISSING": _FACTORY, "_set": object.__setattr__}
    parameters, body = [], []
    for field in told:
        name, value = field.name, field.name
        if field.default_factory is not MISSING:
            known[_MADE + name] = field.default_factory
            value = f"{_MADE}{name}() if {name} is _MISSING else {name}" if field.init else f"{_MADE}{name}()"
        elif not field.init:
            continue  # its default is an attribute of the class, or something else sets it
        if field.init:
            parameters.append(_parameter(field, known))
        body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    source = f"def __init__({', '.join(['self', *parameters])}):\n " + "\n ".join(body or ["pass"])
    exec(source, known)  # noqa: S102 - names of fields alone, as the standard library does
    found: Callable[..., None] = known["__init__"]
    found.__qualname__ = f"{cls.__qualname__}.__init__"
    found.__module__ = cls.__module__
    found.__annotations__ = {field.name: field.type for field in told if field.init} | {"return": None}
    return found


def _parameter(field: Field[Any], known: dict[str, Any]) -> str:
    if field.default_factory is not MISSING:
        return f"{field.name}=_MISSING"
    if field.default is MISSING:
        return field.name
    known[_GIVEN + field.name] = field.default
    return f"{field.name}={_GIVEN}{field.name}"


def _values(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    compared = tuple(names)
    if len(compared) > 1:
        return attrgetter(*compared)
    return lambda self: tuple([getattr(self, name) for name in compared])


def _eq(compared: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:  # noqa: N807 - what it becomes
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    return __eq__


def _hash(compared: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(compared(self))

    return __hash__


def _repr(told: Iterable[Field[Any]]) -> Callable[[Any], str]:
    shown = tuple(field.name for field in told if field.repr)

    @recursive_repr()
    def __repr__(self: Any) -> str:  # noqa: N807
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({inside})"

    return __repr__


def _freeze(cls: type, names: frozenset[str]) -> None:
    """Let nothing be set or deleted; a class below may have attributes of its own."""

    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)  # type: ignore[arg-type] # it is a class

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)  # type: ignore[arg-type]

    cls.__setattr__, cls.__delattr__ = __setattr__, __delattr__  # type: ignore[method-assign,assignment]
