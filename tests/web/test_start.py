"""What stops the server at its start (H-100), and how accounts begin."""

import pytest
from django.conf import settings

from stepward.adapters.database.models import FirstPassword
from stepward.shells.web import safekeeping, serve
from stepward.shells.web.people import accounts
from stepward.shells.web.safekeeping import UnsafeToStart, check_settings

STRONG = "k3J9-xQ2_vB7nM4pL8sD1fG6hT5yR0wZcVaEuIoXqYbN" * 2
SCRYPT = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
FIT: dict[str, object] = {"debug": False, "hosts": ["unit.example"], "key": STRONG, "hashers": SCRYPT}
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"


class TestSettings:
    def test_h_100_fit_ones_start(self) -> None:
        check_settings(**FIT)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"debug": True}, "DEBUG is on"),
            ({"hosts": ["unit.example", "*"]}, "every host"),
            ({"key": "short"}, "the key is weak"),
            ({"key": "change-me-" + STRONG}, "out of a manual"),
            ({"hashers": [MD5]}, "weak hash"),
            ({"hashers": [*SCRYPT, MD5]}, "weak hash"),
            ({"hashers": []}, "weak hash"),
        ],
    )
    def test_h_100_unfit_ones_stop_the_start(self, changed: dict[str, object], says: str) -> None:
        with pytest.raises(UnsafeToStart, match=says):
            check_settings(**(FIT | changed))  # type: ignore[arg-type]

    def test_h_100_the_server_checks_them_before_the_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "PASSWORD_HASHERS", SCRYPT)
        monkeypatch.setattr(settings, "DEBUG", True)
        monkeypatch.setattr(serve, "check_port", lambda *_: None)
        monkeypatch.setattr(serve, "prepare", lambda **_: pytest.fail("the database was opened"))
        monkeypatch.setenv("STEPWARD_DATABASE_URL", "")

        with pytest.raises(UnsafeToStart, match="DEBUG is on"):
            serve.serve()

    def test_h_100_other_machines_need_tls_before_anything_is_prepared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("STEPWARD_TLS_CERTIFICATE", "STEPWARD_TLS_KEY", "STEPWARD_BEHIND_TLS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(serve, "prepare", lambda **_: pytest.fail("it was prepared"))

        with pytest.raises(UnsafeToStart, match="TLS is not set"):
            serve.serve("192.0.2.1", 8999)

    def test_h_100_half_of_tls_is_none(self) -> None:
        assert not safekeeping.has_tls({"STEPWARD_TLS_CERTIFICATE": "unit.pem"})


class TestFirstAccount:
    def test_h_100_has_a_password_of_its_own_that_must_be_changed(self, database: None) -> None:
        del database
        first = accounts.first_administrator()

        assert first is not None
        user, password = first
        assert password != accounts.random_password()
        assert len(password) >= 16
        assert FirstPassword.objects.filter(user=user).exists()
        assert accounts.first_administrator() is None
