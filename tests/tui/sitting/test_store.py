"""What the desk remembers: undo, typing, and the way back."""

from datetime import date

from holdfast.query import Query, SortKey
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.sitting.state import PaneCursor, Place
from holdfast_tui.sitting.store import Store

STOOD = (PaneCursor("customers", customer=117, scroll=40),)


def crumbs(store: Store) -> tuple[str, ...]:
    return store.state.breadcrumbs


def test_undo_takes_back_one_change_at_a_time() -> None:
    store = Store(Query(where="segment:smb"))
    store.change(period="6m")
    store.change(as_of=date(2025, 5, 31))
    store.change(sort=(SortKey("revenue", True),))
    assert store.undo()
    assert store.query == Query(where="segment:smb", period="6m", as_of=date(2025, 5, 31))
    assert store.undo()
    assert store.undo()
    assert store.query == Query(where="segment:smb")
    assert not store.undo()


def test_asking_the_same_again_is_nothing_to_undo() -> None:
    store = Store()
    store.change(period="12m")
    assert not store.state.past


def test_a_filter_typed_letter_by_letter_is_undone_in_one_step() -> None:
    store = Store()
    store.begin_edit()
    for typed in ("r", "re", "rep", "rep:", "rep:a"):
        store.edit(typed)
    store.end_edit(keep=True)
    assert store.query.where == "rep:a"
    assert store.undo()
    assert store.query.where == ""


def test_leaving_the_filter_bar_puts_the_filter_before_back() -> None:
    store = Store(Query(where="tier:A"))
    store.begin_edit()
    store.edit("tier:")
    store.end_edit(keep=False)
    assert store.query.where == "tier:A"
    assert not store.state.past


def test_going_back_returns_to_the_same_cursor_scroll_and_filter() -> None:
    store = Store(Query(where="tier:A"))
    store.go(Place("customer", "Customer", 117), cursors=STOOD, focus="customers")
    assert store.state.last_customer == 117
    store.rename("Acme GmbH")
    assert crumbs(store) == ("Desk", "Acme GmbH")
    back = store.back()
    assert back is not None
    assert (back.cursors, back.focus, store.query.where) == (STOOD, "customers", "tier:A")
    assert len(crumbs(store)) == 1
    assert store.back() is None


def test_time_moved_on_a_customers_screen_stays_moved_on_the_way_back() -> None:
    store = Store()
    store.go(Place("customer", "Customer", 1))
    store.change(as_of=date(2024, 12, 31))
    store.back()
    assert store.query.as_of == date(2024, 12, 31)


def test_back_from_a_flag_returns_to_the_filter_before_it() -> None:
    store = Store(Query(where="tier:A"))
    store.narrow("tier:A flag:overdue", "flag:overdue", STOOD, "flags")
    assert crumbs(store) == ("Desk", "flag:overdue")
    back = store.back()
    assert back is not None
    assert (back.focus, store.query.where) == ("flags", "tier:A")


def test_undo_of_a_step_onto_a_flag_also_takes_back_its_breadcrumb() -> None:
    store = Store()
    store.narrow("flag:overdue", "flag:overdue", (), "flags")
    store.undo()
    assert (store.query.where, crumbs(store)) == ("", ("Desk",))


def test_subscribers_hear_of_every_change_with_the_state_before() -> None:
    store = Store()
    heard: list[tuple[str, str]] = []
    store.subscribe(lambda before, after: heard.append((before.query.period, after.query.period)))
    store.change(period="6m")
    store.change(period="3m")
    assert heard == [("12m", "6m"), ("6m", "3m")]


def test_a_number_key_returns_to_a_room_on_the_way_here_and_keeps_the_filter() -> None:
    store = Store()
    store.switch(Place("retention", "Retention"), cursors=STOOD, focus="customers")
    store.change(where="tier:A")
    store.go(Place("customer", "Acme", 117))
    store.switch(Place("desk", "Desk"))
    assert (store.state.here.room, store.state.here.cursors, store.query.where) == ("desk", STOOD, "tier:A")
    assert store.state.trail == ()
    store.switch(Place("desk", "Desk"))
    assert store.state.trail == ()


def test_number_keys_go_across_and_leave_no_trail() -> None:
    store = Store()
    for _ in range(3):
        for room in ("risk", "retention", "reps", "pipeline"):
            store.switch(Place(room, room.title()))
    assert crumbs(store) == ("Pipeline",)
    store.back()
    assert crumbs(store) == ("Desk",)


def test_a_room_gone_across_to_stands_as_it_was_left() -> None:
    store = Store()
    store.switch(Place("risk", "Risk"))
    store.switch(Place("reps", "Reps"), cursors=STOOD, focus="flagged")
    store.switch(Place("risk", "Risk"))
    assert (store.state.here.cursors, store.state.here.focus) == (STOOD, "flagged")


def test_only_what_enter_opened_is_a_breadcrumb() -> None:
    store = Store()
    store.switch(Place("risk", "Risk"))
    store.go(Place("figure", "Customers", "F01"))
    store.go(Place("customer", "Acme", 7))
    assert crumbs(store) == ("Risk", "Customers", "Acme")
    store.switch(Place("reps", "Reps"))
    assert crumbs(store) == ("Reps",)


def test_steps_that_narrow_one_room_share_its_screen() -> None:
    store = Store()
    store.narrow("tier:A", "tier:A", (), None)
    store.switch(Place("retention", "Retention"))
    store.narrow("tier:A segment:smb", "segment:smb", (), "segments")
    assert [place.room for place in store.state.screens] == ["desk", "retention"]
    assert crumbs(store) == ("Retention", "segment:smb")
    store.undo()
    assert (store.query.where, store.state.here.room) == ("tier:A", "retention")
    assert crumbs(store) == ("Retention",)


def test_how_a_room_shows_things_is_kept_and_is_nothing_to_undo() -> None:
    store = Store()
    store.choose("retention", "by quarter")
    store.choose("reps", "by team")
    store.switch(Place("retention", "Retention"))
    store.back()
    assert dict(store.state.choices) == {"retention": "by quarter", "reps": "by team"}
    assert not store.undo()


def test_what_was_written_is_a_step_among_others_for_undo() -> None:
    store = Store()
    store.change(where="segment:smb")
    step = Written((), "Note on Acme GmbH")
    store.wrote(step)
    store.change(period="3m")
    assert store.undo()
    assert store.query.where == "segment:smb"
    assert store.state.written_last is step
    # An entry is taken back by another entry, which the store does not write.
    assert not store.undo()
    store.took_back(step)
    assert store.undo()
    assert store.query.where == ""


def test_a_filter_typed_after_something_was_written_is_a_step_of_its_own() -> None:
    store = Store()
    store.begin_edit()
    store.edit("rep:ana")
    store.end_edit(keep=True)
    store.wrote(Written((), "Note on Acme GmbH"))
    store.begin_edit(again=True)
    store.edit("rep:luc")
    store.end_edit(keep=True)
    assert store.undo()
    assert store.query.where == "rep:ana"
    assert store.state.written_last is not None
