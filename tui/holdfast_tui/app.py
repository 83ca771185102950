"""The desk as an app: rooms, themes, keys and the crash hook. No data logic, and no polars at import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import takewhile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from holdfast.errors import UsageError
from holdfast.query import DEFAULT_PERIOD, Query
from holdfast.words.languages import Language
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.commands.keymap import as_textual_keymap
from holdfast_tui.commands.places import PANE_ROOMS
from holdfast_tui.commands.situation import Situation
from holdfast_tui.crash import CrashSafe
from holdfast_tui.help.greeting import greeting
from holdfast_tui.look.dressed import look_of
from holdfast_tui.look.looks import Looks
from holdfast_tui.look.rules import KnownRules
from holdfast_tui.safe_text import use_ascii
from holdfast_tui.screens.dialogs.base import Dialog, is_at_rest
from holdfast_tui.screens.dialogs.chooser import theme_chooser
from holdfast_tui.screens.dialogs.finding.keys import KeysHelp
from holdfast_tui.screens.dialogs.forms.leave import LeaveQuestion
from holdfast_tui.screens.dialogs.glossary import GlossaryRoom, glossary_entry
from holdfast_tui.screens.dialogs.help import news_reader
from holdfast_tui.screens.helpers.finding.going import Going
from holdfast_tui.screens.helpers.finding.sealing import seal_entry
from holdfast_tui.screens.helpers.sitting.beginning import Beginning
from holdfast_tui.screens.helpers.sitting.keeping import Keeping
from holdfast_tui.screens.leaving import leave, uncover
from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.screens.rooms.customer import CustomerScreen
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.screens.rooms.figure import FigureScreen
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.jobs import Answer, Jobs, Reply, hand_over
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import OPENED_BY_ENTER, DeskState, Place, RoomName
from holdfast_tui.sitting.store import Store
from holdfast_tui.sitting.type_ahead import TypeAhead
from holdfast_tui.start.ahead import Begun
from holdfast_tui.terminal.capabilities import Glyphs, glyphs
from holdfast_tui.widgets.follow_up import FollowUp
from holdfast_tui.widgets.footer import Footer

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast_tui.start.curtain import Curtain


_DONE_BY_SOMEBODY: Final = (
    events.Key,
    events.Paste,
    events.MouseUp,
    events.MouseScrollDown,
    events.MouseScrollUp,
)
LOOKED_AT_FILES_SECONDS: Final = 30.0
"""How often the files of the book are looked at, while nothing else is to be done."""


class Answered(Message):
    """The worker has an answer; it counts only if nothing newer was asked."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


