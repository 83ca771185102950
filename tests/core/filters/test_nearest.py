"""A filter that nobody passes names the value that is wrong and the nearest one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from holdfast.filters.complete import Completion, complete
from holdfast.filters.nearest import nearest

VALUES = {
    "rep": ("Freja Lindahlsen", "Ana Ruiz"),
    "former_rep": ("Luc Tessier",),
    "segment": ("SMB", 'The "big" ones'),
}


def offers(text: str, cursor: int) -> Sequence[Completion]:
    return complete(text, cursor, lambda name: VALUES.get(name, ()))


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("rep:eja", "No customer has the rep 'eja': did you mean rep:\"Freja Lindahlsen\"?"),
        ("rep=freja", "No customer has the rep 'freja': did you mean rep:\"Freja Lindahlsen\"?"),
        ("revenue>10 rep:ejal", "No customer has the rep 'ejal': did you mean rep:\"Freja Lindahlsen\"?"),
        ("rep:ruis", "No customer has the rep 'ruis': did you mean rep:\"Ana Ruiz\"?"),
        ("rep:lu", "No customer has the rep 'lu': did you mean former_rep:\"Luc Tessier\"?"),
        ("former_rep:ana", "No customer has the former rep 'ana': did you mean rep:\"Ana Ruiz\"?"),
        ("segment:smb,smbs", "No customer has the segment 'smbs': did you mean segment:SMB?"),
        ("(rep:xyz or segment:smb)", "No customer has the rep 'xyz'."),
    ],
)
def test_a_value_nobody_has_is_named_with_the_nearest_one(where: str, sentence: str) -> None:
    assert nearest(where, offers) == sentence


@pytest.mark.parametrize(
    "where",
    [
        "",
        "acme",
        'rep:"ana ruiz"',
        "segment:SMB",
        r'segment:"The \"big\" ones"',
        "rep:none",
        "rep:fr",
        "rep:lindahl",
        "rep~eja",
        'rep="ANA RUIZ"',
        "-rep:fr",
        "orders>3",
    ],
)
def test_a_filter_of_values_the_book_has_needs_no_hint(where: str) -> None:
    assert nearest(where, offers) is None
