"""How the desk opens: variables before what was chosen at the desk, that before config.toml."""

from __future__ import annotations

from pathlib import Path

from holdfast.own.user import Configured, UserSettings
from holdfast.query import Query
from holdfast.schema.field_set import DECLARED
from holdfast_tui.look.looks import Looks
from holdfast_tui.sitting.files.opening import KeptTheme, check_kpis, dressed, opening_query, strip_of
from holdfast_tui.sitting.left_out import LeftOut

LOOKS = Looks.of({"TERM": "xterm-256color"})


def test_a_theme_chosen_at_the_desk_stays_and_a_variable_goes_before_it(tmp_path: Path) -> None:
    left_out = LeftOut()
    file, variable = (
        Configured(UserSettings(theme="light"), by_variable=frozenset(by)) for by in ((), ("theme",))
    )
    kept = KeptTheme(tmp_path / "state" / "theme.json")
    assert dressed(LOOKS, file, kept.read(), left_out).theme.name == "light"
    kept.keep("ansi")
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert dressed(LOOKS, file, kept.read(), left_out).theme.name == "ansi"
    assert dressed(LOOKS, variable, kept.read(), left_out).theme.name == "light"
    kept.path.write_text('["ansi"]', encoding="utf-8")
    assert (kept.read(), left_out.sentence) == ("", "")


def test_a_theme_that_is_none_costs_itself_alone() -> None:
    left_out = LeftOut()
    assert dressed(LOOKS, Configured(UserSettings(theme="ligt")), "gone", left_out) is LOOKS
    assert left_out.sentence.startswith("Left out: theme = 'ligt' (did you mean 'light'?)")


def test_columns_and_figures_that_there_are_not_are_named() -> None:
    left_out = LeftOut()
    user = UserSettings(columns=("name", "revenu"), kpis=("nps.customer",))
    assert opening_query(Query(), user, DECLARED, left_out) == Query(columns=("name",))
    check_kpis(user, ("nps.customers",), left_out)
    assert left_out.sentence == (
        "Left out: columns: this book has no field 'revenu' (did you mean 'revenue'?); "
        "Left out: kpis: there is no figure 'nps.customer' (did you mean 'nps.customers'?)"
    )
    # What is named on the command line needs no setting.
    asked = Query(columns=("rep",))
    assert opening_query(asked, user, DECLARED, LeftOut()) is asked


def test_figures_chosen_at_the_desk_go_before_the_file_and_after_a_variable() -> None:
    user = UserSettings(kpis=("a",))
    assert strip_of(Configured(user), ()) == ("a",)
    assert strip_of(Configured(user), ("b",)) == ("b",)
    assert strip_of(Configured(user, by_variable=frozenset({"kpis"})), ("b",)) == ("a",)


def test_nothing_moves_unless_it_is_asked_for_and_the_settings_go_before_the_environment() -> None:
    def moves(motion: str, environ: dict[str, str]) -> bool:
        looks = Looks.of({"TERM": "xterm-256color", **environ})
        return dressed(looks, Configured(UserSettings(motion=motion)), "", LeftOut()).moves

    wanted, far = {"TEXTUAL_ANIMATIONS": "full"}, {"SSH_TTY": "/dev/pts/3"}
    assert not moves("", {})
    assert not moves("auto", {})
    assert moves("auto", wanted)
    assert not moves("none", wanted)
    assert moves("full", {})
    assert not moves("full", far)
    assert moves("full", {**far, **wanted})
    assert not moves("full", {"TEXTUAL_ANIMATIONS": "none"})
