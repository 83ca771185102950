"""The form of an exit interview: a dozen keys, unfinished ones are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.timeline import parse_day
from holdfast.views.losses.interview import OF_ONE, interview_draft, missing
from holdfast_tui.look import present
from holdfast_tui.screens.dialogs.forms.plan import FormLine, FormPlan
from holdfast_tui.screens.helpers.doing.plans import not_shown
from holdfast_tui.screens.helpers.doing.writing import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdfast.journal.entry import Draft
    from holdfast.views.losses.interview import ExitInterview, InterviewQuestion
    from holdfast_tui.screens.helpers.doing.whom import Whom
    from holdfast_tui.sitting.journal.drafting import About


def interview_plan(whom: Whom, interviews: Sequence[ExitInterview]) -> tuple[FormPlan, Mapping[str, str]]:
    """What is asked, and what stands there; without a reason it can be kept and not finished.

    Of several at once only what can be the same for all; what is on file of each stays where a line is empty.
    """
    first = interviews[0]
    title = f"Exit interview: {whom.words}"
    if len(interviews) == 1:
        advice = f"{first.standing} Without a reason it is kept as unfinished."
        return FormPlan("interview", title, tuple(map(_line, first.questions)), advice), first.answers
    active = sum(not one.is_lost for one in interviews)
    left_out = ", ".join(one.title.lower() for one in first.questions if one.field in OF_ONE)
    advice = (
        f"An entry each. An empty line leaves each with what is on file. "
        f"{f'{active:,} still active: the entry says that they have left. ' if active else ''}"
        f"One by one: {left_out}."
    )
    lines = tuple(_line(one) for one in first.questions if one.field not in OF_ONE)
    hidden = not_shown(whom)
    return FormPlan("interview", title, lines, f"{hidden} {advice}".strip()), {}


def interview_of(interviews: Sequence[ExitInterview], typed: Mapping[str, str], *, lost: bool) -> Prepared:
    """The entry of each interview; `lost`: behind the outcome that opened it."""
    by_id = {one.customer_id: one for one in interviews}
    answers = {one.customer_id: _answers(one, typed, alone=len(interviews) == 1) for one in interviews}
    lacking = sum(missing(told) is not None for told in answers.values())
    verb = "Unfinished exit interview" if lacking == len(interviews) else "Exit interview"
    if 0 < lacking < len(interviews):
        verb = f"Exit interview, {lacking:,} unfinished,"

    def make(about: About) -> Sequence[Draft]:
        whose = about.target.subject_id
        told = interview_draft(by_id[whose], answers[whose], about.as_of)
        if not lost:
            return [told]
        return [about.draft("outcome", "", {"outcome": "lost", **about.standing}), told]

    return Prepared(verb, make, repeats=False)


def _answers(interview: ExitInterview, typed: Mapping[str, str], *, alone: bool) -> Mapping[str, str]:
    """What one interview says: of one what was typed, of several that and what was on file."""
    said = {name: text for name, text in typed.items() if text.strip()}
    return typed if alone else {**interview.answers, **said}


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
