"""What was typed into a form and not written is there again: in the next sitting, beside another desk."""

from __future__ import annotations

from pathlib import Path

from holdfast_tui.sitting.journal.texts import MOST, KeptTexts


def test_a_text_is_kept_by_form_and_by_whom_it_is_about(tmp_path: Path) -> None:
    texts = KeptTexts(tmp_path / "texts.json")
    texts.keep("note", "customer C1", {"text": "half"})
    texts.keep("task", "customer C1", {"text": "call", "due": "fri"})
    again = KeptTexts(tmp_path / "texts.json")
    assert again.of_form("note", "customer C1") == {"text": "half"}
    assert again.of_form("task", "customer C1") == {"text": "call", "due": "fri"}
    assert again.of_form("note", "customer C2") == {}
    again.keep("note", "customer C1", None)
    assert KeptTexts(tmp_path / "texts.json").of_form("note", "customer C1") == {}


def test_two_desks_over_one_book_keep_each_others_texts(tmp_path: Path) -> None:
    mine, yours = KeptTexts(tmp_path / "texts.json"), KeptTexts(tmp_path / "texts.json")
    mine.keep("note", "customer C1", {"text": "mine"})
    yours.keep("note", "customer C2", {"text": "yours"})
    mine.keep("note", "customer C3", {"text": "mine too"})
    found = KeptTexts(tmp_path / "texts.json")
    assert [found.of_form("note", f"customer C{n}")["text"] for n in (1, 2, 3)] == [
        "mine",
        "yours",
        "mine too",
    ]


def test_nothing_but_blanks_is_no_text_and_the_oldest_go_first(tmp_path: Path) -> None:
    texts = KeptTexts(tmp_path / "texts.json")
    texts.keep("note", "customer C1", {"text": "  "})
    assert not (tmp_path / "texts.json").exists()
    for number in range(MOST + 1):
        texts.keep("note", f"customer {number}", {"text": "x"})
    assert texts.of_form("note", "customer 0") == {}
    assert texts.of_form("note", f"customer {MOST}") == {"text": "x"}


def test_a_damaged_file_or_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "texts.json").write_text('{"note customer C1": [1], "x": {"text": 2}}', encoding="utf-8")
    texts = KeptTexts(tmp_path / "texts.json")
    assert texts.of_form("note", "customer C1") == {}
    (tmp_path / "file").write_text("", encoding="utf-8")
    nowhere = KeptTexts(tmp_path / "file" / "texts.json")
    nowhere.keep("note", "customer C1", {"text": "x"})
    assert KeptTexts().of_form("note", "customer C1") == {}
