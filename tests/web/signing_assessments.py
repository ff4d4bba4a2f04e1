"""Sign an assessment in the pages, and read the forms that lead on from it."""

import html
import re

from django.contrib.auth.models import User
from django.test import Client

from stepward.shells.web.screen.signing import REASONS
from tests.web.preparing import signed_in, text_of

PASSWORD = "kmtr-7hpx-9wqz-3dfg"


def allergist_with_password() -> Client:
    """Sign in as an allergist of the invented unit with a known password."""
    user = User.objects.get(username="haddad")
    user.set_password(PASSWORD)
    user.save()
    return signed_in("haddad")


def fields_of(page: str, action: str) -> list[dict[str, str]]:
    """Read the hidden fields of each form that leads to an address."""
    forms = re.findall(rf'<form method="post" action="({action}[^"]*)">(.*?)</form>', page, re.DOTALL)
    return [
        {"action": address} | {
            name: html.unescape(value)
            for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', body)
            if name != "csrfmiddlewaretoken"
        }
        for address, body in forms
    ]  # fmt: skip


def shown_hash(client: Client, base: str) -> str:
    page = client.get(f"{base}sign/").content.decode()
    found = re.search(r'name="shown_sha256" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def sign(client: Client, base: str, **changed: str) -> str:
    """Sign, and give the address of what is signed."""
    sent = {"password": PASSWORD, "shown_sha256": shown_hash(client, base), "reason": REASONS[0]} | changed
    answer = client.post(f"{base}sign/", sent)
    assert answer.status_code == 302, text_of(answer)
    return answer.headers["Location"]
