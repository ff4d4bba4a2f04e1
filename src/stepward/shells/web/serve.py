"""Start the server: check that it is safe, bring the database up to date, listen."""

import errno
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click
import uvicorn

from stepward.core.findings import Refusal
from stepward.shells.web.listening import PatientForAWhile
from stepward.shells.web.safekeeping import check_listener, check_settings, has_tls

if TYPE_CHECKING:
    from stepward.shells.web.session_log import Watching


SWITCH_S = 0.0005
"""How long a thread computes while others wait. Each of many short questions to a file would wait that long in turn."""


class CannotListen(Refusal):
    """The address cannot be opened."""


def serve(host: str = "127.0.0.1", port: int = 8000, *, database: str = "", demo: bool = False) -> None:
    """Serve the pages until stopped; with `demo`, an invented unit in a database of its own.

    Raises:
        UnsafeToStart: if other machines could listen in, or the secret key is weak.
        CannotListen: if the address cannot be opened.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepward.shells.web.settings")
    certificate = os.environ.get("STEPWARD_TLS_CERTIFICATE", "")
    key = os.environ.get("STEPWARD_TLS_KEY", "")
    check_listener(host, is_encrypted=has_tls(os.environ))
    if demo:
        folder = Path(os.environ.get("STEPWARD_DATA_DIR", "var")).resolve()
        os.environ["STEPWARD_DATABASE_URL"] = f"sqlite:///{folder / 'demonstration.sqlite3'}"
        os.environ["STEPWARD_DEMONSTRATION"] = "1"
    elif database:
        os.environ["STEPWARD_DATABASE_URL"] = database
    check_port(host, port)
    check_production()
    prepare(demo=demo)
    scheme = "https" if certificate else "http"
    click.echo(f"Stepward is open at {scheme}://{host}:{port}/ (stop with Ctrl-C)")
    server = uvicorn.Server(
        uvicorn.Config(
            "stepward.shells.web.asgi:application",
            host=host,
            port=port,
            lifespan="off",
            timeout_graceful_shutdown=3,
            log_config=None,  # failures go to the log of the application, which tells where and never what
            log_level="warning",
            access_log=False,
            server_header=False,
            http=PatientForAWhile,
            h11_max_incomplete_event_size=32 * 1024,
            ssl_certfile=certificate or None,
            ssl_keyfile=key or None,
        )
    )
    run_watched(server)


def run_watched(server: uvicorn.Server) -> None:
    """Serve while the keeper watches the log; when told to end, let it prove and sign first (H-23, H-65)."""

    def end(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    sys.setswitchinterval(SWITCH_S)
    signal.signal(signal.SIGTERM, end)  # the server sends itself the signal again once it has ended
    watching = watch()
    try:
        with suppress(KeyboardInterrupt):
            server.run()
    finally:
        watching.stop()


def watch() -> "Watching":
    """Begin to keep the log of sessions; say where its checkpoints are not apart from it (H-65)."""
    from django.conf import settings  # noqa: PLC0415 - settings are read from the environment, complete only now

    from stepward.shells.web.bedside.alarm_book import book  # noqa: PLC0415 - the same
    from stepward.shells.web.session_log import start_watching  # noqa: PLC0415 - the same

    if not settings.SESSION_PLACES.is_apart and not settings.IS_DEMONSTRATION:
        click.echo(
            "The checkpoints lie beside the data. Set STEPWARD_CHECKPOINTS to a file in a place that only takes more."
        )
    return start_watching(book().attend)


def check_port(host: str, port: int) -> None:
    """Open the address once before it is announced.

    Raises:
        CannotListen: if another program listens there, or the address is not one of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            if os.name == "posix":  # as the server does: a port that was left a moment ago is free
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"port {port} is taken: choose another with --port"
            raise CannotListen(msg) from None
        msg = f"{host}, port {port} cannot be opened ({error.strerror}): choose others with --host and --port"
        raise CannotListen(msg) from None


def check_production() -> None:
    """Refuse settings that are not those of production.

    Raises:
        UnsafeToStart: naming what is wrong.
    """
    from django.conf import settings  # noqa: PLC0415 - settings are read from the environment, complete only now

    check_settings(
        debug=settings.DEBUG,
        hosts=settings.ALLOWED_HOSTS,
        key=settings.SECRET_KEY,
        hashers=settings.PASSWORD_HASHERS,
    )


def prepare(*, demo: bool = False) -> None:
    """Bring the database up to date and, for a demonstration, invent a unit and say its passwords once."""
    import django  # noqa: PLC0415 - settings are read from the environment, which is complete only now
    from django.core.management import call_command  # noqa: PLC0415 - the same

    django.setup()
    refuse_upgrade_while_running()
    call_command("migrate", interactive=False, verbosity=0)
    if not demo:
        _say_first_administrator()
        return
    from stepward.shells.web import demonstration  # noqa: PLC0415 - the same, and only where it is wanted

    accounts = demonstration.fill()
    demonstration.fill_day()
    demonstration.fill_past()
    if accounts:
        click.echo("Invented accounts; their passwords are shown this once:")
    for account in accounts:
        click.echo(
            f"  {account.username:<10} {account.password}   {account.name}, {' and '.join(account.roles) or 'no role'}"
        )


def _say_first_administrator() -> None:
    """Say the first password of the administrator, once, where the unit has no account yet."""
    from stepward.shells.web.people import accounts  # noqa: PLC0415 - the same

    if (found := accounts.first_administrator()) is not None:
        user, password = found
        click.echo("First account; its password is shown this once, and changed at the first sign-in:")
        click.echo(f"  {user.username}   {password}")


def refuse_upgrade_while_running() -> None:
    """Refuse to change the tables while drug runs (H-70).

    Raises:
        UpgradeRefused: if the tables are of an earlier version and a session is running.
    """
    from django.db import connection  # noqa: PLC0415 - settings are read from the environment, complete only now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - the same

    from stepward.shells.web.session_log import session_log  # noqa: PLC0415 - the same
    from stepward.usecases.keeping import refuse_while_running  # noqa: PLC0415 - the same

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        refuse_while_running(session_log())
