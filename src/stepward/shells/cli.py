"""The command line: translate words, call one use case, translate the answer (design: the contract is stable).

Exit status: 0 done; 1 done, with a BLOCK or a FAULT; 2 unreadable input, in one line on stderr.
"""

import json
import os
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from stepward import __version__
from stepward.core.findings import Refusal
from stepward.shells.cli_files import write_whole
from stepward.shells.cli_keeping import backup, restore
from stepward.shells.cli_monitor import monitor
from stepward.shells.cli_options import LINE_WORDS, line_options, plan_options, repair_options
from stepward.shells.cli_pool import pool
from stepward.shells.cli_prepare import prepare
from stepward.shells.cli_report import report
from stepward.shells.cli_screen import screen
from stepward.shells.cli_sessions import audit, replay
from stepward.shells.cli_tolerance import tolerance

if TYPE_CHECKING:
    from stepward.core.protocols.plan import Plan
    from stepward.usecases.planning import Catalogue
    from stepward.usecases.veining import AtVein, LineRequest

DONE, FOUND, UNREADABLE = 0, 1, 2


def main() -> NoReturn:
    """Run the command line; every refusal is one line on stderr and status 2."""
    try:
        status = commands.main(standalone_mode=False, prog_name="stepward")
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(UNREADABLE)
    except click.ClickException as error:
        _refuse(error.format_message())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except (Refusal, OSError) as error:
        _refuse(str(error))
    sys.exit(status if isinstance(status, int) else DONE)


def _refuse(text: str) -> NoReturn:
    click.echo(f"stepward: {' '.join(text.split())}", err=True)
    sys.exit(UNREADABLE)


class Commands(click.Group):
    """All commands on one screen: the two options stand in the first line."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands alone."""
        self.format_commands(ctx, formatter)


