"""Whether somebody asked not to be written to: the columns that say so, and what stands in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from holdfast.words.folding import fold

_COLUMNS: Final = """
    opt_out opted_out optout email_opt_out mail_opt_out email_optout marketing_opt_out has_opted_out
    has_opted_out_of_email hs_email_optout unsubscribed unsubscribe unsubscribed_on unsubscribed_at
    is_unsubscribed opt_out_date opted_out_on opted_out_at do_not_contact donotcontact do_not_email
    donotemail do_not_mail no_contact no_email no_mail stop_contact contact_forbidden ne_pas_contacter
    ne_pas_ecrire desabonne desinscrit non_contattare non_scrivere disiscritto
"""

OPT_OUT_COLUMNS: Final = frozenset(_COLUMNS.split())
"""Words of columns (folded, `_` between) that name people who do not want to be written to."""

_NOT_OUT: Final = frozenset(
    ("", "no", "n", "false", "f", "0", "0.0", "non", "falso", "faux", "-", "none", "never", "لا",
     "subscribed", "opted in", "opt in")
)  # fmt: skip
"""What stands in such a column of somebody who may be written to; whatever else stands there opts out."""


def is_opted_out(value: object, as_of: date) -> bool:
    """Whether the value of an opt-out column says so by `as_of`; a day says since when.

    A value that nobody foresaw counts as an opt-out: a mail too few does less harm than one too many.
    """
    if value is None:
        return False
    if isinstance(value, bool | int | float):
        return bool(value)
    if isinstance(value, datetime):
        return value.date() <= as_of
    if isinstance(value, date):
        return value <= as_of
    return fold(str(value)).strip() not in _NOT_OUT
