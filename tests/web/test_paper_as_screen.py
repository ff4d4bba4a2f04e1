"""Each number of the line on the screen is found in the same form on paper."""

import io
import re

import pypdf
import pytest
from django.test import Client

from tests.web.test_plan_page import CEFTAZIDIME

LINES = {
    "saline": {"line": "other", "common_volume": "20", "primed_with": "saline"},
    "solution 1": {"line": "other", "common_volume": "10", "primed_with": "solution-1"},
    "own": {"line": "other", "common_volume": "20", "primed_with": "own"},
}


def cells_at_vein(page: str) -> list[str]:
    """Read the last column of the table of steps, as a person sees it."""
    table = page[page.index("At the vein") :].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)
    last = [re.findall(r"<td.*?</td>", row, flags=re.DOTALL)[-1:] for row in rows]
    return [re.sub(r"<[^>]+>|\s", "", cell[0]) for cell in last if cell]


class TestPaper:
    @pytest.mark.parametrize("name", LINES)
    def test_prints_what_the_page_shows_of_the_vein(self, client: Client, name: str) -> None:
        order = CEFTAZIDIME | LINES[name]
        cells = cells_at_vein(client.post("/plan/12-step/", order).content.decode())
        pdf = client.post("/plan/12-step/sheet.pdf", order | {"paper": "a4"})
        pages = pypdf.PdfReader(io.BytesIO(pdf.content)).pages
        text = " ".join(page.extract_text() for page in pages).replace("\u00a0", " ")
        printed = dict(re.findall(r"\n(\d+) \S+ (\S+) [\d.]+(?=\n)", text[text.index("What the vein gets") :]))

        assert len(cells) == 12
        assert [printed[str(number)] for number in range(1, 13)] == cells

    def test_prints_blanks_where_the_page_has_no_line(self, client: Client) -> None:
        pdf = client.post("/plan/12-step/sheet.pdf", CEFTAZIDIME | {"paper": "a4"})
        text = pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text().replace("\u00a0", " ")

        assert "No line chosen: what the vein gets was not computed." in text
