"""Sheets for the patient, in plain words, from the plan."""
