"""The checks of a plan, explicit and in order.

All rules run on the ladder that the patient gets (rounded, where devices are known).
"""

from stepward.core.protocols.device_rules import (
    dilutions_need_volume,
    fluid_load,
    interval_is_not_stated,
    nothing_was_rounded,
    rate_is_out_of_range,
    solution_is_left_over,
    solution_runs_out,
    strength_is_impossible,
    time_is_too_long,
)
from stepward.core.protocols.dose_rules import (
    dose_is_over_limit,
    dose_jumps,
    first_dose,
    last_solution_is_weaker,
    last_step_is_long,
    size_is_implausible,
    sum_misses_target,
    target_is_too_small,
    total_is_more_than_target,
)
from stepward.core.protocols.evidence_rules import (
    drug_is_another,
    evidence_is_thin,
    limits_are_unknown,
    source_has_errors,
    steps_are_left_out,
)

RULES = (
    size_is_implausible,
    target_is_too_small,
    sum_misses_target,
    strength_is_impossible,
    rate_is_out_of_range,
    dose_is_over_limit,
    solution_runs_out,
    drug_is_another,
    limits_are_unknown,
    dose_jumps,
    first_dose,
    evidence_is_thin,
    interval_is_not_stated,
    last_solution_is_weaker,
    total_is_more_than_target,
    last_step_is_long,
    solution_is_left_over,
    dilutions_need_volume,
    fluid_load,
    time_is_too_long,
    steps_are_left_out,
    source_has_errors,
    nothing_was_rounded,
)
