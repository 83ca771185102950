from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import TOPICS
from tests.core.intake.conftest import Book

from holdfast.errors import UsageError
from holdfast.intake.describe import mapping_toml
from holdfast.intake.identity import fingerprint
from holdfast.intake.recognise.preset_file import comparable, in_terms_of, read_preset
from holdfast.intake.recognise.presets import presets, presets_of, shipped

OWN = """
title = "Kassa till sales"
tool = "Kassa"
export = "sales of a till"
source = ["the till in the shop"]
headers = ["Bon", "Kunde | Client", "Tag", "Netto"]

[tables.orders]
columns = { order_id = "Bon", customer_id = "Kunde | Client", order_date = "Tag" }
derive = { amount = '"Netto" - COALESCE("Zurück | NULL", 0)' }
where = '"Bon" <> 0'
date_format = "%d.%m.%Y"

[tables.customers]
columns = { customer_id = "Kunde | Client", name = "Name des Kunden" }
one_per_key = "last"
"""
SALES = "Bon;Kunde;Tag;Netto;Zurück\n1;a;01.02.2025;100,00;40,00\n2;b;03.02.2025;50,00;\n0;b;03.02.2025;9;\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for presets of one's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "holdfast" / "presets"
    folder.mkdir(parents=True)
    return folder


def keep(folder: Path, text: str, name: str = "kassa") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_preset_that_comes_with_holdfast_is_valid_and_says_where_its_header_is_stated() -> None:
    for preset in shipped().values():
        assert preset.tool, preset.name
        assert all(len(line) > 10 for line in preset.source), preset.name


def test_no_two_presets_have_equal_claims_to_the_headers_of_their_signatures() -> None:
    for preset in shipped().values():
        chief = preset.tables[preset.table]
        named = re.findall(r'"([^"]+)"', " ".join(chief.derive.values()))
        wanted = [*preset.headers, *(chief.columns or {}).values(), *named]
        header = list(dict.fromkeys(item.split(" | ")[0] for item in wanted))
        stem = preset.names[0] if preset.names else ""
        assert [one.name for one in presets_of(header, stem)] == [preset.name]


def test_the_preset_that_help_shows_reads_what_it_says(own: Path, book: Book) -> None:
    shown = (TOPICS / "presets.md").read_text(encoding="utf-8").partition('title = "Till sales"')
    keep(own, shown[1] + shown[2].partition("```")[0], "till")
    intake = book(july_dot_csv="Receipt,Kunde,Day,Net,Refund\n1,Acme,2025-07-01,10.00,4.00\n")
    assert intake.tables["orders"].select("customer_id", "amount").rows() == [("Acme", 60000)]


def test_a_header_without_the_columns_of_the_chief_table_is_not_that_export(own: Path) -> None:
    keep(own, OWN.replace(', "Tag", "Netto"]', "]"))
    assert [one.name for one in presets_of(["Bon", "Kunde", "Tag", "Netto"])] == ["kassa"]
    assert presets_of(["Bon", "Kunde", "Netto"]) == ()


def test_a_preset_of_ones_own_reads_its_export(own: Path, book: Book) -> None:
    keep(own, OWN)
    intake = book(till_dot_csv=SALES)
    assert intake.tables["orders"]["amount"].to_list() == [600000, 500000]
    assert intake.tables["orders"]["customer_id"].to_list() == ["a", "b"]
    [file] = [one for one in intake.receipt.files if one.table == "orders"]
    assert (file.used, file.left_out) == (2, 1)
    assert "read as Kassa till sales (preset kassa)" in file.notes


def test_the_customers_of_an_export_are_read_with_their_names(own: Path, book: Book) -> None:
    keep(own, OWN)
    intake = book(till_dot_csv="Bon;Kunde;Tag;Netto;Name des Kunden\n1;a;01.02.2025;5,00;Anna\n")
    assert intake.tables["customers"]["name"].to_list() == ["Anna"]


def test_the_header_may_be_written_in_another_case_order_and_language(own: Path, book: Book) -> None:
    keep(own, OWN)
    intake = book(till_dot_csv="NETTO;client;tag;BON\n5,00;a;01.02.2025;7\n")
    assert intake.tables["orders"]["amount"].to_list() == [50000]


def test_a_list_of_customers_counts_before_the_orders_that_mention_them(own: Path, book: Book) -> None:
    keep(own, OWN)
    till = SALES.replace("Zurück", "Name des Kunden").replace("40,00", "A. from the till")
    intake = book(till_dot_csv=till, customers_dot_csv="Customer ID,Name,Segment\na,Anna,Retail\n")
    assert intake.receipt.quarantine.is_empty()
    customers = intake.tables["customers"].sort("customer_id")
    assert customers["customer_id"].to_list() == ["a", "b"]
    assert customers["name"][0] == "Anna"


def test_a_column_that_the_user_maps_takes_the_place_of_the_presets_expression(own: Path, book: Book) -> None:
    keep(own, OWN)
    mapping = '[tables.orders]\nfiles = ["till.csv"]\npreset = "kassa"\ncolumns = { amount = "Netto" }\n'
    intake = book(till_dot_csv=SALES, holdfast_dot_toml=mapping)
    assert intake.tables["orders"]["amount"].to_list() == [1000000, 500000]


