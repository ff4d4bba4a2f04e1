import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.append_only import AppendOnly
from stepward.adapters.database.models import AccountDeed, FirstPassword, PersonalCode
from stepward.shells.web.people import accounts, codes

PASSWORD = "kmtr-7hpx-9wqz-3dfg"
NEW = {"last_name": "Berg (invented)", "first_name": "N.", "username": "berg", "roles": ["nurse"]}

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _forget_attempts() -> None:
    cache.clear()


def somebody(name: str, *roles: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, last_name=f"{name.capitalize()} (invented)")
    user.groups.add(*Group.objects.filter(name__in=roles))
    return user


def signed_in(name: str, *roles: str) -> Client:
    client = Client()
    client.force_login(somebody(name, *roles))
    return client


@pytest.fixture
def admin() -> Client:
    return signed_in("admin", "administrator")


def added(admin: Client, **changes: object) -> tuple[User, str]:
    """Add a person, and read the first password from the page that shows it."""
    answer = admin.post("/people/new/", NEW | changes)
    found = re.search(r'password-once">([^<]+)<', answer.text)
    assert found is not None, answer.text
    return User.objects.get(username="berg"), found[1]


class TestPeople:
    @pytest.mark.parametrize("path", ["/people/", "/people/new/", "/people/1/"])
    @pytest.mark.parametrize("role", ["allergist", "charge nurse", "auditor"])
    def test_are_for_administrators(self, path: str, role: str) -> None:
        assert Client().get(path).headers["Location"].startswith("/sign-in/")
        assert signed_in("other", role).get(path).status_code == 403

    @pytest.mark.parametrize("path", ["/prepare/", "/screen/", "/bedside/"])
    def test_h_56_an_administrator_sees_no_patient_data(self, admin: Client, path: str) -> None:
        assert admin.get(path).status_code == 403

    def test_are_added_with_roles_and_a_password_that_is_shown_once(self, admin: Client) -> None:
        user, password = added(admin)

        assert user.check_password(password)
        assert set(user.groups.values_list("name", flat=True)) == {"nurse"}
        assert password not in admin.get(f"/people/{user.pk}/").text
        assert "Berg (invented)" in admin.get("/people/").text

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"last_name": " "}, "family name"),
            ({"username": "b erg"}, "letters and digits"),
            ({"username": ""}, "letters and digits"),
            ({"username": "ADMIN"}, "is taken"),
            ({"first_name": "x" * 81}, "80 characters"),
            ({"first_name": "a\u202eb"}, "do not show"),
            ({"roles": []}, "at least one role"),
            ({"roles": ["surgeon"]}, "at least one role"),
            ({"roles": ["nurse", "administrator"]}, "no other role"),
        ],
    )
    def test_are_not_added_with(self, admin: Client, changes: dict[str, object], says: str) -> None:
        answer = admin.post("/people/new/", NEW | changes)

        assert answer.status_code == 400
        assert says in answer.text
        assert User.objects.count() == 1

    def test_h_95_other_roles_end_the_sessions_of_the_account(self, admin: Client) -> None:
        nurse = signed_in("okafor", "nurse")
        user = User.objects.get(username="okafor")

        assert admin.post(f"/people/{user.pk}/", {"deed": "roles", "roles": ["charge nurse"]}).status_code == 302
        assert set(user.groups.values_list("name", flat=True)) == {"charge nurse"}
        assert nurse.get("/unit/line-sets/").headers["Location"].startswith("/sign-in/")
        assert "nurse; now charge nurse" in AccountDeed.objects.get(account=user).detail
        assert admin.get("/people/").status_code == 200

    def test_the_same_roles_change_nothing(self, admin: Client) -> None:
        user = somebody("okafor", "nurse")
        admin.post(f"/people/{user.pk}/", {"deed": "roles", "roles": ["nurse"]})
        assert not AccountDeed.objects.exists()

    def test_h_95_a_disabled_account_is_out_at_once_and_comes_back_with_a_new_password(self, admin: Client) -> None:
        nurse = signed_in("okafor", "nurse")
        user = User.objects.get(username="okafor")
        admin.post(f"/people/{user.pk}/", {"deed": "disable"})

        assert nurse.get("/unit/line-sets/").status_code == 302
        assert not Client().login(username="okafor", password=PASSWORD)
        answer = admin.post(f"/people/{user.pk}/", {"deed": "enable"})
        user.refresh_from_db()
        assert user.is_active
        assert not user.check_password(PASSWORD)
        assert "password-once" in answer.text
        assert FirstPassword.objects.filter(user=user).exists()

    @pytest.mark.parametrize("entered", [{"deed": "disable"}, {"deed": "roles", "roles": ["nurse"]}])
    def test_the_last_administrator_stays(self, admin: Client, entered: dict[str, object]) -> None:
        user = User.objects.get(username="admin")
        answer = admin.post(f"/people/{user.pk}/", entered)

        assert answer.status_code == 409
        assert "last administrator" in answer.text
        user.refresh_from_db()
        assert user.is_active
        assert user.groups.filter(name="administrator").exists()

    def test_what_is_no_deed_is_not_done(self, admin: Client) -> None:
        user = somebody("okafor", "nurse")
        assert admin.post(f"/people/{user.pk}/", {"deed": "promote"}).status_code == 404
        assert admin.get("/people/999/").status_code == 404

    def test_what_was_done_is_kept_for_ever(self, admin: Client) -> None:
        added(admin)
        deed = AccountDeed.objects.get()

        with pytest.raises(AppendOnly):
            deed.delete()
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM stepward_accountdeed")

    def test_the_first_account_is_an_administrator_and_comes_once(self) -> None:
        found = accounts.first_administrator()
        assert found is not None
        user, password = found
        assert user.check_password(password)
        assert set(user.groups.values_list("name", flat=True)) == {"administrator"}
        assert accounts.first_administrator() is None


