"""Data files only: protocols, printed tables, sources, drug entries."""
