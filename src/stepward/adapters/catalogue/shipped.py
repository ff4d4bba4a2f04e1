"""The catalogue that ships with the package, and a folder of a site's own files beside it."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from stepward.adapters.catalogue.protocol_files import UnreadableProtocol, read_protocol
from stepward.core.findings import Refusal
from stepward.core.protocols.lengthening import added_step, lengthened
from stepward.core.protocols.plan import DrugEntry
from stepward.core.protocols.protocol import Kind, Protocol
from stepward.core.quantities import Duration, Rate, Strength, parse_amount

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


class UnknownProtocol(Refusal, LookupError):
    """No protocol has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication, label or policy behind a number: what was read, where and when."""

    id: str
    citation: str
    read_at: str = ""
    read_on: str = ""
    doi: str = ""
    what: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """A published ladder that is too incomplete to be a protocol: shown and searched, never planned."""

    id: str
    kind: str
    title: str
    drug: str
    missing: tuple[str, ...]
    source: str


def _data(*parts: str) -> Traversable:
    return files("stepward.data").joinpath(*parts)


def protocol_ids() -> tuple[str, ...]:
    """List the ids of all shipped protocols, sorted."""
    names = (item.name for item in _data("protocols").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def protocol_bytes(protocol_id: str) -> bytes:
    """Give the file of a protocol, byte by byte; of a lengthened one with a line that says which step is added.

    Raises:
        UnknownProtocol: if there is none of this id.
    """
    more = added_step(protocol_id)
    if more is not None:
        base, before = more
        return protocol_bytes(base) + f"# One step is added before step {before}.\n".encode()
    item = _data("protocols", f"{protocol_id}.toml")
    if _ID.fullmatch(protocol_id) is None or not item.is_file():
        msg = f"no protocol {protocol_id!r}: `stepward protocols list` shows the ids"
        raise UnknownProtocol(msg)
    return item.read_bytes()


@cache
def protocol(protocol_id: str) -> Protocol:
    """Read a shipped protocol, or lengthen one: `12-step+9` is the 12-step ladder with a step added before step 9.

    Raises:
        UnknownProtocol: if there is none of this id.
        NotLengthened: if it cannot be lengthened there.
    """
    more = added_step(protocol_id)
    if more is not None:
        base, before = more
        return lengthened(protocol(base), before)
    found = read_protocol(protocol_bytes(protocol_id), name=f"{protocol_id}.toml")
    if found.id != protocol_id:
        msg = f"{protocol_id}.toml: the file's id is {found.id!r}"
        raise UnreadableProtocol(msg)
    return found


def file_hash(content: bytes) -> str:
    """Give the SHA-256 of a file in hexadecimal: what a unit approves."""
    return hashlib.sha256(content).hexdigest()


def protocols() -> tuple[Protocol, ...]:
    """Read all shipped protocols."""
    return tuple(protocol(item) for item in protocol_ids())


@cache
def sources() -> dict[str, Source]:
    """Read all sources by id."""
    data = tomllib.loads(_data("sources.toml").read_text(encoding="utf-8"))
    return {key: Source(id=key, **value) for key, value in data.items()}


@cache
def evidence_entries() -> dict[str, EvidenceEntry]:
    """Read the evidence entries by id, which is that of their printed table."""
    data = tomllib.loads(_data("evidence_entries.toml").read_text(encoding="utf-8"))
    return {key: _evidence_entry(key, value) for key, value in data.items()}


def _evidence_entry(name: str, value: dict[str, Any]) -> EvidenceEntry:
    return EvidenceEntry(
        id=name,
        kind=Kind(value["kind"]).value,
        title=value["title"],
        drug=value["drug"],
        missing=tuple(value["missing"]),
        source=value["source"],
    )


@cache
def drug_entries() -> dict[str, DrugEntry]:
    """Read the drug entries by lower-case name."""
    data = tomllib.loads(_data("drugs.toml").read_text(encoding="utf-8"))
    return {key.casefold(): _drug_entry(key, value) for key, value in data.items()}


def _drug_entry(name: str, value: dict[str, str]) -> DrugEntry:
    readers = {
        "strength_at_most": Strength.parse,
        "strength_at_least": Strength.parse,
        "dose_at_most": parse_amount,
        "rate_at_most": Rate.parse,
        "infusion_at_most": Duration.parse,
    }
    limits = {key: read(value[key]) for key, read in readers.items() if key in value}
    texts = {key: value[key] for key in ("source", "quote", "says") if key in value}
    return DrugEntry(name=name, display=value.get("display", name), **limits, **texts)  # type: ignore[arg-type]


def printed_tables() -> tuple[tuple[str, bytes], ...]:
    """Give the name and the bytes of every printed table."""
    found = ((item.name, item.read_bytes()) for item in _data("printed").iterdir() if item.name.endswith(".yaml"))
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A catalogue of one protocol that a site wrote, with the shipped drug entries."""

    own: Protocol

    def protocol(self, protocol_id: str, /) -> Protocol:  # noqa: ARG002 - there is only the one
        """Give the protocol of the file."""
        return self.own

    def drug_entries(self) -> dict[str, DrugEntry]:
        """List the shipped drug entries."""
        return drug_entries()


def with_one(own: Protocol) -> OwnFile:
    """Make a catalogue of one protocol."""
    return OwnFile(own)
