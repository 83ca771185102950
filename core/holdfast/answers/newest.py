"""Facts and flags of the newest date on disk, beside the cached book (book/disk/newest.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.answers.answer import Facts
from holdfast.book.disk.newest import Frames, KeptForm, found_beside
from holdfast.risk.evaluate import Evaluation
from holdfast.risk.rep_evaluation import RepEvaluation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds
    from holdfast.timeline import Period


def facts_of(book: Book, as_of: date, period: Period, make: Callable[[], Facts]) -> Facts:
    """Facts without flags: from disk where they are there, else made, and kept for the newest date."""
    if as_of != book.default_as_of:
        return make()
    form = KeptForm(
        lambda facts: ({"customers": facts.customers, "reps": facts.reps}, {}),
        lambda frames, _: Facts(as_of, period, frames["customers"], frames["reps"]),
    )
    return found_beside(book, f"facts {period.start} {period.end} {period.asked_end}", form, make)


def flags_of(book: Book, as_of: date, limits: Thresholds, make: Callable[[], Evaluation]) -> Evaluation:
    """The flags of a day, as `facts_of`."""
    if as_of != book.default_as_of:
        return make()
    return found_beside(book, f"flags {limits.digest}", KeptForm(_frames_of_flags, _flags_from), make)


def _frames_of_flags(flags: Evaluation) -> tuple[Frames, dict[str, Any]]:
    frames = {"customers": flags.levels, "reps": flags.reps.levels}
    frames |= {f"raised {flag}": frame for flag, frame in flags.raised.items()}
    frames |= {f"prompts {flag}": frame for flag, frame in flags.reps.raised.items()}
    return frames, {"raised": list(flags.raised), "prompts": list(flags.reps.raised)}


def _flags_from(frames: Frames, told: Mapping[str, Any]) -> Evaluation:
    raised = {flag: frames[f"raised {flag}"] for flag in told["raised"]}
    prompts = {flag: frames[f"prompts {flag}"] for flag in told["prompts"]}
    return Evaluation(frames["customers"], raised, RepEvaluation(frames["reps"], prompts))
