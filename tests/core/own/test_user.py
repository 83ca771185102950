"""The user's own config.toml: who sits here, where journals lie, and what is held out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import tomli

from holdfast.errors import UsageError
from holdfast.own.places import is_on_network
from holdfast.own.settings import SETTINGS
from holdfast.own.user import UserSettings, configured, user_config, user_settings


def config(home: Path, text: str) -> dict[str, str]:
    """An environment with this config.toml."""
    environ = {"XDG_CONFIG_HOME": str(home), "HOME": str(home)}
    user_config(environ).parent.mkdir(exist_ok=True)
    user_config(environ).write_text(text, encoding="utf-8")
    return environ


def test_nobody_has_to_say_who_they_are(tmp_path: Path) -> None:
    assert user_settings({"XDG_CONFIG_HOME": str(tmp_path)}) == UserSettings()
    assert user_settings(config(tmp_path, "")) == UserSettings()


def test_what_the_file_says_is_read(tmp_path: Path) -> None:
    text = (
        '[me]\nrep = "Ana Ruiz"\nwriter = "ana"\n[journal]\nfolder = "/srv/team"\n[plays]\nhold_out = 0.1\n'
    )
    assert user_settings(config(tmp_path, text)) == UserSettings("Ana Ruiz", "ana", Path("/srv/team"), 0.1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[me]\nname = 'x'",
            r", line 2: \[me\] 'name' is not a known key \(known: rep, writer, calls_a_day",
        ),
        (
            "[you]\nrep = 'x'",
            r", line 1: \[you\] is not a section \(known: me, journal, plays, desk, commands\)",
        ),
        ("me = 'x'", r"me is not a section: write \[me\] and its keys below it"),
        ("[me]\nrep = 3", r"\[me\] rep is 3: write a text"),
        ("[me]\nwriter = '  '", r"\[me\] writer is '  ': write a text"),
        ("[journal]\nfolder = 'team'", r"folder is 'team': write a full path, or one that starts with ~/"),
        ("[me]\ncalls_a_day = 0", "calls_a_day is 0: write a whole number from 1 to 200, such as 8"),
        ("[me]\ncalls_a_day = 2.5", "calls_a_day is 2.5: write a whole number"),
        ("[me]\nworkdays = ['mon', 'noday']", "write days of the week, such as"),
        ("[me]\ndays_off = ['2025-12-24..2025-12-01']", "write days and spans of days, such as"),
        ("[me]\ndays_off = ['Christmas']", "write days and spans of days, such as"),
        ("[plays]\nhold_out = 0.9", "hold_out is 0.9: write a share from 0 to 0.5, such as 0.1"),
        ("[plays]\nhold_out = true", "hold_out is True: write a share"),
        ("[me", "is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    environ = config(tmp_path, text)
    with pytest.raises(UsageError, match=said) as refused:
        user_settings(environ)
    assert str(refused.value).startswith(str(user_config(environ)))


def test_working_days_and_days_off_are_read_from_file_and_variable(tmp_path: Path) -> None:
    text = (
        '[me]\ncalls_a_day = 8\nworkdays = ["Sunday", "mon"]\n'
        'days_off = ["2025-05-01", "2025-12-24..2026-01-02"]\n'
    )
    environ = config(tmp_path, text)
    told = user_settings(environ)
    assert (told.calls_a_day, told.workdays) == (8, (0, 6))
    christmas = date(2025, 12, 24), date(2026, 1, 2)
    assert told.days_off == ((date(2025, 5, 1), date(2025, 5, 1)), christmas)
    variables = {"HOLDFAST_ME_CALLS_A_DAY": "12", "HOLDFAST_ME_DAYS_OFF": "2025-12-24..2026-01-02"}
    again = user_settings(environ | variables)
    assert (again.calls_a_day, again.days_off) == (12, (christmas,))


def test_a_folder_below_the_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    environ = config(tmp_path, '[journal]\nfolder = "~/team"\n')
    assert user_settings(environ).journal_folder == tmp_path / "team"


def test_a_folder_of_another_machine_is_told_from_one_of_this(tmp_path: Path) -> None:
    far = tmp_path / "the team"
    far.mkdir()
    mounts = tmp_path / "mounts"
    named = str(far).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/team {named} nfs4 rw 0 0\n", encoding="utf-8")
    assert is_on_network(far / "journals", mounts)
    assert not is_on_network(tmp_path, mounts)
    assert not is_on_network(far, tmp_path / "no such file")


def test_of_the_desk_a_typo_costs_itself_alone_and_names_the_nearest_key(tmp_path: Path) -> None:
    environ = config(
        tmp_path,
        '[me]\nrep = "Ana"\n\n[desk]\nperiod = "6m"\ncolums = ["name"]\nlanguage = "sv"\nkpis = "nps"\n',
    )
    found = configured(environ)
    assert found.settings == UserSettings(rep="Ana", period="6m")
    path = user_config(environ)
    assert [fault.removeprefix(str(path)) for fault in found.faults] == [
        ", line 6: [desk] 'colums' is not a known key (did you mean 'columns'? "
        "known: period, theme, columns, kpis, language, locale, restore, plain, motion)",
        ", line 7: [desk] language is 'sv': write one of en, de, fr, it, ar",
        ', line 8: [desk] kpis is \'nps\': write a list of names, such as ["name", "revenue"]',
    ]
    # Whose journal is written is no matter of the desk's looks.
    assert user_settings(environ) == found.settings


def test_a_variable_goes_before_the_file_and_a_wrong_one_leaves_the_file_in_force(tmp_path: Path) -> None:
    environ = config(tmp_path, '[desk]\nperiod = "6m"\ncolumns = ["name"]\n[plays]\nhold_out = 0.1\n')
    asked = {
        "HOLDFAST_DESK_PERIOD": "a while",
        "HOLDFAST_DESK_COLUMNS": "name, revenue",
        "HOLDFAST_PLAYS_HOLD_OUT": "0.2",
        "HOLDFAST_DESK_LANGUAGE": "",
    }
    found = configured({**environ, **asked})
    assert found.settings == UserSettings(hold_out=0.2, period="6m", columns=("name", "revenue"))
    assert found.by_variable == {"hold_out", "columns"}
    assert [fault[:32] for fault in found.faults] == ["HOLDFAST_DESK_PERIOD is 'a while': 'a"[:32]]


def test_every_setting_is_declared_once_and_its_example_can_be_read() -> None:
    assert len({setting.variable for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.read(tomli.loads(f"x = {setting.example}")["x"]) is not None
