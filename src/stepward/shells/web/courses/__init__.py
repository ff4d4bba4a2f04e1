"""The course of a patient with one drug: all its sessions, what changed, and the next cycle."""
