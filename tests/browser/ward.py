"""An invented ward in a process of its own: several patients, their bags made, and a clock that a test moves forward.

`python -c "from tests.browser.ward import main; main()" PORT` serves as `stepward demo` does,
with another clock.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from stepward.shells.session_places import kept_session

if TYPE_CHECKING:
    from stepward.usecases.approving import Person
    from stepward.usecases.making import Command

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from tests.browser.ward import main; main()"
CLOCK, LOG = "clock", "log.txt"
PATIENTS = (
    ("Rosenqvist", "Marit", "INV 0052 1180", date(1971, 3, 14)),
    ("Lindgren", "Ove", "INV 0052 2291", date(1958, 11, 2)),
    ("Okonkwo", "Ada", "INV 0052 3302", date(1990, 7, 30)),
    ("Marchetti", "Livia", "INV 0052 4413", date(1982, 1, 9)),
    ("Sorensen", "Jens", "INV 0052 5524", date(1965, 5, 21)),
    ("Nakamura", "Emi", "INV 0052 6635", date(1977, 9, 12)),
    ("Dubois", "Claire", "INV 0052 7746", date(1969, 12, 27)),
    ("Petrov", "Ilya", "INV 0052 8857", date(1951, 4, 3)),
    ("Virtanen", "Aino", "INV 0052 9968", date(1988, 6, 6)),
    ("Haraldsen", "Tor", "INV 0052 1079", date(1973, 2, 25)),
    ("Oliveira", "Rui", "INV 0052 2080", date(1962, 8, 17)),
    ("Haugland", "Siri", "INV 0052 3091", date(1979, 10, 5)),
    ("Kovacs", "Denes", "INV 0052 4002", date(1956, 3, 28)),
    ("Adeyemi", "Folu", "INV 0052 4913", date(1984, 2, 9)),
)
"""Every one is invented."""
PRODUCT, STORAGE = "ceftazidime-of-the-ward", "2 to 8 °C"
LONGEST_START_S = 60


class Ward:
    """The server as a test sees it: its address, its clock, and its end and new beginning on the same folder."""

    def __init__(self, folder: Path) -> None:
        """Start on a free port."""
        self.folder = folder
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self._port = int(listener.getsockname()[1])
        self.address = f"http://127.0.0.1:{self._port}"
        self._ahead = timedelta()
        self._set()
        self.start()

    @property
    def now(self) -> datetime:
        """Tell the time on the clock of the ward."""
        return datetime.now(UTC) + self._ahead

    def forward(self, **much: float) -> None:
        """Move both clocks of the ward forward."""
        self._ahead += timedelta(**much)
        self._set()

    def start(self) -> None:
        """Start the server on the folder as it is, and wait until it answers."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("STEPWARD_")}
        environment["STEPWARD_DATA_DIR"] = str(self.folder)
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [environment.get("PYTHONPATH")])])
        with (self.folder / LOG).open("ab") as log:
            command = [sys.executable, "-c", PROGRAM, str(self._port)]
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._wait()

    def kill(self) -> None:
        """End the server as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(timeout=10)

    def freeze(self) -> None:
        """Let the server say nothing any more, as a network does that is gone without a word."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the server go on."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the server."""
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        """Read what the server said."""
        return (self.folder / LOG).read_text(encoding="utf-8", errors="replace")

    def events(self, session_id: str, kind: str) -> list[dict[str, Any]]:
        """Read what of one kind stands in the log of a session."""
        kept = kept_session({"STEPWARD_DATA_DIR": str(self.folder), "STEPWARD_DEMONSTRATION": "1"}, session_id)
        return [entry.data["event"] for entry in kept if entry.kind == kind]

    def _set(self) -> None:
        new = self.folder / f"{CLOCK}.new"
        new.write_text(str(self._ahead // timedelta(microseconds=1)), encoding="ascii")
        new.replace(self.folder / CLOCK)

    def _wait(self) -> None:
        until = time.monotonic() + LONGEST_START_S
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urlopen(f"{self.address}/static/css/tokens.css", timeout=1):  # noqa: S310 - this machine only
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"the ward did not open:\n{self.said()}")


def main() -> None:
    """Serve the ward with the clock of the folder; in the server's own process."""
    from stepward.core.sessions.instants import Instant  # noqa: PLC0415 - only the server needs it
    from stepward.shells import session_places  # noqa: PLC0415 - the same
    from stepward.shells.web import clock, serve  # noqa: PLC0415 - the same

    file = Path(os.environ["STEPWARD_DATA_DIR"]) / CLOCK

    def now() -> Instant:
        found, ahead = session_places.now(), int(file.read_text(encoding="ascii"))
        at = found.at + timedelta(microseconds=ahead)
        return Instant(at=at, monotonic=found.monotonic + ahead, boot=found.boot)

    clock.use(now)
    usual = serve.prepare

    def prepare(*, demo: bool = False) -> None:
        usual(demo=demo)
        _fill()
        _keep_screens_awake()

    serve.prepare = prepare
    serve.serve("127.0.0.1", int(sys.argv[1]), demo=True)