class TestFirstPassword:
    def test_is_changed_before_anything_else(self, admin: Client) -> None:
        user, first = added(admin)
        client = Client()
        client.post("/sign-in/", {"username": "berg", "password": first})

        for path in ("/unit/line-sets/", "/plan/", "/people/code/", "/"):
            assert client.get(path).headers["Location"] == "/people/password/"
        assert "An administrator has seen the first one" in client.get("/people/password/").text
        entered = {"password": first, "new": PASSWORD, "again": PASSWORD}
        assert client.post("/people/password/", entered).headers["Location"] == "/people/code/"
        assert client.get("/unit/line-sets/").status_code == 200
        assert not FirstPassword.objects.filter(user=user).exists()

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"password": "other"}, "password"),
            ({"again": "kmtr-7hpx-9wqz-3dfh"}, "do not match"),
            ({"new": "", "again": ""}, "Enter a new password"),
            ({"new": "short", "again": "short"}, "at least 12"),
            ({"new": "738201928374", "again": "738201928374"}, "at least 12"),
            ({"new": "first", "again": "first"}, "another one than before"),
        ],
    )
    def test_is_not_changed_to(self, admin: Client, changes: dict[str, str], says: str) -> None:
        user, first = added(admin)
        client = Client()
        client.post("/sign-in/", {"username": "berg", "password": first})
        entered = {"password": first, "new": PASSWORD, "again": PASSWORD} | changes
        entered = {name: first if text == "first" else text for name, text in entered.items()}
        answer = client.post("/people/password/", entered)

        assert answer.status_code == 400
        assert says in answer.text
        assert FirstPassword.objects.filter(user=user).exists()
        assert client.get("/unit/line-sets/").status_code == 302

    def test_a_changed_password_keeps_this_session_alone(self) -> None:
        user = somebody("okafor", "nurse")
        here, there = Client(), Client()
        here.login(username="okafor", password=PASSWORD)
        there.login(username="okafor", password=PASSWORD)
        new = "wqzz-7hpx-9wqz-4dfg"
        here.post("/people/password/", {"password": PASSWORD, "new": new, "again": new})

        assert here.get("/unit/line-sets/").status_code == 200
        assert there.get("/unit/line-sets/").status_code == 302
        assert Session.objects.count() >= 1
        user.refresh_from_db()
        assert user.check_password(new)


class TestCode:
    @pytest.mark.parametrize(
        "code", ["12345", "1234567", "12345a", "１２３４５６", "123456", "654321", "345678", "890123", "000000",
                 "121212", "123123", "777777", ""],
    )  # fmt: skip
    def test_that_anybody_would_try_is_refused(self, code: str) -> None:
        with pytest.raises(codes.WeakCode):
            codes.set_code(somebody("okafor"), code)
        assert not PersonalCode.objects.exists()

    def test_is_kept_as_a_hash_and_matches_one_person(self) -> None:
        user, other = somebody("okafor"), somebody("berg")
        codes.set_code(user, "840271")
        codes.set_code(other, "503962")

        assert "840271" not in PersonalCode.objects.get(user=user).code
        assert codes.matches(user, "840271")
        assert not codes.matches(other, "840271")
        assert not codes.matches(user, "840272")
        assert not codes.matches(somebody("third"), "840271")

    def test_h_96_waits_after_five_wrong_ones_also_for_the_right_one(self) -> None:
        user, other = somebody("okafor"), somebody("berg")
        codes.set_code(user, "840271")
        codes.set_code(other, "503962")
        for _ in range(4):
            assert not codes.matches(user, "111112")
        assert codes.matches(user, "840271")
        for _ in range(5):
            assert not codes.matches(user, "111112")

        assert codes.is_waiting(user)
        assert not codes.matches(user, "840271")
        assert codes.matches(other, "503962")
        PersonalCode.objects.filter(user=user).update(waits_until=timezone.now() - timedelta(seconds=1))
        assert codes.matches(user, "840271")

    def test_of_a_disabled_account_opens_nothing(self) -> None:
        user = somebody("okafor")
        codes.set_code(user, "840271")
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert not codes.matches(user, "840271")

    def test_is_set_with_the_password(self) -> None:
        client = signed_in("okafor", "nurse")
        entered = {"code": "840271", "again": "840271", "password": PASSWORD}

        assert "You have none yet" in client.get("/people/code/").text
        assert client.post("/people/code/", entered | {"password": "other"}).status_code == 400
        assert client.post("/people/code/", entered | {"again": "840272"}).status_code == 400
        assert client.post("/people/code/", entered | {"code": "222222", "again": "222222"}).status_code == 400
        assert not PersonalCode.objects.exists()
        assert client.post("/people/code/", entered).status_code == 302
        assert codes.matches(User.objects.get(username="okafor"), "840271")
        assert "840271" not in client.get("/people/code/").text
