"""Answers given before: the newest few, kept by whoever they are about and gone with them."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from holdfast.words.interface.chosen import form, language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Asked = TypeVar("Asked", bound="Hashable")
Answer = TypeVar("Answer")
Rest = ParamSpec("Rest")


class Kept(Generic[Asked, Answer]):
    """The answers to one question, by what was asked: those asked for last, `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()

    def known(self, asked: Asked) -> Answer | None:
        """The answer given before; None where there is none."""
        return self._answers.get(asked)

    def get(self, asked: Asked, find: Callable[[], Answer]) -> Answer:
        """The answer given before, else what `find` answers; nothing is kept where it raises."""
        # Another thread may let an answer go between two of these steps: then it is found again.
        with suppress(KeyError):
            self._answers.move_to_end(asked)
            return self._answers[asked]
        answer = find()
        self._answers[asked] = answer
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return answer


class Keeper:
    """What its owner has been asked: a `Kept` for each question.

    A cache at the top of a module would keep its owners alive for as long as the program runs, and one by
    weak references those that their own answers refer to.
    """

    def __init__(self) -> None:
        self._questions: dict[Hashable, Kept[Any, Any]] = {}

    def of(self, question: Hashable, most: int) -> Kept[Any, Any]:
        """The answers to one question; `most` counts when it is asked first."""
        return self._questions.setdefault(question, Kept(most))

    def of_words(self, question: Hashable, most: int) -> Kept[Any, Any]:
        """The same for answers with sentences or written numbers in them: kept apart for each language.

        A desk asks in its language for the screen, and in English for files that programs read.
        """
        return self.of((question, language(), form().locale), most)


class _Owner(Protocol):
    @property
    def kept(self) -> Keeper:
        """What this owner has been asked."""


Owner = TypeVar("Owner", bound=_Owner)


def keeps(
    most: int | Callable[[Any], int], *, words: bool = False
) -> Callable[
    [Callable[Concatenate[Owner, Rest], Answer]],
    Callable[Concatenate[Owner, Rest], Answer],
]:
    """Let the first argument of a function keep its newest answers, by the other arguments.

    `most`: how many, or what tells it of the owner. `words`: as in `Keeper.of_words`.
    """

    def keeping(
        find: Callable[Concatenate[Owner, Rest], Answer],
    ) -> Callable[Concatenate[Owner, Rest], Answer]:
        @wraps(find)
        def answer(owner: Owner, /, *args: Rest.args, **named: Rest.kwargs) -> Answer:
            keep = owner.kept.of_words if words else owner.kept.of
            kept = keep(find, most if isinstance(most, int) else most(owner))
            found: Answer = kept.get((args, *sorted(named.items())), lambda: find(owner, *args, **named))
            return found

        return answer

    return keeping
