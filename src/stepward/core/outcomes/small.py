"""The smallest number of patients who share what a shared row says of them.

Source: CMS-CELL-SIZE (1 to 10 are hidden there; a unit may hide more).
"""

LEAST = 11
"""The fewest: CMS-CELL-SIZE."""
