"""The Plan page: choose a protocol, ask for a dose, see the checked plan."""
