"""What a shell completes, and the manual page."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from tests.shell_files import written

from holdfast_tui.command_line.shell import FILES, text_for

from .conftest import Run

ASKED = """
{completion}
for line in {lines}; do
  read -ra COMP_WORDS <<< "$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMPREPLY=()
  _shtab_holdfast
  echo "${{COMPREPLY[*]}}"
done
"""


@pytest.mark.thorough
@pytest.mark.parametrize("shell", FILES)
def test_what_is_shipped_is_what_the_parsers_say(shell: str) -> None:
    assert text_for(shell) == written()[shell], "the words have changed: make shell"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_commands_views_options_and_what_may_follow_them() -> None:
    wanted = {
        "holdfast sho": "show",
        "holdfast show metr": "metrics",
        "holdfast show metrics --form": "--format",
        "holdfast show metrics --format j": "json",
        "holdfast show metrics --by segm": "segment",
        "holdfast explain churn.logo": "",
        "holdfast explain retention.customers.t": "retention.customers.total",
        "holdfast completion z": "zsh",
    }
    lines = " ".join(f"'{line}'" for line in wanted)
    script = ASKED.format(completion=text_for("bash"), lines=lines)
    told = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=True).stdout
    assert dict(zip(wanted, told.splitlines(), strict=True)) == wanted


def test_the_command_prints_what_a_shell_reads_and_knows_no_other(run: Run) -> None:
    assert run("completion", "fish").out == text_for("fish")
    assert run("completion", "man").out.startswith('.TH HOLDFAST "1"')
    refused = run("completion", "tcsh")
    assert refused.status == 2
    assert "bash" in refused.err
