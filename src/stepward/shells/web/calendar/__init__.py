"""The calendar: coming sessions by day, and what each day asks of chairs, nurses and pharmacy."""
