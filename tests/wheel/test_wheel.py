import subprocess
import sys
from pathlib import Path

import pytest

SMOKE = Path(__file__).with_name("smoke.sh")


@pytest.mark.wheel
def test_the_wheel_works_without_the_checkout() -> None:
    run = subprocess.run([str(SMOKE), sys.executable], check=False, capture_output=True, text=True)

    assert run.returncode == 0, run.stdout + run.stderr
