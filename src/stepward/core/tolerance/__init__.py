"""How long tolerance lasts after a session, from the doses that were really given (docs/adr/0010).

Pure: no clock, no floats. Temporary tolerance is never the end of an allergy; the entry stays active.

Source: STEPWARD-SAFETY, H-90 and H-91.
"""
