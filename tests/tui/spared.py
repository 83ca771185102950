"""What a desk under test is spared: frames nobody looks at, the same style sheets and the same answers again.

Without a terminal, Textual paints each frame and throws it away. What a test looks at (`screen_text`, a
picture) is painted then, whole; tests in a pseudo-terminal paint every frame, the random keys of `tests/fuzz`
among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.strip import Strip

from holdfast.answers.store import FactsStore
from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.watch import Watch

if TYPE_CHECKING:
    from rich.console import RenderableType

_paint = Compositor.render_update
_parse = Stylesheet._parse_rules


def lines_of(app: App[Any]) -> list[Strip]:
    """What is on the screen now, painted: the room below a dialog too."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


@contextmanager
def spared() -> Iterator[None]:
    """Only what a test asks to see is painted, and a style sheet is parsed once for every desk of a theme."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Compositor, "render_update", _forget)
        patched.setattr(Stylesheet, "_parse_rules", _parsed_once)
        yield


ASKED_AGAIN: Final = (
    *("desk", "customer", "customer_past", "retention", "lifetime_values", "risk_room", "flag_customers"),
    *("flag_changes", "flag_rates", "best_order", "rank", "whom_first", "preview", "preview_records"),
    *("reps_room", "past_departures", "fire_drills", "thanks", "pipeline_room", "losses_room", "voice_room"),
    *("money_room", "expected_loss", "rows_behind", "customers_of"),
)
"""What rooms ask of a book and a query alone: no file of the user, nothing that is written meanwhile."""
MOST_BOOKS: Final = 12
"""Of more, all are forgotten: an answer may hold the book it is about."""


@contextmanager
def answers_kept() -> Iterator[None]:
    """Desks over one engine are told once what the same question about the same query comes to."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ASKED_AGAIN:
            patched.setattr(Engine, name, _kept(name, getattr(Engine, name)))
        yield


_ANSWERS: WeakKeyDictionary[FactsStore, dict[object, Any]] = WeakKeyDictionary()


def _kept(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
    if getattr(ask, "is_kept", False):
        return ask

    @wraps(ask)
    def asked(engine: Engine, query: Query, /, *args: Any, **named: Any) -> Any:
        answers = _ANSWERS.setdefault(engine.store, {})
        about = tuple(one for one in args if not isinstance(one, Watch))
        try:
            key = (name, query, about, tuple(sorted(named.items())))
            hash(key)
        except TypeError:
            return ask(engine, query, *args, **named)
        if len(_ANSWERS) > MOST_BOOKS:
            _ANSWERS.clear()
        if key not in answers:
            answers[key] = ask(engine, query, *args, **named)
        return answers[key]

    asked.__dict__["is_kept"] = True
    return asked


def _forget(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    if full:
        return _paint(compositor, full=full, screen_stack=screen_stack, simplify=simplify)
    visible_screen_stack.set([] if screen_stack is None else screen_stack)
    compositor._dirty_regions.clear()
    return None


_RULES: dict[object, list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, *given: object, **named: object) -> list[RuleSet]:
    key = (given, frozenset(named.items()), frozenset(sheet._variables.items()))
    if key not in _RULES:
        _RULES[key] = _parse(sheet, *given, **named)  # type: ignore[arg-type]
    return _RULES[key]
