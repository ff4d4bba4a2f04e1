"""What all tests share: settings of a throw-away data folder, and a database that forgets every test."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings

_FOLDER = tempfile.mkdtemp(prefix="stepward-test-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["STEPWARD_DATA_DIR"] = _FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "stepward.shells.web.settings"
for name in [name for name in os.environ if name.startswith("STEPWARD_")]:
    if name not in {"STEPWARD_DATA_DIR", "STEPWARD_TEST_DATABASE_URL", "STEPWARD_CAMPAIGN"}:
        del os.environ[name]
if "STEPWARD_TEST_DATABASE_URL" in os.environ:
    os.environ["STEPWARD_DATABASE_URL"] = os.environ["STEPWARD_TEST_DATABASE_URL"]

import django  # noqa: E402 - settings are read from the environment above

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")  # the same examples every time; `make soak` looks for new ones

django.setup()

from django.conf import settings as of_the_server  # noqa: E402 - the same

of_the_server.LOCK_AFTER = timedelta(days=365 * 100)  # the clocks of tests jump; test_lock.py sets the lock again

LONGEST_FIRST = (
    "tests/core/sessions/test_oracle.py",
    "tests/core/sessions/test_search.py",
    "tests/core/sessions/test_machine.py",
    "tests/core/lint/test_mutations.py",
    "tests/wheel/",
    "tests/browser/",
    "tests/faults/",
    "tests/web/",
)
"""The first three only in a campaign of CI, where each takes minutes."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files, so that both workers end with short ones, at the same time."""
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in LONGEST_FIRST])


@pytest.fixture(scope="session")
def _migrated_database() -> Iterator[None]:
    from django.test.utils import (  # noqa: PLC0415 - only where a test needs a database
        override_settings,
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):  # a quick one
        yield
    teardown_databases(made, verbosity=0)
    teardown_test_environment()


@pytest.fixture
def database(_migrated_database: None) -> Iterator[None]:
    """Lend a migrated database; what a test writes is rolled back."""
    from django.db import transaction  # noqa: PLC0415 - the same

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
