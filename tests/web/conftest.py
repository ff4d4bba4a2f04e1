import pytest
from django.test import Client


@pytest.fixture
def client(database: None) -> Client:
    """Open the pages as somebody who is not signed in."""
    del database
    return Client()
