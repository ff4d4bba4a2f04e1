"""The hash that a signature stands for: over every word of the order.

Source: STEPWARD-SAFETY, H-10, H-41 and H-92.
"""

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

from stepward.core.quantities.words import words_of
from stepward.core.sessions.plan import SessionPlan


def hash_of(plan: SessionPlan) -> str:
    """Tell the hash over the canonical bytes of an order, its own hash left out."""
    words = words_of(replace(plan, signed_hash=""))
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reduced_hash(plan: SessionPlan, version: int, total: Fraction) -> str:
    """Tell the hash that a signature on a reduced dose stands for: the plan, the version that was seen, the dose."""
    return hashlib.sha256(f"reduced dose\n{plan.signed_hash}\n{version}\n{total}".encode()).hexdigest()


def sealed(plan: SessionPlan) -> SessionPlan:
    """Put the hash into an order."""
    return replace(plan, signed_hash=hash_of(plan))


def is_sealed(plan: SessionPlan) -> bool:
    """Tell whether the hash of an order stands for its words."""
    return plan.signed_hash == hash_of(plan)
