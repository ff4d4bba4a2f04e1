"""A server with many running sessions of invented patients, in a process of its own.

It serves as `stepward demo` does. Once the keeper watches, every session is brought into the log with entries of now.
"""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from stepward.adapters.documents.scenario_toml import BEDSIDE

STAGE = """title = "A running session (invented)"
shows = "A step has begun."
people = { Ana = "allergist", Nora = "nurse", Sam = "nurse", Pia = "pharmacist", Tom = "technician" }
plan.protocol = "12-step"
plan.drug = "ceftazidime"
plan.target = "2000 mg"
plan.bag-volume = "250 mL"
plan.resume = { rule = "repeat-step", source = "IDWIKI" }
plan.observation = "60 min"
plan.vitals = { pulse = { low = "50", high = "120" }, "systolic pressure" = { low = "90" } }
day = [ { does = "make ready" }, { does = "start" } ]
"""
READY, STATION = "ready.json", "station"


def main() -> None:
    """Serve on a port with so many sessions; what the load needs to know is written into the data folder."""
    from stepward.shells.web import serve  # noqa: PLC0415 - the settings are read from the environment

    port, sessions = int(sys.argv[1]), int(sys.argv[2])
    watch = serve.watch

    def watched() -> object:
        found = watch()
        folder = Path(os.environ["STEPWARD_DATA_DIR"])
        (folder / f"{READY}.new").write_text(json.dumps(_bring(sessions)), encoding="utf-8")
        (folder / f"{READY}.new").replace(folder / READY)
        return found

    serve.watch = watched  # type: ignore[assignment] # the same, and more after it
    serve.serve("127.0.0.1", port, demo=True)


def _bring(sessions: int) -> dict[str, object]:
    """Bring sessions into the log, each with its order and a device at its bed."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs the settings
    from django.core import signing  # noqa: PLC0415 - the same
    from django.utils import timezone  # noqa: PLC0415 - the same

    from stepward.adapters.catalogue import shipped  # noqa: PLC0415 - the same
    from stepward.adapters.database.models import SharedPlan  # noqa: PLC0415 - the same
    from stepward.adapters.database.session_orders import DatabaseSessionOrders  # noqa: PLC0415 - the same
    from stepward.adapters.database.stations import DatabaseStations  # noqa: PLC0415 - the same
    from stepward.adapters.documents.scenario_toml import START, read_scenario  # noqa: PLC0415 - the same
    from stepward.adapters.event_log.memory import MemoryEventLog  # noqa: PLC0415 - the same
    from stepward.core.sessions.chain import Author, Draft, Key  # noqa: PLC0415 - the same
    from stepward.core.sessions.storing import moment_of  # noqa: PLC0415 - the same
    from stepward.shells.web import clock  # noqa: PLC0415 - the same
    from stepward.shells.web.bedside.acting import SALT, cookie_name  # noqa: PLC0415 - the same
    from stepward.shells.web.session_log import session_log  # noqa: PLC0415 - the same
    from stepward.usecases.approving import Person  # noqa: PLC0415 - the same
    from stepward.usecases.orders import Patient  # noqa: PLC0415 - the same
    from stepward.usecases.rehearsing import rehearse  # noqa: PLC0415 - the same
    from stepward.usecases.session_orders import SessionOrder, Weighed  # noqa: PLC0415 - the same

    rehearsed = MemoryEventLog(lambda: START)
    found = rehearse(read_scenario(STAGE.encode(), name="stage.toml"), log=rehearsed, catalogue=shipped)
    if found.faults:
        raise RuntimeError(found.faults)
    entries = rehearsed.entries("stage.toml 1")
    plan = SharedPlan.objects.filter(drug="ceftazidime").latest("created_at").id
    nurse, password = User.objects.get(username="okafor"), secrets.token_urlsafe(12)
    nurse.set_password(password)
    nurse.save()
    person = Person(id=str(nurse.pk), name=nurse.get_full_name(), roles=frozenset())
    ids, tokens, stations = [], [], []
    for place in range(sessions):
        name, bed, now = f"load-{place}", f"L{place}", clock.now()
        patient = Patient(
            id=f"load-patient-{place}",
            family_name=f"Load{place}",
            given_names="Invented",
            identifier=f"INV L {place}",
            born_on=date(1970, 1, 1),
            is_invented=True,
        )
        order = SessionOrder(
            id=name,
            patient=patient,
            plan=plan,
            bed=bed,
            start_at=timezone.now(),
            ordered_by=person,
            ordered_at=timezone.now(),
            weighed=Weighed(weight="68 kg", at=timezone.now(), by=person.name),
        )
        DatabaseSessionOrders().add(order)
        moment = moment_of(now)
        here = f"{BEDSIDE} {place}"
        drafts = [
            Draft(
                kind=entry.kind,
                data=_at(here, entry.data),
                moment=replace(moment),
                author=Author(user=entry.user, role=entry.role, device=here),
                software=entry.software,
                reason=entry.reason,
            )
            for entry in entries
        ]
        for number, draft in enumerate(drafts):
            session_log().append(name, after=number, drafts=[draft], key=Key(name=f"{name} {number}", body=""))
        ids.append(name)
        stations.append(f"{cookie_name()}={signing.dumps(here, salt=SALT)}")
        tokens.append(DatabaseStations().add(f"Monitor {bed} (invented)", bed, now.at, by=person.name))
    return {"sessions": ids, "tokens": tokens, "stations": stations, "password": password}


def _at(here: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Let what was done at the bedside station of the scenario be done at this one."""
    found: dict[str, Any] = json.loads(json.dumps(data).replace(json.dumps(BEDSIDE), json.dumps(here)))
    return found


if __name__ == "__main__":
    main()
