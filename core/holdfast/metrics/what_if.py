"""What a customer is worth if more of them stay: pure arithmetic on stated inputs."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.statistics.models.lifetime_value import discounted


@dataclass(frozen=True)
class WhatIf:
    """Lifetime value of one customer before and after retention changes.

    `margin` a year in currency units, `discount`, `retention` and `raised` yearly shares; the first margin is
    now: m·(1+d) ÷ (1+d−r).
    """

    margin: float
    discount: float
    retention: float
    raised: float

    @property
    def before(self) -> float:
        """Value at the retention of today, in currency units."""
        return discounted(self.margin, self.retention, self.discount)

    @property
    def after(self) -> float:
        """Value at the raised retention."""
        return discounted(self.margin, self.raised, self.discount)

    @property
    def lift(self) -> float | None:
        """The rise as a share of the value before; None where that is 0."""
        return self.after / self.before - 1 if self.before else None


def what_if(margin: float, discount: float, retention: float, raised: float) -> WhatIf:
    """The two values. Raises ValueError for shares outside 0..1, or full retention without a discount."""
    for name, share in (("retention", retention), ("raised retention", raised), ("discount", discount)):
        if not 0 <= share <= 1:
            raise ValueError(f"the {name} must be a share between 0 and 1, not {share}")
    if discount == 0 and max(retention, raised) == 1:
        raise ValueError("without a discount, customers who all stay are worth more than any number")
    return WhatIf(margin, discount, retention, raised)
