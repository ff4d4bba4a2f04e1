"""What is remembered of a session is what its entries say, and no more is kept than there is room for."""

from stepward.core.sessions.evolve import replay
from stepward.core.sessions.session import Session
from stepward.core.sessions.storing import entry_of
from stepward.usecases.remembering import Memory
from tests.core.sessions.plans import running
from tests.usecases.test_running import logged


def test_h_01_remembers_what_a_whole_replay_says() -> None:
    entries, memory = logged(running(3)).entries("s"), Memory()

    for place in range(len(entries) + 1):
        whole = replay(map(entry_of, entries[:place]))

        assert memory.replayed(entries[:place]) == memory.replayed(entries[:place]) == whole


def test_knows_nothing_of_entries_under_another_hash() -> None:
    one, other = logged(running(3)).entries("s"), logged(running(2)).entries("s")
    memory = Memory()
    memory.replayed(one)

    assert memory.replayed(other) == Memory().replayed(other)
    assert memory.replayed(()) == Session()


def test_forgets_the_oldest() -> None:
    entries, memory = logged(running(3)).entries("s"), Memory(most=2)

    for place in range(1, len(entries)):
        memory.replayed(entries[:place])

    assert len(memory._found) == 2
