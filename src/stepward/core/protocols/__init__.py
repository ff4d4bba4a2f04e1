"""Protocols as published, and the checked plans made from them.

A `Protocol` (protocol.py) and an `Order` become a `Plan` (plan.py): `make_plan` (planning.py) builds the ladder forward
from the dose (build.py), rounds it once to the devices, runs every rule (rules.py) on what the patient gets, and has
it computed a second time backwards (backwards.py). `printed.py` holds tables exactly as a source printed them.
"""
