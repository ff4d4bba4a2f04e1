import pytest
from django.test import Client


@pytest.fixture
def client(database: None) -> Client:
    """Open the pages as somebody who is not signed in."""
    del database
    return Client()


@pytest.fixture
def unit(database: None) -> None:
    """Bring the invented unit."""
    from tests.web.filling import fill  # noqa: PLC0415 - models are read once Django is set up

    del database
    fill()
