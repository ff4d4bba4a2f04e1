"""What a reaction was: its signs, how grave each scale calls it, what kind it was, and what its markers say."""

from stepward.core.reactions.reaction import Danger, Reaction
from stepward.core.reactions.signs import ASKS, BLOCKS_ALONE, Organ, Sign, asking, blocking, find_sign

__all__ = ["ASKS", "BLOCKS_ALONE", "Danger", "Organ", "Reaction", "Sign", "asking", "blocking", "find_sign"]
