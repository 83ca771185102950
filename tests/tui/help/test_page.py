"""A topic on a terminal: wrapped to its width, Markdown's marks gone, nothing lost."""

from __future__ import annotations

import re

import pytest

from holdfast_tui.help.page import BOLD, PLAIN, page
from holdfast_tui.help.topics import topics
from holdfast_tui.safe_text import cell_width

SHOWN = """\
# A title

Some **weighty** words and `code`, [a link](https://example.org) and
a second line.

- an item that is long enough to be wrapped
  and goes on
- another

```
$ holdfast show   spaced
```

| key | what it does |
|---|---|
| `a` | one thing that is rather long to be told |
| `b\\|c` | another |
"""


def test_marks_become_bold_and_lines_are_wrapped() -> None:
    assert page(SHOWN, 30, bold=False) == (
        "A title\n\nSome weighty words and code, a\nlink and a second line.\n\n"
        "- an item that is long enough\n  to be wrapped and goes on\n- another\n\n"
        "    $ holdfast show   spaced\n\n"
        "key  what it does\na    one thing that is\n     rather long to be told\nb|c  another\n"
    )
    bold = page(SHOWN, 30)
    assert f"{BOLD}A title{PLAIN}" in bold
    assert f"Some {BOLD}weighty{PLAIN} words and {BOLD}code{PLAIN}, a" in bold


@pytest.mark.parametrize("name", sorted(topics()))
def test_every_topic_fits_80_columns_and_loses_no_word(name: str) -> None:
    written = topics()[name].written
    shown = page(written, 80, bold=False)
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert [line for line in prose if cell_width(line) > 80 and " " in line.strip()] == []
    told = re.findall(r"\w+", re.sub(r"\]\([^)]*\)|```\w*", "", written))
    whole = re.sub(r"\s+", "", shown)  # a word of a table may go on below itself, beside other columns
    assert [word for word in told if word not in shown and word not in whole] == []
