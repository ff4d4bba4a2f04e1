import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client, override_settings

from stepward.shells.web import settings as shipped
from stepward.shells.web.people import attempts

PASSWORD = "kmtr-7hpx-9wqz-3dfg"


@pytest.fixture(autouse=True)
def _forget_attempts() -> None:
    cache.clear()


@pytest.fixture
def user(database: None) -> User:
    del database
    return User.objects.create_user("haddad", password=PASSWORD, first_name="Dr A.", last_name="Haddad")


@override_settings(PASSWORD_HASHERS=shipped.PASSWORD_HASHERS)  # other tests hash the quick way
def test_a_password_is_kept_by_a_slow_hash() -> None:
    kept = make_password(PASSWORD)

    assert identify_hasher(kept).algorithm == "scrypt"
    assert check_password(PASSWORD, kept)
    assert not check_password(f"{PASSWORD}x", kept)


class TestSignIn:
    def test_shows_a_form(self, client: Client) -> None:
        answer = client.get("/sign-in/")

        assert answer.status_code == 200
        assert 'type="password"' in answer.text

    def test_goes_back_to_where_it_was_asked_for(self, client: Client, user: User) -> None:
        answer = client.post(
            "/sign-in/", {"username": user.username, "password": PASSWORD, "next": "/protocols/12-step/"}
        )

        assert answer.status_code == 302
        assert answer["Location"] == "/protocols/12-step/"
        assert "Dr A. Haddad" in client.get("/protocols/").text

    @pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_never_leads_elsewhere(self, client: Client, user: User, elsewhere: str) -> None:
        answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": elsewhere})

        assert answer["Location"] == "/"

    @pytest.mark.parametrize(
        ("username", "password"), [("haddad", "wrong"), ("nobody", PASSWORD)], ids=["password", "name"]
    )
    def test_says_the_same_of_a_wrong_name_and_a_wrong_password(
        self, client: Client, user: User, username: str, password: str
    ) -> None:
        del user

        answer = client.post("/sign-in/", {"username": username, "password": password})

        assert answer.status_code == 400
        assert "do not belong together" in answer.text
        assert password not in answer.text.replace(username, "")

    def test_makes_a_name_wait_after_many_wrong_passwords(self, client: Client, user: User) -> None:
        for _ in range(attempts.MOST_ATTEMPTS):
            client.post("/sign-in/", {"username": user.username, "password": "wrong"})

        here = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
        elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/sign-in/", {"username": user.username, "password": PASSWORD})

        assert attempts.WAIT in here.text
        assert elsewhere.status_code == 302

    def test_asks_for_what_is_missing(self, client: Client) -> None:
        answer = client.post("/sign-in/", {})

        assert answer.status_code == 400
        assert "Enter your name." in answer.text
        assert "Enter your password." in answer.text


class TestHeader:
    @pytest.mark.parametrize(
        ("groups", "words"),
        [
            ([], "Dr A. Haddad, no role<"),
            (["pharmacist"], "Dr A. Haddad, pharmacist<"),
            (["pharmacist", "allergist"], "Dr A. Haddad, allergist and pharmacist<"),
        ],
    )
    def test_shows_the_role_beside_the_name(self, client: Client, user: User, groups: list[str], words: str) -> None:
        user.groups.add(*Group.objects.filter(name__in=groups))
        client.force_login(user)

        assert words in client.get("/protocols/").text.replace('<span class="who-role">', "").replace(
            "</span></a>", "<"
        )


class TestSignOut:
    def test_ends_the_session(self, client: Client, user: User) -> None:
        client.force_login(user)

        client.post("/sign-out/")

        assert "Dr A. Haddad" not in client.get("/protocols/").text

    def test_is_a_press_and_no_link(self, client: Client) -> None:
        assert client.get("/sign-out/").status_code == 405
