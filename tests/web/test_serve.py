import socket
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from stepward.shells.cli import main
from stepward.shells.web import serve
from stepward.shells.web.demonstration import Account

LOCAL = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((LOCAL, 0))
        listener.listen()
        yield int(listener.getsockname()[1])


class TestPort:
    @pytest.mark.parametrize("command", ["serve", "demo"])
    def test_that_is_taken_is_said_in_one_sentence(
        self, command: str, taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("STEPWARD_DATABASE_URL", "")
        monkeypatch.setenv("STEPWARD_DEMONSTRATION", "")
        monkeypatch.setattr("sys.argv", ["stepward", command, "--port", str(taken)])

        with pytest.raises(SystemExit) as stop:
            main()

        said = capsys.readouterr()
        assert stop.value.code == 2
        assert said.err == f"stepward: port {taken} is taken: choose another with --port\n"
        assert said.out == ""

    def test_that_is_free_stays_free(self, taken: int) -> None:
        with socket.socket() as listener:
            listener.bind((LOCAL, 0))
            port = int(listener.getsockname()[1])
        assert port != taken

        serve.check_port(LOCAL, port)
        serve.check_port(LOCAL, port)

    def test_of_another_machine_cannot_be_opened(self) -> None:
        with pytest.raises(serve.CannotListen, match=r"192\.0\.2\.1, port 8000 cannot be opened"):
            serve.check_port("192.0.2.1", 8000)


@pytest.mark.usefixtures("database")
def test_a_demonstration_says_the_role_of_each_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = (
        Account(username="a", password="p", name="Dr A.", roles=("allergist",)),
        Account(username="b", password="p", name="B.", roles=()),
    )
    monkeypatch.setattr("stepward.shells.web.demonstration.fill", lambda: accounts)
    monkeypatch.setattr("stepward.shells.web.demonstration.fill_day", lambda: None)

    serve.prepare(demo=True)

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("   ")[-1] for line in lines[1:]] == ["Dr A., allergist", "B., no role"]


@pytest.mark.usefixtures("database")
def test_a_new_unit_gets_an_administrator_whose_password_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    serve.prepare()
    said = capsys.readouterr().out
    user = User.objects.get()

    assert user.username == "administrator"
    assert user.check_password(said.split()[-1])
    serve.prepare()
    assert capsys.readouterr().out == ""
