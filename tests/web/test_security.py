import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from stepward.adapters.database.models import SharedPlan
from stepward.shells.web import errors, ids, safekeeping
from stepward.shells.web.access import allowed, open_to
from stepward.shells.web.middleware import DefaultDeny
from stepward.shells.web.safekeeping import UnsafeToStart

ORDER = {"drug": "ceftazidime", "target_number": "30", "target_unit": "mg/kg", "weight": "68.53", "press": "1"}
PAGES = ("/plan/", "/plan/?search=carboplatin", "/plan/12-step/", "/plan/nope/", "/protocols/", "/nowhere/")
STRONG = "k3J9-xQ2_vB7nM4pL8sD1fG6hT5yR0wZcVaEuIoXqYbN"


def html(client: Client) -> Iterator[tuple[str, str]]:
    """Open every kind of page."""
    for path in PAGES:
        yield path, client.get(path).content.decode()
    for name, fields in (("plan", ORDER), ("refused", {"press": "1"}), ("blocked", ORDER | {"bag_volume": "1"})):
        yield name, client.post("/plan/12-step/", fields).content.decode()
        yield name, client.post("/plan/12-step/", fields, headers={"HX-Request": "true"}).content.decode()
    kept = client.post("/plan/12-step/keep/", ORDER).headers["Location"]
    yield "kept", client.get(kept).content.decode()


