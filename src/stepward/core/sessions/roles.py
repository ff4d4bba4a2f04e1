"""What each role holds by default; a unit may add, and never removes a separation of two people.

Source: STEPWARD-SAFETY, H-53 and H-56.
"""

from stepward.core.sessions.people import Privilege

_SEES = frozenset({Privilege.STOP, Privilege.READ})
_NURSE = frozenset({Privilege.CHECK, Privilege.RUN, Privilege.END_AFTER}) | _SEES

ROLES: dict[str, frozenset[Privilege]] = {
    "prescriber": frozenset({Privilege.ORDER, Privilege.END}) | _SEES,
    "allergist": frozenset({Privilege.SIGN, Privilege.RUN, Privilege.RESUME, Privilege.END}) | _SEES,
    "pharmacist": frozenset({Privilege.MAKE, Privilege.CHECK}) | _SEES,
    "technician": frozenset({Privilege.MAKE, Privilege.READ}),
    "nurse": _NURSE,
    "charge nurse": _NURSE,
    "coordinator": frozenset({Privilege.READ}),
    "auditor": frozenset({Privilege.READ}),
    "administrator": frozenset(),
    "station": frozenset({Privilege.MEASURE}),
    "server": frozenset({Privilege.SYSTEM}),
}
