"""Sessions: one supervised run of a plan, as a pure function of what happened (STEPWARD-SAFETY, sections A and B)."""
