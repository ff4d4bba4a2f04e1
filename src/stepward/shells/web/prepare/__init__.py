"""Prepare: ask the pharmacy, make one solution at a time, and check it as a second person."""
