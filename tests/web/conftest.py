from collections.abc import Iterator

import pytest
from django.test import Client, override_settings


@pytest.fixture
def client(database: None) -> Client:
    """Open the pages as somebody who is not signed in."""
    del database
    return Client()


@pytest.fixture
def unit(database: None) -> Iterator[None]:
    """Bring the invented unit; its passwords are hashed the quick way."""
    from tests.web.filling import fill  # noqa: PLC0415 - models are read once Django is set up

    del database
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        fill()
        yield
