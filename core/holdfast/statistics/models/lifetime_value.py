"""Lifetime value of a customer from a margin a period and a constant rate of staying or leaving."""

from __future__ import annotations


def simple(margin: float, churn: float) -> float:
    """Margin ÷ churn: the margin of one period times the expected number of periods. Needs churn > 0."""
    return margin / churn


def discounted(margin: float, retention: float, discount: float, *, first_now: bool = True) -> float:
    """Present value of a margin every period as long as the customer stays.

    m·(1+d) ÷ (1+d−r) with the first margin now, m·r ÷ (1+d−r) with the first at the end of the period, if
    the customer is still there. Needs discount > −1 and retention < 1 + discount. Source: Gupta & Lehmann
    (2003), Customers as assets.
    """
    first = 1 + discount if first_now else retention
    return margin * first / (1 + discount - retention)
