"""What-if computations in floating point, over the core; what is infused is never decided here."""
