"""Where a person begins after signing in."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.web.preparing import signed_in


@pytest.mark.parametrize(
    ("username", "where"),
    [("okafor", "/day/"), ("berg", "/day/"), ("moreau", "/prepare/"), ("silva", "/prepare/"), ("haddad", "/plan/")],
)
def test_each_role_begins_at_its_own_work(unit: None, username: str, where: str) -> None:
    del unit
    client = signed_in(username)

    answer = client.get("/")

    assert answer.headers["Location"] == where
    assert client.get(where).status_code == 200


def test_an_auditor_begins_at_the_record(unit: None) -> None:
    del unit
    User.objects.get(username="silva").groups.set(Group.objects.filter(name="auditor"))

    assert signed_in("silva").get("/").headers["Location"] == "/record/"


def test_who_is_not_signed_in_begins_at_the_plan(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/plan/"
