"""Saved views at the desk: open, save, rename, delete; each a step that `u` takes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final, cast

from holdfast.answers.fitting import fitted
from holdfast.errors import UsageError
from holdfast.own.saved import SavedView, SavedViews, checked_name
from holdfast.query import Query
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.places import NUMBERED_ROOMS
from holdfast_tui.screens.dialogs.forms.views import ViewsDialog, Wish
from holdfast_tui.screens.dialogs.prompt import Prompt
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.way_back import WayBack
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.files.saved import FilesStep
from holdfast_tui.sitting.left.shown import FROZEN
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.state import Place, RoomName

ROOM_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {"desk": "Desk", **{room.place: room.title for room in NUMBERED_ROOMS}}
)
"""The rooms that a view may be looked at in, and their titles."""

_ADVICE: Final = "One word, such as smb-at-risk; @ before it stands for its filter."


class ViewKeys:
    """Opens the dialog of saved views over one room, and does what is wished there."""

    def __init__(self, asking: Asking[Any], bars: Bars, way_back: WayBack) -> None:
        self._screen, self._session, self._asking = asking.screen, asking.session, asking
        self._bars, self._way_back = bars, way_back

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {"views": self.choose}

    def choose(self) -> None:
        """Show every saved view; how many customers each is about follows from the worker."""
        try:
            found = self._session.views.load()
        except UsageError as error:
            self._bars.say(str(error), "error")
            return
        since, state = self._session.last_visit, self._session.store.state
        dialog = ViewsDialog(found, ROOM_TITLES, since, self._session.views.opened)
        self._screen.app.push_screen(dialog, partial(self._do, found))
        queries = {name: view.query for name, view in found.views.items()}
        if queries:
            self._asking.also(
                "sizes",
                lambda engine: engine.sizes(Query(as_of=state.as_of), queries, since),
                while_open(dialog, dialog.show_sizes),
                lambda error: self._bars.say(str(error), "error"),
            )

    def _do(self, found: SavedViews, wish: Wish | None) -> None:
        self._session.jobs.drop("sizes")
        if wish is None:
            return
        match wish.what:
            case "open":
                self._open(found.views[wish.name])
            case "save":
                self._name(self._session.views.opened, "Save this view as", self._save)
            case "rename":
                self._name(wish.name, "Rename the view to", partial(self._rename, found, wish.name))
            case "delete":
                self._write(partial(self._session.views.delete, wish.name), f"@{wish.name} is deleted")

    def _open(self, view: SavedView) -> None:
        """Ask what the view asks, as far as this book can answer it, in its room."""
        store = self._session.store
        fit = fitted(view.query, store.state.fields)
        # A view without a day of its own is looked at on the day that is on show.
        store.ask(replace(fit.query, as_of=fit.query.as_of or store.query.as_of, since=store.query.since))
        known = store.state.fields
        store.choose(FROZEN, view.frozen and tuple(name for name in view.frozen if name in known))
        self._session.views.opened = view.name
        words = fit.sentence
        if view.room not in ROOM_TITLES:
            words = f"{words}  There is no room '{view.room}'.".strip()
        elif view.room != store.state.here.room:
            self._way_back.switch(Place(cast("RoomName", view.room), ROOM_TITLES[view.room]))
        key = self._session.keys.shown(COMMANDS["undo"])
        told = words or f"@{view.name} is open. {key} returns to the question before."
        room: Any = self._screen.app.screen
        bars = room.bars if hasattr(room, "bars") else self._bars
        bars.say(f"@{view.name}: {told}" if words else told, "severity-high" if words else "text")

    def _name(self, name: str, title: str, then: Callable[[str], None]) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                then(checked_name(text))

        self._screen.app.push_screen(Prompt(title, name, _ADVICE, checked_name), typed)

    def _save(self, name: str) -> None:
        state = self._session.store.state
        is_chosen = state.span is not None and state.query.as_of != state.span[1]
        query = replace(state.query, as_of=state.query.as_of if is_chosen else None, since=None)
        chosen = state.choices.get(FROZEN)
        frozen = chosen if isinstance(chosen, tuple) else None
        view = SavedView(name, query, state.here.room, frozen)
        self._write(
            partial(self._session.views.save, view), f"@{name} is saved", "in the place of the one before"
        )

    def _rename(self, found: SavedViews, before: str, name: str) -> None:
        if name in found.views and name != before:
            self._bars.say(f"@{name} is there already: @{before} keeps its name.", "severity-high")
            return
        view = replace(found.views[before], name=name)
        self._write(partial(self._session.views.rename, before, view), f"@{before} is @{name} now")

    def _write(self, write: Callable[[], FilesStep], words: str, replaced: str = "") -> None:
        """`replaced`: what to say besides where there was a file of that name."""
        try:
            step = write()
        except (OSError, UsageError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            self._bars.say(f"Nothing is changed: {why or error}", "error")
            return
        self._session.store.wrote(step)
        key = self._session.keys.shown(COMMANDS["undo"])
        told = f"{words}, {replaced}" if replaced and step.before[0][1] is not None else words
        self._bars.say(f"{told}. {key} takes it back.")