def test_what_init_writes_of_a_preset_reads_the_same_again(own: Path, book: Book, tmp_path: Path) -> None:
    keep(own, OWN)
    named = SALES.replace("Zurück", "Name des Kunden").replace("40,00", "Anna")
    first = book(till_dot_csv=named)
    again = book(till_dot_csv=named, holdfast_dot_toml=mapping_toml(first, tmp_path / "book"))
    assert set(again.tables) == set(first.tables)
    for table, frame in first.tables.items():
        assert again.tables[table].equals(frame)


def test_exports_with_equal_claims_are_asked_about_with_what_to_write(own: Path, book: Book) -> None:
    keep(own, OWN)
    keep(own, OWN.replace("Kassa till", "Other till"), "other")
    intake = book(till_dot_csv=SALES, orders_dot_csv="Order ID,Customer,Date,Amount\n1,a,2025-01-31,5\n")
    assert intake.receipt.ignored_files == ("till.csv",)
    [problem] = intake.receipt.problems
    assert "till.csv has the header of 2 exports" in problem.message
    (asked,) = intake.receipt.questions
    assert asked.question == "is till.csv Kassa till sales or Other till sales?"
    assert 'preset = "kassa"' in asked.paste
    assert 'preset = "other"' in asked.paste


def test_a_word_of_the_file_name_decides_between_equal_claims(own: Path, book: Book) -> None:
    keep(own, OWN)
    keep(own, OWN.replace("Kassa till", "Other till") + "\n", "other")
    keep(
        own,
        OWN.replace("Kassa till", "Third till").replace("headers", 'names = ["Third-shop"]\nheaders'),
        "third",
    )
    header = SALES.split("\n", maxsplit=1)[0].split(";")
    assert [one.name for one in presets_of(header, "2025 third shop")] == ["third"]
    assert [one.name for one in presets_of(header, "till")] == ["kassa", "other"]


def test_the_cache_notices_a_changed_preset(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "till.csv").write_text(SALES, encoding="utf-8")
    before = fingerprint([folder])
    file = keep(own, OWN)
    kept = fingerprint([folder])
    keep(own, OWN.replace("Netto", "Nettobetrag"))
    assert len({before, kept, fingerprint([folder])}) == 3
    file.unlink()
    assert fingerprint([folder]) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "is not valid TOML"),
        (OWN.replace("title", "titel"), "'titel' is not a known key; did you mean 'title'?"),
        (OWN.replace('tool = "Kassa"', ""), "tool is missing"),
        (
            OWN.replace('source = ["the till in the shop"]', "source = 7"),
            "source must be a list of texts, not 7",
        ),
        (
            OWN.replace("tables.orders", "tables.order"),
            "[tables.order] is not a table; did you mean 'orders'?",
        ),
        (OWN.replace("order_date =", "order_dat ="), "did you mean 'order_date'?"),
        (OWN.replace('order_date = "Tag"', 'rep_id = "Tag"'), "[tables.orders] has no column for order_date"),
        (OWN.replace('"Netto" - COALESCE(', '"Netto" - ('), "derive.amount"),
        (OWN.replace("'\"Bon\" <> 0'", "'\"Art\" <> 0'"), "where: 'Art' must be one of headers"),
        (OWN.replace("one_per_key", "files"), "files is not for presets"),
        ("fields = 7\n" + OWN, "fields must be a section of headers"),
        (OWN.replace("where =", 'unless = ["orders"]\nwhere ='), "the chief table is always filled"),
        (
            OWN.replace("[tables.orders]", '[fields]\nclient = "Kunde"\n[tables.orders]').replace(
                '"Kunde | Client", o', '"@cleint", o'
            ),
            "'@cleint' is not one of fields; did you mean 'client'?",
        ),
    ],
)
def test_a_wrong_preset_of_ones_own_is_one_clear_line(own: Path, text: str, message: str) -> None:
    file = keep(own, text)
    with pytest.raises(UsageError) as refused:
        presets()
    assert message in str(refused.value)
    assert str(file) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_headers_that_are_needed_several_times_have_a_name() -> None:
    named = OWN.replace('"Kunde | Client"', '"@client"').replace(
        "[tables.orders]", '[fields]\nclient = "Kunde | Client"\n[tables.orders]', 1
    )
    assert read_preset(named, "kassa", "kassa.toml") == read_preset(OWN, "kassa", "kassa.toml")


def test_an_expression_speaks_of_the_headers_of_the_file() -> None:
    headers = {"total": "TOTAL", "refund": "Refund"}
    assert in_terms_of('"Total" - "Refund | Rückgabe"', headers) == '"TOTAL" - "Refund"'
    assert in_terms_of('"Total" - COALESCE("Fee | NULL", 0)', headers) == '"TOTAL" - COALESCE(NULL, 0)'
    assert in_terms_of('"Total" - "Fee"', headers) is None
    assert in_terms_of('COALESCE("Fee | NULL", 0)', headers) is None


def test_headers_without_latin_letters_are_told_apart() -> None:
    arabic = OWN.replace('["Bon"', '["رقم الطلب"').replace("'\"Bon\" <> 0'", "'\"Tag\" <> 0'")
    preset = read_preset(arabic, "arabic", "arabic.toml")
    assert not preset.fits(frozenset(map(comparable, ("اسم", "Kunde", "Tag", "Netto"))))
    assert preset.fits(frozenset(map(comparable, ("رقم الطلب", "Kunde", "Tag", "Netto"))))


def test_what_betrays_an_export_is_told_without_reading_the_rest_of_its_preset() -> None:
    known = shipped()
    assert known.signatures == {name: preset.signature for name, preset in known.items()}
