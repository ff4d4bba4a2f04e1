"""The commands `stepward replay` and `stepward audit`: a session as it was, and whether its log is whole.

Exit status: 0 done; 1 the chain is broken, or a scenario is not as it says; 2 the file cannot be read.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from stepward.shells.cli_files import write_whole

if TYPE_CHECKING:
    from stepward.adapters.event_log.checkpoints import Checkpoint
    from stepward.adapters.event_log.exported import Exported
    from stepward.core.sessions.chain import Stored
    from stepward.core.sessions.events import Entry

DONE, FOUND = 0, 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--log", "log_file", type=click.Path(path_type=Path), help="Write the log to this file, for audit.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Print the record to this file.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
def replay(
    file: Path, as_json: bool, log_file: Path | None, pdf: Path | None, paper: Literal["a4", "us-letter"]
) -> int:
    """Show an exported session log, or a scenario (.toml), step by step exactly as it was.

    FILE may also be the id of a session in the data folder: with --log it is exported.
    """
    wanted = log_file is not None or pdf is not None
    if file.suffix == ".toml" and not wanted:
        return _rehearse(file, as_json=as_json)
    found = _rehearsed(file) if file.suffix == ".toml" else _kept_or_exported(file)
    if log_file is not None:
        from stepward.adapters.event_log.exported import export

        write_whole(log_file, export(found.session_id, found.entries))
        click.echo(f"{log_file} is written.")
        if pdf is None and not as_json:
            return DONE
    return _replay(found, as_json=as_json, pdf=pdf, paper=paper)


def _kept_or_exported(file: Path) -> "Exported":
    """Read an exported log, or the session of this id in the data folder."""
    if not file.exists() and not file.suffix and len(file.parts) == 1:
        from stepward.shells.session_places import kept_session

        kept = kept_session(os.environ, file.name)
        if kept:
            return _as_exported(file.name, kept)
    return _exported(file)


def _rehearsed(file: Path) -> "Exported":
    """Run a scenario, and give the log of its last session."""
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.scenario_toml import MOST_BYTES, read_scenario
    from stepward.adapters.event_log.memory import MemoryEventLog
    from stepward.usecases.rehearsing import rehearse

    scenario = read_scenario(_read(file, MOST_BYTES), name=file.name)
    log = MemoryEventLog(lambda: datetime.now(UTC))
    rehearse(scenario, log=log, catalogue=shipped)
    session_id = f"{scenario.name} {len(scenario.parts)}"
    return _as_exported(session_id, log.entries(session_id))


def _as_exported(session_id: str, entries: "tuple[Stored, ...]") -> "Exported":
    from stepward.adapters.event_log.exported import export, read_export

    return read_export(export(session_id, entries))


def _replay(found: "Exported", *, as_json: bool, pdf: Path | None, paper: Literal["a4", "us-letter"]) -> int:
    from stepward.adapters.documents.replay_text import replay_json, replay_text
    from stepward.core.sessions.storing import entry_of

    fault, sound = _fault(found)
    entries = [entry_of(item) for item in sound]
    if pdf is not None:
        write_whole(pdf, _printed(found.session_id, sound, entries, fault=fault, paper=paper))
    if as_json:
        words = replay_json(found.session_id, entries) | {"fault": fault or None}
        click.echo(json.dumps(words, ensure_ascii=False, indent=2))
    elif pdf is None:
        click.echo(replay_text(found.session_id, entries))
    else:
        click.echo(f"{pdf} is written.")
    if fault and not as_json:
        click.echo(f"FAULT    {fault}")
    return FOUND if fault else DONE


def _printed(
    session_id: str, sound: "tuple[Stored, ...]", entries: "list[Entry]", *, fault: str,
    paper: Literal["a4", "us-letter"],
) -> bytes:  # fmt: skip
    """Print what stands before a fault, and the fault."""
    from stepward.adapters.documents.record_paper import RecordHead, record_pdf
    from stepward.core.sessions.chain import BEGINNING
    from stepward.core.sessions.record import record_of

    head = RecordHead(session_id=session_id, head_hash=sound[-1].hash if sound else BEGINNING.hash, fault=fault)
    printed_at = datetime.now(UTC).replace(microsecond=0)
    return record_pdf(record_of(entries), head, paper=paper, printed_at=printed_at)


def _fault(found: "Exported") -> "tuple[str, tuple[Stored, ...]]":
    """Tell where the chain breaks, and the entries before it."""
    from stepward.core.sessions.chain import first_break

    where = first_break(found.entries)
    if where is not None:
        return f"entry {where.sequence}: {where.fault.value}", found.entries[: where.sequence - 1]
    if not found.is_whole:
        return f"entry {len(found.entries) + 1}: {found.count} entries are announced, {len(found.entries)} are there", (
            found.entries
        )
    return "", found.entries


def _exported(file: Path) -> "Exported":
    from stepward.adapters.event_log.exported import LARGEST_FILE, NotAnExport, read_export

    content = _read(file, LARGEST_FILE)
    try:
        return read_export(content)
    except NotAnExport as wrong:
        msg = f"{file}: {wrong}"
        raise click.UsageError(msg) from wrong


def _read(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        msg = f"{file}: {error.strerror or error}"
        raise click.UsageError(msg) from error


def _rehearse(file: Path, *, as_json: bool) -> int:
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.replay_text import rehearsal_json, rehearsal_text
    from stepward.adapters.documents.scenario_toml import MOST_BYTES, read_scenario
    from stepward.adapters.event_log.memory import MemoryEventLog
    from stepward.usecases.rehearsing import rehearse

    scenario = read_scenario(_read(file, MOST_BYTES), name=file.name)
    found = rehearse(scenario, log=MemoryEventLog(lambda: datetime.now(UTC)), catalogue=shipped)
    if as_json:
        click.echo(json.dumps(rehearsal_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(rehearsal_text(found))
    return FOUND if found.faults else DONE


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--checkpoints", type=click.Path(path_type=Path), help="File of signed checkpoints: proves the tail.")
@click.option("--key", type=click.Path(path_type=Path), help="Key of the checkpoints.")
def audit(files: tuple[Path, ...], as_json: bool, checkpoints: Path | None, key: Path | None) -> int:
    """Verify the chain of exported session logs, and say at which entry it breaks.

    A chain alone cannot show that its last entries were cut off: checkpoints and their key can.
    """
    if (checkpoints is None) != (key is None):
        msg = "checkpoints and key: expected both, or neither"
        raise click.UsageError(msg)
    signed = None if checkpoints is None or key is None else _signed(checkpoints, key)
    reports = [_report(file, signed) for file in files]
    if as_json:
        click.echo(json.dumps({"files": reports}, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            click.echo(_line(report))
    return FOUND if any(report["fault"] for report in reports) else DONE


def _signed(checkpoints: Path, key: Path) -> "Checkpoint":
    """Read what was signed.

    Raises:
        UsageError: if it cannot be read, or was not signed with this key.
    """
    from stepward.adapters.event_log.checkpoints import Checkpoints, read_key

    if not checkpoints.is_file():
        msg = f"{checkpoints}: expected a file of checkpoints"
        raise click.UsageError(msg)
    return Checkpoints(checkpoints, key=read_key(key), clock=lambda: datetime.now(UTC)).read()


def _report(file: Path, signed: "Checkpoint | None") -> dict[str, Any]:
    found = _exported(file)
    fault, sound = _fault(found)
    if signed is not None and not fault:
        from stepward.adapters.event_log.checkpoints import gap

        beyond = gap(signed, found.session_id, found.entries)
        if beyond is not None:
            now = "missing" if beyond.is_missing else "another"
            fault = f"entry {beyond.sequence} was signed by a checkpoint and is {now}"
    return {
        "tail": "not proven" if signed is None else "as signed" if not fault else "not as signed",
        "file": str(file),
        "session": found.session_id,
        "entries": len(found.entries),
        "sound": len(sound),
        "newest": sound[-1].hash if sound else None,
        "fault": fault or None,
    }


def _line(report: dict[str, Any]) -> str:
    if report["fault"]:
        return f"FAULT    {report['file']}: {report['fault']}"
    tail = "the tail is as signed" if report["tail"] == "as signed" else "the tail is not proven without checkpoints"
    entries, newest = report["entries"], report["newest"] or "none"
    return f"{report['file']}: {entries} entries, the chain holds; {tail}; newest {newest}"
