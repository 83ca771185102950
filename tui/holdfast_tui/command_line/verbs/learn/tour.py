"""`holdfast tour`: the guided tour at the desk, over the sample book; elsewhere as text."""

from __future__ import annotations

from holdfast_tui.command_line import book
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.verbs import desk
from holdfast_tui.command_line.verbs.learn.printing import print_markdown
from holdfast_tui.help.seen import Seen


def run(options: Options) -> int:
    """Opens the sample for the tour, in folders of its own; prints it where nobody could press a key."""
    if options.format == "md" or not desk.on_terminal():
        from holdfast_tui.tour.steps import as_markdown  # noqa: PLC0415 - the desk paints before it

        glyphs_of_output()
        print_markdown(as_markdown(book.sample_book()), as_written=options.format == "md")
        return 0
    from holdfast_tui.tour.apart import folders_apart  # noqa: PLC0415 - as above

    Seen.of().took_tour()
    with folders_apart():
        return desk.open_book(options._replace(sources=(book.sample_book(),)), tour=True)
