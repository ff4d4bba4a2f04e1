#!/usr/bin/env bash
# Build the wheel, install it with the pinned dependencies into a throw-away environment outside the checkout, and use
# it from another folder: what a hospital installs must work without the repository beside it.
# Usage: tests/wheel/smoke.sh [PYTHON], a Python that has build and hatchling (default: the checkout's .venv).
set -euo pipefail

checkout=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:-$checkout/.venv/bin/python}
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV DJANGO_SETTINGS_MODULE

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/elsewhere"

fail() {
  echo "wheel smoke test: $*" >&2
  exit 1
}

"$python" -m build --wheel --no-isolation --outdir "$place/dist" "$checkout" >"$place/build.log" 2>&1 ||
  { cat "$place/build.log" >&2; fail 'the wheel does not build'; }

"$python" -m venv "$place/venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$place/venv/bin/python" -m pip install --quiet --require-hashes -r "$checkout/requirements/run.lock"
"$place/venv/bin/python" -m pip install --quiet --no-deps --no-index "$place"/dist/stepward-*.whl
"$place/venv/bin/python" -m pip check

cd "$place/elsewhere"
stepward=$place/venv/bin/stepward

"$place/venv/bin/python" - "$place/venv" <<'PYTHON' || fail 'the installed package is not the wheel'
import pathlib
import sys

import stepward

sys.exit(not pathlib.Path(stepward.__file__).is_relative_to(sys.argv[1]))
PYTHON

"$stepward" plan 12-step --drug ceftazidime --target '2000 mg' --json >plan.json || fail "plan ended with status $?"
"$place/venv/bin/python" - <<'PYTHON' || fail 'the plan is not the 12-step plan of 2000 mg'
import json
import pathlib
from decimal import Decimal

plan = json.loads(pathlib.Path("plan.json").read_text(encoding="utf-8"))
last = plan["steps"][-1]["cumulative_dose"]
assert plan["protocol"]["id"] == "12-step", plan["protocol"]
assert len(plan["steps"]) == 12, len(plan["steps"])
assert (Decimal(last["value"]), last["unit"]) == (Decimal(2000), "mg"), last
PYTHON

"$stepward" protocols list >protocols.txt || fail "protocols list ended with status $?"
grep -q '12-step' protocols.txt || fail 'protocols list does not name 12-step'

echo "wheel smoke test: $(basename "$place"/dist/stepward-*.whl) works on $("$place/venv/bin/python" --version)"