def _keep_screens_awake() -> None:
    """Judge whether screens answer by the machine's own clock: they go on answering while a test moves the ward's."""
    from stepward.core.sessions.instants import Instant  # noqa: PLC0415 - needs the settings
    from stepward.shells import session_places  # noqa: PLC0415 - the same
    from stepward.shells.web.bedside.alarm_book import book  # noqa: PLC0415 - the same
    from stepward.usecases.alarm_screens import Hearing, Screen, Screens  # noqa: PLC0415 - the same
    from stepward.usecases.alarms import Seen  # noqa: PLC0415 - the same

    class Awake(Screens):
        def answered(
            self, session_id: str, station: str, *, person: str, is_first: bool, now: Instant, hearing: Hearing
        ) -> Screen:
            now = session_places.now()
            return super().answered(session_id, station, person=person, is_first=is_first, now=now, hearing=hearing)

        def seen_since(self, session_id: str, station: str, now: Instant) -> datetime:
            del now
            return super().seen_since(session_id, station, session_places.now())

        def silent_since(self, session_id: str, station: str, now: Instant) -> datetime | None:
            del now
            return super().silent_since(session_id, station, session_places.now())

        def blocked_since(self, session_id: str, station: str, now: Instant) -> datetime | None:
            del now
            return super().blocked_since(session_id, station, session_places.now())

        def others(self, session_id: str, now: Instant) -> tuple[Seen, ...]:
            del now
            return super().others(session_id, session_places.now())

    book().screens = Awake()


def _fill() -> None:
    """Ask the pharmacy for every patient, and make every bag, once."""
    from django.utils import timezone  # noqa: PLC0415 - needs the settings

    from stepward.adapters.database.models import SharedPlan  # noqa: PLC0415 - the same
    from stepward.shells.web.prepare.asking import new_order_id  # noqa: PLC0415 - the same
    from stepward.shells.web.prepare.pharmacy import pharmacy  # noqa: PLC0415 - the same
    from stepward.usecases.making import OrderRequest, Patient, Stamp, ask  # noqa: PLC0415 - the same

    shop, now = pharmacy(), timezone.now()
    if any(order.product == PRODUCT for order in shop.orders.starting_from(now - timedelta(days=1))):
        return
    _keep_product()
    plan = SharedPlan.objects.filter(drug="ceftazidime").exclude(line_set="").latest("created_at").id
    for place, (family, given, identifier, born) in enumerate(PATIENTS):
        patient = Patient(
            id=f"patient-{place}",
            family_name=family,
            given_names=given,
            identifier=identifier,
            born_on=born,
            is_invented=True,
        )
        request = OrderRequest(
            plan=plan,
            patient=patient,
            start_at=now + timedelta(hours=1, minutes=place),
            product=PRODUCT,
            overfill="withdraw",
            diluent="0.9 % sodium chloride",
            storage=STORAGE,
        )
        order = new_order_id()
        ask(request, Stamp(id=order, person=_person("moreau"), at=now), pharmacy=shop)
        _make(order, maker=_person("silva"), checker=_person("moreau"))


def _keep_product() -> None:
    """Keep a product of the unit whose dilutions keep for two days (invented), as two people do."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs the settings
    from django.utils import timezone  # noqa: PLC0415 - the same

    from stepward.adapters.catalogue.unit_words import UnitReader, example_words  # noqa: PLC0415 - the same
    from stepward.adapters.database.unit_records import DatabaseUnitRecords  # noqa: PLC0415 - the same
    from stepward.shells.web.unit.shelf import member_of  # noqa: PLC0415 - the same
    from stepward.usecases.unit_records import Draft, Kind, Named, approve, propose  # noqa: PLC0415 - the same

    records, reader, kind = DatabaseUnitRecords(), UnitReader(), Kind.PRODUCT
    author, approver = (member_of(User.objects.get(username=name)) for name in ("moreau", "lindqvist"))
    assert author is not None
    assert approver is not None
    kept = {"lasts": "48 h", "storage": STORAGE, "strength_at_least": "0.001 mg/mL", "source": "SITE"}
    content = {**example_words(kind)["ceftazidime-2-g-tazicef"], "stabilities": [kept]}
    draft = Draft(kind=kind, key=PRODUCT, content=content, reason="Invented for the tests of the bedside.")
    propose(draft, author, timezone.now(), records=records, reader=reader)
    approve(Named(kind=kind, key=PRODUCT, version=1), approver, timezone.now(), records=records, reader=reader)


def _person(username: str) -> "Person":
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs the settings

    from stepward.shells.web.people.signing_in import person_of  # noqa: PLC0415 - the same

    found = person_of(User.objects.get(username=username))
    assert found is not None
    return found


def _make(order: str, *, maker: "Person", checker: "Person") -> None:
    """Make and check every bag of an order that is not made yet."""
    from django.utils import timezone  # noqa: PLC0415 - needs the settings

    from stepward.core.preparation.work import SolutionState  # noqa: PLC0415 - the same
    from stepward.shells.web.prepare.pharmacy import pharmacy  # noqa: PLC0415 - the same
    from stepward.usecases import making  # noqa: PLC0415 - the same

    shop = pharmacy()

    def do(deed: "Command", who: "Person") -> None:
        making.act(order, deed, who, timezone.now(), pharmacy=shop)

    for work in making.open_order(order, now=timezone.now(), pharmacy=shop).works:
        if work.state is SolutionState.TO_MAKE:
            for number in range(1, len(work.draws) + 1):
                do(making.DrawIt(vessel=work.vessel, number=number), maker)
            do(making.FinishIt(vessel=work.vessel), maker)
    for work in making.open_order(order, now=timezone.now(), pharmacy=shop).works:
        if work.state is SolutionState.MADE:
            read = {item.figure.what: item.figure.expected.people(group="").split("\u00a0")[0] for item in work.figures}
            do(making.CheckIt(vessel=work.vessel, figures=read, label=""), checker)
