"""What a form asks: its lines, what each understands while it is typed, and what it has to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from holdfast.errors import UsageError

Choices = Sequence[tuple[str, str]]
"""What a line may hold, as (what is written, what is told beside it)."""


def _nothing(_: str) -> str:
    return ""


@dataclass(frozen=True)
class FormLine:
    """One line to type into.

    `told` answers what is understood by a text, shown beside it; it raises UsageError for what cannot be
    taken. `empty` is what an empty line means. `choices` are offered while the line has the keys. What is
    typed stands for the first of them that begins so where the line `picks`: always, or where the text means
    nothing by itself; else only one that was gone to is taken over.
    """

    name: str
    label: str
    empty: str = ""
    told: Callable[[str], str] = _nothing
    choices: Choices = ()
    picks: Literal["never", "else", "always"] = "never"
    required: str = ""
    """The sentence that says why the line cannot stay empty."""

    def matching(self, text: str) -> Choices:
        """The choices that a text fits, those that begin with it first."""
        typed = text.strip().lower()
        fitting = [one for one in self.choices if typed in " ".join(one).lower()]
        return sorted(fitting, key=lambda one: not _begins(one, typed))

    def taken(self, text: str) -> str:
        """What a text stands for."""
        typed = text.strip()
        if not typed or self.picks == "never" or (self.picks == "else" and self._is_understood(typed)):
            return typed
        return next((one[0] for one in self.choices if _begins(one, typed.lower())), typed)

    def _is_understood(self, typed: str) -> bool:
        try:
            self.told(typed)
        except UsageError:
            return False
        return True


def _begins(choice: tuple[str, str], typed: str) -> bool:
    return any(part.lower().startswith(typed) for part in choice)


@dataclass(frozen=True)
class FormPlan:
    """A form: `kind` names it among the texts that are kept, `title` says what is written about whom."""

    kind: str
    title: str
    lines: tuple[FormLine, ...]
    advice: str = ""


TEXT: Final = FormLine("text", "Text", required="Nothing is written yet: type a text, or esc.")


def filled(plan: FormPlan, typed: Mapping[str, str]) -> Mapping[str, str]:
    """The lines of a form as they are taken. Raises UsageError for the first that cannot be."""
    found = {}
    for line in plan.lines:
        text = line.taken(typed.get(line.name, ""))
        if line.required and not text:
            raise UsageError(line.required)
        line.told(text)
        found[line.name] = text
    return found
