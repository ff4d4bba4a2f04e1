"""Who acts in a session: a user with the privileges held at that moment, and what a signature binds.

Source: STEPWARD-SAFETY, H-52, H-53, H-56 and H-92.
"""

from dataclasses import dataclass
from enum import Enum
from unicodedata import normalize


class Privilege(Enum):
    """What a role allows; none of them implies another."""

    ORDER = "order"
    SIGN = "assess and sign a plan"
    MAKE = "make"
    CHECK = "check a product"
    RUN = "run and chart"
    RESUME = "resume a clinical hold"
    END = "end"
    END_AFTER = "end after the limit of a hold"
    STOP = "stop"
    READ = "read"
    MEASURE = "send vital signs of a device"
    SYSTEM = "the clock and the server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at a device, or the server itself; `name` is as it is signed, `role` as it is kept (H-64)."""

    user: str
    name: str
    privileges: frozenset[Privilege] = frozenset()
    device: str = ""
    role: str = ""

    def may(self, *privileges: Privilege) -> bool:
        """Tell whether any of the privileges is held."""
        return not self.privileges.isdisjoint(privileges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A second person beside the one who acts, by account and name."""

    user: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """That a person entered the password again, for this meaning, over what this hash stands for."""

    user: str
    name: str
    role: str
    meaning: str
    signed_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRead:
    """What was read at the bedside: two identifiers of the patient, and the label of the bag (H-50, H-51).

    `typed` is the reason why it was typed; empty where it was scanned.
    """

    patient: str
    second: str
    label: str
    typed: str = ""


def plain_name(name: str) -> str:
    """Write a name so that spelling variants of it are one: width, case and blanks do not count."""
    return " ".join(normalize("NFKC", name).casefold().split())


def is_same(one: Witness, other: Witness) -> bool:
    """Tell whether two names stand for one person, by account or by name (H-53)."""
    same_account = bool(one.user.strip()) and one.user.strip() == other.user.strip()
    return same_account or plain_name(one.name) == plain_name(other.name)
