"""The command `stepward screen`: may this patient be desensitized, and with what care."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepward.shells.cli_files import write_whole

if TYPE_CHECKING:
    from stepward.adapters.documents.paper import Paper
    from stepward.core.screening.assessment import Assessment

DONE, FOUND = 0, 1


@click.command()
@click.argument("case", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write the assessment, not signed, as PDF."
)
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
def screen(case: Path, as_json: bool, pdf: Path | None, paper: "Paper") -> int:
    """Screen a case: verdict, place of care, protocols, findings."""
    from stepward.adapters.documents.screen_json import screen_json, screen_text
    from stepward.core.screening.assessment import Verdict
    from stepward.shells.screening import screened

    content = _read(case)
    found = screened(content, name=str(case))
    if pdf is not None:
        write_whole(pdf, _paper(content, found, name=str(case), paper=paper))
    if as_json:
        click.echo(json.dumps(screen_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(screen_text(found), nl=False)
    return FOUND if found.verdict is Verdict.BLOCKED else DONE


def _paper(content: bytes, found: "Assessment", *, name: str, paper: "Paper") -> bytes:
    from stepward.adapters.catalogue import shipped
    from stepward.adapters.documents.assessment_paper import AssessmentHead, assessment_pdf
    from stepward.adapters.documents.case_json import read_case

    case, _ = read_case(content, name=name)
    known = shipped.protocol_ids()
    head = AssessmentHead(
        drug=case.drug.name,
        disease=case.disease or "",
        dose="" if case.drug.target_dose is None else str(case.drug.target_dose),
        case=case,
        protocol_titles={item.id: shipped.protocol(item.id).title for item in found.protocols if item.id in known},
    )
    return assessment_pdf(
        found, head, paper=paper, printed_at=datetime.now(UTC).replace(microsecond=0), sources=shipped.sources()
    )


def _read(path: Path) -> bytes:
    from stepward.adapters.documents.json_parts import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path}: {error.strerror or error}"
        raise click.UsageError(msg) from error