class DeskApp(CrashSafe, App[None], inherit_bindings=False):
    """Holdfast's rooms over one engine."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path("styles/desk.tcss"),
        Path("styles/rooms.tcss"),
        Path("styles/dialogs.tcss"),
    ]
    TITLE = "Holdfast"
    ENABLE_COMMAND_PALETTE = False
    # A screen gives the focus itself: what Textual chooses is the filter bar, for as long as a room opens.
    AUTO_FOCUS: ClassVar[str | None] = ""
    # Leaving works whatever has the focus, however keys were remapped and whatever was typed before.
    ALWAYS_QUITS: ClassVar[str] = "ctrl+q"
    # Asking does so too, unless the user has given the key to something else.
    ASKS: ClassVar[str] = "ctrl+c"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(ALWAYS_QUITS, "quit", show=False, priority=True),
        Binding(ASKS, "asked_by_key", show=False, priority=True),
    ]

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        looks: Looks,
        *,
        store: Store | None = None,
        keys: Keys | None = None,
        driver: type[Driver] | None = None,
        curtain: Curtain | None = None,
    ) -> None:
        self.curtain = curtain
        self.looks = looks
        self.theme_tokens = looks.theme
        self.glyphs: Glyphs = glyphs(looks.capabilities)
        # Textual picks its colour filter when it is built: without colours it must not paint its own.
        without_colours = looks.capabilities.colour == "none"
        super().__init__(driver_class=driver, ansi_color=True if without_colours else None)
        self.moves = looks.moves
        self.animation_level = "full" if looks.moves else "none"
        # It is read when the first widget is made: its variables have to be known by then.
        self.stylesheet = KnownRules(variables=self.get_css_variables())
        for known in {**looks.themes, looks.theme.name: looks.theme}.values():
            self.register_theme(known.textual())
        self.theme = looks.theme.name
        self.set_class(not looks.capabilities.unicode, "-ascii")
        self.usage_error: UsageError | None = None
        self.session = Session(
            store or Store(), Jobs(self._deliver), open_engine, looks.capabilities, keys or Keys()
        )
        self.session.write_to_terminal = self._write_to_terminal
        self.session.read_again = self.read_again
        self.going = Going(self, self.session, lambda: self.room, self._explain)
        self.session.use_thresholds = self.use_thresholds
        self.session.everywhere = {
            "palette": self.action_palette,
            "help": self.action_help,
            "explain": self.action_explain,
            "glossary": self.action_glossary,
            "thresholds": self.action_thresholds,
            "theme": self.action_theme,
            "fresh": self.begin_afresh,
            "tour": self.action_tour,
            "tour.next": self.action_tour_next,
            "news": self.action_news,
            "redraw": self.action_redraw,
            "reread": self.action_reread,
            "quit": self.action_quit,
            "quit.ask": self.ask_to_quit,
        }
        self.type_ahead = TypeAhead(self, super().on_event, at_once=(self.ALWAYS_QUITS,))
        self.session.leave_out_text = self.type_ahead.leave_out_text
        self._has_to_say = False
        self._desk = DeskScreen(self.session)
        self.follow_up = FollowUp(self.set_timer, self._place_of_keys, self.session.keys)
        self._rooms: list[Room[Any]] = []
        self._keeping = Keeping(self, self.session, lambda: self.room)
        self._other_rooms: Begun[object] | None = None
        self._shown = self.session.store.state.screens
        self.shown_screen: Screen[Any] | None = None

    # Start

    def get_default_screen(self) -> Room[Any]:
        """The desk is the first thing painted."""
        self._rooms.append(self._desk)
        return self._desk

    def on_mount(self) -> None:
        """Dress, and read the book once the skeleton is on screen."""
        use_ascii(not self.looks.capabilities.unicode)
        self.set_keymap(dict(as_textual_keymap(self.session.keys)))
        for command in self.session.keys.own:
            for key in command.keys:
                self.bind("comma" if key == "," else key, f"screen.command('{command.id}')", show=False)
        self.session.store.subscribe(self._follow)
        self.type_ahead.wait_for_the_first_screen()
        self.call_after_refresh(self._open)
        # Whoever had the terminal meanwhile wrote over it.
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self.set_interval(LOOKED_AT_FILES_SECONDS, self._look_at_files)

    async def on_event(self, event: events.Event) -> None:
        """What is typed is carried out in its order, everything else at once."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Key):
                self.follow_up.heard(event)
            await self.type_ahead.take(event)
        else:
            await super().on_event(event)
        if isinstance(event, _DONE_BY_SOMEBODY):
            self._keeping.touched()

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run what a key is bound to; of one that nothing is bound to, say so."""
        is_bound = await super()._check_bindings(key, priority)
        if not is_bound and not priority and self.screen is self.room:
            self.room.bars.say_unbound(key, self.room.situation().place)
        return is_bound

    def _place_of_keys(self) -> tuple[Situation, Footer] | None:
        """Where keys run commands now; None under a dialog and in the filter bar."""
        if not self._rooms or self.screen_stack[-1:] != [self.room] or isinstance(self.focused, Input):
            return None
        return self.room.situation(), self.room.bars.footer

    def _open(self) -> None:
        left = self.session.left
        if left is not None and left.room != "desk":
            # What will be in front is imported while the book is read.
            self._other_rooms = Begun(_numbered_rooms)
        if self.curtain is not None:
            self.call_after_refresh(self.curtain.part)
        self._read(self._opened, self._refused)

    def _refused(self, error: UsageError) -> None:
        self.usage_error = error
        self.exit()

    def _opened(self, engine: Engine, span: tuple[date, date]) -> None:
        self.session.engine = engine
        visits = self.session.visits
        since = visits.before(span[1]) if visits is not None else None
        self.session.last_visit = since
        if visits is not None:
            visits.record(span[1])
        self.room.bars.show_read()
        Beginning(self.session, self._desk).open(engine, span, since)
        self.room.asking.ask()
        self._ask_for_example(engine)
        self._has_to_say = True

    def _ask_for_example(self, engine: Engine) -> None:
        """What may be typed into the filter bar, from what this book has."""

        def show(example: str) -> None:
            self.session.example = example
            for room in self._rooms:
                if isinstance(room, PanesRoom):
                    room.filtering.bar.show_example(example)

        def told(answer: Answer[str]) -> None:
            hand_over(answer, show, lambda _: None)

        self.session.jobs.ask("example", engine.example, told)

    def _say_opening_words(self) -> None:
        """Once the first answer is on show: said before, it would be gone by then where that takes long."""
        if self.session.wants_tour:
            self.action_tour()
        problems, left = self.session.opening_words, self.session.left
        # What is said once goes before what is said at every start.
        calm = "" if problems else greeting(self.session)
        told = calm or "  ".join(one for one in (problems, left.words if left is not None else "") if one)
        if told:
            self.room.bars.say(told, "severity-high" if problems else "text")

    def action_reread(self) -> None:
        """Read the files of the book again; where we are stays, and so does what is shown until then."""
        if self.session.tried is not None:
            self.room.bars.say("First write or drop what was changed in the room data.", "severity-high")
            return
        sealed = self.session.sealed is not None
        self.read_again("The mart is opened again." if sealed else "The files are read again.")

    def read_again(self, words: str) -> None:
        """Read the files of the book again, and say so in these words."""
        self._read(partial(self._read_again, words), self._kept)

    def _read(
        self, show: Callable[[Engine, tuple[date, date]], object], refuse: Callable[[UsageError], object]
    ) -> None:
        open_engine = self.session.open_engine

        def work() -> tuple[Engine, tuple[date, date]]:
            engine = open_engine()
            return engine, engine.span()

        def told(answer: Answer[tuple[Engine, tuple[date, date]]]) -> None:
            hand_over(answer, lambda opened: show(*opened), refuse)

        self.session.jobs.ask("open", work, told)

    def _kept(self, error: UsageError) -> None:
        self.room.bars.say(f"The book stays as it was read: {error}", "error")

    def _read_again(self, words: str, engine: Engine, span: tuple[date, date]) -> None:
        before, self.session.engine = self.session.engine, engine
        if before is None or not engine.numbers_customers_as(before):
            self.session.store.forget_customers()
        self.session.store.opened(span, fields=engine.book.fields)
        for room in self._rooms:
            room.asking.forget()
        self.room.asking.ask()
        self._ask_for_example(engine)
        self.room.bars.say(words)

    def on_app_focus(self) -> None:
        """Whoever comes back may have exported anew meanwhile."""
        self._look_at_files()

    def _look_at_files(self) -> None:
        """Say so where files of the book have changed; they are not read again unasked."""
        exports, engine = self.session.exports, self.session.engine
        if exports is None or engine is None or not self.is_idle:
            return

        def told(answer: Answer[bool]) -> None:
            hand_over(answer, self._offer_to_read, lambda error: self.room.bars.say(str(error), "error"))

        self.session.jobs.ask("changed", lambda: exports.have_changed(engine), told)

    def _offer_to_read(self, changed: bool) -> None:
        if changed:
            key = self.session.keys.shown(COMMANDS["reread"])
            sealed = self.session.sealed is not None
            said = f"A newer mart was built: {key} opens it." if sealed else None
            said = said or f"Files of this book have changed: {key} reads them again."
            self.room.bars.say(said, "severity-high")

    def use_thresholds(self, thresholds: Thresholds) -> None:
        """Ask everything again under other thresholds."""
        if self.session.engine is None:
            return
        self.session.engine = self.session.engine.under(thresholds)
        for room in self._rooms:
            room.asking.forget()
        self.room.asking.ask()

    def _deliver(self, reply: Reply) -> None:
        """Hand an answer from the worker thread to the UI thread."""
        self.post_message(Answered(reply))

    def on_answered(self, message: Answered) -> None:
        """Show an answer unless it is stale."""
        self.session.jobs.accept(message.reply)
        if self._has_to_say and not self.room.asking.is_pending:
            self._has_to_say = False
            self.call_after_refresh(self._say_opening_words)
        if self._other_rooms is None and self._rooms[0].view is not None:
            # They are a sixth of what is imported: the first answer is on show before them.
            self._other_rooms = Begun(_numbered_rooms)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint; what stands on the terminal then, nobody over it needs to paint again."""
        super()._display(screen, renderable)
        if renderable is not None and not self._batch_count:
            self.shown_screen = screen

    def push_screen(self, *args: Any, **named: Any) -> Any:
        """Put a screen over the one in front, which is not painted again for that: it stands as it stood."""
        below = self.screen
        rests = self.shown_screen is below and is_at_rest(below)
        pushed = super().push_screen(*args, **named)
        if rests:
            below._repaint_required = False  # noqa: SLF001
        return pushed

    def _write_to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def on_unmount(self) -> None:
        """Let the worker go."""
        self.session.jobs.close()

    # Rooms follow the store

    @property
    def room(self) -> Room[Any]:
        """The room in front."""
        return self._rooms[-1]

    @property
    def is_idle(self) -> bool:
        """Whether all that was typed is carried out, and every question is asked and answered."""
        asked = self.session.engine is not None and not self.room.asking.is_waiting
        return asked and self.session.jobs.is_idle and not self.type_ahead.is_busy

    def _follow(self, before: DeskState, after: DeskState) -> None:
        """Open or leave rooms so that they are those of the trail, then let the one in front follow."""
        wanted = after.screens
        pairs = zip(self._shown, wanted, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0].screen == pair[1].screen, pairs))
        while len(self._rooms) > same:
            room = self._rooms.pop()
            self.session.jobs.drop(room.asking.kind)
            leave(room)
        self._shown = wanted
        if len(wanted) > same:
            uncover(self.room)
            room = self._room_of(wanted[-1])
            self._rooms.append(room)
            self.push_screen(room)
            return
        self.room.state_changed(before, after)
        if len(after.trail) < len(before.trail):
            self.room.returned(after.here)

    def _room_of(self, place: Place) -> Room[Any]:
        if place.room not in OPENED_BY_ENTER:
            return _numbered_rooms()[place.room](self.session)
        if isinstance(place.subject, int):
            return CustomerScreen(self.session, place.subject)
        assert place.subject is not None
        return FigureScreen(self.session, place.subject)

    # Commands that belong to no room

    def action_palette(self) -> None:
        """Search every command, figure, field, rep and customer."""
        self.going.search()

    def action_help(self) -> None:
        """The keys of this place; on a figure, what it means."""
        situation = self.room.situation()
        if situation.metric and situation.place in PANE_ROOMS:
            self.action_explain()
        else:
            self.push_screen(KeysHelp(situation, self.session.keys, look_of(self.room).glyphs), self.going.go)

    def action_explain(self) -> None:
        """What the figure under the cursor means."""
        # The glossary needs polars, which is there once the book is read.
        from holdfast.glossary import find  # noqa: PLC0415

        subject = find(self.room.situation().metric or "")
        if subject is None:
            self.room.bars.say("This figure has no entry in the glossary.", "severity-high")
        else:
            self._explain(subject)

    def _explain(self, subject: str) -> None:
        """Show the entry of the glossary of an id."""
        figure, language, engine = self.room.figure(subject), self.session.language, self.session.engine
        entry = glossary_entry(
            subject,
            figure,
            self.room.bars.currency,
            self.glyphs,
            language=language,
            spoken=self._speak,
            thresholds=engine.thresholds if engine is not None else None,
        )
        self.push_screen(entry)
        if engine is not None:
            seal_entry(entry, self.session, engine, subject, figure)

    def action_glossary(self) -> None:
        """Search every figure, flag, practice and concept."""
        engine = self.session.engine
        thresholds = engine.thresholds if engine is not None else None
        self.push_screen(GlossaryRoom(self.session.language, self._speak, thresholds))

    def _speak(self, language: Language) -> None:
        """The glossary stays in this language for the sitting."""
        self.session.language = language

    def action_thresholds(self) -> None:
        """Change the thresholds of the flag under the cursor, or of one chosen."""
        # The thresholds need polars, which is there once the book is read.
        from holdfast.risk.catalog import ALL_FLAGS  # noqa: PLC0415
        from holdfast_tui.screens.dialogs.thresholds import ThresholdsScreen, flag_chooser  # noqa: PLC0415

        room = self.room

        def saved(thresholds: Thresholds | None) -> None:
            if thresholds is not None:
                self.use_thresholds(thresholds)
                key = self.session.keys.shown(COMMANDS["undo"])
                room.bars.say(f"Saved: flags are raised by {thresholds.name}. {key} takes it back.")

        def chosen(flag_id: str | None) -> None:
            if flag_id is not None:
                self.push_screen(ThresholdsScreen(self.session, flag_id, room.bars.currency), saved)

        metric = room.situation().metric
        if metric in ALL_FLAGS:
            chosen(metric)
        elif (engine := self.session.engine) is not None:
            self.push_screen(flag_chooser(engine.thresholds), chosen)

    def action_tour(self) -> None:
        """Begin the guided tour."""
        if self.session.tour is None:
            # Few take it, and those once.
            from holdfast_tui.tour.guide import Guide  # noqa: PLC0415

            self.session.tour = Guide(self.session, lambda: self.room)
        self.session.tour.begin()

    def action_tour_next(self) -> None:
        """Go on with the tour."""
        if self.session.tour is not None:
            self.session.tour.go_on()

    def action_news(self) -> None:
        """What this version brought."""
        self.push_screen(news_reader())

    def action_theme(self) -> None:
        """Choose a theme, shown while choosing."""
        before = self.theme_tokens.name

        def chosen(name: str | None) -> None:
            self.wear(name or before)
            if name is not None and self.session.theme is not None:
                self.session.theme.keep(name)

        self.push_screen(theme_chooser(self.looks.themes, before, self.wear), chosen)

    def wear(self, name: str) -> None:
        """Switch to a theme."""
        if name == self.theme_tokens.name:
            return
        self.theme_tokens = self.looks.themes[name]
        self.theme = name
        for screen in self.screen_stack:
            for widget in screen.walk_children(Widget):
                refresh = getattr(widget, "refresh_theme", widget.refresh)
                refresh()

    def action_redraw(self) -> None:
        """Paint everything again, whatever the terminal shows."""
        # Entering the alternate screen again makes every layer below forget what it believes is shown.
        self._write_to_terminal("\x1b[?1049h")
        for screen in self.screen_stack:
            screen.refresh(layout=True)

    def panic(self, *renderables: Any) -> None:
        """A fault in the program: what was restored may be why."""
        if self.session.left is not None:
            self.session.left.crashed()
        super().panic(*renderables)

    def begin_afresh(self) -> None:
        """Ask what a sitting begins with, on the desk; one step takes the question back."""
        session, store = self.session, self.session.store
        first = (
            session.left.first
            if session.left is not None
            else Query(period=session.user.period or DEFAULT_PERIOD)
        )
        self.room.way_back.switch(Place("desk", "Desk"))
        store.ask(replace(store.state.fields.named(first), since=store.query.since))
        undo, unmark = (session.keys.shown(COMMANDS[one]) for one in ("undo", "mark.clear"))
        marked = sum(map(len, store.state.marks.values()))
        stay = f" {marked:,} marked stay: {unmark} unmarks them." if marked else ""
        self.room.bars.say(f"Begun afresh: {undo} takes it back.{stay}")

    async def action_quit(self) -> None:
        """Leave."""
        self.exit()

    def action_asked_by_key(self) -> None:
        """Ask, or let the key do what the user has given it to."""
        if self.ASKS not in self.session.keys.of(COMMANDS["quit.ask"]):
            raise SkipAction
        self.ask_to_quit()

    def ask_to_quit(self) -> None:
        """Ask once whether to leave, over whatever is open; asked already, leave."""
        if isinstance(self.screen, LeaveQuestion):
            self.exit()
            return
        told = [screen.unsaved for screen in self.screen_stack if isinstance(screen, Dialog)]
        if self.session.tried is not None:
            told.append("Changes to the mapping are kept until you write or drop them.")
        told.append("Nothing is written to your book.")

        def answered(leaves: bool | None) -> None:
            if leaves:
                self.exit()

        self.push_screen(LeaveQuestion([one for one in told if one]), answered)

    def exit(self, *args: Any, **named: Any) -> None:
        """Leave: by a key, or told by the system. What is being typed is kept."""
        for screen in self.screen_stack:
            if isinstance(screen, Dialog):
                screen.keep_now()
        if self._rooms:
            self._keeping.keep(last=True)
        super().exit(*args, **named)


def _numbered_rooms() -> Mapping[RoomName, type[PanesRoom[Any]]]:
    """The rooms beside the desk, imported when one is opened or there is time for it."""
    from holdfast_tui.screens.rooms.numbered import ROOM_SCREENS  # noqa: PLC0415

    return ROOM_SCREENS
