"""Where the log and its checkpoints lie, and the clock of the process."""

import stat
from pathlib import Path

import pytest

from stepward.adapters.event_log.checkpoints import KeyUnfit
from stepward.shells.session_places import (
    MEGABYTE,
    PlacesUnfit,
    make_key,
    now,
    open_checkpoints,
    open_session_log,
    places,
)

DATA = Path("/srv/stepward")


class TestPlaces:
    def test_are_apart_once_they_are_named(self) -> None:
        usual = places({}, DATA)
        named = places({"STEPWARD_CHECKPOINTS": "/mnt/only-more/checkpoints"}, DATA)

        assert (usual.folder, usual.checkpoints) == (DATA / "sessions", DATA / "checkpoints")
        assert (usual.minutes, usual.least_free) == (10, 500 * MEGABYTE)
        assert not usual.is_apart
        assert named.checkpoints == Path("/mnt/only-more/checkpoints")
        assert named.is_apart

    def test_of_a_demonstration_are_its_own(self) -> None:
        found = places({"STEPWARD_DEMONSTRATION": "1", "STEPWARD_CHECKPOINTS": "/mnt/only-more/checkpoints"}, DATA)

        assert found.folder != places({}, DATA).folder
        assert found.checkpoints == DATA / "demonstration-checkpoints"

    def test_h_65_refuse_checkpoints_among_the_log(self) -> None:
        with pytest.raises(PlacesUnfit, match="STEPWARD_CHECKPOINTS"):
            places({"STEPWARD_CHECKPOINTS": str(DATA / "sessions" / "checkpoints")}, DATA)

    @pytest.mark.parametrize(("text", "minutes"), [("1", 1), ("60", 60), ("", 10)])
    def test_h_65_take_minutes_within_the_bounds(self, text: str, minutes: int) -> None:
        assert places({"STEPWARD_CHECKPOINT_MINUTES": text}, DATA).minutes == minutes

    @pytest.mark.parametrize("text", ["0", "61", "-1", "ten", "1.5", "1e1", "\N{ARABIC-INDIC DIGIT FIVE}"])
    def test_h_65_refuse_other_minutes(self, text: str) -> None:
        with pytest.raises(PlacesUnfit, match="STEPWARD_CHECKPOINT_MINUTES: expected a whole number from 1 to 60"):
            places({"STEPWARD_CHECKPOINT_MINUTES": text}, DATA)

    @pytest.mark.parametrize("text", ["50", "1000000"])
    def test_h_67_take_the_space_for_a_new_session(self, text: str) -> None:
        assert places({"STEPWARD_LEAST_FREE_MB": text}, DATA).least_free == int(text) * MEGABYTE

    @pytest.mark.parametrize("text", ["49", "1000001", "500 MB"])
    def test_h_67_refuse_too_little_space_for_a_new_session(self, text: str) -> None:
        with pytest.raises(PlacesUnfit, match="STEPWARD_LEAST_FREE_MB"):
            places({"STEPWARD_LEAST_FREE_MB": text}, DATA)


class TestKey:
    def test_is_made_once_for_nobody_else(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "key"

        make_key(path)
        first = path.read_bytes()
        make_key(path)

        assert (len(first), path.read_bytes()) == (32, first)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        at = places({}, tmp_path)
        make_key(at.key)
        at.key.chmod(0o644)

        with pytest.raises(KeyUnfit):
            open_checkpoints(at)


def test_the_log_and_its_checkpoints_open_where_they_were_named(tmp_path: Path) -> None:
    at = places({"STEPWARD_CHECKPOINTS": str(tmp_path / "apart" / "file")}, tmp_path / "data")
    log = open_session_log(at)

    assert open_checkpoints(at).write(log).number == 1
    log.close()

    assert (tmp_path / "apart" / "file").exists()
    assert (tmp_path / "data" / "sessions" / "sessions.sqlite3").exists()


def test_h_20_the_clock_is_in_utc_and_goes_on() -> None:
    first, second = now(), now()

    assert first.boot == second.boot
    assert second.monotonic >= first.monotonic > 0
