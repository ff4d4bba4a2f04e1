"""The published series as pages: open to anyone, and never two kinds of share in one column."""

import re

import pytest
from django.test import Client

from stepward.adapters.catalogue.series_files import series
from tests.web.preparing import text_of


def page(client: Client, path: str = "/cases/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer)


def test_lists_every_series(client: Client) -> None:
    html = client.get("/cases/").content.decode()

    assert {match[1] for match in re.finditer(r'href="/cases/([^/"]+)/"', html)} == {item.key for item in series()}


def test_says_that_a_patient_died(client: Client) -> None:
    assert "no fatal reaction was ever reported are wrong" in page(client)
    shown = page(client, "/cases/einstein2017/")
    assert "1 patient died." in shown
    assert "pulmonary hypertension" in shown


@pytest.mark.parametrize(
    ("key", "cells"),
    [("brennan2009", "29 % – –"), ("vetter2019", "– 65 % –"), ("lisbon2020", "– – 9.6 %"), ("castells2008", "– – –")],
)
def test_each_share_stands_in_its_own_column(client: Client, key: str, cells: str) -> None:
    html = client.get("/cases/").content.decode()
    line = re.search(rf'<tr><th scope="row"><a href="/cases/{key}/">.*?</tr>', html, re.DOTALL)

    assert line
    assert cells in " ".join(re.sub(r"<[^>]+>", " ", line[0]).replace("\u00a0", " ").split())


def test_finds_a_drug_and_says_where_nothing_is_found(client: Client) -> None:
    shown = page(client, "/cases/?search=rituximab")
    assert "brennan2009" not in shown
    assert "Brennan" in shown
    assert "Pleskow" not in shown
    assert "No series names this" in page(client, "/cases/?search=nothing+at+all")


def test_says_what_was_read_and_which_series_overlap(client: Client) -> None:
    shown = page(client, "/cases/liu2011/")

    assert "Read: the abstract. The full paper was not read." in shown
    assert "Do not add these series up. Castells 2008 Sloane 2016" in shown
    assert "Liu 2011" in page(client, "/cases/castells2008/")
    assert "Castells 2008" in page(client)


def test_every_page_opens(client: Client) -> None:
    for item in series():
        assert client.get(f"/cases/{item.key}/").status_code == 200, item.key
    assert client.get("/cases/nobody/").status_code == 404


class TestLinks:
    def test_a_protocol_leads_to_the_series_of_its_drugs(self, client: Client) -> None:
        shown = page(client, "/protocols/rituximab-12-step-full-strength/")

        assert "Published series" in shown
        assert "29 % of procedures with a breakthrough" in shown

    def test_a_protocol_of_no_drug_leads_to_none(self, client: Client) -> None:
        assert "Published series" not in page(client, "/protocols/12-step/")
