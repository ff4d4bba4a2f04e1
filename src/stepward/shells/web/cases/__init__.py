"""The case library: published series, each with what was read of it."""
