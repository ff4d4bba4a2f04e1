"""Make the electronic file of a report, or list all that it lacks, in the words of the form and at once."""

from stepward.adapters.e2b.files import check_file
from stepward.adapters.e2b.from_report import Envelope, NotReady, file_of
from stepward.adapters.e2b.ruling import CENTER, POSTMARKET
from stepward.core.reports.owed import Region
from stepward.core.reports.report import SafetyReport
from stepward.shells.web import clock
from stepward.shells.web.reports.reading import clocks
from stepward.usecases.report_hearing import file_number
from stepward.usecases.report_sending import lacks_in_words

NOT_OURS = "The file is addressed to FDA. The unit has not chosen the rules of the United States."


def written(report: SafetyReport) -> tuple[tuple[str, ...], bytes]:
    """Write the file, or say all that it lacks."""
    envelope = Envelope(
        number=file_number(report.case),
        sender=report.case.sender,
        batch_receiver=POSTMARKET,
        receiver=CENTER,
        at=clock.now().at,
    )
    region = "" if clocks().region is Region.UNITED_STATES else NOT_OURS
    try:
        content = file_of({report.case.unique: report}, envelope)
    except NotReady as wrong:
        return lacks_in_words(wrong.missing, [(item.element, item.words) for item in wrong.faults], region), b""
    found = tuple(f"The schema finds a fault: {words}" for words in check_file(content)[:1])
    told = (*found, *((region,) if region else ()))
    return told, b"" if told else content
