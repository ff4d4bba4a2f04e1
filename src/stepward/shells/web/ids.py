"""New ids: random, and long enough that nobody guesses one."""

import secrets

BYTES = 16


def new_id() -> str:
    """Draw an id for an address."""
    return secrets.token_urlsafe(BYTES)
