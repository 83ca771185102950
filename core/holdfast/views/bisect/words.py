"""What a search for breaks found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from holdfast.views.bisect.results import Bisected, PartVerdict, SidePace


def found_words(found: Bisected) -> str:
    """How many parts broke, of how many that could be judged, and in which time."""
    if not found.counted.days:
        if found.of_flags:
            return phrase(
                "No month is there to look at yet: flags are looked at from the second year of the data on."
            )
        return phrase("No customer was lost yet: there is nothing to look at.")
    broke = sum(one.said == "broke" for one in found.parts)
    judged = sum(one.said != "few" for one in found.parts)
    return phrase(
        "{broke} of {judged} that can be judged broke from their usual between {first} and {last}.",
        broke=number_text(broke),
        judged=number_text(judged),
        first=day_text(found.counted.days[0]),
        last=day_text(found.counted.days[-1]),
    )


def part_name(found: Bisected, one: PartVerdict) -> str:
    """What a part is called; a flag in the language of the reader."""
    return tr(one.name, "flag") if found.of_flags else one.name


def beside_words(found: Bisected) -> str:
    """What a part is compared with."""
    if found.of_flags:
        return phrase(
            "Counted is who came under a flag in a month and was not before, beside the flag's own past."
        )
    return phrase("A break is one beside all others: a season or what befell everybody is none.")


def verdict_words(one: PartVerdict, *, of_flags: bool) -> str:
    """The verdict on a part, as short as a table has room for."""
    match one.said:
        case "broke":
            return tr("broke", "part")
        case "season":
            return tr("as a year before", "part")
        case "usual" if one.visible is None:
            return phrase("no break found")
        case "usual":
            times = number_text(one.visible or 0, 1)
            return phrase("no break found; {times} times the rate would show", times=times)
    if one.needed is None:
        return phrase("all others lost too few to be beside")
    few = (
        "raised too seldom to say: {total}, {needed} needed"
        if of_flags
        else "too few losses to say: {total}, {needed} needed"
    )
    return phrase(few, total=number_text(one.total), needed=number_text(one.needed))


def part_words(found: Bisected, one: PartVerdict) -> str:
    """The verdict on a part with its evidence, in sentences."""
    if one.said == "few":
        return _few_words(found, one)
    if one.said == "usual" and one.visible is None:
        return phrase("{name}: no break found.", name=part_name(found, one))
    if one.said == "usual":
        return phrase(
            "{name}: no break found. A rate {times} times as high from the middle on would have been found "
            "in four of five books.",
            name=part_name(found, one),
            times=number_text(one.visible or 0, 1),
        )
    said = [
        _day_words(found, one),
        _pace_words(found, one),
        phrase("By chance: {chance}.", chance=chance_words(one)),
    ]
    if one.stopped is not None:
        said.append(
            phrase(
                "A loss shows when the active window has passed: who was lost since ordered last from {day}.",
                day=day_text(one.stopped),
            )
        )
    return " ".join(said)


def _few_words(found: Bisected, one: PartVerdict) -> str:
    if one.needed is None:
        return phrase("{name}: all others lost too few to be beside.", name=part_name(found, one))
    few = (
        "{name}: raised too seldom to say, {total} times; from {needed} on a rate three times as high would "
        "be found."
        if found.of_flags
        else "{name}: too few losses to say, {total}; from {needed} on a rate three times as high would be "
        "found."
    )
    return phrase(
        few, name=part_name(found, one), total=number_text(one.total), needed=number_text(one.needed)
    )


def _day_words(found: Bisected, one: PartVerdict) -> str:
    days = {
        "name": part_name(found, one),
        "day": day_text(one.day) if one.day else "",
        "earliest": day_text(one.earliest) if one.earliest else "",
        "latest": day_text(one.latest) if one.latest else "",
    }
    if one.said == "season":
        return phrase(
            "{name}: another rate since {day} ({earliest} to {latest}), as in the same months a year before: "
            "a season.",
            **days,
        )
    return phrase("{name} broke from its usual on {day} ({earliest} to {latest}).", **days)


def _pace_words(found: Bisected, one: PartVerdict) -> str:
    before, after = one.before, one.after
    if before is None or after is None:
        return ""
    told = {
        "before": number_text(before.events),
        "after": number_text(after.events),
        "rate_before": _hundred(before),
        "rate_after": _hundred(after),
    }
    if found.of_flags:
        return phrase(
            "{before} times raised before, {after} since: {rate_before} and {rate_after} a month of 100 that "
            "could be.",
            **told,
        )
    return phrase(
        "{before} lost before, {after} since: {rate_before} and {rate_after} a year of 100 customers; of all "
        "others {others_before} and {others_after}.",
        **told,
        others_before=_hundred(one.others_before),
        others_after=_hundred(one.others_after),
    )


def _hundred(pace: SidePace | None) -> str:
    return "–" if pace is None or pace.rate is None else number_text(100 * pace.rate, 1)


def chance_words(one: PartVerdict) -> str:
    """As in: 1 in 25,000."""
    if not one.chance:
        return phrase("less than 1 in {number}", number=number_text(1_000_000))
    number = 1 / one.chance
    if number > 1_000_000:
        return phrase("less than 1 in {number}", number=number_text(1_000_000))
    rounded = round(number, -max(len(str(int(number))) - 2, 0))
    return phrase("1 in {number}", number=number_text(rounded))