def views() -> Iterator[tuple[str, object]]:
    """List every view of every address, and those that answer failures."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
        for item in patterns:
            if isinstance(item, URLResolver):
                yield from walk(item.url_patterns)
            else:
                yield str(item.pattern), item.callback

    yield from walk(get_resolver().url_patterns)
    yield from (("handler", get_resolver().resolve_error_handler(status)) for status in (400, 403, 404, 500))


class TestHeaders:
    @pytest.mark.parametrize("path", [*PAGES, "/static/css/base.css"])
    def test_are_on_every_answer(self, client: Client, path: str) -> None:
        headers = client.get(path).headers

        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers

    def test_keep_pages_out_of_caches(self, client: Client) -> None:
        assert client.get("/plan/").headers["Cache-Control"] == "no-store"


class TestPages:
    def test_hold_no_inline_script_or_style(self, client: Client) -> None:
        for name, page in html(client):
            assert not re.search(r"<script(?![^>]*\bsrc=)", page), name
            assert not re.search(r"<style\b", page), name
            assert not re.search(r"<[^>]*\sstyle\s*=", page), name
            assert not re.search(r"<[^>]*\s(on\w+|hx-on[\w:-]*)\s*=", page), name
            assert "javascript:" not in page, name

    def test_fetch_nothing_from_elsewhere(self, client: Client) -> None:
        for name, page in html(client):
            addresses = re.findall(r'\b(?:src|href|action|formaction|hx-get|hx-post)="([^"]*)"', page)
            assert addresses or "<html" not in page, name
            assert all(item.startswith(("/", "#")) and not item.startswith("//") for item in addresses), name

    def test_name_no_dose_weight_or_drug_in_an_address(self, client: Client) -> None:
        for name, page in html(client):
            for address in re.findall(r'\b(?:href|action|formaction|hx-get|hx-post)="([^"]*)"', page):
                assert "?" not in address or "next=" in address, name
                assert "68.53" not in address, name


class TestForms:
    def test_need_their_token(self, database: None) -> None:
        del database
        strict = Client(enforce_csrf_checks=True)

        for path in ("/plan/12-step/", "/plan/12-step/keep/", "/plan/12-step/sheet.pdf", "/theme/"):
            assert strict.post(path, ORDER).status_code == 403, path

    def test_come_with_a_cookie_out_of_reach(self, client: Client) -> None:
        cookie = client.get("/plan/12-step/").cookies[settings.CSRF_COOKIE_NAME]

        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert not cookie["domain"]

    def test_change_the_theme_and_go_back_to_their_own_page_only(self, client: Client) -> None:
        home = client.post("/theme/", {"theme": "dark", "back": "/protocols/"})
        away = client.post("/theme/", {"theme": "purple", "back": "//evil.example/"})

        assert home.headers["Location"] == "/protocols/"
        assert home.cookies[settings.THEME_COOKIE_NAME].value == "dark"
        assert home.cookies[settings.THEME_COOKIE_NAME]["httponly"]
        assert away.headers["Location"] == "/"
        assert away.cookies[settings.THEME_COOKIE_NAME].value == "light"


class TestSettings:
    def test_are_those_of_production(self) -> None:
        assert settings.DEBUG is False
        assert set(settings.ALLOWED_HOSTS) >= {"127.0.0.1", "localhost", "[::1]"}
        assert "*" not in settings.ALLOWED_HOSTS
        assert settings.SESSION_COOKIE_HTTPONLY
        assert settings.SESSION_COOKIE_SAMESITE == "Lax"
        assert settings.CSRF_COOKIE_HTTPONLY

    def test_refuse_another_host(self, client: Client) -> None:
        response = client.get("/plan/", headers={"host": "evil.example"})

        assert response.status_code == 400


class TestAccess:
    def test_is_declared_by_every_view(self) -> None:
        assert [path for path, view in views() if not allowed(view)] == []

    def test_is_denied_where_nothing_is_declared(self) -> None:
        def forgotten(_: HttpRequest) -> HttpResponse:
            return HttpResponse()

        with pytest.raises(PermissionDenied):
            DefaultDeny.process_view(RequestFactory().get("/"), forgotten, (), {})

    @pytest.mark.parametrize("roles", [(), ("everybody",), ("anyone", "root")])
    def test_knows_only_the_roles_of_the_unit(self, roles: tuple[str, ...]) -> None:
        with pytest.raises(ValueError, match="a view is open to"):
            open_to(*roles)

    @pytest.mark.parametrize(
        ("open_for", "who", "status"),
        [
            (("anyone",), None, 200),
            (("staff",), None, 302),
            (("staff",), "", 200),
            (("allergist",), None, 302),
            (("allergist",), "", 403),
            (("allergist",), "pharmacist", 403),
            (("allergist",), "allergist", 200),
            (("allergist", "pharmacist"), "pharmacist", 200),
        ],
    )
    def test_asks_who_it_is(self, database: None, open_for: tuple[str, ...], who: str | None, status: int) -> None:
        del database
        view = open_to(*open_for)(lambda _: HttpResponse())
        request = RequestFactory().get("/somewhere/")
        request.user = AnonymousUser() if who is None else User.objects.create_user("somebody")
        if who and isinstance(request.user, User):
            request.user.groups.add(Group.objects.get(name=who))

        try:
            found = view(request).status_code
        except PermissionDenied:
            found = 403

        assert found == status


class TestErrorPages:
    @pytest.mark.parametrize(
        ("view", "status"),
        [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.failure, 500)],
    )
    def test_show_a_code_and_nothing_that_was_entered(self, view: object, status: int) -> None:
        request = RequestFactory().get("/somewhere/secret/", {"weight": "68.53"})

        response = view(request)  # type: ignore[operator]
        page = response.content.decode()
        assert response.status_code == status
        assert re.search(rf"{status}-[0-9A-F]{{6}}", page)
        assert "68.53" not in page
        assert "secret" not in page


class TestKeptPlans:
    def test_have_ids_that_nobody_guesses(self) -> None:
        found = {ids.new_id() for _ in range(100)}

        assert len(found) == 100
        assert min(map(len, found)) >= 22

    def test_hold_neither_weight_nor_height(self, client: Client) -> None:
        address = client.post("/plan/12-step/keep/", ORDER | {"height": "171"}).headers["Location"]

        row = SharedPlan.objects.values().get()
        assert row["target"] == "2055.9 mg"
        assert not [value for value in row.values() if "68.53" in str(value) or "kg" in str(value)]
        assert "68.53" not in address
        assert "68.53" not in client.get(address).content.decode()
        assert "68.53" not in client.get(f"{address}sheet.json").content.decode()

    def test_are_not_named_after_the_patient(self, client: Client) -> None:
        name = client.post("/plan/12-step/sheet.pdf", ORDER).headers["Content-Disposition"]

        assert re.fullmatch(r'attachment; filename="12-step-[0-9a-f]{8}\.pdf"', name)


class TestStart:
    @pytest.mark.parametrize("key", ["", "short", "a" * 80, "django-insecure-" + STRONG, "change-me-" + STRONG])
    def test_is_refused_with_a_weak_key(self, key: str) -> None:
        with pytest.raises(UnsafeToStart):
            safekeeping.checked_key(key, where="here")

    def test_makes_a_key_of_its_own_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("STEPWARD_SECRET_KEY", raising=False)

        first, second = safekeeping.secret_key(tmp_path / "unit"), safekeeping.secret_key(tmp_path / "unit")

        assert first == second
        assert stat.S_IMODE((tmp_path / "unit/secret.key").stat().st_mode) == 0o600

    def test_is_refused_when_others_can_read_the_key(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("STEPWARD_SECRET_KEY", raising=False)
        safekeeping.secret_key(tmp_path)
        (tmp_path / "secret.key").chmod(0o644)

        with pytest.raises(UnsafeToStart, match="others can read"):
            safekeeping.secret_key(tmp_path)

    def test_takes_a_strong_key_from_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STEPWARD_SECRET_KEY", STRONG * 2)

        assert safekeeping.secret_key(tmp_path) == STRONG * 2
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize(
        ("host", "is_safe"),
        [
            ("127.0.0.1", True),
            ("127.9.9.9", True),
            ("::1", True),
            ("[::1]", True),
            ("localhost", True),
            ("0.0.0.0", False),  # noqa: S104 - refused
            ("::", False),
            ("192.168.1.20", False),
            ("ward.example", False),
        ],
    )
    def test_needs_tls_where_other_machines_listen(self, host: str, *, is_safe: bool) -> None:
        safekeeping.check_listener(host, is_encrypted=True)
        if is_safe:
            safekeeping.check_listener(host, is_encrypted=False)
        else:
            with pytest.raises(UnsafeToStart, match="TLS is not set"):
                safekeeping.check_listener(host, is_encrypted=False)

    @pytest.mark.parametrize(
        ("environment", "expected"),
        [
            ({}, False),
            ({"STEPWARD_TLS_CERTIFICATE": "unit.pem"}, False),
            ({"STEPWARD_TLS_CERTIFICATE": "unit.pem", "STEPWARD_TLS_KEY": "unit.key"}, True),
            ({"STEPWARD_BEHIND_TLS": "0"}, False),
            ({"STEPWARD_BEHIND_TLS": "1"}, True),
        ],
    )
    def test_counts_only_whole_tls(self, environment: dict[str, str], *, expected: bool) -> None:
        assert safekeeping.has_tls(environment) is expected

    def test_knows_its_databases(self, tmp_path: Path) -> None:
        own = safekeeping.database("", tmp_path)
        named = safekeeping.database(f"sqlite:///{tmp_path}/other%20unit.sqlite3", tmp_path)
        server = safekeeping.database("postgresql://unit:p%40ss@db:5433/stepward", tmp_path)

        assert own["NAME"] == tmp_path / "stepward.sqlite3"
        assert "journal_mode=WAL" in own["OPTIONS"]["init_command"]
        assert "synchronous=FULL" in own["OPTIONS"]["init_command"]
        assert named["NAME"] == tmp_path / "other unit.sqlite3"
        assert (server["USER"], server["PASSWORD"], server["HOST"], server["PORT"]) == ("unit", "p@ss", "db", "5433")
        with pytest.raises(UnsafeToStart):
            safekeeping.database("mysql://db/stepward", tmp_path)
