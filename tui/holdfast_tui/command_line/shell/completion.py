"""`holdfast completion SHELL`: what a shell has to read, so that it completes our words."""

from __future__ import annotations

import sys

from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.shell import text_for


def run(options: Options) -> int:
    """Prints the completion of a shell, or the manual page."""
    sys.stdout.write(text_for(options.shell))
    return 0