@click.group(
    cls=Commands,
    options_metavar="[--version | --help]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="stepward %(version)s")
def commands() -> None:
    """Plan and run desensitizations. Status: 0, 1 BLOCK or FAULT, 2 unreadable."""


@commands.command()
@click.argument("protocol")
@plan_options
@line_options(is_needed=False)
@click.option("--start", default="", metavar="HH:MM", help="Clock time of step 1, for the paper.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the bedside sheet.")
@click.option("--csv", "as_csv", type=click.Path(path_type=Path, dir_okay=False), help="Write the table.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
def plan(protocol: str, start: str, as_json: bool, pdf: Path | None, as_csv: Path | None,
         paper: Literal["a4", "us-letter"], **words: str) -> int:  # fmt: skip
    """Plan PROTOCOL (an id, or a .toml file of your own) for a drug and a target dose, with every check.

    With --common-volume the PDF says how the line is filled and flushed, and what the vein gets.
    """
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.plan_json import plan_json
    from stepward.adapters.documents.tables import plan_csv, plan_text
    from stepward.usecases import planning

    started = _clock(start)
    line = _line_of(words, pdf=pdf)
    catalogue = _own_file(Path(protocol)) if protocol.endswith(".toml") else shipped
    found = planning.plan(planning.PlanRequest(protocol=protocol, **words), catalogue=catalogue)
    if as_json:
        click.echo(json.dumps(plan_json(found), ensure_ascii=False, indent=2))
    elif pdf is None and as_csv is None:
        click.echo(plan_text(found), nl=False)
    if pdf is not None or as_csv is not None:
        if found.is_blocked:
            return _blocked(found, quiet=as_json)
        if pdf is not None:
            write_whole(pdf, _paper(found, line, paper=paper, start=started))
        if as_csv is not None:
            write_whole(as_csv, plan_csv(found).encode())
        if not as_json:
            _say_what_was_written(found, [path for path in (pdf, as_csv) if path is not None])
    return FOUND if found.is_blocked else DONE


def _own_file(path: Path) -> "Catalogue":
    """Make a catalogue of one protocol file that a site wrote."""
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.catalogue.protocol_files import read_protocol

    return shipped.with_one(read_protocol(_read(path), name=path.name))


def _line_of(words: dict[str, str], *, pdf: Path | None) -> "LineRequest | None":
    """Take the line out of the words of a plan; only the paper shows what a line does."""
    given = {name: words.pop(name) for name in ("common_volume", "primed_with", "carrier")}
    if given["common_volume"]:
        if pdf is None:
            msg = "common-volume: expected with --pdf; 'stepward vein' shows here what the vein gets"
            raise click.UsageError(msg)
        from stepward.usecases.veining import LineRequest

        return LineRequest(**given)
    if given["carrier"] or given["primed_with"] != "saline":
        msg = "common-volume: expected, because the line is described; give its volume such as '20 mL'"
        raise click.UsageError(msg)
    return None


def _paper(
    found: "Plan", line: "LineRequest | None", *, paper: Literal["a4", "us-letter"], start: time | None
) -> bytes:
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.paper import plan_pdf
    from stepward.usecases.veining import vein_of

    return plan_pdf(
        found,
        paper=paper,
        start=start,
        printed_at=datetime.now(UTC).replace(microsecond=0),
        sources=shipped.sources(),
        at_vein=None if line is None else vein_of(found, line),
    )


def _say_what_was_written(found: "Plan", paths: list[Path]) -> None:
    from stepward.adapters.documents.tables import finding_text
    from stepward.core.findings import Severity

    for path in paths:
        click.echo(f"{path} is written.")
    for finding in found.findings:
        if finding.severity is Severity.CAUTION:
            click.echo(finding_text(finding))


def _blocked(found: "Plan", *, quiet: bool) -> int:
    from stepward.adapters.documents.tables import finding_text
    from stepward.core.findings import Severity

    if not quiet:
        for finding in found.findings:
            if finding.severity is Severity.BLOCK:
                click.echo(finding_text(finding), err=True)
    click.echo("stepward: nothing was written: the plan is blocked", err=True)
    return FOUND


def _clock(text: str) -> time | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%H:%M").replace(tzinfo=UTC).time()
    except ValueError:
        msg = f"start: {text!r}: expected a clock time such as 09:30"
        raise click.UsageError(msg) from None


@commands.command()
@click.argument("text")
def verify(text: str) -> int:
    """Re-check what a printed code says: its hash, and the plan computed again."""
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.seal import differences, line_volume, read_seal
    from stepward.adapters.documents.tables import plain
    from stepward.usecases.verifying import Printed, recompute

    seal = read_seal(text)
    printed = Printed(**{key: getattr(seal, key) for key in Printed.__dataclass_fields__})
    found = recompute(printed, catalogue=shipped)
    wrong = (*found.differences, *differences(seal, found.plan, found.at_vein))
    target = plain(found.plan.order.target.amount.people())
    click.echo(f"{seal.drug} {target}, protocol {seal.protocol}, version {seal.version}, hash {seal.short_hash}")
    for line in wrong:
        click.echo(f"FAULT    {line}")
    if found.plan.is_blocked:
        click.echo("FAULT    the plan computed again is blocked")
    if wrong or found.plan.is_blocked:
        return FOUND
    click.echo(f"The hash is right, and all {len(found.plan.effective.steps)} steps computed again are as printed.")
    if found.at_vein is not None:
        click.echo(f"So is what the vein gets through the line of {plain(line_volume(found.at_vein).people())}.")
    return DONE


@commands.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def protocols(context: click.Context, as_json: bool) -> int:
    """List, show or check protocols."""
    return _list(as_json=as_json) if context.invoked_subcommand is None else DONE


_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


@protocols.command("list")
@_JSON
def list_(as_json: bool) -> int:
    """List all protocols and evidence entries."""
    return _list(as_json=as_json)


def _list(*, as_json: bool) -> int:
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.protocol_text import catalogue_json, catalogue_text

    found = shipped.protocols(), shipped.evidence_entries()
    click.echo(json.dumps(catalogue_json(*found), ensure_ascii=False, indent=2) if as_json else catalogue_text(*found))
    return DONE


@protocols.command()
@click.argument("protocol_id", metavar="ID")
@_JSON
def show(protocol_id: str, as_json: bool) -> int:
    """Show a protocol: steps, source, known errors."""
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.protocol_text import entry_json, entry_text, protocol_json, protocol_text

    entry = shipped.evidence_entries().get(protocol_id)
    if entry is not None:
        click.echo(json.dumps(entry_json(entry), ensure_ascii=False, indent=2) if as_json else entry_text(entry))
        return DONE
    found = shipped.protocol(protocol_id)
    sources = shipped.sources()
    text = protocol_json(found, sources) if as_json else protocol_text(found, sources)
    click.echo(json.dumps(text, ensure_ascii=False, indent=2) if as_json else text)
    return DONE


@protocols.command()
@click.argument("file", type=click.Path(path_type=Path))
@_JSON
def check(file: Path, as_json: bool) -> int:
    """Check a protocol file: print its table and every finding."""
    from stepward.adapters.catalogue.protocol_files import read_protocol
    from stepward.adapters.catalogue.shipped import sources
    from stepward.adapters.documents.plan_json import finding_json
    from stepward.adapters.documents.protocol_text import protocol_text
    from stepward.adapters.documents.tables import finding_text
    from stepward.usecases.checking import check_protocol

    found = read_protocol(_read(file), name=file.name)
    checked = check_protocol(found, known_sources=frozenset(sources()))
    if as_json:
        findings = [finding_json(item) for item in checked.findings]
        click.echo(json.dumps({"id": found.id, "findings": findings}, ensure_ascii=False, indent=2))
    else:
        click.echo(protocol_text(found, sources()))
        for item in checked.findings:
            click.echo(finding_text(item))
    return FOUND if checked.is_blocked else DONE


def _read(path: Path) -> bytes:
    from stepward.adapters.catalogue.protocol_files import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path}: {error.strerror or error}"
        raise click.UsageError(msg) from error


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--decimal-comma", is_flag=True, help="The table writes 2,5 for two and a half.")
@click.option("--solutions", type=click.Path(path_type=Path), help="CSV file of the solutions, for a CSV table.")
@_JSON
def lint(files: tuple[Path, ...], decimal_comma: bool, solutions: Path | None, as_json: bool) -> int:
    """Check printed tables, YAML or CSV, cell by cell."""
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.catalogue.printed_files import read_printed
    from stepward.adapters.documents.lint_text import lint_json, lint_lines
    from stepward.core.lint import Verdict
    from stepward.core.protocols.printed import PrintedTable
    from stepward.usecases.linting import lint_file

    beside = None if solutions is None else _read(solutions)
    published = [read_printed(content, name=name) for name, content in shipped.printed_tables()]

    def read(content: bytes, name: str) -> PrintedTable:
        return read_printed(content, name=name, decimal_comma=decimal_comma, solutions=beside)

    reports = []
    for path in files:
        content, reason = None, ""
        try:
            content = _read(path)
        except click.UsageError as error:
            reason = error.format_message()
        reports.append(lint_file(content, name=str(path), reader=read, published=published, reason=reason))
    if all(report.verdict is Verdict.UNREADABLE for report in reports):
        _refuse("; ".join(report.reason for report in reports))
    click.echo(json.dumps(lint_json(reports), ensure_ascii=False, indent=2) if as_json else lint_lines(reports))
    return FOUND if any(report.verdict is Verdict.FAULTS for report in reports) else DONE


@commands.command()
@click.argument("protocol")
@plan_options
@line_options(is_needed=True)
@repair_options
@_JSON
def vein(protocol: str, as_json: bool, **words: str) -> int:
    """Show what the vein gets of a plan through a line."""
    from stepward.adapters.catalogue import shipped
    from stepward.usecases.planning import PlanRequest
    from stepward.usecases.veining import LineRequest, vein_of_plan

    line = LineRequest(**{name: words.pop(name) for name in LINE_WORDS})
    found = vein_of_plan(PlanRequest(protocol=protocol, **words), line, catalogue=shipped)
    _show_vein(found, as_json=as_json)
    return FOUND if found.plan is not None and found.plan.is_blocked else DONE


@commands.command("vein-table")
@click.argument("file", type=click.Path(path_type=Path))
@line_options(is_needed=True)
@repair_options
@_JSON
def vein_table(file: Path, as_json: bool, **words: str) -> int:
    """Show what the vein gets of a printed table."""
    from stepward.adapters.catalogue.printed_files import read_printed
    from stepward.usecases.veining import LineRequest, vein_of_table

    _show_vein(vein_of_table(read_printed(_read(file), name=file.name), LineRequest(**words)), as_json=as_json)
    return DONE


def _show_vein(found: "AtVein", *, as_json: bool) -> None:
    from stepward.adapters.documents.vein_json import Beside, vein_json, vein_text
    from stepward.simulation import second_opinion

    beside = Beside(priming=found.priming, band=second_opinion(found.ladder, found.line, carrier=found.carrier))
    if as_json:
        click.echo(json.dumps(vein_json(found.vein, found.findings, beside), ensure_ascii=False, indent=2))
    else:
        click.echo(vein_text(found.vein, found.findings, beside))


for each in (prepare, screen, tolerance, report, pool, replay, audit, backup, restore, monitor):
    commands.add_command(each)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--database", default="", help="Database URL; default: SQLite in the data folder.")
def serve(host: str, port: int, database: str) -> int:
    """Serve the web application."""
    from stepward.shells.web.serve import serve as run

    run(host, port, database=database)
    return DONE


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(host: str, port: int) -> int:
    """Serve with an invented demonstration unit."""
    from stepward.shells.web.serve import serve as run

    run(host, port, demo=True)
    return DONE
