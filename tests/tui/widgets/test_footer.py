"""What stands in the footer where not every key fits."""

from __future__ import annotations

import pytest
from tests.tui.desk_fakes import PaneApp, screen_text

from holdfast_tui.widgets.footer import Footer

HINTS = (("enter", "open"), ("/", "filter"), ("n", "note"), ("esc", "back"), ("?", "keys"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "enter open  / filter  n note  esc back  ? keys"),
        (36, "enter open  esc back  ? keys"),
        (20, "esc back  ? keys"),
    ],
)
async def test_the_way_back_and_to_all_other_keys_is_never_crowded_out(width: int, shown: str) -> None:
    footer = Footer()
    app = PaneApp(footer)
    async with app.run_test(size=(width, 3)) as pilot:
        footer.styles.height = 1
        footer.show_hints(HINTS)
        await pilot.pause()
        assert screen_text(app).split("\n")[0].strip() == shown


async def test_without_a_way_back_only_the_last_hint_is_sure_of_its_place() -> None:
    footer = Footer()
    app = PaneApp(footer)
    async with app.run_test(size=(24, 3)) as pilot:
        footer.styles.height = 1
        footer.show_hints((("enter", "open"), ("/", "filter"), ("?", "keys")))
        await pilot.pause()
        assert screen_text(app).split("\n")[0].strip() == "enter open  ? keys"


async def test_a_long_message_is_shown_whole_and_gives_its_lines_back() -> None:
    footer = Footer()
    app = PaneApp(footer)
    async with app.run_test(size=(40, 6)) as pilot:
        footer.styles.height = 1
        footer.show_hints((("?", "keys"),))
        footer.say("Your keys are left out: config/keys.toml: 'undoo' is no command: did you mean 'undo'?")
        await pilot.pause()
        assert " ".join(screen_text(app).split()).endswith("did you mean 'undo'?")
        assert footer.size.height == 3
        footer.hush()
        await pilot.pause()
        assert (screen_text(app).strip(), footer.size.height) == ("? keys", 1)
