"""From one session of a patient to the next with the same drug (docs/adr/0010). Pure: no clock."""
