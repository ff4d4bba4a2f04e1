"""ICH E2B(R3): individual case safety reports as XML, and their acknowledgements. Source: E2B-R3-FDA."""
