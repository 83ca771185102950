"""The form of an exit interview: a dozen keys, unfinished ones are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.timeline import parse_day
from holdfast.views.losses.interview import interview_draft, missing
from holdfast_tui.look import present
from holdfast_tui.screens.dialogs.forms.plan import FormLine, FormPlan
from holdfast_tui.screens.helpers.doing.writing import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfast.journal.entry import Draft
    from holdfast.views.losses.interview import ExitInterview, InterviewQuestion
    from holdfast_tui.screens.helpers.doing.whom import Whom
    from holdfast_tui.screens.helpers.doing.writing import About


def interview_plan(whom: Whom, interview: ExitInterview) -> FormPlan:
    """What is asked of one customer; without a reason it can be kept and not finished."""
    advice = f"{interview.standing} Without a reason it is kept as unfinished."
    lines = tuple(_line(question) for question in interview.questions)
    return FormPlan("interview", f"Exit interview: {whom.words}", lines, advice)


def interview_of(interview: ExitInterview, typed: Mapping[str, str], *, lost: bool) -> Prepared:
    """The entry of an interview; `lost`: behind the outcome that opened it."""
    verb = "Exit interview" if missing(typed) is None else "Unfinished exit interview"

    def make(about: About) -> Sequence[Draft]:
        told = interview_draft(interview, typed, about.as_of)
        if not lost:
            return [told]
        return [about.draft("outcome", "", {"outcome": "lost", **about.standing}), told]

    return Prepared(verb, make, repeats=False)


def _line(question: InterviewQuestion) -> FormLine:
    return FormLine(
        question.field,
        question.title,
        empty=question.hint,
        told=_told(question),
        choices=[(word, "") for word in question.offered],
        # A competitor may be called as another one begins; a reason and a yes are short for one of the list.
        picks="never" if question.field == "competitor" else "always",
    )


def _told(question: InterviewQuestion) -> Callable[[str], str]:
    def told(text: str) -> str:
        if not text:
            return ""
        if question.kind == "date":
            return str(present.weekday(parse_day(text)))
        if text in question.offered:
            return text
        return "your own words" if question.field == "reason" else ""

    return told
