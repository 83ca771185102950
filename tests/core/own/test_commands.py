"""The user's own commands: what may stand in `[commands]`, and that a value stays inside its argument."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.own.test_user import config
from tests.examples import each

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.own.commands import OwnCommand, read_commands
from holdfast.own.user import configured
from holdfast.query import Query

HOSTILE = ("a b", "a\nb\n\nc", "$(reboot); `reboot`", "{email}", '"', "'", "*", "é\u202e")


def only(value: object) -> OwnCommand | str:
    """What becomes of one entry."""
    ((_, found),) = read_commands({"call": value})
    return found


def command(*argv: str) -> OwnCommand:
    found = only(list(argv))
    assert isinstance(found, OwnCommand)
    return found


def test_a_list_is_enough_and_a_table_says_more(tmp_path: Path) -> None:
    text = (
        '[commands]\ncall = ["dial", "{phone}"]\n'
        '[commands.open-crm]\nrun = ["xdg-open", "https://crm.example/{customer_id}"]\n'
        'title = "Open in the CRM"\nkeys = ["U"]\nterminal = true\nshow = true\n'
    )
    found = configured(config(tmp_path, text))
    assert found.faults == ()
    assert found.settings.commands == (
        OwnCommand("call", ("dial", "{phone}"), "Call"),
        OwnCommand(
            "open-crm",
            ("xdg-open", "https://crm.example/{customer_id}"),
            "Open in the CRM",
            ("U",),
            terminal=True,
            show=True,
        ),
    )


@each(
    "value, said",
    [
        ("dial {phone}", 'run: write program and arguments as a list, such as ["xdg-open"'),
        ([], "run: write program and arguments as a list"),
        (["{name}"], "the program itself is no placeholder"),
        (["dial", "{"], "holds a lone {"),
        (["dial", "a}"], "holds a lone }"),
        ({"title": "Call"}, "say what to run"),
        ({"run": ["dial"], "key": ["U"]}, "'key' is not a known key (did you mean 'keys'?"),
        ({"run": ["dial"], "show": "yes"}, "show: write true or false"),
        ({"run": ["dial"], "keys": "U"}, "keys: write keys as a list"),
    ],
)
def test_what_is_wrong_is_said_and_costs_this_command_alone(value: Any, said: str) -> None:
    found = only(value)
    assert isinstance(found, str)
    assert said in found


def test_a_wrong_command_is_named_with_its_line_and_stops_nothing(tmp_path: Path) -> None:
    text = (
        '[me]\nrep = "Ana"\n[commands]\ncall = ["dial", "{phone}"]\nbad = "dial"\n[commands.Worse]\nrun = 3\n'
    )
    found = configured(config(tmp_path, text))
    assert [one.name for one in found.settings.commands] == ["call"]
    first, second = found.faults
    assert ", line 5: [commands] bad: run: write program and arguments" in first
    assert ", line 6: [commands] Worse: call it by small letters" in second
    # Who writes a journal is not affected.
    assert found.unsafe == ()


@each("value", HOSTILE)
def test_a_value_is_one_argument_or_part_of_one_whatever_it_holds(value: str) -> None:
    filled = command("dial", "{name}", "--to={name}/{rep}", "{{name}}").filled({"name": value, "rep": "R"})
    assert filled == ("dial", value, f"--to={value}/R", "{name}")


def test_a_value_that_a_program_would_take_for_an_option_is_refused() -> None:
    with pytest.raises(UsageError, match=r'{name} is \'-rf\'.*write "--" as an argument before it'):
        command("rm", "{name}").filled({"name": "-rf"})
    assert command("rm", "--", "{name}").filled({"name": "-rf"}) == ("rm", "--", "-rf")
    assert command("rm", "./{name}").filled({"name": "-rf"}) == ("rm", "./-rf")
    with pytest.raises(UsageError, match="NUL"):
        command("dial", "to={name}").filled({"name": "a\0b"})


def test_what_a_command_is_about_follows_from_its_placeholders() -> None:
    assert command("make", "{book}", "{as_of}").subjects == ()
    assert command("mail", "{email}", "{rep}").subjects == ("customer",)
    assert command("mail", "{rep_id}", "{rep}").subjects == ("customer", "rep")


def test_a_program_below_the_home_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    assert command("~/bin/dial", "~/x").filled({}) == ("/home/ana/bin/dial", "~/x")


def engine() -> Engine:
    """Acme has two contacts, of whom one left; Beta has opted out; Gamma has nobody."""
    return Engine(
        make_book(
            customers=[
                {"customer_id": "A", "name": "Acme", "segment": "SMB"},
                {"customer_id": "B", "name": "Beta"},
            ],
            contacts=[
                {"contact_id": "p1", "customer_id": "A", "name": "Old Hand", "email": "old@a.example",
                 "left_on": "2025-01-01"},
                {"contact_id": "p2", "customer_id": "A", "name": "Mara", "email": "mara@a.example",
                 "phone": "+49 1"},
            ],
            orders=[{"customer_id": "A", "order_date": "2025-01-31", "amount": 12.5},
                    {"customer_id": "B", "order_date": "2025-01-31", "amount": 1}],
        )
    )  # fmt: skip


def test_what_is_known_of_a_row_is_put_in_and_what_is_missing_is_named() -> None:
    names = ("customer_id", "name", "segment", "revenue", "last_order", "active", "email", "phone", "x.plan")
    acme, beta = engine().command_values(Query(), (0, 1), names)
    assert acme.values == {
        "customer_id": "A",
        "name": "Acme",
        "segment": "SMB",
        "revenue": "12.5",
        "last_order": "2025-01-31",
        "active": "yes",
        "email": "mara@a.example",
        "phone": "+49 1",
    }
    assert acme.missing == {"x.plan": "not on file"}
    assert beta.name == "Beta"
    assert set(beta.missing) == {"segment", "email", "phone", "x.plan"}
