"""The held-out share: customers whose new flags get no play, so that the effect of plays can be told."""

from __future__ import annotations

import hashlib
from typing import Final

MOST: Final = 0.5
"""More than half held out would leave too few to help."""

_SCALE: Final = 2**64


def is_held_out(customer_id: str, flag_id: str, share: float) -> bool:
    """Whether a newly flagged customer is held out, where `share` of them are (0: nobody).

    The same for ever and on every desk: by a hash of the two ids. Raising the share adds to those held out,
    lowering it takes away from them; nobody changes sides otherwise.
    """
    digest = hashlib.blake2b(
        f"{flag_id}\0{customer_id}".encode(errors="surrogatepass"), digest_size=8
    ).digest()
    return int.from_bytes(digest, "big") < share * _SCALE
