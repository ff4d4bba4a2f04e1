"""The commands `stepward report`: check a file of safety reports, and read what a receiver answered."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stepward.adapters.e2b.files import Acknowledged, ReadBatch
    from stepward.adapters.e2b.ruling import Fault

DONE, FOUND = 0, 1
_FILE = click.argument("file", metavar="FILE.xml", type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
_MEANINGS = {
    "AA": "the whole file was taken",
    "AE": "the file holds reports that were not taken",
    "AR": "the whole file was refused",
    "CA": "taken",
    "CE": "not taken",
    "CR": "not taken",
}


@click.group()
def report() -> None:
    """Check safety reports (E2B files)."""


@report.command()
@_FILE
@_JSON
def check(file: Path, as_json: bool) -> int:
    """Check FILE.xml: schema and rejection rules.

    The file is read only; nothing is sent. Status 1: it would be rejected.
    """
    from stepward.adapters.e2b.files import read_batch
    from stepward.adapters.e2b.rules import broken

    found = read_batch(_read(file))
    faults = broken(found.batch, datetime.now(UTC))
    is_rejected = bool(found.invalid) or any(fault.is_rejection for fault in faults)
    if as_json:
        click.echo(json.dumps(_json(found, faults), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, faults)))
    return FOUND if is_rejected else DONE


@report.command()
@_FILE
@_JSON
def ack(file: Path, as_json: bool) -> int:
    """Read the answer to a file that was sent.

    Status 1: something was not taken.
    """
    from stepward.adapters.e2b.files import read_acknowledgement

    found = read_acknowledgement(_read(file))
    if as_json:
        told = [{"number": each.number, "code": each.code, "taken": each.is_taken, "batch": each.is_batch,
                 "words": list(each.words)} for each in found]  # fmt: skip
        click.echo(json.dumps({"answers": told}, ensure_ascii=False, indent=2))
    else:
        for each in found:
            click.echo(_answer(each))
    return DONE if found and all(each.is_taken for each in found) else FOUND


def _read(path: Path) -> bytes:
    """Read no more than is ever parsed, and one byte that says that there is more."""
    from stepward.adapters.e2b.guarding import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path}: {error.strerror or error}"
        raise click.UsageError(msg) from error


def _lines(found: "ReadBatch", faults: "tuple[Fault, ...]") -> list[str]:
    from stepward.adapters.e2b.rules_left_out import LEFT_OUT

    cases = [case.text("C.1.1") or "a case without a number" for case in found.batch.messages]
    lines = [f"{len(cases)} {'report' if len(cases) == 1 else 'reports'}: {', '.join(_safe(case) for case in cases)}"]
    lines += [f"SCHEMA   {_safe(each)}" for each in found.invalid]
    lines += [
        f"{'REJECTED' if each.is_rejection else 'WARNING '} {each.rule or each.element:<8} {_safe(each.words)}."
        for each in faults
    ]
    if not found.invalid:
        lines.append("The file is valid by the schema.")
    if not faults:
        lines.append("No rule that is implemented rejects it.")
    if found.left:
        lines.append(f"Not read: {len(found.left)} kinds of elements. They are no part of what was checked:")
        lines += [f"  {each}" for each in found.left]
    lines.append(f"{len(LEFT_OUT)} published rules are not implemented, and codes of MedDRA are not looked up.")
    return lines


def _json(found: "ReadBatch", faults: "tuple[Fault, ...]") -> dict[str, Any]:
    return {
        "cases": [case.text("C.1.1") for case in found.batch.messages],
        "schema": list(found.invalid),
        "faults": [
            {"rule": each.rule, "element": each.element, "words": each.words, "rejects": each.is_rejection}
            for each in faults
        ],
        "not_read": list(found.left),
    }


def _answer(each: "Acknowledged") -> str:
    what = "File" if each.is_batch else "Report"
    meaning = _MEANINGS.get(each.code, "an answer that is not on the list")
    words = f" {_safe(' '.join(each.words))}" if each.words else ""
    return f"{what} {_safe(each.number) or 'without a number'}: {meaning} ({_safe(each.code) or 'no code'}).{words}"


def _safe(text: str) -> str:
    """Keep what a terminal would obey, and line ends, out of what a stranger wrote."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
