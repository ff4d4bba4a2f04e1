"""What became of a unit's own sessions, beside what others published (docs/adr/0010). Pure; no dose is decided here."""
