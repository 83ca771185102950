"""`holdfast today`: what is due, for a person in the morning and for a timer."""

from holdfast_tui.command_line.verbs.today.command import run

__all__ = ["run"]
