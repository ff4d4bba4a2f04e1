"""The board: every session of the unit that is under way, in the order of the beds."""
