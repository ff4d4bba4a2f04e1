"""One function for each thing that staff do."""
