import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from stepward.adapters.catalogue import shipped
from stepward.adapters.database.approvals import DatabaseApprovals
from stepward.core.protocols.protocol import Kind
from stepward.usecases.approving import state_of
from stepward.usecases.consulting import file_of

PASSWORD = "kmtr-7hpx-9wqz-3dfg"
SIGN = "/protocols/12-step/sign/approved/{role}/"


@pytest.fixture(autouse=True)
def _forget_attempts() -> None:
    cache.clear()


def somebody(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, first_name="Dr", last_name=name)
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user


def sha256() -> str:
    return file_of("12-step", library=shipped).sha256


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is signed in and signs."""

    client: Client

    def sign(self, role: str, *, deed: str = "approved", password: str = PASSWORD, shown: str = "") -> int:
        answer = self.client.post(
            f"/protocols/12-step/sign/{deed}/{role}/", {"password": password, "shown_sha256": shown or sha256()}
        )
        return answer.status_code


def signer(name: str, *roles: str) -> Signer:
    client = Client()
    client.force_login(somebody(name, *roles))
    return Signer(client)


def words() -> str:
    return state_of(file_of("12-step", library=shipped), approvals=DatabaseApprovals()).words


class TestLibrary:
    def test_lists_every_protocol_and_every_entry(self, client: Client) -> None:
        page = client.get("/protocols/").text

        every = [*shipped.protocol_ids(), *shipped.evidence_entries()]
        assert len(every) > 50
        assert [item for item in every if f'href="/protocols/{item}/"' not in page] == []

    @pytest.mark.parametrize(
        ("search", "found"),
        [("ceftazidime", True), ("CEFTAZ", True), ("log10", True), ("aspirin", False), ("zzzz", False)],
    )
    def test_searches_title_drug_class_and_id(self, client: Client, search: str, found: bool) -> None:  # noqa: FBT001
        page = client.get("/protocols/", {"search": search}).text

        assert ('href="/protocols/ceftazidime-log10-7-dose-50-ml/"' in page) is found

    def test_names_each_kind_once_and_in_words(self, client: Client) -> None:
        select = client.get("/protocols/").text.partition('name="kind"')[2].partition("</select>")[0]
        kinds = re.findall(r'<option value="([^"]+)"', select)

        assert kinds == sorted({kind.words for kind in Kind} & set(kinds))
        assert "antitoxin test dose" in kinds

    def test_needs_four_letters(self, client: Client) -> None:
        page = client.get("/protocols/", {"search": "cef"}).text

        assert "Type at least 4 letters." in page
        assert 'href="/protocols/4-step/"' in page

    @pytest.mark.parametrize(
        ("query", "there", "gone"),
        [
            ({"kind": "graded challenge"}, "cefazolin-4-step-challenge", "12-step"),
            ({"route": "oral"}, "aspirin-10-dose-15-min", "12-step"),
            ({"evidence": "only totals printed"}, "16-step", "12-step"),
            ({"use": "entry"}, "carbamazepine-doubling-every-3-days", "12-step"),
            ({"use": "protocol"}, "12-step", "carbamazepine-doubling-every-3-days"),
            ({"approval": "none"}, "12-step", "carbamazepine-doubling-every-3-days"),
        ],
    )
    def test_filters(self, client: Client, query: dict[str, str], there: str, gone: str) -> None:
        page = client.get("/protocols/", query).text

        assert f'href="/protocols/{there}/"' in page
        assert f'href="/protocols/{gone}/"' not in page

    @pytest.mark.parametrize("query", [{"search": "x" * 5000}, {"kind": "<script>"}, {"search": "\x00\x00\x00\x00"}])
    def test_survives_any_question(self, client: Client, query: dict[str, str]) -> None:
        answer = client.get("/protocols/", query)

        assert answer.status_code == 200
        assert "<script>" not in answer.text.replace("<script src", "")


class TestEveryPage:
    @pytest.mark.parametrize("protocol_id", shipped.protocol_ids())
    def test_of_a_protocol_shows_its_source_and_its_kind(self, client: Client, protocol_id: str) -> None:
        protocol = shipped.protocol(protocol_id)

        answer = client.get(f"/protocols/{protocol_id}/")

        assert answer.status_code == 200
        assert all(source in answer.text for source in protocol.sources)
        assert sha_of(protocol_id) in answer.text
        assert ("Plan with this protocol" in answer.text) is protocol.is_offered
        assert ("not a desensitization" in answer.text) is not protocol.is_offered
        assert ("Two people approve" in answer.text) is protocol.is_offered

    @pytest.mark.parametrize("entry_id", shipped.evidence_entries())
    def test_of_an_entry_says_what_is_missing(self, client: Client, entry_id: str) -> None:
        answer = client.get(f"/protocols/{entry_id}/")

        assert answer.status_code == 200
        assert "not usable" in answer.text
        assert "Plan with this protocol" not in answer.text
        assert shipped.evidence_entries()[entry_id].source in answer.text

    @pytest.mark.parametrize("protocol_id", ["no-such", "..", "12-STEP", "12-step.toml", "%00", "a" * 500])
    def test_of_nothing_is_not_found(self, client: Client, protocol_id: str) -> None:
        assert client.get(f"/protocols/{protocol_id}/").status_code in {301, 404}


def sha_of(protocol_id: str) -> str:
    return file_of(protocol_id, library=shipped).sha256


@pytest.mark.usefixtures("database")
class TestApproving:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_asks_a_stranger_to_sign_in(self, client: Client, method: str) -> None:
        answer = getattr(client, method)(SIGN.format(role="allergist"), {"password": "x", "shown_sha256": sha256()})

        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/?next=")
        assert words() == "not approved"

    def test_refuses_somebody_without_the_role(self) -> None:
        assert signer("okafor").sign("allergist") == 403
        assert signer("moreau", "pharmacist").sign("allergist") == 403
        assert words() == "not approved"

    def test_shows_what_is_signed(self) -> None:
        page = signer("haddad", "allergist").client.get(SIGN.format(role="allergist")).text

        assert all(text in page for text in ("Dr haddad", "allergist", sha256(), "It means", "UTC", "version 1"))

    def test_takes_two_people_in_two_roles(self) -> None:
        assert signer("haddad", "allergist").sign("allergist") == 302
        assert words() == "one of two approvals"
        assert signer("moreau", "pharmacist").sign("pharmacist") == 302
        assert words() == "approved"

    def test_refuses_the_same_person_twice(self) -> None:
        both = signer("both", "allergist", "pharmacist")

        assert both.sign("allergist") == 302
        assert both.sign("pharmacist") == 409
        assert words() == "one of two approvals"

    @pytest.mark.parametrize("password", ["wrong", ""])
    def test_refuses_a_wrong_password(self, password: str) -> None:
        assert signer("haddad", "allergist").sign("allergist", password=password) == 400
        assert words() == "not approved"

    def test_stops_guessing(self) -> None:
        guesser = signer("haddad", "allergist")
        for _ in range(8):
            guesser.sign("allergist", password="wrong")

        assert guesser.sign("allergist") == 400
        assert words() == "not approved"

    def test_refuses_a_file_that_changed_since_it_was_shown(self) -> None:
        assert signer("haddad", "allergist").sign("allergist", shown="0" * 64) == 409
        assert words() == "not approved"

    def test_says_that_another_version_was_approved(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        signer("haddad", "allergist").sign("allergist")
        signer("moreau", "pharmacist").sign("pharmacist")
        before = shipped.protocol_bytes
        monkeypatch.setattr(shipped, "protocol_bytes", lambda protocol_id: before(protocol_id) + b"\n# changed\n")

        page = client.get("/protocols/12-step/").text

        assert "Approved for another version of this file" in page
        assert "0 of 2" in page

    def test_can_be_withdrawn_and_keeps_its_history(self, client: Client) -> None:
        allergist = signer("haddad", "allergist")
        allergist.sign("allergist")

        assert allergist.sign("allergist", deed="withdrawn") == 302
        assert words() == "not approved"
        assert "withdrawn by Dr haddad" in client.get("/protocols/12-step/").text

    @pytest.mark.parametrize(
        "path", ["12-step/sign/approved/nurse/", "12-step/sign/deleted/allergist/", "x/sign/approved/allergist/"]
    )
    def test_knows_no_other_deeds_roles_or_protocols(self, path: str) -> None:
        assert signer("haddad", "allergist").client.get(f"/protocols/{path}").status_code == 404
