"""Journals as text: equal after the round trip, inert on the way, and named lines where they are wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.journal.desks import Written, desk, note

from holdfast.errors import UsageError
from holdfast.journal.exchange import entries_in, to_csv, to_json_lines
from holdfast.words.folding import OBEYED_BY_TERMINALS

texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\x1b\x00\u202e\u2028\r\n\"'=+-@\\,;\t"),
    max_size=12,
)
values = texts | st.integers() | st.booleans() | st.none() | st.lists(texts, max_size=3).map(tuple)


@given(texts, st.dictionaries(texts, values, max_size=3), texts.filter(bool))
def test_an_export_reads_back_equal_and_nothing_in_it_is_obeyed(
    text: str, fields: dict[str, object], customer: str
) -> None:
    write = Written()
    entries = tuple(
        replace(write(about=customer, text=said), fields=fields, ref=said)  # type: ignore[arg-type]
        for said in (text, f"\\u001b{text}", f"'={text}")
    )
    for out in (to_json_lines(entries), to_csv(entries)):
        assert entries_in(out) == entries
        assert entries_in(f"\ufeff{out}") == entries
        assert OBEYED_BY_TERMINALS.search(out) is None


def test_a_spreadsheet_runs_no_cell_of_an_export() -> None:
    rows = to_csv([Written()(text="=HYPERLINK(1)", about="@x")]).splitlines()
    assert "'=HYPERLINK(1)" in rows[1]
    assert ",'@x," in rows[1]


def test_what_one_journal_exports_another_imports_once(tmp_path: Path) -> None:
    ana, luc = desk(tmp_path / "a", "ana"), desk(tmp_path / "b", "luc")
    ana.write([note("one"), note("two")])
    out = to_json_lines(ana.read().written)
    assert luc.keep(entries_in(out)) == 2
    assert luc.keep(entries_in(out)) == 0
    assert luc.keep(entries_in(to_csv(ana.read().written))) == 0
    assert luc.read().written == ana.read().written
    assert to_json_lines(luc.read().written) == out


def line(**changed: object) -> str:
    """A line of an export with something else in it."""
    told = json.loads(to_json_lines([Written()()]))
    return json.dumps({**told, **changed}) + "\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{broken", "line 2: is not valid JSON"),
        ("[1]", "line 2: is no JSON object"),
        (line(id="7"), "line 2: '7' is no id of an entry"),
        (line(day="10 March"), "line 2: its day '10 March' is no day such as 2025-06-30"),
        (line(subject="planet"), "line 2: 'planet' is neither customer nor rep nor book"),
        (line(at="2020-01-01T00:00:00.000Z"), "line 2: its time is not the one that its id begins with"),
        (line(fields={"a": {"b": 1}}), "line 2: one of its fields is neither a text nor a number"),
        (line(fields=[1]), "line 2: its fields are no JSON object"),
        (line(writer=""), "line 2: it has no writer"),
        (line(text=7), "line 2: its text is no text"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_and_nothing_is_taken(text: str, said: str) -> None:
    with pytest.raises(UsageError, match="nothing was imported") as refused:
        entries_in(line() + text)
    assert str(refused.value).startswith(said)


def test_a_wrong_csv_is_named_by_its_line() -> None:
    good = to_csv([Written()()])
    with pytest.raises(UsageError, match="line 1: is no journal that Holdfast exported: it has no column id"):
        entries_in("customer,text\nC1,hello\n")
    with pytest.raises(UsageError, match="line 3: has 2 cells, the header 12"):
        entries_in(f"{good}C1,hello\n")
    with pytest.raises(UsageError, match="line 3: its fields are not valid JSON"):
        entries_in(good + good.splitlines()[1].replace("{}", "{") + "\n")


def test_a_spreadsheet_that_saves_semicolons_is_read() -> None:
    (entry,) = entries_in(to_csv([Written()(text="hello")]).replace(",", ";"))
    assert (entry.text, entry.day) == ("hello", date(2025, 3, 10))


def test_nothing_is_no_entry() -> None:
    assert entries_in(to_json_lines([])) == entries_in(to_csv([])) == ()
