"""Questions off the UI thread: the newest wins, whatever order the answers come in."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from queue import Queue
from typing import Any

import pytest
from polars.exceptions import PanicException

from holdfast_tui.sitting.jobs import Answer, Found, Jobs, Reply


class Desk:
    """Stands for the UI thread: takes answers from the worker when the test says so."""

    def __init__(self) -> None:
        self.arrived: Queue[Reply] = Queue()
        self.jobs = Jobs(self.arrived.put)
        self.shown: list[Any] = []

    def ask(self, kind: str, work: Callable[[], Any]) -> int:
        return self.jobs.ask(kind, work, self._show)

    def _show(self, answer: Answer[Any]) -> None:
        self.shown.append(answer.value if isinstance(answer, Found) else answer.error)

    def take(self) -> bool:
        return self.jobs.accept(self.arrived.get(timeout=5))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_answer_to_an_older_question_is_never_shown(desk: Desk) -> None:
    begun, gate = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert gate.wait(5)
        return "old"

    desk.ask("desk", slow)
    assert begun.wait(5)
    desk.ask("desk", lambda: "new")
    gate.set()
    assert not desk.take()
    assert desk.take()
    assert desk.shown == ["new"]


def test_an_answer_that_arrived_before_a_newer_question_was_asked_is_not_shown_after_it(desk: Desk) -> None:
    desk.ask("desk", lambda: "old")
    old = desk.arrived.get(timeout=5)
    desk.ask("desk", lambda: "new")
    new = desk.arrived.get(timeout=5)
    assert desk.jobs.accept(new)
    assert not desk.jobs.accept(old)
    assert desk.shown == ["new"]


def test_a_question_that_has_not_begun_is_replaced_and_never_computed(desk: Desk) -> None:
    begun, gate = threading.Event(), threading.Event()
    computed: list[str] = []

    def slow() -> None:
        begun.set()
        assert gate.wait(5)

    def compute(name: str) -> str:
        computed.append(name)
        return name

    desk.ask("open", slow)
    assert begun.wait(5)
    for name in ("a", "ab", "abc"):
        desk.ask("desk", partial(compute, name))
    gate.set()
    desk.take()
    desk.take()
    assert computed == ["abc"]
    assert desk.shown == [None, "abc"]


def test_questions_of_different_kinds_do_not_replace_each_other(desk: Desk) -> None:
    desk.ask("desk", lambda: "desk")
    desk.ask("complete", lambda: "completions")
    assert desk.take()
    assert desk.take()
    assert desk.shown == ["desk", "completions"]


def test_an_error_is_an_answer_and_the_worker_goes_on(desk: Desk) -> None:
    def wrong() -> None:
        raise ValueError("broken")

    desk.ask("desk", wrong)
    assert desk.take()
    desk.ask("desk", lambda: "fine")
    assert desk.take()
    assert isinstance(desk.shown[0], ValueError)
    assert desk.shown[1] == "fine"


def test_a_dropped_question_gets_no_answer(desk: Desk) -> None:
    desk.ask("customer", lambda: "gone")
    answer = desk.arrived.get(timeout=5)
    desk.jobs.drop("customer")
    assert not desk.jobs.is_pending("customer")
    assert not desk.jobs.accept(answer)


def test_nothing_is_shown_after_closing(desk: Desk) -> None:
    desk.ask("desk", lambda: "late")
    answer = desk.arrived.get(timeout=5)
    desk.jobs.close()
    assert not desk.jobs.accept(answer)
    assert desk.shown == []


def test_closing_waits_for_an_answer_that_is_being_handed_over() -> None:
    """Whoever takes answers is gone after that: the loop of the app is closed."""
    handing, let_go, closed = threading.Event(), threading.Event(), threading.Event()

    def hand_over(reply: Reply) -> None:
        handing.set()
        assert let_go.wait(5)

    def close() -> None:
        jobs.close()
        closed.set()

    jobs = Jobs(hand_over)
    jobs.ask("desk", lambda: "fine", lambda _: None)
    assert handing.wait(5)
    closing = threading.Thread(target=close)
    closing.start()
    assert not closed.wait(0.2)
    let_go.set()
    closing.join(5)
    assert closed.is_set()


def test_the_worker_never_keeps_the_program_from_leaving(desk: Desk) -> None:
    desk.ask("desk", lambda: threading.current_thread().daemon)
    assert desk.take()
    assert desk.shown == [True]


def test_a_panic_of_a_library_is_an_answer_too_and_the_next_question_is_served(desk: Desk) -> None:
    def panics() -> None:
        raise PanicException("index out of bounds")

    desk.ask("desk", panics)
    assert desk.take()
    desk.ask("desk", lambda: "served")
    assert desk.take()
    error, served = desk.shown
    assert isinstance(error, Exception)
    assert isinstance(error.__cause__, PanicException)
    assert served == "served"


def test_what_can_wait_is_done_in_steps_and_a_question_goes_before_the_next_one(desk: Desk) -> None:
    begun, gate, order = threading.Event(), threading.Event(), []

    def steps() -> Iterator[None]:
        begun.set()
        assert gate.wait(5)
        order.append("first step")
        yield
        order.append("second step")
        yield
        over.set()

    over = threading.Event()
    desk.jobs.prepare(steps())
    assert begun.wait(5)
    desk.ask("desk", lambda: order.append("question"))
    gate.set()
    assert desk.take()
    assert over.wait(5)
    assert order == ["first step", "question", "second step"]


def test_what_is_left_of_steps_is_dropped_where_others_take_their_place(desk: Desk) -> None:
    begun, gate, taken = threading.Event(), threading.Event(), Queue[str]()

    def old() -> Iterator[None]:
        begun.set()
        assert gate.wait(5)
        yield
        taken.put("old")

    def new() -> Iterator[None]:
        taken.put("new")
        yield
        taken.put("over")

    desk.jobs.prepare(old())
    assert begun.wait(5)
    desk.jobs.prepare(new())
    gate.set()
    assert [taken.get(timeout=5), taken.get(timeout=5)] == ["new", "over"]
    assert taken.empty()


def test_steps_that_fail_are_given_up_and_the_desk_is_idle_meanwhile(desk: Desk) -> None:
    failed = threading.Event()

    def steps() -> Iterator[None]:
        failed.set()
        raise PanicException("index out of bounds")
        yield

    desk.jobs.prepare(steps())
    assert desk.jobs.is_idle
    assert failed.wait(5)
    desk.ask("desk", lambda: "served")
    assert desk.take()
    assert desk.shown == ["served"]
