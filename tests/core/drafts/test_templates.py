"""Templates of drafts: each speaks four languages, and the user's own are read with care."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import TOPICS

from holdfast.drafts.fields import DRAFT_FIELDS
from holdfast.drafts.templates import every_template, shipped_templates, templates_for
from holdfast.errors import UsageError
from holdfast.plays.catalog import plays_of
from holdfast.risk.names import FLAG_NAMES
from holdfast.words.languages import LETTERS

SHIPPED = shipped_templates()


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda one: one.id)
def test_a_template_speaks_four_languages_with_the_same_fields_and_signs(template: object) -> None:
    wordings = template.wordings  # type: ignore[attr-defined]
    assert list(wordings) == list(LETTERS)
    english = set(wordings["en"].fields)
    assert {"contact", "sender"} <= english <= set(DRAFT_FIELDS)
    assert all(set(wording.fields) == english for wording in wordings.values())
    assert all(wording.body.splitlines()[-1] == "{sender}" for wording in wordings.values())


def test_in_arabic_every_paragraph_begins_with_an_arabic_letter_so_that_it_runs_from_the_right() -> None:
    for template in SHIPPED.values():
        wording = template.wordings["ar"]
        lines = [line for line in wording.body.splitlines() if line and not line.startswith("{")]
        assert all("\u0600" <= text[0] <= "\u06ff" for text in (wording.subject, *lines))


def test_what_a_template_serves_exists() -> None:
    assert all(flag in FLAG_NAMES for template in SHIPPED.values() for flag in template.flags)


def test_every_draft_that_a_play_opens_is_there_in_the_shipped_ones() -> None:
    for play in plays_of().by_id.values():
        names = [step.opens.name for step in play.steps if step.opens and step.opens.kind == "draft"]
        assert set(names) <= set(SHIPPED), play.id


def test_a_win_back_goes_by_what_the_loss_was_about() -> None:
    def ids(about: str | None) -> list[str]:
        return [one.id for one in templates_for(SHIPPED, flag="F31", about=about)]

    assert ids("price") == ["win-back-price"]
    assert ids(None) == ["win-back"]


def test_the_template_of_a_play_stands_before_those_of_its_flag() -> None:
    found = [one.id for one in templates_for(SHIPPED, flag="F12", play="lukewarm")]
    assert found == ["loop-closed", "detractor"]


def own(folder: Path, text: str, name: str = "mine.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


ENGLISH = '[en]\nsubject = "Hello {customer}"\nbody = """Dear {contact},\n{sender}"""\n'


def test_ones_own_template_stands_beside_the_shipped_ones_and_one_of_the_same_name_in_its_place(
    tmp_path: Path,
) -> None:
    own(tmp_path, f'title = "Mine"\n{ENGLISH}')
    own(tmp_path, f'title = "My thanks"\n{ENGLISH}', "thanks.toml")
    known = every_template(tmp_path)
    assert known["mine"].title == "Mine"
    assert known["mine"].source == "mine.toml"
    assert known["thanks"].title == "My thanks"
    assert set(known) == {*SHIPPED, "mine"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ENGLISH, "title has to be a text"),
        ('title = "x"', r"has no text: write a section \[en\]"),
        ('title = "x"\n[en]\nsubject = "x"\n', "has to hold subject and body"),
        ('title = "x"\n[de]\nsubject = "x"\nbody = "x"', "'de' is nothing that a template has"),
        ('title = "x"\n[en]\nsubject = "x"\nbody = "{nmae}"', r"names \{nmae\}: the fields are customer"),
        ('title = "x"\n[en]\nsubject = "x"\nbody = "{contact"', "a brace that opens or closes no field"),
        ('title = "x"\n[en]\nsubject = "a\\nBcc: b"\nbody = "x"', "has to be one line"),
        (f'title = "x"\nstates = ["gone"]\n{ENGLISH}', "states has 'gone': write prospect, active"),
        (f'title = "x"\nflags = "F01"\n{ENGLISH}', "flags has to be a list of texts"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    own(tmp_path, text)
    with pytest.raises(UsageError, match=f"mine.toml: .*{complaint}"):
        every_template(tmp_path)


def test_the_guide_names_every_field_and_how_many_templates_there_are() -> None:
    guide = (TOPICS / "drafts.md").read_text(encoding="utf-8")
    assert f"{len(SHIPPED)} are shipped" in guide
    assert not [name for name in DRAFT_FIELDS if f"`{name}`" not in guide]
