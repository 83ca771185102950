"""A draft is whole or refused: no field stays open, and nothing from data is read as a field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from tests.examples import each
from tests.hostile import HOSTILE_CELLS

from holdfast.drafts.drafting import Addressee, DraftRefusedError, DraftSource, filled
from holdfast.drafts.template import Template, Wording
from holdfast.drafts.templates import shipped_templates
from holdfast.drafts.values import BasketLine, written

SOURCE = DraftSource(
    "c1",
    "Acme",
    Addressee("Bea Roth", "bea@acme.example", "p1"),
    {
        "customer": "Acme",
        "contact": "Bea Roth",
        "sender": "Ana Ruiz",
        "last_order": date(2025, 6, 1),
        "basket": (BasketLine("Gloves", 12.0), BasketLine("Tape", 2.5), BasketLine("Film")),
    },
    state="active",
)


def test_the_usual_basket_in_english() -> None:
    draft = filled(shipped_templates()["usual-basket"], "en", SOURCE)
    assert draft.subject == "Your next order"
    assert draft.body == (
        "Dear Bea Roth,\n\n"
        "Your last order was on 1 June 2025, a little longer ago than usual. To save you time, this is what "
        "you usually take:\n\n"
        "- 12 × Gloves\n- 2.5 × Tape\n- Film\n\n"
        "Shall I prepare the same, or has something changed? One line in reply is enough.\n\n"
        "Kind regards,\nAna Ruiz"
    )


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [("en", "1 June 2025", "2.5"), ("fr", "1er juin 2025", "2,5"), ("it", "1 giugno 2025", "2,5"),
     ("ar", "1 يونيو 2025", "2.5")],
)  # fmt: skip
def test_days_and_numbers_are_those_of_the_language(language: str, day: str, number: str) -> None:
    assert written(date(2025, 6, 1), language) == day  # type: ignore[arg-type]
    assert written(2.5, language) == number  # type: ignore[arg-type]


def test_what_is_missing_is_named_with_what_would_fill_it() -> None:
    nobody = replace(SOURCE, values={**SOURCE.values, "contact": None, "basket": ()})
    with pytest.raises(DraftRefusedError) as refused:
        filled(shipped_templates()["usual-basket"], "en", nobody)
    assert refused.value.missing == ("contact", "basket")
    assert str(refused.value) == (
        "the draft 'usual-basket' to Acme lacks {contact}, the name of somebody to write to (filled by "
        "contacts.name of somebody who is still there); {basket}, the usual basket (filled by order_lines of "
        "the orders)"
    )


@pytest.mark.parametrize("language", ["en", "fr", "it", "ar"])
@each("template", shipped_templates().values())
def test_no_shipped_draft_is_ever_written_with_an_open_field(template: Template, language: str) -> None:
    bare = DraftSource("c1", "Acme", None, {}, state=template.states[0])
    with pytest.raises(DraftRefusedError, match="lacks"):
        filled(template, language, bare)  # type: ignore[arg-type]


def test_whoever_is_active_is_not_asked_to_come_back() -> None:
    with pytest.raises(DraftRefusedError, match="for customers who are lost: Acme is active"):
        filled(shipped_templates()["win-back"], "en", SOURCE)


def test_whoever_opted_out_is_written_nothing() -> None:
    with pytest.raises(DraftRefusedError, match="no draft to Acme: the column opt_out"):
        filled(shipped_templates()["check-in"], "en", replace(SOURCE, refused="the column opt_out says so"))


def test_a_language_that_a_template_lacks_is_refused() -> None:
    english = Template("mine", "Mine", MappingProxyType({"en": Wording("x", "{contact}")}))
    with pytest.raises(DraftRefusedError, match=r"no text in français \(fr\): it has en"):
        filled(english, "fr", SOURCE)


def test_what_data_hold_is_never_read_for_fields_and_stays_on_its_line() -> None:
    """A name that looks like a field is written as it is; one with line ends stays one line."""
    named = replace(
        SOURCE, values={**SOURCE.values, "customer": "{sender}\r\n\r\nBcc: x", "contact": "B\u202eea"}
    )
    draft = filled(shipped_templates()["open-question"], "en", named)
    assert draft.subject == "How are things at {sender} Bcc: x?"
    assert draft.body.startswith("Dear B ea,\n")


@each("cell", HOSTILE_CELLS)
def test_a_hostile_name_gives_one_plain_line_or_none(cell: str) -> None:
    text = written(cell, "en")
    assert text == " ".join(text.split())
    assert not any(letter in text for letter in "\x1b\x9b\x07\u202e\u2066\n\r")
    assert len(written("x" * 121, "en")) == 0
