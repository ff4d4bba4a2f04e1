"""What must be right before the server starts: its key, its database, and who can listen in (H-100)."""

import os
import secrets
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from stepward.core.findings import Refusal

SHORTEST_KEY = 50
FEWEST_DIFFERENT_LETTERS = 16
ONLY_OWNER = 0o600
OTHERS = 0o077
STRONG_HASHERS = ("ScryptPasswordHasher", "Argon2PasswordHasher")
_DEFAULT_WORDS = ("insecure", "change", "default", "example", "secret-key", "password")


class UnsafeToStart(Refusal, ValueError):
    """The server must not start like this; says what is wrong and what sets it right."""


def checked_key(key: str, *, where: str) -> str:
    """Accept a secret key only if it is long, varied and not one out of a manual.

    Raises:
        UnsafeToStart: if it is weak.
    """
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT_LETTERS:
        msg = f"{where}: the key is weak. Delete it: a new one of {SHORTEST_KEY} or more random letters is made."
        raise UnsafeToStart(msg)
    if any(word in key.lower() for word in _DEFAULT_WORDS):
        msg = f"{where}: the key is one out of a manual. Delete it: a new random one is made."
        raise UnsafeToStart(msg)
    return key


def secret_key(folder: Path) -> str:
    """Read the key from STEPWARD_SECRET_KEY or the data folder; make it there at the first start.

    Raises:
        UnsafeToStart: if the key is weak or others can read its file.
    """
    given = os.environ.get("STEPWARD_SECRET_KEY")
    if given is not None:
        return checked_key(given, where="STEPWARD_SECRET_KEY")
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
    except FileExistsError:
        if path.stat().st_mode & OTHERS:
            msg = f"{path}: others can read the key. Set its mode to 0600."
            raise UnsafeToStart(msg) from None
        return checked_key(path.read_text(encoding="ascii").strip(), where=str(path))
    key = secrets.token_urlsafe(SHORTEST_KEY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key


def database(url: str, folder: Path) -> dict[str, Any]:
    """Read a database address; without one, SQLite in the data folder.

    Raises:
        UnsafeToStart: if it is neither SQLite nor PostgreSQL.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "":
            return _sqlite(folder / "stepward.sqlite3")
        case "sqlite":
            return _sqlite(Path(unquote(url.removeprefix("sqlite:///"))))
        case "postgres" | "postgresql":
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.removeprefix("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": parts.hostname or "",
                "PORT": str(parts.port or ""),
                "CONN_MAX_AGE": None,
                "CONN_HEALTH_CHECKS": True,
            }
        case _:
            msg = "the database is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
            raise UnsafeToStart(msg)


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,  # the threads that answer stay, and so may their connections
        "OPTIONS": {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
        },
    }


def has_tls(environment: Mapping[str, str]) -> bool:
    """Tell whether the connection is encrypted: here with certificate and key, or before by a proxy."""
    own = environment.get("STEPWARD_TLS_CERTIFICATE") and environment.get("STEPWARD_TLS_KEY")
    return bool(own) or environment.get("STEPWARD_BEHIND_TLS") == "1"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches the host."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def check_listener(host: str, *, is_encrypted: bool) -> None:
    """Refuse to listen to other machines without TLS.

    Raises:
        UnsafeToStart: saying which settings are missing.
    """
    if not is_loopback(host) and not is_encrypted:
        msg = (
            f"{host}: other machines reach this address, and TLS is not set. Set STEPWARD_TLS_CERTIFICATE and "
            "STEPWARD_TLS_KEY, or STEPWARD_BEHIND_TLS=1 where a proxy of the same network ends TLS."
        )
        raise UnsafeToStart(msg)


def check_settings(*, debug: bool, hosts: Sequence[str], key: str, hashers: Sequence[str]) -> None:
    """Refuse settings that are not those of production, whichever file they come from.

    Raises:
        UnsafeToStart: naming what is wrong.
    """
    checked_key(key, where="SECRET_KEY")
    if debug:
        msg = "DEBUG is on: pages would show what is inside. Start without it."
        raise UnsafeToStart(msg)
    if "*" in hosts:
        msg = "STEPWARD_HOSTS names every host. Name the hosts of this server alone."
        raise UnsafeToStart(msg)
    if not hashers or any(not name.endswith(STRONG_HASHERS) for name in hashers):
        msg = "Passwords would be kept with a weak hash. Keep them with scrypt."
        raise UnsafeToStart(msg)
