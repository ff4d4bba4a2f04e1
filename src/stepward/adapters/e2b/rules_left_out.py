"""The numbered rules that are not implemented, each with the reason: nothing is left out in silence.

Source: E2B-R3-FDA (rejection and warning rules).
"""

REASONS = (
    (
        "The list that it asks for is the agency's own and is not published with the rule.",
        "R0105 R0106 W0008 W0009 W0012",
    ),
)
"""Each reason with the rules that it is given for."""
LEFT_OUT = {rule: reason for reason, rules in REASONS for rule in rules.split()}
"""Each of these rules with its reason."""
