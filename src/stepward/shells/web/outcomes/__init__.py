"""How the unit does: its own sessions, counted per procedure and per patient apart."""
