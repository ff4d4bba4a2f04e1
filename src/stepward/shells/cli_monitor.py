"""`stepward monitor`: act as a monitor at a bed, and send invented vital signs to a server."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from itertools import count as counted
from pathlib import Path
from urllib.parse import urlsplit

import click

from stepward.core.findings import Refusal
from stepward.simulation.monitor import Course, readings

PATH, TIMEOUT_S, LOCAL = "/stations/vitals/", 10, frozenset({"127.0.0.1", "localhost", "::1"})


class CannotSend(Refusal):
    """The address is none that may be sent to, or the server does not answer."""


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="The server.")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--every", type=click.FloatRange(min=1), default=15, show_default=True, help="Seconds between messages.")
@click.option("--course", type=click.Choice([item.value for item in Course]), default="calm", show_default=True)
@click.option("--count", "most", type=click.IntRange(min=1), help="End after so many messages.")
@click.option("--seed", type=int, default=1, show_default=True)
def monitor(url: str, token_file: Path, every: float, course: str, most: int | None, seed: int) -> None:
    """Send invented vital signs, as a monitor at a bed does."""
    address, token = _address(url), token_file.read_text(encoding="utf-8").strip()
    found = readings(Course(course), seed)
    for number in counted(1):
        click.echo(_send(address, token, next(found)))
        if number == most:
            return
        time.sleep(every)


def _address(url: str) -> str:
    """Write the address of the endpoint; without TLS it sends to this machine alone.

    Raises:
        CannotSend: if it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = f"{url} is no address of a server: expected such as http://127.0.0.1:8000"
        raise CannotSend(msg)
    if parts.scheme == "http" and parts.hostname not in LOCAL:
        msg = f"{url}: a token is sent to another machine over https alone"
        raise CannotSend(msg)
    return f"{parts.scheme}://{parts.netloc}{PATH}"


def _send(address: str, token: str, values: dict[str, dict[str, str]]) -> str:
    body = {"values": values, "measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        address,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        method="POST",
    )
    said = ", ".join(f"{name} {item['value']}" for name, item in values.items())
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - the same
            found = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return f"{error.code} {_sentence(error)}"
    except OSError as error:
        return f"not sent: {getattr(error, 'reason', error)}"
    unsure = f"; a person measures {', '.join(found['unsure'])}" if found["unsure"] else ""
    return f"kept: {said}{unsure}"


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["sentence"])
    except (ValueError, KeyError):
        return error.reason
