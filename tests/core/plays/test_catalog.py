"""The plays in force: every flag has one, industries change them, the user's own stand in their place."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from holdfast.drafts.templates import shipped_templates
from holdfast.errors import UsageError
from holdfast.own.places import folder_for
from holdfast.plays.catalog import own_folder, plays_of
from holdfast.plays.play import SHIPPED
from holdfast.plays.reading import read_plays
from holdfast.plays.sheets import sheet, sheet_folder
from holdfast.risk.names import CUSTOMER_FLAGS, FLAG_NAMES, REP_NAMES
from holdfast.risk.thresholds.advice import advice, by_industry
from holdfast.risk.thresholds.thresholds import preset_names

MINE = """
[mine]
title = "Mine"
flags = ["F01"]
why = "Because."

[[mine.steps]]
day = 0
title = "Call"
do = "Call them."
kind = "call"
"""


def own(text: str, name: str = "mine.toml") -> Path:
    own_folder().mkdir(parents=True, exist_ok=True)
    file = own_folder() / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("preset", preset_names())
def test_every_flag_of_a_customer_and_of_a_rep_has_a_play_in_every_industry(preset: str) -> None:
    plays = plays_of(preset)
    assert not plays.problems
    assert [flag.id for flag in (*CUSTOMER_FLAGS, *REP_NAMES) if plays.for_flag(flag.id) is None] == []


@pytest.mark.parametrize("preset", preset_names())
def test_every_step_says_in_a_full_sentence_what_to_do_and_opens_what_is_there(preset: str) -> None:
    for play in plays_of(preset).by_id.values():
        assert play.why.endswith("."), play.id
        for step in play.steps:
            place = (play.id, step.title)
            assert step.do.endswith("."), place
            assert len(step.do.split()) >= 8, place
            assert len(step.title) <= 44, place
            if step.opens is not None and step.opens.kind == "draft":
                assert step.opens.name in shipped_templates(), (play.id, step.opens.text)
            if step.opens is not None and step.opens.kind == "sheet":
                assert sheet(step.opens.name).text


def test_an_industry_changes_plays_and_advice_and_leaves_the_rest() -> None:
    usual, hotel = plays_of(), plays_of("hospitality")
    assert [step.title for step in hotel.by_id["overdue"].steps] != [
        step.title for step in usual.by_id["overdue"].steps
    ]
    assert hotel.by_id["overdue"].flags == ("F01",)
    assert hotel.by_id["handover"] == usual.by_id["handover"]
    assert advice("F01", "hospitality") != advice("F01", "default") == FLAG_NAMES["F01"].play
    assert set(by_industry()) <= set(preset_names())
    assert {flag for said in by_industry().values() for flag in said} <= set(FLAG_NAMES)


def test_the_reason_of_a_loss_chooses_the_way_back() -> None:
    plays = plays_of()
    chosen = {
        reason: getattr(plays.for_flag("F31", reason=reason), "id", None)
        for reason in ("Too_expensive", "prix", "quality", "competitor", "rep left", "weather", None)
    }
    assert chosen == {
        "Too_expensive": "win-back-price",
        "prix": "win-back-price",
        "quality": "win-back-service",
        "competitor": "win-back-competitor",
        "rep left": "win-back-relationship",
        "weather": "win-back",
        None: "win-back",
    }


def test_a_play_of_ones_own_stands_first_and_takes_the_place_of_one_of_its_id() -> None:
    own(MINE)
    plays = plays_of()
    mine = plays.for_flag("F01")
    assert mine is not None
    assert (mine.id, mine.source, plays.by_id["overdue"].source) == (
        "mine",
        "mine.toml",
        SHIPPED,
    )
    own(MINE.replace("mine", "overdue"))
    assert plays_of().by_id["overdue"].title == "Mine"


def test_a_play_for_a_tier_or_an_industry_is_for_it_alone() -> None:
    own(MINE.replace("why =", 'tiers = ["a"]\nwhy ='))
    chosen = [getattr(plays_of().for_flag("F01", tier), "id", None) for tier in ("A", "B", None)]
    assert chosen == ["mine", "overdue", "overdue"]
    own(MINE.replace("why =", 'presets = ["retail"]\nwhy ='))
    assert ("mine" in plays_of("retail").by_id, "mine" in plays_of().by_id) == (True, False)


def test_a_wrong_file_is_left_out_and_told_while_the_others_count() -> None:
    wrong = own(MINE.replace("F01", "F99"), "a.toml")
    own(MINE, "b.toml")
    plays = plays_of()
    assert "mine" in plays.by_id
    assert plays.problems == (
        f"{wrong}: line 4: [mine] flags names 'F99', which is no flag: did you mean F29?",
    )
    twice = own(MINE, "c.toml")
    assert plays_of().problems[-1] == f"{twice}: [mine] stands in b.toml too: rename one"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('title = "Mine"\n', ""), 'line 2: [mine] lacks title: write title = "…"'),
        (('flags = ["F01"]', 'flags = "F01"'), "line 4: [mine] flags is 'F01': write a list of texts"),
        (
            ('flags = ["F01"]', 'flags = ["F01", "R1"]'),
            "line 4: [mine] flags are of customers and reps: write a play",
        ),
        (('why = "Because."', 'because = "x"'), "line 5: [mine] because is not known here"),
        (
            ("day = 0", "day = 1.5"),
            "line 8: [mine.steps 1] day is 1.5: write a whole number of days from 0 to 730",
        ),
        (("day = 0", "day = -7"), "line 8: [mine.steps 1] day is -7"),
        (
            ('kind = "call"', 'kind = "fax"'),
            "line 11: [mine.steps 1] kind is 'fax': write one of call, mail, meeting",
        ),
        (
            ('kind = "call"', 'kind = "call"\nopens = "sheet"'),
            "line 12: [mine.steps 1] opens is 'sheet': write one of",
        ),
        (("[mine]", "[My play]"), "is not valid TOML"),
        (("[mine]", '["My play"]'), "is no id of a play"),
    ],
)
def test_every_complaint_names_the_file_the_line_and_the_key(change: tuple[str, str], told: str) -> None:
    text = MINE.replace(*change)
    with pytest.raises(UsageError) as refused:
        read_plays(text, "my.toml", "my.toml")
    assert str(refused.value).startswith("my.toml: ")
    assert told in str(refused.value)


def test_whatever_becomes_of_a_file_it_is_read_or_refused_in_one_line() -> None:
    draw, pieces = (
        Random(13),
        ["[", "]", '"', "=", "\n", "0", "{}", "x", ".", "#", "'", "steps", "-1", "[[", "é", "\x1b"],
    )
    refused = []
    for _ in range(400):
        place, length = draw.randrange(len(MINE)), draw.randrange(4)
        text = MINE[:place] + draw.choice(pieces) + MINE[place + length :]
        try:
            assert all(play.steps for play in read_plays(text, "my.toml", "my.toml").values())
        except UsageError as error:
            refused.append(str(error))
    assert len(refused) > 100
    assert all(told.startswith("my.toml") and told.isprintable() for told in refused)
    with pytest.raises(UsageError, match=r"line 1: \[a\\nb\] is no id"):
        read_plays('["a\\nb"]', "my.toml", "my.toml")


def test_the_second_step_is_found_where_it_stands() -> None:
    text = MINE + MINE[MINE.index("[[") :].replace('"Call"', "7")
    with pytest.raises(UsageError, match=r"my.toml: line 14: \[mine.steps 2\] title is 7"):
        read_plays(text, "my.toml", "my.toml")


def test_a_sheet_of_ones_own_opens_in_the_place_of_the_shipped_one() -> None:
    shipped = sheet("comparison")
    assert (shipped.is_own, shipped.title) == (False, "Comparison with a competitor")
    sheet_folder().mkdir(parents=True)
    shipped.path.write_text("# Ours\n", encoding="utf-8")
    assert (sheet("comparison").is_own, sheet("comparison").title) == (True, "Ours")
    assert shipped.path.is_relative_to(folder_for("config"))
    with pytest.raises(UsageError, match="there is no sheet 'other': write it as "):
        sheet("other")
