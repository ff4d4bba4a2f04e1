"""The numbered rules that are not implemented, each with the reason: nothing is left out in silence.

Source: E2B-R3-FDA (rejection and warning rules).
"""

REASONS = (
    (
        "Numbers of applications of studies (FDA.C.5.5, FDA.C.5.6) are neither written nor read.",
        "R0008 R0024 R0025 R0026 R0107 R0108 R0109 R0110 W0010",
    ),
    ("Attached documents (C.1.6.1.r.2) are neither written nor read.", "R0010"),
    (
        "Devices of combination products (FDA.G.k.12) are neither written nor read.",
        "R0027 R0072 R0092 R0093 R0094 R0095 R0096 W0006 W0007",
    ),
    ("Gestation periods are neither written nor read.", "R0031 R0032 R0081 R0082"),
    ("History is written as words (D.7.2), never as codes (D.7.1).", "R0033 R0034"),
    ("Past drugs (D.8) are neither written nor read.", "R0036 R0037 R0038 R0039 R0040"),
    (
        "Causes of death and autopsies (D.9.2 to D.9.4) are neither written nor read.",
        "R0042 R0043 R0044 R0045 R0046 R0047 R0048",
    ),
    (
        "Reports on a parent (D.10) are neither written nor read.",
        "R0049 R0050 R0051 R0052 R0053 R0054 R0055 R0056 R0057",
    ),
    (
        "Times are written as start and end, never as durations or intervals.",
        "R0059 R0060 R0076 R0077 R0078 R0088 R0089 R0090 R0091",
    ),
    ("Strengths of substances (G.k.2.3.r.3) are neither written nor read.", "R0073"),
    ("Assessments of cause (G.k.9.i.2) are neither written nor read.", "R0085 R0086 R0087"),
    (
        "Coded diagnoses of the sender (H.3) and summaries in other languages (H.5) are neither written nor read.",
        "R0097 R0098 R0099",
    ),
    (
        "The list that it asks for is the agency's own and is not published with the rule.",
        "R0105 R0106 W0008 W0009 W0012",
    ),
)
"""Each reason with the rules that it is given for."""
LEFT_OUT = {rule: reason for reason, rules in REASONS for rule in rules.split()}
"""Each of these rules with its reason."""
