"""Noise on counts, drawn with whole numbers alone: no float lies between the coin and the count.

Floats make noise that tells the count it stands on (I. Mironov, On significance of the least significant bits
for differential privacy, 2012). Everything here is exact, given random bytes that are evenly drawn.
Source: C. L. Canonne, G. Kamath, T. Steinke, The discrete Gaussian for differential privacy, 2020: algorithms
1 and 2 (the Laplace on the integers, known as the two-sided geometric: A. Ghosh, T. Roughgarden,
M. Sundararajan, Universally utility-maximizing privacy mechanisms, 2009).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

Bytes = Callable[[int], bytes]
"""So many random bytes: `os.urandom`, in tests a seeded source."""

_BITS: Final = 8


@dataclass(frozen=True)
class Chance:
    """Chance in whole numbers, from random bytes."""

    of_bytes: Bytes

    def below(self, number: int) -> int:
        """A whole number from 0 up to `number` − 1, each as likely: what would favour some is drawn again."""
        bits = (number - 1).bit_length()
        surplus = -bits % _BITS
        while True:
            drawn = int.from_bytes(self.of_bytes((bits + surplus) // _BITS), "big") >> surplus
            if drawn < number:
                return drawn

    def happens(self, chance: Fraction) -> bool:
        """True with that chance, from 0 to 1."""
        return self.below(chance.denominator) < chance.numerator

    def survives(self, hazard: Fraction) -> bool:
        """True with a chance of exp(−hazard), `hazard` from 0 to 1. Algorithm 1 of the source."""
        turn = 1
        while self.happens(hazard / turn):
            turn += 1
        return turn % 2 == 1

    def noise(self, scale: Fraction) -> int:
        """A whole number z with a chance in proportion to exp(−|z| ÷ scale), scale above 0.

        Algorithm 2 of the source. A count in which one customer can move `scale · ε` units tells no more than
        ε of whether that customer is there.
        """
        steps, apart = scale.numerator, scale.denominator
        while True:
            within = self.below(steps)
            if not self.survives(Fraction(within, steps)):
                continue
            whole = 0
            while self.survives(Fraction(1)):
                whole += 1
            size = (within + steps * whole) // apart
            is_below = self.below(2) == 1
            if not (is_below and size == 0):
                return -size if is_below else size


def variance(scale: Fraction) -> float:
    """The variance of `Chance.noise`; 0 without noise (scale 0). Source: as the module, 3.1."""
    if scale <= 0:
        return 0.0
    ratio = math.exp(-1 / float(scale))
    return 2 * ratio / (1 - ratio) ** 2


def usual_error(scale: Fraction, share: Fraction = Fraction(19, 20)) -> int:
    """The smallest number that the noise exceeds, up or down, in at most 1 − `share` of draws."""
    if scale <= 0:
        return 0
    ratio = math.exp(-1 / float(scale))
    # P(|z| > m) = 2 · ratio^(m + 1) ÷ (1 + ratio)
    most = math.log(float(1 - share) * (1 + ratio) / 2) / math.log(ratio) - 1
    return max(0, math.ceil(most))
